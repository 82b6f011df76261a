import type { ContractName } from '../../src/contracts/index.js';
import { coveredBy } from '../../src/contracts/footprint.js';
import { CONTRACTS } from '../../src/openapi.js';
import { type Document, JSON_TYPE, type Operation, operationsOf } from '../../src/openapi/document.js';
import { routesOf } from '../../src/routes.js';
import { committed } from '../support/documents.js';
import { useApp } from '../support/use-app.js';

/** Controllers that show and change nothing of a customer's record, each with its reason. */
const NO_FOOTPRINT: Record<string, string> = {
  ClientelaIdsController: 'its IDs are those of other contracts, which their own words show',
  ContactsLoginController: 'signs in',
  ClientsLoginController: 'signs in',
  AccountingSignInController: 'signs in',
  ErpSessionsController: 'opens sessions',
  AccountingKeysController: 'is about API keys',
  AccountingLedgerController: 'adds ledger entries, which are records of their own; the balance follows from them',
  CustomerCardsController: 'shows what other controllers cover',
  AccountingContactsController: 'shows and turns active what other controllers cover',
  AccountingBulkController: 'deletes and shows nothing',
  ClientelaOidcController: 'signs in',
  ClientelaSessionController: 'opens sessions',
  ClientelaTenantController: 'is about the tenant',
  ClientelaKeysController: 'is about API keys',
  ClientelaUsersController: 'is about users',
  ClientelaWebhooksController: 'is about webhooks',
  BillingRestHooksController: 'is about subscriptions',
  FacesController: 'hands requests on to other controllers',
  RestoredCustomersController: 'shows what other controllers cover',
  HistoryController: 'shows what other controllers have changed',
  FeedController: 'shows what other controllers have changed',
  RevertsController: 'sets fields back to what other controllers had set',
  StatisticsController: 'counts',
  PersonalDataController: 'shows and erases everything',
  ImportsController: 'brings and changes what other controllers cover',
  ExportController: 'shows what other controllers cover',
  MergesController: 'moves to one customer what other controllers cover of another',
  PairsController: 'compares customers, and changes none',
  BillingBulkController: 'hands requests on to other controllers',
};

/** Where each contract shows one customer as a whole. */
const READING: Record<ContractName, { operation: string; path: string[] }> = {
  contacts: { operation: 'getCustomer', path: ['cliente'] },
  billing: { operation: 'getCustomer', path: ['response'] },
  clients: { operation: 'getClient', path: ['data'] },
  erp: { operation: 'listCustomers', path: ['[]'] },
  accounting: { operation: 'getCustomer', path: [] },
  clientela: { operation: 'getCustomer', path: [] },
};

/** Where a contract shows other records by themselves, and what its footprint calls them. */
const RECORDS: Partial<Record<ContractName, { operation: string; path: string[]; as: string }[]>> = {
  billing: [{ operation: 'getUser', path: ['response'], as: 'users[]' }],
};

/** What the footprints call the records that the operations of a chapter are about. */
const CHAPTERS: Partial<Record<ContractName, Record<string, string>>> = {
  contacts: { Emails: 'emails[]', Phones: 'phones[]', 'Company names': 'company_names[]' },
  billing: { Users: 'users[]' },
};

/** Keys of a body that say which customer it is about. */
const ADDRESSING: Partial<Record<ContractName, string[]>> = { erp: ['id', 'code'] };

/** What several contracts share, by what each of them calls it. */
const SHARED: Record<string, Partial<Record<ContractName, string>>> = {
  id: { contacts: 'customer_id', billing: 'customer_id', clients: 'id', erp: 'id', accounting: 'id' },
  externalKey: { billing: 'external_key', clients: 'external_code' },
  displayName: { contacts: 'name', billing: 'company', clients: 'name', erp: 'name', accounting: 'displayName' },
  legalName: { contacts: 'legal_name', clients: 'business_name', accounting: 'companyName' },
  taxId: { contacts: 'tax_id', billing: 'tax_ident', clients: 'tax_id', erp: 'vat_id' },
  firstName: { billing: 'superuser_first_name', accounting: 'firstName' },
  lastName: { billing: 'superuser_last_name', accounting: 'lastName' },
  email: {
    contacts: 'emails[].email',
    billing: 'superuser_email',
    clients: 'email',
    erp: 'email',
    accounting: 'email',
  },
  phone: {
    contacts: 'phones[].phone',
    billing: 'superuser_phone',
    clients: 'phone',
    erp: 'phone',
    accounting: 'workPhone',
  },
  mobile: { contacts: 'phones[].phone', clients: 'mobile', erp: 'mobile', accounting: 'personalPhone' },
  fax: { contacts: 'phones[].phone', erp: 'fax' },
  website: { erp: 'url_link', accounting: 'website' },
  note: { clients: 'notes', erp: 'comments', accounting: 'note' },
  status: { billing: 'customer_status_state', clients: 'status', erp: 'inactive', accounting: 'active' },
  billingLine1: { billing: 'bill_addr1', erp: 'billing_address.postal_address', accounting: 'billingAddress1' },
  billingCity: { billing: 'bill_city', erp: 'billing_address.city', accounting: 'billingAddressCity' },
  billingState: { billing: 'bill_state', accounting: 'billingAddressState' },
  billingPostcode: { billing: 'bill_postcode', erp: 'billing_address.zip_code', accounting: 'billingAddressPostcode' },
  billingCountry: { billing: 'bill_country', erp: 'billing_address.country', accounting: 'billingAddressCountry' },
  shippingLine1: { billing: 'ship_addr1', erp: 'shipping_address.postal_address', accounting: 'shippingAddress1' },
  shippingCity: { billing: 'ship_city', erp: 'shipping_address.city', accounting: 'shippingAddressCity' },
  shippingState: { billing: 'ship_state', accounting: 'shippingAddressState' },
  shippingPostcode: {
    billing: 'ship_postcode',
    erp: 'shipping_address.zip_code',
    accounting: 'shippingAddressPostcode',
  },
  shippingCountry: { billing: 'ship_country', erp: 'shipping_address.country', accounting: 'shippingAddressCountry' },
  currency: { billing: 'currency_id', accounting: 'currencyCode' },
};

