import { except } from '../kit/cases.js';
import { any, exactly } from '../kit/matching.js';
import { NO_ID, unique, US_PHONE } from '../kit/values.js';
import { decided, error, INVALID, NO_CUSTOMER, ok, recorded, seed } from './api.js';
import { CUSTOM, DELIVERIES, DESCRIPTIONS, FLAGS, NUMBERS, TEXTS } from './fields.js';

const update = seed('updateCustomer', 'billing.txt, Update a customer');
const responses = seed('updateCustomer', 'billing.txt, 202');
const bad = seed('updateCustomer', 'billing.txt, 400');
const wasUpdated = recorded('updateCustomer', 'ChargeOver exchanges, update a customer');
const rule = decided('updateCustomer', 'docs/contracts.md, billing');
const field = (name: string) => seed('updateCustomer', `billing.txt, Body: ${DESCRIPTIONS[name]}`);
const other = (name: string) => seed('updateCustomer', `billing.txt, Body: ${name}`);

export const updating = [
  responses('the status is 202', async (api) =>
    (await api.put(`/customer/${await api.customer()}`, { custom_1: 'x' })).is(202),
  ),
  responses('the answer has the ID in the envelope', async (api) => {
    const id = await api.customer();
    (await api.put(`/customer/${id}`, { custom_1: 'x' })).has({
      status: 'OK',
      message: '',
      details: {},
      response: { id },
    });
  }),
  except(
    responses('the code in the body is 201, as in Example 1', async (api) =>
      (await api.put(`/customer/${await api.customer()}`, { custom_1: 'x' })).has({ code: 201 }),
    ),
    'Example 1 prints `"code": 201` under the status 202. Every recorded exchange has 202 in both places, and so has ' +
      'Clientela.',
  ),
  wasUpdated('the code in the body is 202', async (api) => {
    const id = await api.customer();
    (await api.put(`/customer/${id}`, { custom_1: 'x' })).is(202, exactly(ok(202, exactly({ id }))));
  }),
  wasUpdated('Location leads to the customer', async (api) => {
    const id = await api.customer();
    (await api.put(`/customer/${id}`, { custom_1: 'x' })).header('location', new RegExp(`/api/v3/customer/${id}$`));
  }),
  ...TEXTS.map((name) =>
    field(name)(`${name} is changed and cleared by null`, async (api) => {
      const id = await api.customer();
      (await api.put(`/customer/${id}`, { [name]: 'A new value' })).is(202);
      (await api.read(id)).has({ response: { [name]: 'A new value' } });
      (await api.put(`/customer/${id}`, { [name]: null })).is(202);
      (await api.read(id)).has({ response: { [name]: null } });
    }),
  ),
  ...NUMBERS.map((name) =>
    field(name)(`${name} is changed and cleared by null`, async (api) => {
      const id = await api.customer();
      (await api.put(`/customer/${id}`, { [name]: 7 })).is(202);
      (await api.read(id)).has({ response: { [name]: 7 } });
      (await api.put(`/customer/${id}`, { [name]: null })).is(202);
      (await api.read(id)).has({ response: { [name]: null } });
    }),
  ),
  ...FLAGS.map((name) =>
    field(name)(`${name} is set and reset`, async (api) => {
      const id = await api.customer();
      (await api.put(`/customer/${id}`, { [name]: true })).is(202);
      (await api.read(id)).has({ response: { [name]: true } });
      (await api.put(`/customer/${id}`, { [name]: false })).is(202);
      (await api.read(id)).has({ response: { [name]: false } });
    }),
  ),
  ...DELIVERIES.flatMap((name) => [
    field(name)(`${name} may be print and email`, async (api) => {
      const id = await api.customer();
      (await api.put(`/customer/${id}`, { [name]: 'print' })).is(202);
      (await api.read(id)).has({ response: { [name]: 'print' } });
      (await api.put(`/customer/${id}`, { [name]: 'email' })).is(202);
      (await api.read(id)).has({ response: { [name]: 'email' } });
    }),
    field(name)(`${name} may be nothing else`, async (api) =>
      (await api.put(`/customer/${await api.customer()}`, { [name]: 'fax' })).is(400, error(400, INVALID)),
    ),
  ]),
  ...CUSTOM.map((name) =>
    other(`Custom field #${name.slice(7)}`)(`${name} is changed and cleared by null`, async (api) => {
      const id = await api.customer();
      (await api.put(`/customer/${id}`, { [name]: 'A new value' })).is(202);
      (await api.read(id)).has({ response: { [name]: 'A new value' } });
      (await api.put(`/customer/${id}`, { [name]: null })).is(202);
      (await api.read(id)).has({ response: { [name]: null } });
    }),
  ),
  other('Company/customer name')('company is changed', async (api) => {
    const id = await api.customer();
    (await api.put(`/customer/${id}`, { company: 'New name' })).is(202);
    (await api.read(id)).has({ response: { company: 'New name', display_as: 'New name' } });
  }),
  other('External key value')('external_key is changed', async (api) => {
    const [id, external_key] = [await api.customer(), unique()];
    (await api.put(`/customer/${id}`, { external_key })).is(202);
    (await api.get(`/customer/external_key:${external_key}`)).is(200, { response: { customer_id: id } });
  }),
  other('Main contact email address')('superuser_email is changed', async (api) => {
    const id = await api.customer();
    (await api.put(`/customer/${id}`, { superuser_email: 'new@example.com' })).is(202);
    (await api.read(id)).has({ response: { superuser_email: 'new@example.com' } });
  }),
  other('Main contact phone number')('superuser_phone is changed', async (api) => {
    const id = await api.customer();
    (await api.put(`/customer/${id}`, { superuser_phone: US_PHONE })).is(202);
    (await api.read(id)).has({ response: { superuser_phone: US_PHONE } });
  }),
  other('Main contact name')('superuser_name is changed', async (api) => {
    const id = await api.customer();
    (await api.put(`/customer/${id}`, { superuser_name: 'Grace Hopper' })).is(202);
    (await api.read(id)).has({ response: { superuser_first_name: 'Grace', superuser_last_name: 'Hopper' } });
  }),
  other('A list of tags')('tags are replaced', async (api) => {
    const id = await api.customer({ tags: ['old'] });
    (await api.put(`/customer/${id}`, { tags: ['new', 'newer'] })).is(202);
    (await api.read(id)).has({ response: { tags: ['new', 'newer'] } });
  }),
  other('Parent customer ID #')('parent_customer_id is changed', async (api) => {
    const [id, parent_customer_id] = [await api.customer(), await api.customer()];
    (await api.put(`/customer/${id}`, { parent_customer_id })).is(202);
    (await api.read(id)).has({ response: { parent_customer_id } });
  }),
  other('Main contact ID #')('superuser_id chooses among the contacts of the customer', async (api) => {
    const id = await api.customer();
    await api.user({ name: 'First' }, id);
    const superuser_id = await api.user({ name: 'Second' }, id);
    (await api.put(`/customer/${id}`, { superuser_id })).is(202);
    (await api.read(id)).has({ response: { superuser_id } });
  }),
  update('null disconnects the child from its parent', async (api) => {
    const id = await api.customer({ parent_customer_id: await api.customer() });
    (await api.put(`/customer/${id}`, { parent_customer_id: null })).is(202);
    (await api.read(id)).has({ response: { parent_customer_id: null } });
  }),
  update('a customer without payments may change its parent', async (api) => {
    const [id, parent_customer_id] = [
      await api.customer({ parent_customer_id: await api.customer() }),
      await api.customer(),
    ];
    (await api.put(`/customer/${id}`, { parent_customer_id })).is(202);
    (await api.read(id)).has({ response: { parent_customer_id } });
  }),
  ...update.each(
    [
      ['a parent that has paid for the customer stays', { parent_customer_id: null }],
      ['a parent that has paid for the customer is not replaced', {}],
    ],
    async (api, change) => {
      const parent = await api.customer();
      const id = await api.customer({ parent_customer_id: parent });
      await api.payment(id, parent);
      const body = { parent_customer_id: await api.customer(), ...change };
      (await api.put(`/customer/${id}`, body)).is(400, error(400));
      (await api.read(id)).has({ response: { parent_customer_id: parent } });
    },
  ),
  update('a payment of another customer does not hold the parent', async (api) => {
    const id = await api.customer({ parent_customer_id: await api.customer() });
    await api.payment(id, await api.customer());
    (await api.put(`/customer/${id}`, { parent_customer_id: null })).is(202);
  }),
  bad('broken JSON is refused', async (api) =>
    (await api.send('PUT', `/customer/${await api.customer()}`, { text: '{"company":' })).is(400, {
      ...error(400, 'Missing or invalid parameter.'),
      details: {},
    }),
  ),
  bad('the refusal has the whole envelope', async (api) =>
    (await api.send('PUT', `/customer/${await api.customer()}`, { text: '[]' })).keys([
      'code',
      'status',
      'message',
      'details',
      'response',
    ]),
  ),
  recorded('updateCustomer', 'ChargeOver exchanges, no data')('an empty object has no data', async (api) =>
    (await api.put(`/customer/${await api.customer()}`, {})).is(
      400,
      error(400, 'A required parameter was missing: No data.'),
    ),
  ),
  recorded('updateCustomer', 'ChargeOver exchanges, partial update')('six keys leave all others', async (api) => {
    const id = await api.customer({ custom_7: 'kept', tags: ['kept'], bill_city: 'Kept', tax_ident: 'KEPT' });
    const six = { custom_1: '1', custom_2: '2', custom_3: '3', ship_city: 'New', ship_state: 'NW', no_taxes: true };
    (await api.put(`/customer/${id}`, six)).is(202);
    (await api.read(id)).has({
      response: { ...six, custom_7: 'kept', tags: ['kept'], bill_city: 'Kept', tax_ident: 'KEPT' },
    });
  }),
  recorded('updateCustomer', 'ChargeOver exchanges, external keys')('external_key: updates', async (api) => {
    const external_key = unique();
    const id = await api.customer({ external_key });
    (await api.put(`/customer/external_key:${external_key}`, { custom_1: 'x' })).is(202, { response: { id } });
  }),
  rule('a customer that does not exist is refused', async (api) =>
    (await api.put(`/customer/${NO_ID}`, { custom_1: 'x' })).is(404, NO_CUSTOMER),
  ),
  ...rule.each(
    [
      ['a null company is refused', { company: null }],
      ['null for a flag is refused', { no_taxes: null }],
      ['a text for an ID is refused', { language_id: '1' }],
      ['a parent that does not exist is refused', { parent_customer_id: NO_ID }],
      ['a contact of another customer is refused', { superuser_id: NO_ID }],
    ],
    async (api, body) => (await api.put(`/customer/${await api.customer()}`, body)).is(400, error(400, INVALID)),
  ),
  rule('a customer is not its own parent', async (api) => {
    const id = await api.customer();
    (await api.put(`/customer/${id}`, { parent_customer_id: id })).is(400, {
      details: { parent_customer_id: any.text },
    });
  }),
  rule('a child is not the parent of its parent', async (api) => {
    const parent = await api.customer();
    const child = await api.customer({ parent_customer_id: parent });
    (await api.put(`/customer/${parent}`, { parent_customer_id: child })).is(400, error(400));
  }),
  rule('tags: null is an empty list', async (api) => {
    const id = await api.customer({ tags: ['old'] });
    (await api.put(`/customer/${id}`, { tags: null })).is(202);
    (await api.read(id)).has({ response: { tags: [] } });
  }),
  rule('a refused update changes nothing', async (api) => {
    const id = await api.customer({ custom_1: 'before' });
    (await api.put(`/customer/${id}`, { custom_1: 'after', terms_id: 'x' })).is(400);
    (await api.read(id)).has({ response: { custom_1: 'before' } });
  }),
];
