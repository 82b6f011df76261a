import { any, exactly } from '../kit/matching.js';
import { NO_ID, unique, uniqueEmail, US_PHONE } from '../kit/values.js';
import { decided, documented, error, INVALID, ok, recorded } from './api.js';

const create = documented('createUser', 'ChargeOver REST documentation, user');
const createRule = decided('createUser', 'docs/contracts.md, billing');
const wasRead = recorded('getUser', 'ChargeOver exchanges, read a user');
const update = documented('updateUser', 'ChargeOver REST documentation, user');
const updateRule = decided('updateUser', 'docs/contracts.md, billing');
const list = documented('listUsers', 'ChargeOver REST documentation, where and order');
const listRule = decided('listUsers', 'docs/contracts.md, billing');
const remove = documented('deleteUser', 'ChargeOver REST documentation, user');
const NO_USER = error(404, 'This user does not exist.');

const FIELDS = [
  ['first_name', 'Bob'],
  ['middle_name_glob', 'B.'],
  ['last_name', 'Jones'],
  ['name_suffix', 'Jr.'],
  ['title', 'Buyer'],
  ['email', 'bob@example.com'],
  ['phone', US_PHONE],
] as const;

export const users = [
  create('the answer is 201 with the ID', async (api) =>
    (await api.post('/user', { customer_id: await api.customer(), name: 'Ryan Bantz' })).is(
      201,
      exactly(ok(201, exactly({ id: any.whole }))),
    ),
  ),
  create('Location leads to the user', async (api) =>
    (await api.post('/user', { customer_id: await api.customer(), name: 'Ryan Bantz' })).header(
      'location',
      /\/api\/v3\/user\/\d+$/,
    ),
  ),
  ...create.each(
    FIELDS.map(([field, value]) => [`${field} is kept`, field, value] as const),
    async (api, field, value) => {
      const fields = { name: undefined, first_name: 'Ann', [field]: value };
      (await api.get(`/user/${await api.user(fields)}`)).is(200, { response: { [field]: value } });
    },
  ),
  createRule('the first user is the main contact', async (api) => {
    const id = await api.customer();
    const superuser_id = await api.user({ email: 'ada@example.com' }, id);
    (await api.read(id)).has({ response: { superuser_id, superuser_email: 'ada@example.com' } });
  }),
  createRule('a second user is not', async (api) => {
    const id = await api.customer();
    const superuser_id = await api.user({}, id);
    await api.user({}, id);
    (await api.read(id)).has({ response: { superuser_id } });
  }),
  ...createRule.each(
    [
      ['a customer is required', { customer_id: undefined }, 'customer_id'],
      ['a null customer is refused', { customer_id: null }, 'customer_id'],
      ['a customer that does not exist is refused', { customer_id: NO_ID }, 'customer_id'],
      ['a name or an email is required', { name: undefined, title: 'Buyer' }, 'name'],
      ['an email that is none is refused', { email: 'bob' }, 'email'],
      ['a phone without a digit is refused', { phone: 'none' }, 'phone'],
      ['a number for a name is refused', { first_name: 7 }, 'first_name'],
      ['a title of more than 255 characters is refused', { title: 'x'.repeat(256) }, 'title'],
    ],
    async (api, wrong, field) =>
      (await api.post('/user', { customer_id: await api.customer(), name: 'Bob', ...wrong })).is(400, {
        ...error(400, INVALID),
        details: { [field]: any.text },
      }),
  ),
  createRule('an empty object has no data', async (api) =>
    (await api.post('/user', {})).is(400, error(400, 'A required parameter was missing: No data.')),
  ),
  createRule('an external key that another user has is refused', async (api) => {
    const external_key = unique();
    await api.user({ external_key });
    (await api.post('/user', { customer_id: await api.customer(), name: 'Twin', external_key })).is(400, error(400));
  }),
  wasRead('it has the recorded keys', async (api) => {
    const answer = await api.get(`/user/${await api.user()}`);
    answer
      .is(200)
      .includes(
        [
          'user_id',
          'external_key',
          'first_name',
          'middle_name_glob',
          'last_name',
          'name_suffix',
          'name',
          'display_as',
          'title',
          'email',
          'phone',
          'token',
          'user_type_id',
          'user_type_name',
          'username',
          'write_datetime',
          'mod_datetime',
          'url_self',
          'customers',
        ],
        answer.at('response'),
      );
  }),
  wasRead('customers has the ID as a text', async (api) => {
    const id = await api.customer({ company: 'Acme' });
    const user = await api.user({}, id);
    (await api.get(`/user/${user}`)).has({
      response: { customers: [{ customer_id: String(id), company: 'Acme' }] },
    });
  }),
  ...wasRead.each(
    [
      ['a user without a phone has an empty one', { phone: '' }],
      ['a user without a title has an empty one', { title: '' }],
      ['the type is Billing', { user_type_id: 1, user_type_name: 'Billing' }],
      ['display_as is the name', { display_as: 'Todd Customer', name: 'Todd Customer' }],
    ],
    async (api, response) => (await api.get(`/user/${await api.user()}`)).has({ response }),
  ),
  recorded('getUser', 'ChargeOver exchanges, missing records')('a user that does not exist is refused', async (api) =>
    (await api.get(`/user/${NO_ID}`)).is(404, NO_USER),
  ),
  decided('getUser', 'docs/contracts.md, billing')('username is the email', async (api) => {
    const email = uniqueEmail();
    (await api.get(`/user/${await api.user({ email })}`)).has({ response: { username: email } });
  }),
  ...update.each(
    FIELDS.map(([field, value]) => [`${field} is changed`, field, value] as const),
    async (api, field, value) => {
      const id = await api.user();
      (await api.put(`/user/${id}`, { [field]: value })).is(202, ok(202, { id }));
      (await api.get(`/user/${id}`)).has({ response: { [field]: value } });
    },
  ),
  updateRule('a user that does not exist is refused', async (api) =>
    (await api.put(`/user/${NO_ID}`, { title: 'x' })).is(404, NO_USER),
  ),
  updateRule('an empty object has no data', async (api) =>
    (await api.put(`/user/${await api.user()}`, {})).is(400, error(400, 'A required parameter was missing: No data.')),
  ),
  updateRule('customer_id is dropped', async (api) => {
    const [id, other] = [await api.customer(), await api.customer()];
    const user = await api.user({}, id);
    (await api.put(`/user/${user}`, { customer_id: other, title: 'x' })).is(202);
    (await api.get(`/user/${user}`)).has({ response: { customers: [{ customer_id: String(id) }] } });
  }),
  updateRule('an email that is none is refused', async (api) =>
    (await api.put(`/user/${await api.user()}`, { email: 'bob' })).is(400, error(400, INVALID)),
  ),
  ...list.each(
    [
      ['email is a field', 'email', uniqueEmail],
      ['external_key is a field', 'external_key', unique],
      ['first_name is a field', 'first_name', unique],
      ['last_name is a field', 'last_name', unique],
      ['title is a field', 'title', unique],
    ],
    async (api, field, make) => {
      const value = make();
      const user_id = await api.user({ name: undefined, first_name: 'Ann', [field]: value });
      (await api.get('/user', { where: `${field}:EQUALS:${value}` })).is(200, ok(200, [{ user_id }]));
    },
  ),
  list('customers.customer_id is a field', async (api) => {
    const id = await api.customer();
    const user_id = await api.user({}, id);
    (await api.get('/user', { where: `customers.customer_id:EQUALS:${id}` })).is(200, ok(200, [{ user_id }]));
  }),
  list('order sorts', async (api) => {
    const id = await api.customer();
    const [a, b] = [await api.user({ name: 'Ann' }, id), await api.user({ name: 'Bob' }, id)];
    (await api.get('/user', { where: `customers.customer_id:EQUALS:${id}`, order: 'user_id:DESC' })).is(
      200,
      ok(200, [{ user_id: b }, { user_id: a }]),
    );
  }),
  listRule('an unknown field is refused', async (api) =>
    (await api.get('/user', { where: 'colour:EQUALS:red' })).is(400, error(400, INVALID)),
  ),
  remove('the answer is true', async (api) => (await api.delete(`/user/${await api.user()}`)).is(200, ok(200, true))),
  remove('a deleted user does not exist', async (api) => {
    const id = await api.user();
    (await api.delete(`/user/${id}`)).is(200);
    (await api.get(`/user/${id}`)).is(404, NO_USER);
  }),
];