const app = useApp();

describe('every controller of a contract', () => {
  it('says which part of the record it covers, by @Covers, or has a reason not to', () => {
    const controllers = [
      ...new Set(routesOf(app.nest).flatMap(({ contract, controller }) => (contract ? [controller] : []))),
    ];
    const silent = controllers.filter((controller) => !coveredBy(controller)).map(({ name }) => name);
    const forgotten = silent
      .filter((name) => !(name in NO_FOOTPRINT))
      .map((name) => `${name} has no footprint: give it one by @Covers, or a reason here`);
    expect([...forgotten, ...Object.keys(NO_FOOTPRINT).filter((name) => !silent.includes(name))]).toEqual([]);
  });
});

describe.each(CONTRACTS)('the footprint of $name', ({ name }) => {
  const document = JSON.parse(committed(name)) as Document;
  const footprint = document['x-footprint'];
  const { schemas } = document.components;

  const meant = (schema: any): any => {
    const ref = schema?.$ref ?? schema?.anyOf?.find((one: any) => one.$ref)?.$ref;
    return ref ? meant(schemas[ref.split('/').at(-1)!]) : schema;
  };
  /** The words of a schema, as deep as it goes. */
  const wordsOf = (schema: any, path = ''): string[] => {
    const { properties, items } = meant(schema) ?? {};
    if (properties)
      return Object.entries(properties).flatMap(([key, inner]) => wordsOf(inner, path ? `${path}.${key}` : key));
    return meant(items)?.properties ? wordsOf(items, `${path}[]`) : [path];
  };
  /** The operations of the controllers that cover something. */
  const covered = () =>
    routesOf(app.nest).flatMap(({ contract, controller, method, path }) =>
      contract?.name === name && coveredBy(controller)
        ? { method, operation: document.paths[path.replace(/:(\w+)/g, '{$1}')]![method.toLowerCase()]! }
        : [],
    );
  const bodiesOf = (operations: Operation[]) =>
    operations.flatMap(({ requestBody, tags: [tag] = [] }) => {
      const schema = requestBody?.content[JSON_TYPE]?.schema;
      return schema ? wordsOf(schema, CHAPTERS[name]?.[tag ?? '']) : [];
    });

  it('has every word that it shows of a customer, and no other', () => {
    const shown = [{ ...READING[name], as: '' }, ...(RECORDS[name] ?? [])].flatMap(({ operation, path, as }) => {
      const { responses } = operationsOf(document).find(({ operationId }) => operationId === operation)!;
      const answer = (responses['200'] as any).content[JSON_TYPE].schema;
      return wordsOf(
        path.reduce((schema, key) => (key === '[]' ? meant(schema).items : meant(schema).properties[key]), answer),
        as,
      );
    });
    expect(Object.keys(footprint).sort()).toEqual(shown.sort());
  });

  it('has every key by which it is written, and no other', () => {
    const writable = Object.entries(footprint).flatMap(([word, { access, as = [word], by }]) =>
      access === 'read' || by === 'toggle-lock' ? [] : as,
    );
    const taken = bodiesOf(covered().map(({ operation }) => operation)).filter(
      (key) => !(ADDRESSING[name] ?? []).includes(key),
    );
    expect([...new Set(taken)].sort()).toEqual([...new Set(writable)].sort());
  });

  it('tells what can be given only when a record is made from what can be written later', () => {
    const later = new Set(
      bodiesOf(
        covered().flatMap(({ method, operation }) =>
          method === 'POST' && '201' in operation.responses ? [] : operation,
        ),
      ),
    );
    const wrong = Object.entries(footprint).filter(
      ([word, { access, as = [word], by }]) =>
        access !== 'read' && by !== 'toggle-lock' && as.some((key) => later.has(key)) !== (access === 'write'),
    );
    expect(wrong.map(([word]) => word)).toEqual([]);
  });

  it('names as the only action that writes a word one that there is', () => {
    const actions = Object.values(footprint).flatMap(({ by = [] }) => by);
    expect(
      [...new Set(actions)].filter(
        (action) => !Object.keys(document.paths).some((path) => path.endsWith(`/${action}`)),
      ),
    ).toEqual([]);
  });

  it('stands for the same fields of the record as that of the other contracts', () => {
    for (const [field, words] of Object.entries(SHARED)) {
      const mine = words[name];
      if (mine)
        expect({ word: mine, of: footprint[mine]?.of }).toEqual({ word: mine, of: expect.arrayContaining([field]) });
    }
  });
});
