import { ofRates } from '../kit/cases.js';
import { any, exactly } from '../kit/matching.js';
import { BROKEN_BODIES, NO_ID, NO_IDS, unique, uniqueEmail, US_PHONE } from '../kit/values.js';
import { decided, documented, error, INVALID, NO_CUSTOMER, ok, recorded } from './api.js';
import { CUSTOM, DELIVERIES, FLAGS, NUMBERS, TEXTS } from './fields.js';

const create = documented('createCustomer', 'ChargeOver REST documentation, customer');
const created = recorded('createCustomer', 'ChargeOver exchanges, create a customer');
const rule = decided('createCustomer', 'docs/contracts.md, billing');
const everywhere = decided('createCustomer', 'docs/contracts.md, all of them');
const read = documented('getCustomer', 'ChargeOver REST documentation, customer');
const wasRead = recorded('getCustomer', 'ChargeOver exchanges, read a customer');
const readRule = decided('getCustomer', 'docs/contracts.md, billing');
const wasDeleted = recorded('deleteCustomer', 'ChargeOver exchanges, delete a customer');

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

export const reading = [
  wasRead('the customer is in the envelope', async (api) => {
    const id = await api.customer();
    (await api.get(`/customer/${id}`)).is(200, exactly(ok(200, any.thing))).has({ response: { customer_id: id } });
  }),
  read('it has every published field', async (api) => {
    const answer = await api.read(await api.customer());
    const more = [
      'customer_id',
      'token',
      'url_self',
      'display_as',
      'parent_customer_id',
      'superuser_id',
      'external_key',
      'company',
      'superuser_email',
      'superuser_name',
      'superuser_phone',
      'bill_block',
      'ship_block',
      'tags',
      'currency_id',
      'currency_iso4217',
      'currency_symbol',
      'balance',
      'total',
      'paid',
      'customer_status_id',
      'customer_status_name',
      'customer_status_str',
      'customer_status_state',
      'write_datetime',
      'mod_datetime',
    ];
    answer.includes([...more, ...TEXTS, ...NUMBERS, ...FLAGS, ...DELIVERIES, ...CUSTOM], answer.at('response'));
  }),
  ...read.each(
    [
      ['display_as is the company', { company: 'Acme Widgets' }, { display_as: 'Acme Widgets' }],
      ['the token has twelve letters and digits', {}, { token: /^[a-z0-9]{12}$/ }],
      ['url_self is the address of the customer', {}, { url_self: /^https?:\/\/.*\/api\/v3\/customer\/\d+$/ }],
      ['invoices are sent by email when nothing is said', {}, { invoice_delivery: 'email', dunning_delivery: 'email' }],
      ['flags are off when nothing is said', {}, { no_taxes: false, no_dunning: false, no_latefees: false }],
      ['tags are an empty list when nothing is said', {}, { tags: [] }],
      ['a new customer owes nothing', {}, { balance: 0, total: 0, paid: 0 }],
      ['a new customer is current', {}, { customer_status_str: 'active-current', customer_status_state: 'a' }],
      [
        'bill_block prints the lines without empty ones',
        { bill_addr1: 'New Street', bill_addr2: 'Suite 42', bill_country: 'US' },
        { bill_block: 'New Street\nSuite 42\nUS' },
      ],
      ['ship_block prints the country alone', { ship_country: 'US' }, { ship_block: 'US' }],
      ['a block without an address is empty', {}, { bill_block: '', ship_block: '' }],
    ],
    async (api, fields, response) => (await api.read(await api.customer(fields))).has({ response }),
  ),
  ...recorded('getCustomer', 'ChargeOver exchanges of 2026, times').each(
    [
      ['write_datetime has the offset of the tenant', 'write_datetime'],
      ['mod_datetime has the offset of the tenant', 'mod_datetime'],
    ],
    async (api, field) =>
      (await api.read(await api.customer())).has({
        response: { [field]: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/ },
      }),
  ),
  recorded('getCustomer', 'ChargeOver exchanges, external keys')('external_key: reads', async (api) => {
    const external_key = unique();
    const customer_id = await api.customer({ external_key });
    (await api.get(`/customer/external_key:${external_key}`)).is(200, { response: { customer_id, external_key } });
  }),
  readRule('token: reads', async (api) => {
    const id = await api.customer();
    const token = (await api.read(id)).text('response.token');
    (await api.get(`/customer/token:${token}`)).is(200, { response: { customer_id: id } });
  }),
  wasRead('a customer that does not exist is refused with null', async (api) =>
    (await api.get(`/customer/${NO_ID}`)).is(404, NO_CUSTOMER),
  ),
  ...readRule.each(
    [...NO_IDS, 'external_key:', 'external_key:none', 'token:none'].map((id) => [`${id} is no customer`, id] as const),
    async (api, id) => (await api.get(`/customer/${id}`)).is(404, NO_CUSTOMER),
  ),
  ...documented('getCustomer', 'ChargeOver REST documentation, flags').each(
    [
      ['_dummy is tolerated', '_dummy=1'],
      ['_flag_quickbooks is tolerated', '_flag_quickbooks=0'],
      ['_flag_emails is tolerated', '_flag_emails=0'],
      ['_flag_webhooks is tolerated', '_flag_webhooks=0'],
      ['_flag_events is tolerated', '_flag_events=0'],
    ],
    async (api, query) => (await api.get(`/customer/${await api.customer()}?${query}`)).is(200),
  ),
  readRule('expand is ignored', async (api) => (await api.get(`/customer/${await api.customer()}?expand=x`)).is(200)),
  recorded('getCustomer', 'ChargeOver exchanges, unknown object types')(
    'an object type that is not served is refused by name',
    async (api) =>
      (await api.get('/invoice/1')).is(400, error(400, 'The object type requested is not supported: invoice')),
  ),
  readRule('an action is refused by name', async (api) =>
    (await api.get(`/customer/${await api.customer()}?action=upgrade`)).is(
      400,
      error(400, 'The action requested is not supported: upgrade'),
    ),
  ),
];

export const deleting = [
  wasDeleted('the answer is true', async (api) =>
    (await api.delete(`/customer/${await api.customer()}`)).is(200, exactly(ok(200, true))),
  ),
  wasDeleted('a deleted customer does not exist', async (api) => {
    const id = await api.customer();
    (await api.delete(`/customer/${id}`)).is(200);
    (await api.get(`/customer/${id}`)).is(404, NO_CUSTOMER);
  }),
  wasDeleted('it cannot be deleted twice', async (api) => {
    const id = await api.customer();
    (await api.delete(`/customer/${id}`)).is(200);
    (await api.delete(`/customer/${id}`)).is(404, NO_CUSTOMER);
  }),
  decided('deleteCustomer', 'docs/contracts.md, billing')('external_key: deletes', async (api) => {
    const external_key = unique();
    await api.customer({ external_key });
    (await api.delete(`/customer/external_key:${external_key}`)).is(200, ok(200, true));
  }),
  decided('deleteCustomer', 'docs/record.md, parents')('children lose their parent', async (api) => {
    const parent_customer_id = await api.customer();
    const child = await api.customer({ parent_customer_id });
    (await api.delete(`/customer/${parent_customer_id}`)).is(200);
    (await api.read(child)).has({ response: { parent_customer_id: null } });
  }),
  decided('deleteCustomer', 'docs/contracts.md, all of them')('a method that there is not is refused', async (api) =>
    (await api.send('PATCH', `/customer/${NO_ID}`, { body: { superuser_email: uniqueEmail() } }))
      .is(405, error(405))
      .header('allow', /DELETE/),
  ),
];
