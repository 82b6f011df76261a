import type { NewCustomer } from '../../src/customers/customer-record.js';
import { aCustomer, MISSING_ID } from '../factories/customer.js';
import { aCustomerWithId } from '../factories/customer-with-id.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { asOwner } from '../support/owner.js';
import { useApp } from '../support/use-app.js';

const app = useApp();

const refused = { status: 400, body: { code: 'INVALID_ARGUMENT', path: '/customers' } };
const found = async (tenant: TestTenant, query: Record<string, unknown>) => {
  const { status, body } = await app.as(tenant).erp.get('/customers', query);
  expect({ status, query }).toEqual({ status: 200, query });
  return (body as { id: number }[]).map(({ id }) => id);
};

/** A column with two values of which the first is less than the second. */
const COLUMNS: [
  column: string,
  less: Partial<NewCustomer>,
  value: string,
  more: Partial<NewCustomer>,
  other: string,
][] = [
  ['name', { displayName: 'Alpha' }, 'Alpha', { displayName: 'Beta' }, 'Beta'],
  ['name_2', { tradeName: 'Alpha' }, 'Alpha', { tradeName: 'Beta' }, 'Beta'],
  ['vat_id', { taxId: 'PT1' }, 'PT1', { taxId: 'PT2' }, 'PT2'],
  ['country_iso', { countryIso: 'ES' }, 'ES', { countryIso: 'PT' }, 'PT'],
  ['phone', { phone: '+351211234567' }, '+351211234567', { phone: '+351211234568' }, '+351211234568'],
  ['mobile', { mobile: '+351921234567' }, '+351921234567', { mobile: '+351921234568' }, '+351921234568'],
  ['fax', { fax: '+351211234567' }, '+351211234567', { fax: '+351211234568' }, '+351211234568'],
  ['email', { email: 'a@example.com' }, 'a@example.com', { email: 'b@example.com' }, 'b@example.com'],
  [
    'url_link',
    { website: 'https://a.example' },
    'https://a.example',
    { website: 'https://b.example' },
    'https://b.example',
  ],
  ['discount_group', { discountGroup: 'A' }, 'A', { discountGroup: 'B' }, 'B'],
  ['salesperson', { salesperson: 'ANNA' }, 'ANNA', { salesperson: 'JOHN' }, 'JOHN'],
  [
    'electronic_document_interchange',
    { electronicDocumentInterchange: 'N' },
    'N',
    { electronicDocumentInterchange: 'S' },
    'S',
  ],
  ['edi_identifier', { ediIdentifier: '561' }, '561', { ediIdentifier: '562' }, '562'],
  ['inactive', { active: true }, '0', { active: false }, '1'],
  ['comments', { note: 'alpha' }, 'alpha', { note: 'beta' }, 'beta'],
  ...(['billing', 'shipping'] as const).flatMap((side): typeof COLUMNS => [
    [`${side}_address.postal_address`, { [`${side}Line1`]: 'Rua 1' }, 'Rua 1', { [`${side}Line1`]: 'Rua 2' }, 'Rua 2'],
    [`${side}_address.city`, { [`${side}City`]: 'Lisboa' }, 'Lisboa', { [`${side}City`]: 'Porto' }, 'Porto'],
    [
      `${side}_address.zip_code`,
      { [`${side}Postcode`]: '1250-001' },
      '1250-001',
      { [`${side}Postcode`]: '4000-001' },
      '4000-001',
    ],
    [`${side}_address.country`, { [`${side}Country`]: 'ES' }, 'ES', { [`${side}Country`]: 'PT' }, 'PT'],
    [`${side}_address_city`, { [`${side}City`]: 'Lisboa' }, 'Lisboa', { [`${side}City`]: 'Porto' }, 'Porto'],
  ]),
];

describe.each(COLUMNS)('searchColumn=%s', (searchColumn, less, value, more, other) => {
  it('finds what equals, and compares by every operator', async () => {
    const tenant = await aTenant(app);
    const { id: one } = await aCustomer(app, tenant, less);
    const { id: two } = await aCustomer(app, tenant, more);
    const search = (searchString: string, searchOperator?: string) =>
      found(tenant, { searchColumn, searchString, searchOperator });
    expect(await search(value)).toEqual([one]);
    expect(await search(other)).toEqual([two]);
    expect(await search(value, 'ne')).toEqual([two]);
    expect(await search(other, 'lt')).toEqual([one]);
    expect(await search(value, 'lt')).toEqual([]);
    expect(await search(value, 'lte')).toEqual([one]);
    expect(await search(value, 'gt')).toEqual([two]);
    expect(await search(other, 'gt')).toEqual([]);
    expect(await search(other, 'gte')).toEqual([two]);
  });
});

