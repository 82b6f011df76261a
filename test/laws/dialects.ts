import type { ContractName } from '../../src/contracts/index.js';
import { MISSING_ID } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import type { View } from './arbitraries.js';
import * as normal from './normal.js';
import type { Side } from './side.js';

export type FlatContract = Exclude<ContractName, 'contacts'>;

/** The differences between the contracts that show a customer as one flat record. */
export interface Dialect {
  update: string;
  /** None if the contract makes no customers. */
  create?: string;
  normal: normal.Normal;
  put(side: Side, id: number, view: View): Promise<Answer>;
  post?(side: Side, view: View): Promise<Answer>;
  idIn?(body: any): number;
  read(side: Side, id: number): Promise<Answer>;
  reading(body: any): View;
  /** Lists and searches that could find the other tenant's customer. */
  find(side: Side, other: Side, name: string): Promise<Answer>[];
  /** Is this the answer for a customer that does not exist? */
  isMissing(answer: Answer): boolean;
  /** Requests that only this contract refuses, as keys of a view. */
  traps: Trap[];
}

type Trap = (side: Side, other: Side, view: View) => Promise<Answer>;

const trap =
  (contract: FlatContract, more: View | ((side: Side, other: Side) => View)): Trap =>
  (side, other, view) =>
    DIALECTS[contract].put(side, side.id, { ...view, ...(typeof more === 'function' ? more(side, other) : more) });

const entry =
  (more: (side: Side, other: Side) => View): Trap =>
  (side, other) =>
    side.speak.accounting.post(`/customers/${side.id}/ledger-entries`, more(side, other));

/** A parent that has paid for the customer cannot change. If it has not paid, another field makes the server refuse. */
const payingParent: Trap = (side, other, view) => {
  const isPaid = side.paid.has(side.parentNow ?? MISSING_ID);
  return trap('billing', {
    parent_customer_id: !isPaid ? side.id : side.parentNow === side.parent ? side.sibling : null,
  })(side, other, view);
};

/** A key of a sibling, or of a customer that was deleted. */
const takenKeys = (contract: FlatContract, word: string): Trap[] =>
  [0, 1].map((at) => trap(contract, ({ takenKeys }) => ({ [word]: takenKeys[at] })));

