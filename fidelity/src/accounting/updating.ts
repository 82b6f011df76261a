import { any, time } from '../kit/matching.js';
import { NO_ID, unique } from '../kit/values.js';
import { client, decided, documented, NOT_FOUND, recorded, refusing, seed } from './api.js';
import { RESPONSE, TEXTS } from './fields.js';

const response = seed('updateCustomer', 'accounting.txt, Response 200');
const body = (field: string) => seed('updateCustomer', `accounting.txt, Body: ${field}`);
const rule = decided('updateCustomer', 'docs/contracts.md, accounting');
const observed = recorded('updateCustomer', 'Bigcapital server, observed answers');
const opening = documented('updateOpeningBalance', 'Bigcapital documentation, opening balance');
const openingRule = decided('updateOpeningBalance', 'docs/contracts.md, accounting');

const OPENING = { openingBalance: 1000, openingBalanceAt: '2024-01-01T00:00:00Z' };

export const updating = [
  ...TEXTS.map(([field, value, shown]) =>
    body(field)(`${field} is changed and cleared by null`, async (api) => {
      const id = await api.customer();
      (await api.update(id, { [field]: value })).is(200, { [shown]: value });
      (await api.read(id)).has({ [shown]: value });
      (await api.update(id, { [field]: null })).is(200, { [shown]: null });
    }),
  ),
  body('customerType')('customerType is required', async (api) =>
    (await api.put(`/customers/${await api.customer()}`, { displayName: 'Ada' })).is(400, refusing('customerType')),
  ),
  body('displayName')('displayName is required', async (api) =>
    (await api.put(`/customers/${await api.customer()}`, { customerType: 'business' })).is(
      400,
      refusing('displayName'),
    ),
  ),
  body('customerType')('customerType is changed', async (api) =>
    (await api.update(await api.customer(), { customerType: 'individual' })).is(200, { customerType: 'individual' }),
  ),
  body('displayName')('displayName is changed', async (api) =>
    (await api.update(await api.customer(), { displayName: 'John Doe - Acme Corporation' })).is(200, {
      displayName: 'John Doe - Acme Corporation',
    }),
  ),
  body('active')('active is changed', async (api) => {
    const id = await api.customer();
    (await api.update(id, { active: false })).is(200, { active: false });
    (await api.update(id, { active: true })).is(200, { active: true });
  }),
  response('it has every key of the schema', async (api) =>
    (await api.update(await api.customer(), {})).is(200).includes(RESPONSE),
  ),
  response('money is numbers', async (api) =>
    (await api.update(await api.customer(OPENING), {})).has({
      balance: 1000,
      openingBalance: 1000,
      openingBalanceExchangeRate: 1,
      localOpeningBalance: 1000,
      closingBalance: 1000,
    }),
  ),
  response('times are as printed', async (api) =>
    (await api.update(await api.customer(OPENING), {})).has({
      openingBalanceAt: '2024-01-01T00:00:00Z',
      createdAt: time,
      updatedAt: time,
    }),
  ),
  response('the balance is what the ledger makes of the opening balance', async (api) => {
    const id = await api.customer(OPENING);
    (await api.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 500 })).is(201);
    (await api.update(id, {})).has({ balance: 1500, openingBalance: 1000, closingBalance: 1500 });
  }),
  response('the content type is application/json', async (api) =>
    (await api.update(await api.customer(), {})).header('content-type', /^application\/json/),
  ),
  rule('Postcode is taken too', async (api) =>
    (await api.update(await api.customer(), { billingAddressPostcode: '10001' })).is(200, {
      billingAddressPostcode: '10001',
    }),
  ),
  rule('Postcode beats Zipcode', async (api) =>
    (await api.update(await api.customer(), { shippingAddressZipcode: '1', shippingAddressPostcode: '2' })).is(200, {
      shippingAddressPostcode: '2',
    }),
  ),
  rule('omitted fields stay', async (api) =>
    (await api.update(await api.customer({ companyName: 'Kept', note: 'Kept' }), { note: 'New' })).is(200, {
      companyName: 'Kept',
      note: 'New',
    }),
  ),
  ...observed.each(
    [
      ['currencyCode is ignored', { currencyCode: 'EUR' }, { currencyCode: 'USD' }],
      ['openingBalance is ignored', { openingBalance: 5 }, { openingBalance: 0 }],
      ['balance is ignored', { balance: 5 }, { balance: 0 }],
    ],
    async (api, sent, shown) => (await api.update(await api.customer(), sent)).is(200, shown),
  ),
  rule('snake_case is taken, and answered in camelCase', async (api) =>
    (await api.update(await api.customer(), { company_name: 'Acme' })).is(200, {
      companyName: 'Acme',
      company_name: any.missing,
    }),
  ),
  rule('of two spellings the one in the case of the answers wins', async (api) =>
    (await api.update(await api.customer(), { company_name: 'Snake', companyName: 'Camel' })).is(200, {
      companyName: 'Camel',
    }),
  ),
  rule('what was read may be written back', async (api) => {
    const customer = (await api.read(await api.customer({ ...OPENING, email: 'ada@example.com' }))).body as {
      id: number;
      updatedAt: string;
    };
    const { updatedAt: _, ...same } = customer;
    (await api.put(`/customers/${customer.id}`, customer)).is(200, same);
  }),
  rule('a customer that does not exist is refused', async (api) => (await api.update(NO_ID, {})).is(404, NOT_FOUND)),
  rule('the body is checked before the customer is looked for', async (api) =>
    (await api.update(NO_ID, { email: 'ada' })).is(400, refusing('email')),
  ),
  ...rule.each(
    [
      ['an email that is none is refused', 'email', 'ada'],
      ['a phone without a digit is refused', 'workPhone', 'none'],
      ['a word for active is refused', 'active', 'yes'],
      ['a company name of more than 255 characters is refused', 'companyName', 'x'.repeat(256)],
      ['a null display name is refused', 'displayName', null],
    ],
    async (api, property, value) =>
      (await api.update(await api.customer(), { [property]: value })).is(400, refusing(property)),
  ),
  rule('a refused update changes nothing', async (api) => {
    const id = await api.customer({ note: 'before' });
    (await api.update(id, { note: 'after', email: 'ada' })).is(400);
    (await api.read(id)).has({ note: 'before' });
  }),
];

