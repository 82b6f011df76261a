import { any, exactly } from '../kit/matching.js';
import { NO_ID, NO_IDS, unique, uniqueEmail } from '../kit/values.js';
import { decided, documented, error, NO_CUSTOMER, ok, recorded } from './api.js';
import { CUSTOM, DELIVERIES, FLAGS, NUMBERS, TEXTS } from './fields.js';

const read = documented('getCustomer', 'ChargeOver REST documentation, customer');
const wasRead = recorded('getCustomer', 'ChargeOver exchanges, read a customer');
const readRule = decided('getCustomer', 'docs/contracts.md, billing');
const wasDeleted = recorded('deleteCustomer', 'ChargeOver exchanges, delete a customer');

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
