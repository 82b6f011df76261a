import { any, time } from '../kit/matching.js';
import { NO_ID } from '../kit/values.js';
import { decided, idsOf, INVALID, refusal, seed } from './api.js';

const add = seed('addPhone', 'contacts.txt, Add Phone');
const update = seed('updatePhone', 'contacts.txt, Update Phone');
const toggle = seed('togglePhoneLock', 'contacts.txt, Toggle Phone Lock');
const addRule = decided('addPhone', 'docs/contracts.md, contacts');
const updateRule = decided('updatePhone', 'docs/contracts.md, contacts');
const listRule = decided('listPhones', 'docs/contracts.md, contacts');
const deleteRule = decided('deletePhone', 'docs/contracts.md, contacts');
const record = decided('addPhone', 'docs/record.md, phones');

const KEYS = [
  'phone_id',
  'customer_id',
  'phone',
  'extension',
  'is_whatsapp',
  'name',
  'role',
  'notes',
  'is_locked',
  'created_at',
];
const LOCKED = refusal('Teléfono bloqueado');
const NOT_FOUND = refusal('Teléfono no encontrado');

const EXAMPLE = `{
"phone": "+1234567890",
"extension": "123",
"is_whatsapp": true,
"name": "Jane Smith",
"role": "Sales Manager",
"notes": "Available 9-5 EST"
}`;

const EXAMPLE_OF_UPDATE = `{
"phone": "+1234567899",
"extension": "456",
"is_whatsapp": false
}`;

