import { ofRates } from '../kit/cases.js';
import { any, exactly } from '../kit/matching.js';
import { BELL, BROKEN_BODIES, LINES, NO_ID, US_PHONE, unique } from '../kit/values.js';
import { decided, documented, error, INVALID, ok, recorded } from './api.js';
import { DELIVERIES, FLAGS, NUMBERS, TEXTS } from './fields.js';

const create = documented('createCustomer', 'ChargeOver REST documentation, customer');
const created = recorded('createCustomer', 'ChargeOver exchanges, create a customer');
const rule = decided('createCustomer', 'docs/contracts.md, billing');
const everywhere = decided('createCustomer', 'docs/contracts.md, all of them');
const lines = decided('createCustomer', 'docs/record.md, texts');

/** What a field is given, and shown as. */
const GIVEN = [
  ...TEXTS.map((field) => [field, `A ${field.replaceAll('_', ' ')}`] as const),
  ...NUMBERS.map((field, at) => [field, at + 2] as const),
  ...FLAGS.map((field) => [field, true] as const),
  ...DELIVERIES.map((field) => [field, 'print'] as const),
  ['custom_1', 'one'],
  ['custom_20', 'twenty'],
  ['superuser_email', 'test@example.com'],
  ['superuser_phone', US_PHONE],
  ['tags', ['vip', 'net30']],
] as const;

export const creating = [
  created('the answer is 201 with the ID', async (api) =>
    (await api.post('/customer', { company: unique() })).is(201, exactly(ok(201, exactly({ id: any.whole })))),
  ),
  created('Location leads to the customer', async (api) => {
    const answer = await api.post('/customer', { company: unique() });
    answer.header('location', new RegExp(`^https?://.*/api/v3/customer/${answer.number('response.id')}$`));
  }),
  ...create.each(
    GIVEN.map(([field, value]) => [`${field} is kept`, field, value] as const),
    async (api, field, value) =>
      (await api.read(await api.customer({ [field]: value }))).has({ response: { [field]: value } }),
  ),
  create('external_key is kept', async (api) => {
    const external_key = unique();
    (await api.read(await api.customer({ external_key }))).has({ response: { external_key } });
  }),
  create('parent_customer_id is kept', async (api) => {
    const parent_customer_id = await api.customer();
    (await api.read(await api.customer({ parent_customer_id }))).has({ response: { parent_customer_id } });
  }),
  create('currency_id is kept, and named', async (api) =>
    (await api.read(await api.customer({ currency_id: 978 }))).has({
      response: { currency_id: 978, currency_iso4217: 'EUR', currency_symbol: '€' },
    }),
  ),
  recorded('createCustomer', 'ChargeOver exchanges, names of a contact')('superuser_name is split', async (api) =>
    (await api.read(await api.customer({ superuser_name: 'Todd Customer' }))).has({
      response: { superuser_first_name: 'Todd', superuser_last_name: 'Customer', superuser_name: 'Todd Customer' },
    }),
  ),
  rule('tags may be objects', async (api) =>
    (await api.read(await api.customer({ tags: ['vip', { tag: 'net30' }] }))).has({
      response: { tags: ['vip', 'net30'] },
    }),
  ),
  rule('company is required', async (api) =>
    (await api.post('/customer', { custom_1: 'x' })).is(400, {
      ...error(400, INVALID),
      details: { company: any.text },
    }),
  ),
  recorded('createCustomer', 'ChargeOver exchanges, no data')('an empty object has no data', async (api) =>
    (await api.post('/customer', {})).is(400, error(400, 'A required parameter was missing: No data.')),
  ),
  ...rule.each(
    [
      ['a null company is refused', 'company', null],
      ['an empty company is refused', 'company', ''],
      ['a number for a company is refused', 'company', 7],
      ['a company of more than 255 characters is refused', 'company', 'x'.repeat(256)],
      ['an email that is none is refused', 'superuser_email', 'ada'],
      ['a phone without a digit is refused', 'superuser_phone', 'none'],
      ['an ID as a text is refused', 'terms_id', '2'],
      ['half an ID is refused', 'terms_id', 1.5],
      ['an ID of 0 is refused', 'class_id', 0],
      ['a word for a flag is refused', 'no_taxes', 'yes'],
      ['null for a flag is refused', 'no_dunning', null],
      ['another way of delivery is refused', 'invoice_delivery', 'fax'],
      ['a text for tags is refused', 'tags', 'vip'],
      ['a number among tags is refused', 'tags', ['vip', 7]],
      ['101 tags are refused', 'tags', Array.from({ length: 101 }, (_, at) => `t${at}`)],
      ['a currency that is none is refused', 'currency_id', 1],
      ['a parent that does not exist is refused', 'parent_customer_id', NO_ID],
      ['a custom field of more than 4,000 characters is refused', 'custom_1', 'x'.repeat(4001)],
      ['NUL in a text is refused', 'custom_1', 'a\0b'],
    ],
    async (api, field, value) =>
      (await api.post('/customer', { company: 'Ada', [field]: value })).is(400, {
        ...error(400, INVALID),
        details: { [field]: any.text },
      }),
  ),
  documented('createCustomer', 'ChargeOver REST documentation, external keys')(
    'an external key that another customer has is refused by name',
    async (api) => {
      const external_key = unique();
      await api.customer({ external_key });
      (await api.post('/customer', { company: 'Twin', external_key })).is(400, error(400, /external_key/));
    },
  ),
  documented('createCustomer', 'ChargeOver REST documentation, external keys')(
    'the external key of a deleted customer is not free',
    async (api) => {
      const external_key = unique();
      (await api.delete(`/customer/${await api.customer({ external_key })}`)).is(200);
      (await api.post('/customer', { company: 'Twin', external_key })).is(400, error(400));
    },
  ),
  recorded('createCustomer', 'ChargeOver exchanges, unknown fields')('unknown fields are dropped', async (api) =>
    (await api.post('/customer', { company: unique(), colour: 'red' })).is(201, ok(201, { id: any.whole })),
  ),
  ...lines.each(LINES, async (api, given, kept) =>
    (await api.read(await api.customer({ bill_city: given }))).has({ response: { bill_city: kept } }),
  ),
  lines('a control character in a line is refused', async (api) =>
    (await api.post('/customer', { company: unique(), bill_city: BELL })).is(400, error(400, INVALID)),
  ),
  ...everywhere.each(BROKEN_BODIES, async (api, text) =>
    (await api.send('POST', '/customer', { text })).is(400, error(400, INVALID)),
  ),
  everywhere('another content type is refused', async (api) =>
    (await api.send('POST', '/customer', { text: '{"company":"A"}', headers: { 'content-type': 'text/plain' } })).is(
      415,
      error(415),
    ),
  ),
  ofRates(
    documented('createCustomer', 'ChargeOver REST documentation, rate limits')(
      'a caller that is too fast is told when to come back',
      async (api) => {
        const create = () =>
          api.target.once('POST', '/api/v3/customer', { headers: api.headers(), body: { company: unique() } });
        for (let call = 0; call < 10; call++) (await create()).is(201);
        (await create()).is(429, error(429)).header('retry-after', /^[1-9]\d*$/);
      },
    ),
  ),
];
