import { any, exactly, time } from '../kit/matching.js';
import { NO_ID } from '../kit/values.js';
import { decided, idsOf, INVALID, refusal, seed } from './api.js';

const list = seed('listCompanyNames', 'contacts.txt, List Company Names');
const add = seed('addCompanyName', 'contacts.txt, Create Company Name');
const update = seed('updateCompanyName', 'contacts.txt, Update Company Name');
const setDefault = seed('setDefaultCompanyName', 'contacts.txt, Set Default Company Name');
const toggle = seed('toggleCompanyNameActive', 'contacts.txt, Toggle Company Name Active Status');
const addRule = decided('addCompanyName', 'docs/contracts.md, contacts');
const updateRule = decided('updateCompanyName', 'docs/contracts.md, contacts');
const defaultRule = decided('setDefaultCompanyName', 'docs/contracts.md, contacts');
const toggleRule = decided('toggleCompanyNameActive', 'docs/contracts.md, contacts');
const deleteRule = decided('deleteCompanyName', 'docs/contracts.md, contacts');

const KEYS = [
  'company_name_id',
  'customer_id',
  'name',
  'tax_id',
  'billing_email',
  'address',
  'billing_address',
  'is_active',
  'is_default',
  'created_at',
];
const NOT_FOUND = refusal('Nombre de empresa no encontrado');

// The document masks its addresses, and prints a blank behind them.
const EXAMPLE = `{
"name": "Acme Corp Ltd.",
"tax_id": "ABC123456789",
"billing_email": "billing@acme.example ",
"address": "123 Main St, City",
"billing_address": "PO Box 456, City",
"is_active": true,
"is_default": true
}`;

const EXAMPLE_OF_UPDATE = `{
"name": "Acme Corporation Ltd.",
"tax_id": "ABC123456789",
"billing_email": "new-billing@acme.example "
}`;

const kept = { ...(JSON.parse(EXAMPLE) as object), billing_email: 'billing@acme.example' };

