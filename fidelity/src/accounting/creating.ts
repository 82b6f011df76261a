import { ofRates } from '../kit/cases.js';
import { any } from '../kit/matching.js';
import { BELL, BROKEN_BODIES, LINES, unique } from '../kit/values.js';
import { BAD_REQUEST, client, decided, documented, recorded, refusing } from './api.js';
import { TEXTS } from './fields.js';

const create = documented('createCustomer', 'Bigcapital documentation, create a customer');
const wasCreated = recorded('createCustomer', 'Bigcapital server, observed answers');
const validation = recorded('createCustomer', 'Bigcapital server, observed refusals');
const rule = decided('createCustomer', 'docs/contracts.md, accounting');
const frontEnd = client('createCustomer', 'the front end of Bigcapital');
const everywhere = decided('createCustomer', 'docs/contracts.md, all of them');
const lines = decided('createCustomer', 'docs/record.md, texts');

const OPENING = { openingBalance: 1000, openingBalanceAt: '2024-01-01T00:00:00Z' };

export const creating = [
  create('three fields are enough, and the answer is the customer', async (api) => {
    const sent = { customerType: 'business', currencyCode: 'USD', displayName: unique() };
    (await api.post('/customers', sent)).is(201, { id: any.whole, ...sent });
  }),
  create('an individual is a customer type', async (api) =>
    (await api.create({ customerType: 'individual' })).is(201, { customerType: 'individual' }),
  ),
  ...create.each(
    TEXTS.map(([field, value, shown]) => [`${field} is kept`, field, value, shown] as const),
    async (api, field, value, shown) => (await api.create({ [field]: value })).is(201, { [shown]: value }),
  ),
  ...create.each(
    [
      ['customerType is required', 'customerType'],
      ['currencyCode is required', 'currencyCode'],
      ['displayName is required', 'displayName'],
    ],
    async (api, property) => (await api.create({ [property]: undefined })).is(400, refusing(property)),
  ),
  create('openingBalance needs openingBalanceAt', async (api) =>
    (await api.create({ openingBalance: 1000 })).is(400, refusing('openingBalanceAt')),
  ),
  create('an opening balance is kept, at the rate of 1', async (api) =>
    (await api.create(OPENING)).is(201, {
      ...OPENING,
      openingBalanceExchangeRate: 1,
      balance: 1000,
      closingBalance: 1000,
      localOpeningBalance: 1000,
    }),
  ),
  create('a rate is kept', async (api) =>
    (await api.create({ ...OPENING, openingBalanceExchangeRate: 0.5 })).is(201, {
      openingBalanceExchangeRate: 0.5,
      localOpeningBalance: 500,
    }),
  ),
  create('a branch is kept', async (api) =>
    (await api.create({ ...OPENING, openingBalanceBranchId: 1 })).is(201, { openingBalanceBranchId: 1 }),
  ),
  wasCreated('a display name may be there twice', async (api) => {
    const displayName = unique();
    await api.customer({ displayName });
    (await api.create({ displayName })).is(201, { displayName });
  }),
  validation('a refusal names the property, its constraints and no children', async (api) =>
    (await api.create({ displayName: undefined })).is(400, {
      message: [{ property: 'displayName', constraints: any.thing, children: [] }],
      error: 'Bad Request',
      statusCode: 400,
    }),
  ),
  ...validation.each(
    [
      ['an unknown customer type is refused', 'customerType', 'robot'],
      ['a number for a display name is refused', 'displayName', 7],
      ['an email that is none is refused', 'email', 'ada'],
    ],
    async (api, property, value) => (await api.create({ [property]: value })).is(400, refusing(property)),
  ),
  ...rule.each(
    [
      ['an empty display name is refused', 'displayName', ''],
      ['a display name of more than 255 characters is refused', 'displayName', 'x'.repeat(256)],
      ['a currency that there is not is refused', 'currencyCode', 'ABC'],
      ['a currency in small letters is refused', 'currencyCode', 'usd'],
      ['a currency of the past is refused', 'currencyCode', 'ANG'],
      ['a phone without a digit is refused', 'workPhone', 'none'],
      ['a day that there is not is refused', 'openingBalanceAt', '2024-02-30'],
      ['a date in words is refused', 'openingBalanceAt', 'yesterday'],
      ['a rate of 0 is refused', 'openingBalanceExchangeRate', 0],
      ['half a branch is refused', 'openingBalanceBranchId', 1.5],
      ['null for active is refused', 'active', null],
      ['an object for a note is refused', 'note', { a: 1 }],
      ['a website of more than 2,000 characters is refused', 'website', `https://a.example/${'x'.repeat(2000)}`],
      ['NUL in a text is refused', 'note', 'a\0b'],
    ],
    async (api, property, value) => (await api.create({ [property]: value })).is(400, refusing(property)),
  ),
  rule('an opening balance in words is refused', async (api) =>
    (await api.create({ ...OPENING, openingBalance: '1000' })).is(400, refusing('openingBalance')),
  ),
  rule('the currency of today is taken', async (api) =>
    (await api.create({ currencyCode: 'XCG' })).is(201, { currencyCode: 'XCG' }),
  ),
  ...rule.each(
    [
      ['a time with a short zone is taken', '2024-01-01T01:00:00+01'],
      ['a time with a zone without a colon is taken', '2024-01-01T01:00:00+0100'],
      ['a time in small letters is taken', '2024-01-01t00:00:00z'],
      ['a time without a zone is in UTC', '2024-01-01T00:00:00'],
      ['a date alone is its midnight', '2024-01-01'],
    ],
    async (api, openingBalanceAt) =>
      (await api.create({ ...OPENING, openingBalanceAt })).is(201, { openingBalanceAt: '2024-01-01T00:00:00Z' }),
  ),
  rule('amounts are rounded half up to the places of the currency', async (api) =>
    (await api.create({ ...OPENING, openingBalance: 0.125 })).is(201, { openingBalance: 0.13, balance: 0.13 }),
  ),
  rule('a yen has no places', async (api) =>
    (await api.create({ ...OPENING, currencyCode: 'JPY', openingBalance: 10.55 })).is(201, { openingBalance: 11 }),
  ),
  ...frontEnd.each(
    [
      ['an empty opening balance counts as none', 'opening_balance'],
      ['an empty rate counts as none', 'opening_balance_exchange_rate'],
      ['an empty branch counts as none', 'opening_balance_branch_id'],
    ],
    async (api, key) =>
      (await api.create({ [key]: '' })).is(201, {
        openingBalance: 0,
        openingBalanceExchangeRate: 1,
        openingBalanceBranchId: null,
      }),
  ),
  rule('unknown fields are dropped', async (api) =>
    (await api.create({ colour: 'red' })).is(201, { id: any.whole, colour: any.missing }),
  ),
  rule('keys may be in snake_case', async (api) => {
    const display_name = unique();
    const sent = { customer_type: 'business', currency_code: 'USD', display_name, work_phone: '+12125550100' };
    (await api.post('/customers', sent)).is(201, { displayName: display_name, workPhone: '+12125550100' });
  }),
  ...lines.each(LINES, async (api, given, kept) =>
    (await api.create({ companyName: given })).is(201, { companyName: kept }),
  ),
  lines('a control character in a line is refused', async (api) =>
    (await api.create({ companyName: BELL })).is(400, refusing('companyName')),
  ),
  ...everywhere.each(BROKEN_BODIES, async (api, text) =>
    (await api.send('POST', '/customers', { text })).is(400, BAD_REQUEST),
  ),
  everywhere('another content type is refused', async (api) =>
    (await api.send('POST', '/customers', { text: '{}', headers: { 'content-type': 'text/plain' } })).is(415, {
      statusCode: 415,
    }),
  ),
  ofRates(
    rule('ten a minute are taken, and no more', async (api) => {
      const body = { customerType: 'business', currencyCode: 'USD', displayName: unique() };
      const create = () => api.target.once('POST', '/api/customers', { headers: api.headers(), body });
      for (let call = 0; call < 10; call++) (await create()).is(201);
      (await create()).is(429, { statusCode: 429 }).header('retry-after', /^[1-9]\d*$/);
    }),
  ),
];
