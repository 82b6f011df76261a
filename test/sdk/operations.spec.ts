import { AccountingOperations } from '../../sdk/src/accounting/operations.js';
import { AccountingSnakeOperations } from '../../sdk/src/accounting-snake/operations.js';
import { BillingOperations } from '../../sdk/src/billing/operations.js';
import { ClientelaOperations } from '../../sdk/src/clientela/operations.js';
import { ClientsOperations } from '../../sdk/src/clients/operations.js';
import { ContactsOperations } from '../../sdk/src/contacts/operations.js';
import type { Parts, Transport } from '../../sdk/src/core/client.js';
import { ErpOperations } from '../../sdk/src/erp/operations.js';
import { placesOf } from '../../src/openapi/document.js';
import { committedDocument } from '../support/documents.js';

const CONTRACTS = {
  contacts: ContactsOperations,
  billing: BillingOperations,
  clients: ClientsOperations,
  erp: ErpOperations,
  accounting: AccountingOperations,
  'accounting-snake': AccountingSnakeOperations,
  clientela: ClientelaOperations,
};

/** What a method sends: `POST /api/customers/{id}/emails`, with each parameter of the path. */
function sentBy(operations: object): { name: string; place: string; path: object }[] {
  const sent: { place: string; path: object }[] = [];
  const note = (method: string, path: string, parts: Parts) => {
    sent.push({ place: `${method} ${path}`, path: parts.path ?? {} });
  };
  const transport = {
    call: (method: string, path: string, parts: Parts) => note(method, path, parts),
    list: (path: string, parts: Parts) => note('GET', path, parts),
  } as unknown as Transport;
  const made = new (operations as new (transport: Transport) => Record<string, object>)(transport);
  return Object.entries(made).flatMap(([group, methods]) =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(methods))
      .filter((name) => name !== 'constructor')
      .map((name) => {
        (methods as Record<string, (...values: unknown[]) => unknown>)[name]!('1', '2', '3', '4');
        return { name: `${group}.${name}`, ...sent.at(-1)! };
      }),
  );
}

describe.each(Object.entries(CONTRACTS))('the methods of %s', (contract, operations) => {
  const sent = sentBy(operations);

  it('are those of the document', () => {
    const documented = placesOf(committedDocument(contract as keyof typeof CONTRACTS).document).map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replace('/api/{account}/v4.0.0', '')}`,
    );
    expect(sent.map(({ place }) => place).sort()).toEqual(documented.sort());
  });

  it('send each parameter of their path, in its order', () => {
    for (const { place, path } of sent)
      expect(Object.entries(path)).toEqual(
        [...place.matchAll(/\{(\w+)\}/g)].map(([, name], at) => [name, String(at + 1)]),
      );
  });
});

it('methods have the names that a reader expects', () => {
  const names = (contract: keyof typeof CONTRACTS) => sentBy(CONTRACTS[contract]).map(({ name }) => name);
  expect(names('contacts')).toEqual(
    expect.arrayContaining(['emails.add', 'emails.toggleLock', 'companyNames.setDefault', 'customers.create']),
  );
  expect(names('billing')).toEqual(expect.arrayContaining(['customers.count', 'users.update', 'bulk.sendRequests']));
  expect(names('clientela')).toEqual(
    expect.arrayContaining(['customers.listChanges', 'changes.follow', 'personalData.erase', 'keys.rotate']),
  );
});
