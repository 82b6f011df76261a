import { any, time } from '../kit/matching.js';
import { NO_ID } from '../kit/values.js';
import { decided, idsOf, INVALID, refusal, seed } from './api.js';

const add = seed('addEmail', 'contacts.txt, Add Email');
const update = seed('updateEmail', 'contacts.txt, Update Email');
const toggle = seed('toggleEmailLock', 'contacts.txt, Toggle Email Lock');
const addRule = decided('addEmail', 'docs/contracts.md, contacts');
const updateRule = decided('updateEmail', 'docs/contracts.md, contacts');
const listRule = decided('listEmails', 'docs/contracts.md, contacts');
const deleteRule = decided('deleteEmail', 'docs/contracts.md, contacts');

const KEYS = [
  'email_id',
  'customer_id',
  'email',
  'is_for_invoicing',
  'name',
  'role',
  'notes',
  'is_locked',
  'created_at',
];
const LOCKED = refusal('Correo bloqueado');
const NOT_FOUND = refusal('Correo no encontrado');

// The document masks its address, and prints a blank behind it.
const EXAMPLE = `{
"email": "john.doe@acme.example ",
"is_for_invoicing": true,
"name": "John Doe",
"role": "Finance Manager",
"notes": "Primary contact for billing"
}`;

const EXAMPLE_OF_UPDATE = `{
"email": "new.email@acme.example ",
"is_for_invoicing": false,
"notes": "Updated contact email"
}`;