export const DIALECTS: Record<FlatContract, Dialect> = {
  billing: {
    update: 'UpdateCustomerInput',
    create: 'CreateCustomerInput',
    normal: normal.billing,
    put: ({ speak }, id, view) => speak.billing.put(`/customer/${id}`, view),
    post: ({ speak }, view) => speak.billing.post('/customer', view),
    idIn: (body) => body.response.id as number,
    read: ({ speak }, id) => speak.billing.get(`/customer/${id}`),
    reading: (body) => body.response,
    find: ({ speak }, { marker, id }, name) => [
      speak.billing.get('/customer', { where: `company:CONTAINS:${marker}` }),
      speak.billing.get('/customer', { where: `company:EQUALS:${name.replaceAll(',', '\\,')}`, limit: 500 }),
      speak.billing.get('/customer', { where: `customer_id:EQUALS:${id}` }),
    ],
    isMissing: ({ status, body }) => status === 404 && body.response === null,
    traps: [
      ...takenKeys('billing', 'external_key'),
      ({ speak, id }) => speak.billing.put(`/customer/${id}`, {}),
      trap('billing', ({ id }) => ({ parent_customer_id: id })),
      trap('billing', ({ child }) => ({ parent_customer_id: child })),
      trap('billing', (_, other) => ({ parent_customer_id: other.parent })),
      trap('billing', { parent_customer_id: MISSING_ID }),
      trap('billing', { superuser_id: MISSING_ID }),
      payingParent,
      trap('billing', (_, other) => ({ superuser_id: [...other.persons][0] ?? MISSING_ID })),
    ],
  },
  clients: {
    update: 'UpdateClientInput',
    create: 'CreateClientInput',
    normal: normal.clients,
    put: ({ speak }, id, view) => speak.clients.put(`/clients/${id}`, view),
    post: ({ speak }, view) => speak.clients.post('/clients', view),
    idIn: (body) => Number(body.data.id),
    read: ({ speak }, id) => speak.clients.get(`/clients/${id}`),
    reading: (body) => body.data,
    find: ({ speak }, { marker }, name) => [
      speak.clients.get('/clients', { search: marker }),
      speak.clients.get('/clients', { search: [...name].slice(0, 50).join('') }),
    ],
    isMissing: ({ status }) => status === 404,
    traps: [
      ...takenKeys('clients', 'external_code'),
      ({ speak, id }) => speak.clients.put(`/clients/${id}`, {}),
      trap('clients', ({ id }) => ({ id: String(id) })),
    ],
  },
  erp: {
    update: 'UpdateThirdPartyInput',
    create: 'CreateThirdPartyInput',
    normal: normal.erp,
    put: ({ speak }, id, view) => speak.erp.put('/customers', { id, ...view }),
    post: ({ speak }, view) => speak.erp.post('/customers', view),
    idIn: (body) => body.id as number,
    read: ({ speak }, id) => speak.erp.get('/customers', { searchColumn: 'id', searchString: String(id) }),
    reading: ([row]) => row,
    find: ({ speak }, { id }, name) => [
      speak.erp.get('/customers', { searchColumn: 'name', searchString: name.slice(0, 500) }),
      speak.erp.get('/customers', { searchString: String(id) }),
    ],
    isMissing: ({ status, body }) =>
      status === 200 ? body.length === 0 : status === 400 && body.code === 'INVALID_ARGUMENT',
    traps: [
      ({ speak, id }, _, view) => speak.erp.send('PUT', '/customers', { query: { nonce: 1 }, body: { id, ...view } }),
      ({ speak, id }, _, view) => speak.erp.send('PUT', '/customers', { body: { id, ...view } }),
      ({ speak, id, sibling }, _, view) =>
        speak.erp.put('/customers', { id, code: `C${String(sibling).padStart(4, '0')}`, ...view }),
      ({ speak }, _, view) => speak.erp.put('/customers', view),
      ({ speak }, _, view) => speak.erp.put('/customers', { ...view, id: MISSING_ID }),
      ({ speak }, _, view) => speak.erp.post('/customers', { ...view, name: 'Twin', vat_id: 'sibling 1' }),
    ],
  },
  accounting: {
    update: 'UpdateCustomerInput',
    create: 'CreateCustomerInput',
    normal: normal.accounting,
    put: ({ speak }, id, view) => speak.accounting.put(`/customers/${id}`, view),
    post: ({ speak }, view) => speak.accounting.post('/customers', view),
    idIn: (body) => body.id as number,
    read: ({ speak }, id) => speak.accounting.get(`/customers/${id}`),
    reading: (body) => body,
    find: ({ speak }, { marker }) =>
      ['true', 'false'].map((inactive_mode) =>
        speak.accounting.get('/customers', { search_keyword: marker, inactive_mode }),
      ),
    isMissing: ({ status }) => status === 404,
    traps: [
      trap('accounting', { displayName: undefined }),
      trap('accounting', { customerType: undefined }),
      ({ speak, id }) => speak.accounting.put(`/customers/${id}/opening-balance`, { openingBalanceAt: '2024-01-01' }),
      ({ speak, id }) =>
        speak.accounting.put(`/customers/${id}/opening-balance`, { openingBalance: 5, openingBalanceAt: null }),
      entry(({ id }) => ({ kind: 'payment', amount: 5, payerId: id })),
      entry(({ child }) => ({ kind: 'invoice', amount: 5, payerId: child })),
      entry(({ child }) => ({ kind: 'credit', amount: 5, payerId: child })),
      entry((_, other) => ({ kind: 'payment', amount: 5, payerId: other.child })),
      entry(() => ({ kind: 'payment', amount: 0.0001 })),
      entry(() => ({ kind: 'invoice', amount: -5 })),
      ({ speak }, _, view) =>
        speak.accounting.post('/customers', {
          ...view,
          displayName: 'Unknown money',
          customerType: 'business',
          currencyCode: 'XYZ',
        }),
      ({ speak }, _, view) =>
        speak.accounting.post('/customers', {
          ...view,
          displayName: 'Undated',
          customerType: 'business',
          currencyCode: 'USD',
          openingBalance: 5,
        }),
    ],
  },
  clientela: {
    update: 'UpdateCustomerInput',
    normal: normal.clientela,
    put: (side, id, view) => patched(side, id, view, '*'),
    read: ({ speak }, id) => speak.clientela.get(`/customers/${id}`),
    reading: ({ children: _, emails: __, phones: ___, companyNames: ____, contactPersons: _____, ...row }) => row,
    find: ({ speak }, { marker, id }, name) => [
      speak.clientela.get('/customers', { q: marker }),
      speak.clientela.get('/customers', { name: [...name].slice(0, 200).join('') }),
      speak.clientela.get('/customers', { code: `C${String(id).padStart(4, '0')}` }),
    ],
    isMissing: ({ status }) => status === 404,
    traps: [
      ...takenKeys('clientela', 'externalKey'),
      trap('clientela', ({ id }) => ({ parentId: String(id) })),
      trap('clientela', ({ child }) => ({ parentId: String(child) })),
      trap('clientela', (_, other) => ({ parentId: String(other.parent) })),
      trap('clientela', { mainContactId: String(MISSING_ID) }),
      trap('clientela', { status: '' }),
      (side, _, view) => patched(side, side.id, view),
      (side, _, view) => patched(side, side.id, view, '"0"'),
    ],
  },
};

/** The references of a view are numbers, and IDs are texts here. */
function patched({ speak }: Side, id: number, view: View, version?: string): Promise<Answer> {
  const body = { ...view, ...(typeof view['parentId'] === 'number' && { parentId: String(view['parentId']) }) };
  return speak.clientela.send('PATCH', `/customers/${id}`, { body, headers: { 'if-match': version } });
}