const open = (id: number) => `/customers/${id}/opening-balance`;

export const openingBalances = [
  opening('the answer is the customer', async (api) => {
    const id = await api.customer();
    (await api.put(open(id), OPENING)).is(200, { id, ...OPENING, balance: 1000 });
  }),
  ...opening.each(
    [
      [
        'a rate is kept',
        { openingBalanceExchangeRate: 1.5 },
        { openingBalanceExchangeRate: 1.5, localOpeningBalance: 1500 },
      ],
      ['a branch is kept', { openingBalanceBranchId: 7 }, { openingBalanceBranchId: 7 }],
    ],
    async (api, sent, shown) => (await api.put(open(await api.customer()), { ...OPENING, ...sent })).is(200, shown),
  ),
  opening('openingBalance is required', async (api) =>
    (await api.put(open(await api.customer()), { openingBalanceAt: '2024-01-01' })).is(400, refusing('openingBalance')),
  ),
  openingRule('a balance without a date is refused', async (api) =>
    (await api.put(open(await api.customer()), { openingBalance: 5 })).is(400, refusing('openingBalanceAt')),
  ),
  openingRule('a balance with null for the date is refused', async (api) =>
    (await api.put(open(await api.customer()), { openingBalance: 5, openingBalanceAt: null })).is(
      400,
      refusing('openingBalanceAt'),
    ),
  ),
  openingRule('the stored date is taken where none is sent', async (api) =>
    (await api.put(open(await api.customer(OPENING)), { openingBalance: -7.5 })).is(200, {
      openingBalance: -7.5,
      openingBalanceAt: OPENING.openingBalanceAt,
      balance: -7.5,
    }),
  ),
  ...openingRule.each(
    [
      ['a balance in words is refused', 'openingBalance', '5'],
      ['a day that there is not is refused', 'openingBalanceAt', '2024-02-30'],
      ['a rate of 0 is refused', 'openingBalanceExchangeRate', 0],
      ['a balance above 10^12 is refused', 'openingBalance', 1e13],
    ],
    async (api, property, value) =>
      (await api.put(open(await api.customer()), { ...OPENING, [property]: value })).is(400, refusing(property)),
  ),
  client('updateOpeningBalance', 'the opening balance dialog of Bigcapital')(
    'the dialog sends snake_case beside older keys',
    async (api) =>
      (await api.put(open(await api.customer()), { opening_balance: 250.5, opening_balance_at: '2024-01-01' })).is(
        200,
        { openingBalance: 250.5 },
      ),
  ),
  openingRule('a customer that does not exist is refused', async (api) =>
    (await api.put(open(NO_ID), OPENING)).is(404, NOT_FOUND),
  ),
  openingRule('the display name stays', async (api) => {
    const displayName = unique();
    (await api.put(open(await api.customer({ displayName })), OPENING)).is(200, { displayName });
  }),
];
