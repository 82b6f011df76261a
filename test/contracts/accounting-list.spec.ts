import type { NewCustomer } from '../../src/customers/customer-record.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import type { Answer } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const PEOPLE: (Partial<NewCustomer> & { displayName: string })[] = [
  {
    displayName: 'José Muñoz',
    firstName: 'José',
    lastName: 'Muñoz',
    email: 'Jose@example.com',
    phone: '+12125550100',
    mobile: '+12125550109',
    legalName: 'São João Łódź',
    website: 'https://joao.example',
    currency: 'EUR',
    openingBalance: '1500',
    openingBalanceAt: new Date('2024-03-01T10:00:00Z'),
  },
  {
    displayName: 'Hundred %',
    firstName: 'Ada',
    lastName: 'Byron',
    email: 'ada@example.com',
    phone: '+12125550101',
    legalName: 'Ada Ltd.',
    currency: 'USD',
    openingBalance: '-20.5',
    openingBalanceAt: new Date('2024-03-02T00:00:00Z'),
  },
  { displayName: 'Plain', currency: 'GBP' },
];

beforeAll(async () => {
  for (const person of PEOPLE) await aCustomer(app, acme, person);
  await aCustomer(app, acme, { displayName: 'Idle', status: 'I' });
});

const list = (query: Record<string, unknown> = {}) => app.as(acme).accounting.get('/customers', query);
const names = ({ status, body }: Answer) =>
  status === 200 ? (body.data as { displayName: string }[]).map(({ displayName }) => displayName) : (body as unknown);
const filtered = (...roles: object[]) =>
  list({ stringified_filter_roles: JSON.stringify(roles), column_sort_by: 'display_name', sort_order: 'asc' });
const refusing = (property: string) => ({
  status: 400,
  body: { message: [expect.objectContaining({ property })], error: 'Bad Request', statusCode: 400 },
});
const refusedAs = (type: string) => ({
  status: 400,
  body: { errors: [{ statusCode: 400, type, message: expect.any(String) }] },
});