export const emails = [
  add('the example answers 201 with the record', async (api) => {
    const [customer_id] = idsOf(await api.emails());
    (await api.send('POST', `/${customer_id}/emails`, { text: EXAMPLE })).is(201, {
      email_id: any.whole,
      customer_id,
      email: 'john.doe@acme.example',
      is_for_invoicing: true,
      name: 'John Doe',
      role: 'Finance Manager',
      notes: 'Primary contact for billing',
      is_locked: false,
      created_at: time,
    });
  }),
  add('the keys are in the order of the example', async (api) =>
    (await api.send('POST', await api.emails(), { text: EXAMPLE })).keys(KEYS),
  ),
  add('the record is in the list', async (api) => {
    const path = await api.email(JSON.parse(EXAMPLE) as object);
    (await api.get(path.replace(/\/\d+$/, ''))).has({
      success: true,
      emails: [{ email: 'john.doe@acme.example', role: 'Finance Manager' }],
    });
  }),
  addRule('email is required', async (api) =>
    (await api.post(await api.emails(), { name: 'Ada' })).is(400, { ...INVALID, details: [{ field: 'email' }] }),
  ),
  addRule('what is left out is unset', async (api) =>
    (await api.post(await api.emails(), { email: 'ada@example.com' })).is(201, {
      is_for_invoicing: false,
      name: null,
      role: null,
      notes: null,
    }),
  ),
  ...addRule.each(
    [
      ['an address without a host is refused', { email: 'ada' }],
      ['an address with two hosts is refused', { email: 'a@b@example.com' }],
      ['a null address is refused', { email: null }],
      ['an empty address is refused', { email: '' }],
      ['an address of more than 254 characters is refused', { email: `${'x'.repeat(250)}@example.com` }],
      ['a word for is_for_invoicing is refused', { email: 'a@example.com', is_for_invoicing: 'yes' }],
      ['null for is_for_invoicing is refused', { email: 'a@example.com', is_for_invoicing: null }],
      ['a number for notes is refused', { email: 'a@example.com', notes: 7 }],
      ['a name of more than 200 characters is refused', { email: 'a@example.com', name: 'x'.repeat(201) }],
      ['a role of more than 200 characters is refused', { email: 'a@example.com', role: 'x'.repeat(201) }],
      ['notes of more than 1,000 characters are refused', { email: 'a@example.com', notes: 'x'.repeat(1001) }],
    ],
    async (api, body) => (await api.post(await api.emails(), body)).is(400, INVALID),
  ),
  addRule('an address that the customer has is refused', async (api) => {
    const list = await api.emails();
    await api.email({ email: 'ada@example.com' }, list);
    (await api.post(list, { email: 'ada@example.com' })).is(409, refusal('Correo ya registrado'));
  }),
  addRule('an address in capital letters is the same address', async (api) => {
    const list = await api.emails();
    await api.email({ email: 'ada@example.com' }, list);
    (await api.post(list, { email: 'ADA@EXAMPLE.COM' })).is(409);
  }),
  addRule('another customer may have the same address', async (api) => {
    await api.email({ email: 'ada@example.com' });
    (await api.post(await api.emails(), { email: 'ada@example.com' })).is(201);
  }),
  addRule('a customer that does not exist is refused', async (api) =>
    (await api.post(`/${NO_ID}/emails`, { email: 'a@example.com' })).is(404, refusal('Cliente no encontrado')),
  ),
  update('the example answers the IDs, what was sent, and when', async (api) => {
    const path = await api.email();
    const [customer_id, email_id] = idsOf(path);
    (await api.send('PUT', path, { text: EXAMPLE_OF_UPDATE })).is(200, {
      email_id,
      customer_id,
      email: 'new.email@acme.example',
      is_for_invoicing: false,
      notes: 'Updated contact email',
      updated_at: time,
    });
  }),
  update('the keys are in the order of the example', async (api) =>
    (await api.send('PUT', await api.email(), { text: EXAMPLE_OF_UPDATE })).keys([
      'email_id',
      'customer_id',
      'email',
      'is_for_invoicing',
      'notes',
      'updated_at',
    ]),
  ),
  update('the change is kept', async (api) => {
    const path = await api.email({ role: 'Buyer' });
    const answer = await api.send('PUT', path, { text: EXAMPLE_OF_UPDATE });
    const stored = await api.stored(path);
    if (stored?.email !== 'new.email@acme.example' || stored.role !== 'Buyer')
      answer.fail('the list shows another email');
  }),
  update('an email that does not exist is refused', async (api) =>
    (await api.put(`${await api.emails()}/${NO_ID}`, { notes: 'x' })).is(404, NOT_FOUND),
  ),
  updateRule("another customer's email is refused like a missing one", async (api) => {
    const [, id] = idsOf(await api.email());
    (await api.put(`${await api.emails()}/${id}`, { notes: 'x' })).is(404, NOT_FOUND);
  }),
  updateRule('an empty object changes nothing', async (api) => (await api.put(await api.email(), {})).is(200)),
  ...updateRule.each(
    [
      ['null clears the name', 'name'],
      ['null clears the role', 'role'],
      ['null clears the notes', 'notes'],
    ],
    async (api, field) => {
      const path = await api.email({ [field]: 'Ada' });
      (await api.put(path, { [field]: null })).is(200, { [field]: null });
      if ((await api.stored(path))?.[field] !== null)
        (await api.get(path.replace(/\/\d+$/, ''))).fail('it is not null');
    },
  ),
  ...updateRule.each(
    [
      ['null for the address is refused', { email: null }],
      ['null for is_for_invoicing is refused', { is_for_invoicing: null }],
      ['an address that is none is refused', { email: 'ada' }],
    ],
    async (api, body) => (await api.put(await api.email(), body)).is(400, INVALID),
  ),
  updateRule('the address of another email of the customer is refused', async (api) => {
    const list = await api.emails();
    await api.email({ email: 'ada@example.com' }, list);
    (await api.put(await api.email({ email: 'bob@example.com' }, list), { email: 'ada@example.com' })).is(409);
  }),
  updateRule('a locked email cannot be changed', async (api) => {
    const path = await api.email();
    (await api.post(`${path}/toggle-lock`)).is(200);
    (await api.put(path, { email: 'other@example.com' })).is(409, LOCKED);
  }),
  updateRule('is_primary moves the place of the primary email', async (api) => {
    const list = await api.emails();
    await api.email({}, list);
    const second = await api.email({}, list);
    (await api.put(second, { is_primary: true })).is(200, { is_primary: true });
    (await api.get(list)).has({ emails: [{ is_primary: false }, { is_primary: true }] });
  }),
  toggle("the document's GET without a method answers the new state", async (api) => {
    const path = await api.email();
    const [customer_id, email_id] = idsOf(path);
    (await api.get(`${path}/toggle-lock`)).is(200, { email_id, customer_id, is_locked: true, updated_at: time });
  }),
  toggle('the second time unlocks', async (api) => {
    const path = await api.email();
    (await api.post(`${path}/toggle-lock`)).is(200, { is_locked: true });
    (await api.post(`${path}/toggle-lock`)).is(200, { is_locked: false });
  }),
  toggle('the list shows the lock', async (api) => {
    const path = await api.email();
    (await api.post(`${path}/toggle-lock`)).is(200);
    (await api.get(path.replace(/\/\d+$/, ''))).has({ emails: [{ is_locked: true }] });
  }),
  ...(
    [
      ['toggleEmailLockByPut', 'PUT'],
      ['toggleEmailLockByPatch', 'PATCH'],
      ['toggleEmailLockByGet', 'GET'],
    ] as const
  ).map(([operation, method]) =>
    decided(operation, 'docs/contracts.md, contacts')(`${method} toggles too`, async (api) =>
      (await api.send(method, `${await api.email()}/toggle-lock`)).is(200, { is_locked: true }),
    ),
  ),
  decided('toggleEmailLockByGet', 'docs/contracts.md, contacts')('a GET that acts is kept by no cache', async (api) =>
    (await api.get(`${await api.email()}/toggle-lock`)).header('cache-control', /no-store/),
  ),
  decided('toggleEmailLock', 'docs/contracts.md, contacts')('an email that does not exist is refused', async (api) =>
    (await api.post(`${await api.emails()}/${NO_ID}/toggle-lock`)).is(404, NOT_FOUND),
  ),
  listRule('a customer without emails has an empty list', async (api) =>
    (await api.get(await api.emails())).is(200, { success: true, emails: [] }),
  ),
  listRule('a record has the keys of the answer to Add Email, and is_primary', async (api) => {
    const answer = await api.get((await api.email()).replace(/\/\d+$/, ''));
    answer.keys([...KEYS, 'is_primary'], answer.at('emails.0'));
  }),
  listRule('a customer that does not exist is refused', async (api) =>
    (await api.get(`/${NO_ID}/emails`)).is(404, refusal('Cliente no encontrado')),
  ),
  deleteRule('it answers nothing, and the email is gone', async (api) => {
    const path = await api.email();
    const answer = (await api.send('DELETE', path)).is(204, undefined);
    if (await api.stored(path)) answer.fail('the email is still there');
  }),
  deleteRule('an email that does not exist is refused', async (api) =>
    (await api.send('DELETE', `${await api.emails()}/${NO_ID}`)).is(404, NOT_FOUND),
  ),
  deleteRule('a locked email cannot be deleted', async (api) => {
    const path = await api.email();
    (await api.post(`${path}/toggle-lock`)).is(200);
    (await api.send('DELETE', path)).is(409, LOCKED);
  }),
];