export const phones = [
  add('the example answers 201 with the record', async (api) => {
    const list = await api.phones();
    (await api.send('POST', list, { text: EXAMPLE })).is(201, {
      phone_id: any.whole,
      customer_id: idsOf(list)[0],
      ...(JSON.parse(EXAMPLE) as object),
      is_locked: false,
      created_at: time,
    });
  }),
  add('the keys are in the order of the example', async (api) =>
    (await api.send('POST', await api.phones(), { text: EXAMPLE })).keys(KEYS),
  ),
  add('the record is in the list', async (api) => {
    const list = await api.phones();
    (await api.send('POST', list, { text: EXAMPLE })).is(201);
    (await api.get(list)).has({ success: true, phones: [JSON.parse(EXAMPLE) as object] });
  }),
  addRule('phone is required', async (api) =>
    (await api.post(await api.phones(), { name: 'Ada' })).is(400, { ...INVALID, details: [{ field: 'phone' }] }),
  ),
  addRule('what is left out is unset', async (api) =>
    (await api.post(await api.phones(), { phone: '+12125550100' })).is(201, {
      extension: null,
      is_whatsapp: false,
      name: null,
      role: null,
      notes: null,
    }),
  ),
  ...addRule.each(
    [
      ['a phone without a digit is refused', { phone: 'none' }],
      ['a null phone is refused', { phone: null }],
      ['a number for a phone is refused', { phone: 12125550100 }],
      ['a phone of more than 60 characters is refused', { phone: '1'.repeat(61) }],
      ['an extension of more than 20 characters is refused', { phone: '+12125550100', extension: '1'.repeat(21) }],
      ['a word for is_whatsapp is refused', { phone: '+12125550100', is_whatsapp: 'yes' }],
      ['null for is_whatsapp is refused', { phone: '+12125550100', is_whatsapp: null }],
      ['a name of more than 200 characters is refused', { phone: '+12125550100', name: 'x'.repeat(201) }],
      ['notes of more than 1,000 characters are refused', { phone: '+12125550100', notes: 'x'.repeat(1001) }],
    ],
    async (api, body) => (await api.post(await api.phones(), body)).is(400, INVALID),
  ),
  addRule('a number that the customer has is refused', async (api) => {
    const list = await api.phones();
    await api.phone({ phone: '+12125550100' }, list);
    (await api.post(list, { phone: '+12125550100' })).is(409, refusal('Teléfono ya registrado'));
  }),
  record('a number in another notation is the same number', async (api) => {
    const list = await api.phones();
    await api.phone({ phone: '+12125550100' }, list);
    (await api.post(list, { phone: '+1 (212) 555-0100' })).is(409);
  }),
  record('another extension is another phone', async (api) => {
    const list = await api.phones();
    await api.phone({ phone: '+12125550100', extension: '1' }, list);
    (await api.post(list, { phone: '+12125550100', extension: '2' })).is(201);
  }),
  record('a number is kept as it is written', async (api) =>
    (await api.post(await api.phones(), { phone: '+1 (212) 555-0100' })).is(201, { phone: '+1 (212) 555-0100' }),
  ),
  addRule('a customer that does not exist is refused', async (api) =>
    (await api.post(`/${NO_ID}/phones`, { phone: '+12125550100' })).is(404, refusal('Cliente no encontrado')),
  ),
  update('the example answers the IDs, what was sent, and when', async (api) => {
    const path = await api.phone();
    const [customer_id, phone_id] = idsOf(path);
    (await api.send('PUT', path, { text: EXAMPLE_OF_UPDATE })).is(200, {
      phone_id,
      customer_id,
      ...(JSON.parse(EXAMPLE_OF_UPDATE) as object),
      updated_at: time,
    });
  }),
  update('the keys are in the order of the example', async (api) =>
    (await api.send('PUT', await api.phone(), { text: EXAMPLE_OF_UPDATE })).keys([
      'phone_id',
      'customer_id',
      'phone',
      'extension',
      'is_whatsapp',
      'updated_at',
    ]),
  ),
  update('the change is kept, and the rest too', async (api) => {
    const path = await api.phone({ role: 'Buyer' });
    (await api.send('PUT', path, { text: EXAMPLE_OF_UPDATE })).is(200);
    (await api.get(path.replace(/\/\d+$/, ''))).has({
      phones: [{ phone: '+1234567899', extension: '456', role: 'Buyer' }],
    });
  }),
  update('a phone that does not exist is refused', async (api) =>
    (await api.put(`${await api.phones()}/${NO_ID}`, { notes: 'x' })).is(404, NOT_FOUND),
  ),
  updateRule("another customer's phone is refused like a missing one", async (api) => {
    const [, id] = idsOf(await api.phone());
    (await api.put(`${await api.phones()}/${id}`, { notes: 'x' })).is(404, NOT_FOUND);
  }),
  ...updateRule.each(
    [
      ['null clears the extension', { extension: '1' }],
      ['null clears the name', { name: 'Ada' }],
      ['null clears the role', { role: 'Buyer' }],
      ['null clears the notes', { notes: 'x' }],
    ],
    async (api, fields) => {
      const path = await api.phone(fields);
      const cleared = Object.fromEntries(Object.keys(fields).map((key) => [key, null]));
      (await api.put(path, cleared)).is(200, cleared);
      (await api.get(path.replace(/\/\d+$/, ''))).has({ phones: [cleared] });
    },
  ),
  ...updateRule.each(
    [
      ['null for the number is refused', { phone: null }],
      ['null for is_whatsapp is refused', { is_whatsapp: null }],
      ['an unknown place is refused', { place: 'office' }],
    ],
    async (api, body) => (await api.put(await api.phone(), body)).is(400, INVALID),
  ),
  updateRule('a locked phone cannot be changed', async (api) => {
    const path = await api.phone();
    (await api.post(`${path}/toggle-lock`)).is(200);
    (await api.put(path, { phone: '+12125550199' })).is(409, LOCKED);
  }),
  ...updateRule.each(
    [
      ['place makes a phone the mobile one', 'mobile'],
      ['place makes a phone the fax', 'fax'],
    ],
    async (api, place) => {
      const path = await api.phone();
      (await api.put(path, { place })).is(200, { place });
      (await api.get(path.replace(/\/\d+$/, ''))).has({ phones: [{ place }] });
    },
  ),
  toggle('it answers the new state', async (api) => {
    const path = await api.phone();
    const [customer_id, phone_id] = idsOf(path);
    (await api.post(`${path}/toggle-lock`)).is(200, { phone_id, customer_id, is_locked: true, updated_at: time });
  }),
  toggle('the second time unlocks', async (api) => {
    const path = await api.phone();
    (await api.post(`${path}/toggle-lock`)).is(200, { is_locked: true });
    (await api.post(`${path}/toggle-lock`)).is(200, { is_locked: false });
  }),
  ...(
    [
      ['togglePhoneLockByPut', 'PUT'],
      ['togglePhoneLockByPatch', 'PATCH'],
      ['togglePhoneLockByGet', 'GET'],
    ] as const
  ).map(([operation, method]) =>
    decided(operation, 'docs/contracts.md, contacts')(`${method} toggles too`, async (api) =>
      (await api.send(method, `${await api.phone()}/toggle-lock`)).is(200, { is_locked: true }),
    ),
  ),
  decided('togglePhoneLock', 'docs/contracts.md, contacts')('a phone that does not exist is refused', async (api) =>
    (await api.post(`${await api.phones()}/${NO_ID}/toggle-lock`)).is(404, NOT_FOUND),
  ),
  listRule('a customer without phones has an empty list', async (api) =>
    (await api.get(await api.phones())).is(200, { success: true, phones: [] }),
  ),
  listRule('a record has the keys of the answer to Add Phone, and its place', async (api) => {
    const answer = await api.get((await api.phone()).replace(/\/\d+$/, ''));
    answer.keys([...KEYS, 'place'], answer.at('phones.0'));
  }),
  listRule('a customer that does not exist is refused', async (api) =>
    (await api.get(`/${NO_ID}/phones`)).is(404, refusal('Cliente no encontrado')),
  ),
  deleteRule('it answers nothing, and the phone is gone', async (api) => {
    const path = await api.phone();
    (await api.send('DELETE', path)).is(204, undefined);
    (await api.get(path.replace(/\/\d+$/, ''))).has({ phones: [] });
  }),
  deleteRule('a locked phone cannot be deleted', async (api) => {
    const path = await api.phone();
    (await api.post(`${path}/toggle-lock`)).is(200);
    (await api.send('DELETE', path)).is(409, LOCKED);
  }),
];