export const companyNames = [
  list('the list has success and company_names', async (api) =>
    (await api.get(await api.names())).is(200, exactly({ success: true, company_names: [] })),
  ),
  list('a record has the keys of the example in their order', async (api) => {
    const names = await api.names();
    await api.name({}, names);
    const answer = await api.get(names);
    answer.keys(KEYS, answer.at('company_names.0'));
  }),
  list('a record has the values that it was made with', async (api) => {
    const names = await api.names();
    (await api.send('POST', names, { text: EXAMPLE })).is(201);
    (await api.get(names)).has({ company_names: [{ customer_id: idsOf(names)[0], ...kept, created_at: time }] });
  }),
  decided('listCompanyNames', 'docs/contracts.md, contacts')('a customer that does not exist is refused', async (api) =>
    (await api.get(`/${NO_ID}/company-names`)).is(404, refusal('Cliente no encontrado')),
  ),
  add('the example answers 201 with the record', async (api) => {
    const names = await api.names();
    (await api.send('POST', names, { text: EXAMPLE })).is(201, {
      company_name_id: any.whole,
      customer_id: idsOf(names)[0],
      ...kept,
      created_at: time,
    });
  }),
  add('the keys are in the order of the example', async (api) =>
    (await api.send('POST', await api.names(), { text: EXAMPLE })).keys(KEYS),
  ),
  addRule('name is required', async (api) =>
    (await api.post(await api.names(), { tax_id: 'x' })).is(400, { ...INVALID, details: [{ field: 'name' }] }),
  ),
  addRule('what is left out is unset', async (api) =>
    (await api.post(await api.names(), { name: 'Acme' })).is(201, {
      tax_id: null,
      billing_email: null,
      address: null,
      billing_address: null,
      is_active: true,
    }),
  ),
  addRule('the first active name becomes the default', async (api) =>
    (await api.post(await api.names(), { name: 'Acme' })).is(201, { is_default: true }),
  ),
  addRule('a second name does not become the default', async (api) => {
    const names = await api.names();
    await api.name({}, names);
    (await api.post(names, { name: 'Second' })).is(201, { is_default: false });
  }),
  addRule('is_default takes the place of another', async (api) => {
    const names = await api.names();
    await api.name({}, names);
    (await api.post(names, { name: 'Second', is_default: true })).is(201, { is_default: true });
    (await api.get(names)).has({ company_names: [{ is_default: false }, { is_default: true }] });
  }),
  addRule('an inactive name cannot be the default', async (api) =>
    (await api.post(await api.names(), { name: 'Idle', is_active: false, is_default: true })).is(
      409,
      refusal('Nombre de empresa inactivo'),
    ),
  ),
  ...addRule.each(
    [
      ['a null name is refused', { name: null }],
      ['an empty name is refused', { name: '' }],
      ['a name of more than 200 characters is refused', { name: 'x'.repeat(201) }],
      ['a tax_id of more than 60 characters is refused', { name: 'Ada', tax_id: 'x'.repeat(61) }],
      ['an address of more than 500 characters is refused', { name: 'Ada', address: 'x'.repeat(501) }],
      ['a billing_address of more than 500 characters is refused', { name: 'Ada', billing_address: 'x'.repeat(501) }],
      ['a billing_email that is none is refused', { name: 'Ada', billing_email: 'ada' }],
      ['a word for is_active is refused', { name: 'Ada', is_active: 'yes' }],
      ['a word for is_default is refused', { name: 'Ada', is_default: 'yes' }],
    ],
    async (api, body) => (await api.post(await api.names(), body)).is(400, INVALID),
  ),
  update('the example answers the IDs, what was sent, and when', async (api) => {
    const path = await api.name();
    const [customer_id, company_name_id] = idsOf(path);
    (await api.send('PUT', path, { text: EXAMPLE_OF_UPDATE })).is(200, {
      company_name_id,
      customer_id,
      name: 'Acme Corporation Ltd.',
      tax_id: 'ABC123456789',
      billing_email: 'new-billing@acme.example',
      updated_at: time,
    });
  }),
  update('the keys are in the order of the example', async (api) =>
    (await api.send('PUT', await api.name(), { text: EXAMPLE_OF_UPDATE })).keys([
      'company_name_id',
      'customer_id',
      'name',
      'tax_id',
      'billing_email',
      'updated_at',
    ]),
  ),
  ...update.each(
    [
      ['address may be updated too', { address: 'New street 1' }],
      ['billing_address may be updated too', { billing_address: 'PO Box 7' }],
      ['is_active may be updated too', { is_active: false }],
    ],
    async (api, fields) => {
      const names = await api.names();
      await api.name({}, names);
      const path = await api.name({ name: 'Second' }, names);
      (await api.put(path, fields)).is(200, fields);
      (await api.get(names)).has({ company_names: [any.thing, fields] });
    },
  ),
  update('a company name that does not exist is refused', async (api) =>
    (await api.put(`${await api.names()}/${NO_ID}`, { name: 'x' })).is(404, NOT_FOUND),
  ),
  ...updateRule.each(
    [
      ['null clears tax_id', { tax_id: 'ABC' }],
      ['null clears billing_email', { billing_email: 'ada@example.com' }],
      ['null clears address', { address: 'Street 1' }],
      ['null clears billing_address', { billing_address: 'PO Box 1' }],
    ],
    async (api, fields) => {
      const path = await api.name(fields);
      const cleared = Object.fromEntries(Object.keys(fields).map((key) => [key, null]));
      (await api.put(path, cleared)).is(200, cleared);
    },
  ),
  updateRule('a null name is refused', async (api) =>
    (await api.put(await api.name(), { name: null })).is(400, INVALID),
  ),
  updateRule("another customer's company name is refused like a missing one", async (api) => {
    const [, id] = idsOf(await api.name());
    (await api.put(`${await api.names()}/${id}`, { name: 'x' })).is(404, NOT_FOUND);
  }),
  setDefault("the document's GET without a method answers the default", async (api) => {
    const path = await api.name();
    const [customer_id, company_name_id] = idsOf(path);
    (await api.get(`${path}/set-default`)).is(200, {
      company_name_id,
      customer_id,
      is_default: true,
      updated_at: time,
    });
  }),
  setDefault('the default moves', async (api) => {
    const names = await api.names();
    await api.name({}, names);
    (await api.post(`${await api.name({}, names)}/set-default`)).is(200);
    (await api.get(names)).has({ company_names: [{ is_default: false }, { is_default: true }] });
  }),
  defaultRule('an inactive name cannot become the default', async (api) => {
    const names = await api.names();
    await api.name({}, names);
    (await api.post(`${await api.name({ is_active: false }, names)}/set-default`)).is(
      409,
      refusal('Nombre de empresa inactivo'),
    );
  }),
  defaultRule('a company name that does not exist is refused', async (api) =>
    (await api.post(`${await api.names()}/${NO_ID}/set-default`)).is(404, NOT_FOUND),
  ),
  ...(
    [
      ['setDefaultCompanyNameByPut', 'PUT'],
      ['setDefaultCompanyNameByPatch', 'PATCH'],
      ['setDefaultCompanyNameByGet', 'GET'],
    ] as const
  ).map(([operation, method]) =>
    decided(operation, 'docs/contracts.md, contacts')(`${method} sets the default too`, async (api) =>
      (await api.send(method, `${await api.name()}/set-default`)).is(200, { is_default: true }),
    ),
  ),
  toggle('the example answers the ID, the state, and when', async (api) => {
    const path = await api.name();
    (await api.send('POST', `${path}/toggle-active`, { text: '{\n"is_active": false\n}' })).is(
      200,
      exactly({ company_name_id: idsOf(path)[1], is_active: false, updated_at: time }),
    );
  }),
  toggle('is_active is the desired state', async (api) => {
    const path = await api.name();
    (await api.post(`${path}/toggle-active`, { is_active: true })).is(200, { is_active: true });
    (await api.post(`${path}/toggle-active`, { is_active: true })).is(200, { is_active: true });
  }),
  toggle('the list shows the state', async (api) => {
    const path = await api.name();
    (await api.post(`${path}/toggle-active`, { is_active: false })).is(200);
    (await api.get(path.replace(/\/\d+$/, ''))).has({ company_names: [{ is_active: false }] });
  }),
  toggle('a company name that does not exist is refused', async (api) =>
    (await api.post(`${await api.names()}/${NO_ID}/toggle-active`, { is_active: false })).is(404, NOT_FOUND),
  ),
  ...toggleRule.each(
    [
      ['without a state it is refused', {}],
      ['a null state is refused', { is_active: null }],
      ['a text for the state is refused', { is_active: 'false' }],
      ['a number for the state is refused', { is_active: 0 }],
    ],
    async (api, body) => (await api.post(`${await api.name()}/toggle-active`, body)).is(400, INVALID),
  ),
  ...(
    [
      ['toggleCompanyNameActiveByPut', 'PUT'],
      ['toggleCompanyNameActiveByPatch', 'PATCH'],
    ] as const
  ).map(([operation, method]) =>
    decided(operation, 'docs/contracts.md, contacts')(`${method} sets the state too`, async (api) =>
      (await api.send(method, `${await api.name()}/toggle-active`, { body: { is_active: false } })).is(200, {
        is_active: false,
      }),
    ),
  ),
  deleteRule('it answers nothing, and the company name is gone', async (api) => {
    const path = await api.name();
    (await api.send('DELETE', path)).is(204, undefined);
    (await api.get(path.replace(/\/\d+$/, ''))).has({ company_names: [] });
  }),
  deleteRule('a company name that does not exist is refused', async (api) =>
    (await api.send('DELETE', `${await api.names()}/${NO_ID}`)).is(404, NOT_FOUND),
  ),
];
