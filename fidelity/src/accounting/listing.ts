import { any } from '../kit/matching.js';
import { uniqueEmail, uniqueWord } from '../kit/values.js';
import { type Accounting, client, decided, recorded, refusedAs, refusing } from './api.js';

const list = recorded('listCustomers', 'Bigcapital server, observed answers');
const frontEnd = client('listCustomers', 'the front end of Bigcapital');
const rule = decided('listCustomers', 'docs/contracts.md, accounting');

/** Two customers whose display names have one word of their own. */
export async function two(api: Accounting, one: object = {}, other: object = {}) {
  const word = uniqueWord();
  const ids = [
    await api.customer({ displayName: `${word} A`, ...one }),
    await api.customer({ displayName: `${word} B`, ...other }),
  ] as const;
  return { word, ids };
}

/** Expects that exactly these customers are on the page, in this order. */
const shows = async (api: Accounting, query: Record<string, string | number | boolean>, ids: readonly number[]) =>
  (await api.get('/customers', query)).is(200, { data: ids.map((id) => ({ id })) });

const SORTED = { column_sort_by: 'display_name', sort_order: 'asc' };
const ROLES_INVALID = 'stringified_filter_roles_invalid';
const roles = (...all: object[]) => JSON.stringify(all);

/** A comparator, a field, what it compares with, and which of the two customers it finds. */
const COMPARATORS = [
  ['equals', 'company_name', 'Ada Ltd.', [0]],
  ['not_equals', 'company_name', 'Ada Ltd.', [1]],
  ['contains', 'company_name', 'LTD', [0]],
  ['not_contains', 'company_name', 'ltd', [1]],
  ['starts_with', 'company_name', 'ada', [0]],
  ['ends_with', 'company_name', 'inc.', [1]],
  ['bigger_than', 'balance', 100, [1]],
  ['bigger_or_equals', 'balance', 100, [0, 1]],
  ['smaller_than', 'balance', 200, [0]],
  ['smaller_or_equals', 'balance', 200, [0, 1]],
  ['before', 'opening_balance_at', '2024-03-01', [0]],
  ['after', 'opening_balance_at', '2024-03-01', [1]],
  ['in', 'company_name', ['Bob Inc.', 'x'], [1]],
] as const;
/** The spellings that the front end of Bigcapital sends. */
const SPELLINGS = [
  ['equal', 'company_name', 'Ada Ltd.', [0]],
  ['is', 'company_name', 'Ada Ltd.', [0]],
  ['not_equal', 'company_name', 'Ada Ltd.', [1]],
  ['is_not', 'company_name', 'Ada Ltd.', [1]],
  ['contain', 'company_name', 'LTD', [0]],
  ['not_contain', 'company_name', 'ltd', [1]],
  ['bigger_or_equal', 'balance', 100, [0, 1]],
  ['smaller_or_equal', 'balance', 200, [0, 1]],
] as const;
const ADA = { companyName: 'Ada Ltd.', openingBalance: 100, openingBalanceAt: '2024-01-01' };
const BOB = { companyName: 'Bob Inc.', openingBalance: 200, openingBalanceAt: '2024-06-01' };

/** Expects that the comparator finds these of the two customers. */
async function compares(
  api: Accounting,
  comparator: string,
  fieldKey: string,
  value: unknown,
  found: readonly number[],
) {
  const { word, ids } = await two(api, ADA, BOB);
  const named = { fieldKey: 'display_name', comparator: 'starts_with', value: word };
  const stringified_filter_roles = roles(named, { fieldKey, comparator, value });
  await shows(
    api,
    { ...SORTED, stringified_filter_roles },
    found.map((at) => ids[at]!),
  );
}

/** A sort column with a value for the first and one for the second customer. */
const COLUMNS = [
  ['first_name', { firstName: 'Ann' }, { firstName: 'Zoe' }],
  ['last_name', { lastName: 'Abel' }, { lastName: 'Zorn' }],
  ['email', { email: 'a@example.com' }, { email: 'z@example.com' }],
  ['work_phone', { workPhone: '+12125550100' }, { workPhone: '+12125550199' }],
  ['personal_phone', { personalPhone: '+12125550100' }, { personalPhone: '+12125550199' }],
  ['company_name', { companyName: 'Alpha' }, { companyName: 'Zeta' }],
  ['website', { website: 'https://a.example' }, { website: 'https://z.example' }],
  [
    'balance',
    { openingBalance: 1, openingBalanceAt: '2024-01-01' },
    { openingBalance: 2, openingBalanceAt: '2024-01-01' },
  ],
  [
    'opening_balance',
    { openingBalance: 1, openingBalanceAt: '2024-01-01' },
    { openingBalance: 2, openingBalanceAt: '2024-01-01' },
  ],
  [
    'opening_balance_at',
    { openingBalance: 1, openingBalanceAt: '2024-01-01' },
    { openingBalance: 1, openingBalanceAt: '2024-02-01' },
  ],
  ['currency_code', { currencyCode: 'EUR' }, { currencyCode: 'USD' }],
] as const;