describe('searchColumn', () => {
  it('finds by ID, code and the IDs of addresses', async () => {
    const tenant = await aTenant(app);
    for (const id of [41, 42, 43]) await aCustomerWithId(app, tenant, id);
    for (const [searchColumn, searchString] of [
      ['id', '42'],
      ['code', 'C0042'],
      ['billing_address.id', '83'],
      ['shipping_address.id', '84'],
    ]) {
      expect(await found(tenant, { searchColumn, searchString })).toEqual([42]);
      expect(await found(tenant, { searchColumn, searchString, searchOperator: 'gt' })).toEqual([43]);
      expect(await found(tenant, { searchColumn, searchString, searchOperator: 'ne' })).toEqual([41, 43]);
    }
    expect(await found(tenant, { searchColumn: 'id', searchString: MISSING_ID })).toEqual([]);
    expect(await found(tenant, { searchColumn: 'code', searchString: 'nonsense' })).toEqual([]);
    expect(await found(tenant, { searchColumn: 'code', searchString: 'C42' })).toEqual([]);
  });

  it('compares codes as their numbers', async () => {
    const tenant = await aTenant(app);
    for (const id of [9999, 10000]) await aCustomerWithId(app, tenant, id);
    expect(await found(tenant, { searchColumn: 'code', searchString: 'C9999', searchOperator: 'gt' })).toEqual([10000]);
    expect(await found(tenant, { searchString: 'C10000', searchOperator: 'lt' })).toEqual([9999]);
  });

  it('with ne finds those without a value too', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    await aCustomer(app, tenant, { taxId: 'PT1' });
    expect(await found(tenant, { searchColumn: 'vat_id', searchString: 'PT1', searchOperator: 'ne' })).toEqual([id]);
    expect(await found(tenant, { searchColumn: 'vat_id', searchString: 'PT0', searchOperator: 'lt' })).toEqual([]);
  });

  it.each(['0', 'false', 'N', '1', 'true', 'S'])('takes %s for inactive', async (searchString) => {
    const tenant = await aTenant(app);
    const { id: active } = await aCustomer(app, tenant, { status: 'B' });
    const { id: inactive } = await aCustomer(app, tenant, { status: 'I' });
    expect(await found(tenant, { searchColumn: 'inactive', searchString })).toEqual(
      ['1', 'true', 'S'].includes(searchString) ? [inactive] : [active],
    );
  });

  it('takes quotes, percent signs and question marks literally', async () => {
    const tenant = await aTenant(app);
    const displayName = `O'Hara "50%" _?\\ $1; --`;
    const { id } = await aCustomer(app, tenant, { displayName });
    await aCustomer(app, tenant, { displayName: 'Other' });
    expect(await found(tenant, { searchColumn: 'name', searchString: displayName })).toEqual([id]);
    expect(await found(tenant, { searchColumn: 'name', searchString: '%' })).toEqual([]);
  });
});

describe('searchString by itself', () => {
  it.each([
    ['a code', 'C0042', [42]],
    ['a code in lower case', 'c0042', [42]],
    ['the beginning of codes', 'C00', [4, 42]],
    ['the beginning of every code', 'C', [4, 42, 420, 4242]],
    ['an ID and what begins with it', '42', [42, 420, 4242]],
    ['a whole ID', '4242', [4242]],
    ['a code of no customer', 'C0041', []],
    ['an ID of no customer', '9', []],
    ['a pattern letter', '%', []],
    ['another pattern letter', 'C00_2', []],
    ['a name', 'Ada Ltd.', []],
  ])('finds by %s', async (_, searchString, ids) => {
    const tenant = await aTenant(app);
    for (const id of [4, 42, 420, 4242]) await aCustomerWithId(app, tenant, id);
    expect(await found(tenant, { searchString })).toEqual(ids);
  });

  it('compares IDs or codes with an operator', async () => {
    const tenant = await aTenant(app);
    for (const id of [4, 42, 420]) await aCustomerWithId(app, tenant, id);
    expect(await found(tenant, { searchString: '42', searchOperator: 'gte' })).toEqual([42, 420]);
    expect(await found(tenant, { searchString: 'C0042', searchOperator: 'lt' })).toEqual([4]);
    expect(await found(tenant, { searchString: '42', searchOperator: 'ne' })).toEqual([4, 420]);
  });

  it('finds every customer when it is empty', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    expect(await found(tenant, { searchString: '' })).toEqual([id]);
  });
});