describe('GET /api/customers', () => {
  it('200: answers twelve active customers of the first page, for older clients and newer ones', async () => {
    const tenant = await aTenant(app);
    for (let number = 1; number <= 13; number++) await aCustomer(app, tenant, { displayName: `Number ${number}` });
    const { status, body } = await app.as(tenant).accounting.get('/customers');
    expect(status).toBe(200);
    expect(Object.keys(body as object).sort()).toEqual(['customers', 'data', 'filterMeta', 'pagination']);
    expect(body.data).toHaveLength(12);
    expect(body.customers).toEqual(body.data);
    expect(body.pagination).toEqual({ total: 13, page: 1, pageSize: 12 });
    expect(body.filterMeta).toEqual({ fieldKey: 'created_at', order: 'desc', filterRoles: [] });
    const { body: one } = await app.as(tenant).accounting.get(`/customers/${body.data[0].id}`);
    expect(body.data[0]).toEqual(one);
  });

  it('200: answers other pages, of another size, named in either case', async () => {
    const sorted = { column_sort_by: 'display_name', sort_order: 'asc' };
    expect(await list({ ...sorted, page: 2, page_size: 2 })).toMatchObject({
      body: { data: [{ displayName: 'Plain' }], pagination: { total: 3, page: 2, pageSize: 2 } },
    });
    expect(names(await list({ columnSortBy: 'displayName', sortOrder: 'ASC', page: '1', pageSize: '2' }))).toEqual([
      'Hundred %',
      'José Muñoz',
    ]);
    expect(names(await list({ ...sorted, page: 3, page_size: 2 }))).toEqual([]);
    expect((await list({ page_size: 1, pageSize: 2 })).body.pagination.pageSize).toBe(2);
  });

  it('200: shows nothing of another organization', async () => {
    expect((await app.as(await aTenant(app)).accounting.get('/customers')).body).toMatchObject({
      data: [],
      customers: [],
      pagination: { total: 0 },
    });
  });

  it.each([
    ['first_name', 'asc', ['Plain', 'Hundred %', 'José Muñoz']],
    ['last_name', 'desc', ['José Muñoz', 'Hundred %', 'Plain']],
    ['display_name', 'desc', ['Plain', 'José Muñoz', 'Hundred %']],
    ['email', 'desc', ['José Muñoz', 'Hundred %', 'Plain']],
    ['work_phone', 'desc', ['Hundred %', 'José Muñoz', 'Plain']],
    ['personal_phone', 'desc', ['José Muñoz', 'Plain', 'Hundred %']],
    ['company_name', 'desc', ['José Muñoz', 'Hundred %', 'Plain']],
    ['website', 'desc', ['José Muñoz', 'Plain', 'Hundred %']],
    ['created_at', 'asc', ['José Muñoz', 'Hundred %', 'Plain']],
    ['balance', 'asc', ['Hundred %', 'Plain', 'José Muñoz']],
    ['opening_balance', 'desc', ['José Muñoz', 'Plain', 'Hundred %']],
    ['opening_balance_at', 'desc', ['Hundred %', 'José Muñoz', 'Plain']],
    ['currency_code', 'asc', ['José Muñoz', 'Plain', 'Hundred %']],
    ['status', 'asc', ['José Muñoz', 'Hundred %', 'Plain']],
  ])('200: sorts by %s %s', async (column_sort_by, sort_order, expected) => {
    expect(names(await list({ column_sort_by, sort_order }))).toEqual(expected);
  });

  it('200: answers the newest first', async () => {
    expect(names(await list())).toEqual(['Plain', 'Hundred %', 'José Muñoz']);
  });

  it.each(['munoz', 'JOSÉ', 'sao joao', 'lodz', 'jose@', '5550100', '5550109', 'joao.example'])(
    '200: finds %s, whatever its case and accents',
    async (search_keyword) => {
      expect(names(await list({ search_keyword }))).toEqual(['José Muñoz']);
    },
  );

  it('200: takes the pattern letters of a keyword literally, and an empty keyword for none', async () => {
    expect(names(await list({ searchKeyword: '%' }))).toEqual(['Hundred %']);
    expect(names(await list({ searchKeyword: '_' }))).toEqual([]);
    expect(names(await list({ searchKeyword: '' }))).toHaveLength(3);
  });

  it.each([
    ['true', ['Idle']],
    ['1', ['Idle']],
    ['false', ['Plain', 'Hundred %', 'José Muñoz']],
    ['0', ['Plain', 'Hundred %', 'José Muñoz']],
  ])('200: inactive_mode=%s', async (inactive_mode, expected) => {
    expect(names(await list({ inactive_mode }))).toEqual(expected);
  });

  it.each([
    ['page=0', 'page'],
    ['page=-1', 'page'],
    ['page=one', 'page'],
    ['page=1e3', 'page'],
    ['page=99999999999999999999', 'page'],
    ['page_size=0', 'page_size'],
    ['sort_order=up', 'sort_order'],
    ['inactive_mode=maybe', 'inactive_mode'],
    ['colour=red', 'colour'],
    ['page=1&page=2', 'page'],
    ['search_keyword=%00', 'search_keyword'],
    [`search_keyword=${'x'.repeat(256)}`, 'search_keyword'],
  ])('400: refuses %s', async (query, property) => {
    expect(await app.as(acme).accounting.send('GET', `/customers?${query}`)).toMatchObject(refusing(property));
  });

  it.each(['colour', '', 'note', 'id', 'constructor', '__proto__', 'created_at; DROP TABLE customers'])(
    '400: refuses to sort by %j',
    async (column_sort_by) => {
      expect(await list({ column_sort_by })).toMatchObject(refusedAs('sort_column_not_found'));
    },
  );
});