export const listing = [
  list('a page has its customers for older and newer clients, and the pagination', async (api) => {
    await api.customer();
    const answer = await api.get('/customers');
    answer.is(200, { customers: any.list, data: any.list, filterMeta: any.thing });
    answer.has({ pagination: { total: any.whole, page: 1, pageSize: 12 } });
    if (JSON.stringify(answer.at('customers')) !== JSON.stringify(answer.at('data'))) answer.fail('the lists differ');
  }),
  list('a row is as the single customer', async (api) => {
    const displayName = uniqueWord();
    const id = await api.customer({ displayName });
    const single = (await api.read(id)).body;
    (await api.get('/customers', { search_keyword: displayName })).is(200, { data: [single] });
  }),
  list('the newest come first', async (api) => {
    const id = await api.customer();
    (await api.get('/customers', { page_size: 1 })).is(200, { data: [{ id }] });
  }),
  list('pages are counted from 1', async (api) => {
    const { word, ids } = await two(api);
    await shows(api, { ...SORTED, search_keyword: word, page: 1, page_size: 1 }, [ids[0]]);
    await shows(api, { ...SORTED, search_keyword: word, page: 2, page_size: 1 }, [ids[1]]);
  }),
  list('parameters may be in camelCase', async (api) => {
    const { word, ids } = await two(api);
    await shows(api, { columnSortBy: 'displayName', sortOrder: 'desc', searchKeyword: word, pageSize: 1 }, [ids[1]]);
  }),
  ...list.each(
    COLUMNS.map(([column, one, other]) => [`${column} sorts`, column, one, other] as const),
    async (api, column_sort_by, one, other) => {
      const { word, ids } = await two(api, one, other);
      await shows(api, { column_sort_by, sort_order: 'asc', search_keyword: word }, ids);
      await shows(api, { column_sort_by, sort_order: 'desc', search_keyword: word }, [ids[1], ids[0]]);
    },
  ),
  list('display_name sorts', async (api) => {
    const { word, ids } = await two(api);
    await shows(api, { ...SORTED, search_keyword: word }, ids);
  }),
  list('created_at sorts', async (api) => {
    const { word, ids } = await two(api);
    await shows(api, { column_sort_by: 'created_at', sort_order: 'asc', search_keyword: word }, ids);
  }),
  list('an unknown sort column is refused', async (api) =>
    (await api.get('/customers', { column_sort_by: 'colour' })).is(400, refusedAs(400, 'sort_column_not_found')),
  ),
  ...list.each(
    COMPARATORS.map(([comparator, ...rest]) => [`${comparator} compares`, comparator, ...rest] as const),
    compares,
  ),
  ...frontEnd.each(
    SPELLINGS.map(([comparator, ...rest]) => [`${comparator} compares`, comparator, ...rest] as const),
    compares,
  ),
  rule('roles are joined by their condition', async (api) => {
    const { word, ids } = await two(api, ADA, BOB);
    const stringified_filter_roles = roles(
      { fieldKey: 'company_name', comparator: 'equals', value: 'none of them' },
      { fieldKey: 'display_name', comparator: 'starts_with', value: word, condition: 'or' },
    );
    await shows(api, { ...SORTED, stringified_filter_roles }, ids);
  }),
  rule('keys of roles may be in snake_case', async (api) => {
    const { word, ids } = await two(api);
    const stringified_filter_roles = roles({ field_key: 'display_name', comparator: 'equals', value: `${word} A` });
    await shows(api, { stringified_filter_roles }, [ids[0]]);
  }),
  list('filterMeta repeats the sort and the roles', async (api) =>
    (await api.get('/customers', { ...SORTED, page_size: 1 })).is(200, {
      filterMeta: { fieldKey: 'display_name', order: 'asc', filterRoles: [] },
    }),
  ),
  list('search_keyword finds by the display name', async (api) => {
    const { word, ids } = await two(api);
    await shows(api, { ...SORTED, search_keyword: word }, ids);
  }),
  ...decided('listCustomers', 'docs/record.md, search').each(
    [
      ['search_keyword finds by the company name', (word: string) => ({ companyName: word })],
      ['search_keyword finds by the last name', (word: string) => ({ lastName: word })],
      ['search_keyword finds by the email', (word: string) => ({ email: `${word}@example.com` })],
      ['search_keyword finds by the website', (word: string) => ({ website: `https://${word}.example` })],
      ['search_keyword ignores accents', (word: string) => ({ companyName: `${word.slice(0, 5)}é${word.slice(5)}` })],
    ],
    async (api, fields) => {
      const word = uniqueWord();
      const id = await api.customer(fields(word));
      const search_keyword = JSON.stringify(fields(word)).includes('é') ? `${word.slice(0, 5)}e${word.slice(5)}` : word;
      (await api.get('/customers', { search_keyword })).is(200, { data: [{ id }] });
    },
  ),
  rule('an email filter compares by normal form', async (api) => {
    const email = uniqueEmail();
    const id = await api.customer({ email });
    await shows(
      api,
      { stringified_filter_roles: roles({ fieldKey: 'email', comparator: 'equals', value: email.toUpperCase() }) },
      [id],
    );
  }),
  list('inactive customers are not listed', async (api) => {
    const { word, ids } = await two(api, {}, { active: false });
    await shows(api, { search_keyword: word }, [ids[0]]);
  }),
  rule('inactive_mode lists the inactive ones alone', async (api) => {
    const { word, ids } = await two(api, {}, { active: false });
    await shows(api, { search_keyword: word, inactive_mode: true }, [ids[1]]);
  }),
  ...frontEnd.each(
    [
      ['view_slug=all shows both', 'all', [0, 1]],
      ['view_slug=active shows the active', 'active', [0]],
      ['view_slug=inactive shows the inactive', 'inactive', [1]],
      ['view_slug=unpaid shows who has a balance', 'unpaid', [0]],
      ['view_slug=overdue shows who owes', 'overdue', [0]],
      ['another view_slug is ignored', 'mine', [0]],
    ],
    async (api, view_slug, found) => {
      const { word, ids } = await two(api, ADA, { active: false });
      await shows(
        api,
        { ...SORTED, search_keyword: word, view_slug },
        found.map((at) => ids[at]!),
      );
    },
  ),
  frontEnd('a page_size above 1,000 means 1,000', async (api) =>
    (await api.get('/customers', { page_size: 10_000, page: 1_000_000 })).is(200, { pagination: { pageSize: 1000 } }),
  ),
  frontEnd('an empty page_size counts as none', async (api) =>
    (await api.get('/customers?page_size=')).is(200, { pagination: { pageSize: 12 } }),
  ),
  ...rule.each(
    [
      ['page 0 is refused', 'page=0', 'page'],
      ['a negative page is refused', 'page=-1', 'page'],
      ['a page in words is refused', 'page=one', 'page'],
      ['a page_size of 0 is refused', 'page_size=0', 'page_size'],
      ['an unknown order is refused', 'sort_order=up', 'sort_order'],
      ['an unknown inactive_mode is refused', 'inactive_mode=maybe', 'inactive_mode'],
      ['an unknown filter is refused', 'colour=red', 'colour'],
      ['a page given twice is refused', 'page=1&page=2', 'page'],
      ['a keyword of more than 255 characters is refused', `search_keyword=${'x'.repeat(256)}`, 'search_keyword'],
    ],
    async (api, query, property) => (await api.get(`/customers?${query}`)).is(400, refusing(property)),
  ),
  ...rule.each(
    [
      ['roles that are no JSON are refused', '[', ROLES_INVALID],
      [
        'an unknown field of a role is refused',
        roles({ fieldKey: 'colour', comparator: 'equals', value: 'red' }),
        'filter_roles_fields_not_found',
      ],
      ['an unknown comparator is refused', roles({ fieldKey: 'email', comparator: 'like', value: 'a' }), ROLES_INVALID],
      [
        'a comparator that does not fit is refused',
        roles({ fieldKey: 'email', comparator: 'bigger_than', value: 'a' }),
        ROLES_INVALID,
      ],
    ],
    async (api, stringified_filter_roles, type) =>
      (await api.get('/customers', { stringified_filter_roles })).is(400, refusedAs(400, type)),
  ),
];