describe('skip and limit', () => {
  it('answer a part, in the order of the IDs', async () => {
    const tenant = await aTenant(app);
    for (const id of [30, 10, 20]) await aCustomerWithId(app, tenant, id);
    expect(await found(tenant, { limit: 2 })).toEqual([10, 20]);
    expect(await found(tenant, { skip: 1 })).toEqual([20, 30]);
    expect(await found(tenant, { skip: 1, limit: 1 })).toEqual([20]);
    expect(await found(tenant, { skip: 3 })).toEqual([]);
    expect(await found(tenant, { skip: Number.MAX_SAFE_INTEGER })).toEqual([]);
    expect(await found(tenant, { limit: 0 })).toEqual([]);
    expect(await found(tenant, { searchColumn: 'id', searchOperator: 'gt', searchString: '10', skip: 1 })).toEqual([
      30,
    ]);
  });

  it('are 0 and 50 when left out; more than 1000 means 1000', async () => {
    const tenant = await aTenant(app);
    const ids = Array.from({ length: 1001 }, (_, at) => at + 1);
    await asOwner(
      app,
      tenant,
      `INSERT INTO customers (tenant_id, id, display_name, token, currency) SELECT $1, n, 'Ada', 'aaaaaaaaaaaa', 'USD' FROM generate_series(1, 1001) n`,
      [tenant.id],
    );
    expect(await found(tenant, {})).toEqual(ids.slice(0, 50));
    for (const limit of ['1000', '1001', '99999', '99999999999999999999'])
      expect(await found(tenant, { limit })).toEqual(ids.slice(0, 1000));
  });
});

describe('GET /api/:account/v4.0.0/customers', () => {
  it.each([
    ['a negative limit', { limit: -1 }],
    ['a limit in words', { limit: 'ten' }],
    ['a limit with an exponent', { limit: '1e1' }],
    ['half a limit', { limit: '1.5' }],
    ['an empty limit', { limit: '' }],
    ['a negative skip', { skip: -1 }],
    ['a skip beyond 2^53', { skip: '9007199254740993' }],
    ['an unknown column', { searchString: 'x', searchColumn: 'colour' }],
    ['a column of ours', { searchString: 'x', searchColumn: 'display_name' }],
    ['a column of JavaScript', { searchString: 'x', searchColumn: 'constructor' }],
    ['an address as a column', { searchString: 'x', searchColumn: 'billing_address' }],
    ['SQL for a column', { searchString: 'x', searchColumn: "name' OR 1=1 --" }],
    ['an unknown operator', { searchString: 'x', searchOperator: 'eq' }],
    ['an operator of JavaScript', { searchString: 'x', searchOperator: 'toString' }],
    ['an operator in capitals', { searchString: 'x', searchOperator: 'GT' }],
    ['a column without a string', { searchColumn: 'name' }],
    ['a column with an empty string', { searchColumn: 'name', searchString: '' }],
    ['an operator without a string', { searchOperator: 'gt' }],
    ['words for an ID', { searchColumn: 'id', searchString: 'x' }],
    ['a fraction for an ID', { searchColumn: 'id', searchString: '1.5' }],
    ['words for the ID of an address', { searchColumn: 'billing_address.id', searchString: 'x' }],
    ['a word that says nothing of inactive', { searchColumn: 'inactive', searchString: 'yes' }],
    ['an unknown parameter', { colour: 'red' }],
    ['a parameter given twice', { searchString: ['1', '2'] }],
    ['a long string', { searchString: 'x'.repeat(1001) }],
    ['NUL', { searchString: 'a\0' }],
  ])('400: refuses %s', async (_, query) => {
    const answer = await app.as(await aTenant(app)).erp.get('/customers', query);
    expect(answer).toMatchObject(refused);
    expect(answer.body.message).not.toMatch(/[a-z][A-Z][a-z]+Id|SELECT/);
  });

  it('400: names the column in the contract’s words', async () => {
    const answer = await app
      .as(await aTenant(app))
      .erp.get('/customers', { searchColumn: 'billing_address.id', searchString: 'x' });
    expect(answer.body.message).toBe('billing_address.id is compared with whole numbers only');
  });
});