describe('the filter roles', () => {
  it.each<[field: string, comparator: string, value: unknown, expected: string[]]>([
    ['display_name', 'equals', 'Plain', ['Plain']],
    ['displayName', 'not_equals', 'Plain', ['Hundred %', 'José Muñoz']],
    ['first_name', 'not_equals', 'Ada', ['José Muñoz', 'Plain']],
    ['company_name', 'contains', 'LTD', ['Hundred %']],
    ['company_name', 'not_contains', 'ltd', ['José Muñoz', 'Plain']],
    ['display_name', 'contains', '%', ['Hundred %']],
    ['display_name', 'starts_with', 'pl', ['Plain']],
    ['email', 'ends_with', '@example.com', ['Hundred %', 'José Muñoz']],
    ['email', 'equals', 'JOSE@example.com', ['José Muñoz']],
    ['currency_code', 'in', ['EUR', 'USD'], ['Hundred %', 'José Muñoz']],
    ['currency_code', 'in', 'GBP', ['Plain']],
    ['balance', 'equals', 1500, ['José Muñoz']],
    ['balance', 'not_equals', '0', ['Hundred %', 'José Muñoz']],
    ['balance', 'bigger_than', 0, ['José Muñoz']],
    ['balance', 'bigger_or_equals', 0, ['José Muñoz', 'Plain']],
    ['openingBalance', 'smaller_than', 0, ['Hundred %']],
    ['opening_balance', 'smaller_or_equals', -20.5, ['Hundred %']],
    ['balance', 'in', [1500, 0], ['José Muñoz', 'Plain']],
    ['opening_balance_at', 'before', '2024-03-02', ['José Muñoz']],
    ['opening_balance_at', 'before', '2024-03-01', []],
    ['opening_balance_at', 'after', '2024-03-01', ['Hundred %']],
    ['opening_balance_at', 'after', '2024-03-01T10:00:00Z', ['Hundred %']],
    ['opening_balance_at', 'after', '2024-03-01T09:59:59Z', ['Hundred %', 'José Muñoz']],
    ['opening_balance_at', 'in', '2024-03-01', ['José Muñoz']],
    ['opening_balance_at', 'in', ['2024-03-01', '2024-03-02'], ['Hundred %', 'José Muñoz']],
    ['opening_balance_at', 'equals', '2024-03-01T12:00:00+02:00', ['José Muñoz']],
    ['opening_balance_at', 'not_equals', '2024-03-01', ['Hundred %', 'Plain']],
    ['opening_balance_at', 'smaller_or_equals', '2024-03-01', ['José Muñoz']],
    ['opening_balance_at', 'bigger_or_equals', '2024-03-02', ['Hundred %']],
    ['status', 'equals', 'active', ['Hundred %', 'José Muñoz', 'Plain']],
    ['status', 'equals', 'inactive', []],
    ['status', 'equals', 'unpaid', ['Hundred %', 'José Muñoz']],
    ['status', 'not_equals', 'unpaid', ['Plain']],
    ['status', 'in', ['unpaid', 'inactive'], ['Hundred %', 'José Muñoz']],
  ])('200: %s %s %j', async (fieldKey, comparator, value, expected) => {
    expect(names(await filtered({ fieldKey, comparator, value }))).toEqual(expected);
  });

  const EVERY_CUSTOMER = ['Hundred %', 'José Muñoz', 'Plain'];
  const JOSE = ['José Muñoz'];
  const OTHERS = ['Hundred %', 'Plain'];
  const ORDERS = ['bigger_than', 'bigger_or_equals', 'smaller_than', 'smaller_or_equals'];
  const PARTS = ['contains', 'not_contains', 'starts_with', 'ends_with'];
  type Answers = Record<string, [value: unknown, expected: string[]]>;

  const text = (value: string): Answers => ({
    equals: [value, JOSE],
    not_equals: [value, OTHERS],
    contains: [value.toLowerCase(), JOSE],
    not_contains: [value, OTHERS],
    starts_with: [value, JOSE],
    ends_with: [value, JOSE],
    in: [[value, 'x'], JOSE],
  });
  const money: Answers = {
    equals: [1500, JOSE],
    not_equals: [1500, OTHERS],
    bigger_than: ['0', JOSE],
    bigger_or_equals: [1500, JOSE],
    smaller_than: [1500, OTHERS],
    smaller_or_equals: [1500, EVERY_CUSTOMER],
    in: [['1500', 3], JOSE],
  };

  it.each<[fieldKey: string, answers: Answers, refused: string[]]>([
    ['first_name', text('José'), [...ORDERS, 'before', 'after']],
    ['last_name', text('Muñoz'), [...ORDERS, 'before', 'after']],
    ['display_name', text('José Muñoz'), [...ORDERS, 'before', 'after']],
    ['email', text('Jose@example.com'), [...ORDERS, 'before', 'after']],
    ['work_phone', text('+12125550100'), [...ORDERS, 'before', 'after']],
    ['personal_phone', text('+12125550109'), [...ORDERS, 'before', 'after']],
    ['company_name', text('São João Łódź'), [...ORDERS, 'before', 'after']],
    ['website', text('https://joao.example'), [...ORDERS, 'before', 'after']],
    ['currency_code', text('EUR'), [...ORDERS, 'before', 'after']],
    ['balance', money, [...PARTS, 'before', 'after']],
    ['opening_balance', money, [...PARTS, 'before', 'after']],
    [
      'opening_balance_at',
      {
        equals: ['2024-03-01', JOSE],
        not_equals: ['2024-03-01', OTHERS],
        in: [['2024-03-01'], JOSE],
        before: ['2024-03-02', JOSE],
        smaller_than: ['2024-03-02', JOSE],
        smaller_or_equals: ['2024-03-01', JOSE],
        after: ['2024-03-01', ['Hundred %']],
        bigger_than: ['2024-03-01', ['Hundred %']],
        bigger_or_equals: ['2024-03-01', ['Hundred %', 'José Muñoz']],
      },
      PARTS,
    ],
    [
      'created_at',
      {
        equals: ['2001-01-01', []],
        not_equals: ['2001-01-01', EVERY_CUSTOMER],
        in: [['2001-01-01'], []],
        before: ['2001-01-01', []],
        smaller_than: ['2001-01-01', []],
        smaller_or_equals: ['9999-01-01', EVERY_CUSTOMER],
        after: ['2001-01-01', EVERY_CUSTOMER],
        bigger_than: ['2001-01-01', EVERY_CUSTOMER],
        bigger_or_equals: ['9999-01-01', []],
      },
      PARTS,
    ],
    [
      'status',
      { equals: ['active', EVERY_CUSTOMER], not_equals: ['active', []], in: [['active', 'inactive'], EVERY_CUSTOMER] },
      [...ORDERS, ...PARTS, 'before', 'after'],
    ],
  ])('200, 400: %s takes every comparator that fits it, and refuses the others', async (fieldKey, answers, refused) => {
    expect([...Object.keys(answers), ...refused]).toHaveLength(13);
    for (const [comparator, [value, expected]] of Object.entries(answers))
      expect([comparator, names(await filtered({ fieldKey, comparator, value }))]).toEqual([comparator, expected]);
    for (const comparator of refused)
      expect(await filtered({ fieldKey, comparator, value: 'active' })).toMatchObject({ status: 400 });
  });

  it('200: have keys in either case, and the answer repeats them', async () => {
    const answer = await filtered({ field_key: 'balance', comparator: 'bigger_than', value: 0, index: 1 });
    expect(names(answer)).toEqual(['José Muñoz']);
    const roles = [{ fieldKey: 'balance', comparator: 'bigger_than', value: '0', condition: 'and' }];
    expect(answer.body).toMatchObject({
      pagination: { total: 1 },
      filterMeta: { fieldKey: 'display_name', order: 'asc', filterRoles: roles },
    });
  });

  it('200: are joined from left to right', async () => {
    const named = (value: string, condition?: string) => ({
      fieldKey: 'display_name',
      comparator: 'starts_with',
      value,
      condition,
    });
    expect(names(await filtered(named('p'), named('h')))).toEqual([]);
    expect(names(await filtered(named('p'), named('h', 'or')))).toEqual(['Hundred %', 'Plain']);
    const rich = { fieldKey: 'balance', comparator: 'bigger_or_equals', value: 0, condition: 'and' };
    expect(names(await filtered(named('p'), named('h', 'or'), rich))).toEqual(['Plain']);
    expect(names(await filtered(named('p'), { ...rich, value: 1 }, named('h', 'or')))).toEqual(['Hundred %']);
  });

  it('200: narrow the keyword and the inactive mode, even with an or', async () => {
    const either = JSON.stringify([
      { fieldKey: 'display_name', comparator: 'equals', value: 'Plain' },
      { fieldKey: 'display_name', comparator: 'equals', value: 'Idle', condition: 'or' },
    ]);
    expect(names(await list({ stringifiedFilterRoles: either }))).toEqual(['Plain']);
    expect(names(await list({ stringifiedFilterRoles: either, inactive_mode: 'true' }))).toEqual(['Idle']);
    expect(names(await list({ stringifiedFilterRoles: either, search_keyword: 'hundred' }))).toEqual([]);
  });

  it.each(['', '[]'])('200: %j is none', async (stringified_filter_roles) => {
    expect(names(await list({ stringified_filter_roles }))).toHaveLength(3);
  });

  const equals = { fieldKey: 'display_name', comparator: 'equals', value: 'Plain' };
  it.each<[string, unknown]>([
    ['text that is no JSON', '{['],
    ['an object', '{}'],
    ['a list of texts', '["x"]'],
    ['a list of nulls', '[null]'],
    ['more than fifty', JSON.stringify(Array(51).fill({ ...equals, value: '' }))],
    ['no field', [{ ...equals, fieldKey: undefined }]],
    ['no value', [{ ...equals, value: undefined }]],
    ['an object for a value', [{ ...equals, value: {} }]],
    ['a list for another comparator', [{ ...equals, value: ['Plain'] }]],
    ['an empty list', [{ ...equals, comparator: 'in', value: [] }]],
    ['NUL in a value', [{ ...equals, value: 'a\0' }]],
    ['half a surrogate pair in a value', [{ ...equals, value: '\ud800' }]],
    ['no comparator', [{ ...equals, comparator: undefined }]],
    ['an unknown comparator', [{ ...equals, comparator: 'resembles' }]],
    ['a comparator of Object', [{ ...equals, comparator: 'constructor' }]],
    ['an unknown condition', [{ ...equals, condition: 'nor' }]],
    ['a comparator that does not fit texts', [{ ...equals, comparator: 'before' }]],
    ['a comparator that does not fit numbers', [{ fieldKey: 'balance', comparator: 'contains', value: 5 }]],
    ['a comparator that does not fit dates', [{ fieldKey: 'created_at', comparator: 'contains', value: '2024-01-01' }]],
    ['a comparator that does not fit the status', [{ fieldKey: 'status', comparator: 'contains', value: 'active' }]],
    ['a bad date', [{ fieldKey: 'created_at', comparator: 'before', value: 'foo 1' }]],
    ['a status that the ledger does not know', [{ fieldKey: 'status', comparator: 'equals', value: 'overdue' }]],
  ])('400: %s', async (_, roles) => {
    const text = typeof roles === 'string' ? roles : JSON.stringify(roles);
    expect(await list({ stringified_filter_roles: text })).toMatchObject(refusedAs('stringified_filter_roles_invalid'));
  });

  it.each(['colour', 'note', '__proto__'])('400: there is no field %s', async (fieldKey) => {
    expect(await filtered({ ...equals, fieldKey })).toMatchObject(refusedAs('filter_roles_fields_not_found'));
  });

  it('400: numbers are compared with numbers', async () => {
    for (const value of ['much', '1e3', ''])
      expect(await filtered({ fieldKey: 'openingBalance', comparator: 'bigger_than', value })).toMatchObject(
        refusing('opening_balance'),
      );
  });
});

describe('GET /api/customers with a date at the edge of the calendar', () => {
  it.each([
    ['0001-01-01', 200],
    ['9999-12-30', 200],
    ['0000-01-01', 400],
    ['9999-12-31T23:59:59-23:59', 400],
    ['2024-02-30', 400],
  ])('%s: %i', async (value, status) => {
    for (const comparator of ['before', 'after', 'equals'])
      expect((await filtered({ fieldKey: 'created_at', comparator, value })).status).toBe(status);
  });
});
