import { any } from '../kit/matching.js';
import { NO_ID, uniqueWord } from '../kit/values.js';
import { decided, documented, INVALID, seed } from './api.js';
import { ADDRESS, LIMITS, PLAIN, textOf } from './fields.js';

const body = seed('updateCustomer', 'erp.txt, PUT /customers: Request Body');
const updated = seed('updateCustomer', 'erp.txt, PUT /customers: 201');
const invalid = seed('updateCustomer', 'erp.txt, PUT /customers: 400');
const conflict = seed('updateCustomer', 'erp.txt, PUT /customers: 409');
const model = documented('updateCustomer', 'Gestix documentation, thirdParty');
const rule = decided('updateCustomer', 'docs/contracts.md, erp');

export const updating = [
  body('the ID names the customer', async (api) => {
    const { id, code } = await api.made();
    (await api.put({ id, name: 'By ID' })).is(201, { id, entity_code: code });
    (await api.read(id)).has([{ name: 'By ID' }]);
  }),
  body('the code names the customer', async (api) => {
    const { id, code } = await api.made();
    (await api.put({ code, name: 'By code' })).is(201, { id, entity_code: code });
    (await api.read(id)).has([{ name: 'By code' }]);
  }),
  updated('the status is 201', async (api) => (await api.put({ ...(await api.made()), name: 'Both' })).is(201)),
  ...body.each(
    PLAIN.map(([field, value]) => [`${field} is changed and cleared by null`, field, value] as const),
    async (api, field, value) => {
      const { id } = await api.made();
      (await api.put({ id, [field]: value })).is(201);
      (await api.read(id)).has([{ [field]: value }]);
      (await api.put({ id, [field]: null })).is(201);
      (await api.read(id)).has([{ [field]: null }]);
    },
  ),
  ...model.each(
    LIMITS.map(([field, limit]) => [`${field} has at most ${limit} characters`, field, limit] as const),
    async (api, field, limit) => {
      const { id } = await api.made();
      (await api.put({ id, [field]: textOf(field, limit) })).is(201);
      (await api.put({ id, [field]: textOf(field, limit + 1) })).is(400, INVALID);
    },
  ),
  rule('name may be left out, and omitted fields stay', async (api) => {
    const name = uniqueWord();
    const { id } = await api.made({ name, salesperson: 'JOHN' });
    (await api.put({ id, comments: 'x' })).is(201);
    (await api.read(id)).has([{ name, salesperson: 'JOHN', comments: 'x' }]);
  }),
  rule('addresses merge key by key', async (api) => {
    const { id } = await api.made({ billing_address: ADDRESS });
    (await api.put({ id, billing_address: { city: 'Porto' } })).is(201);
    (await api.read(id)).has([{ billing_address: { ...ADDRESS, city: 'Porto' } }]);
  }),
  rule('null for an address clears its four parts', async (api) => {
    const { id } = await api.made({ billing_address: ADDRESS });
    (await api.put({ id, billing_address: null })).is(201);
    (await api.read(id)).has([{ billing_address: null }]);
  }),
  rule('one address does not change the other', async (api) => {
    const { id } = await api.made({ billing_address: ADDRESS, shipping_address: ADDRESS });
    (await api.put({ id, shipping_address: { city: 'Porto' } })).is(201);
    (await api.read(id)).has([{ billing_address: ADDRESS, shipping_address: { city: 'Porto' } }]);
  }),
  rule('what was read may be written back', async (api) => {
    const { id } = await api.made({ billing_address: ADDRESS, email: 'ada@example.com', inactive: '1' });
    const [customer] = (await api.read(id)).list();
    (await api.put(customer)).is(201);
    (await api.read(id)).has([customer]);
  }),
  ...rule.each(
    [
      ['null for the code counts as left out', (made: { id: number; code: string }) => ({ id: made.id, code: null })],
      ['null for the ID counts as left out', (made: { id: number; code: string }) => ({ id: null, code: made.code })],
    ],
    async (api, named) => (await api.put({ ...named(await api.made()), name: 'Ada' })).is(201),
  ),
  ...invalid.each(
    [
      ['neither ID nor code is refused', {}],
      ['null for both is refused', { id: null, code: null }],
      ['an ID as a text is refused', { id: '1' }],
      ['an ID of 0 is refused', { id: 0 }],
      ['half an ID is refused', { id: 1.5 }],
      ['a code as a number is refused', { code: 42 }],
      ['a code of more than 15 characters is refused', { code: `C${'1'.repeat(15)}` }],
    ],
    async (api, named) => (await api.put({ ...named, name: 'Ada' })).is(400, INVALID),
  ),
  ...invalid.each(
    [
      ['an email that is none is refused', { email: 'nobody' }],
      ['an address as a text is refused', { shipping_address: 'Lisboa' }],
      ['a null name is refused', { name: null }],
    ],
    async (api, wrong) => (await api.put({ id: (await api.made()).id, ...wrong })).is(400, INVALID),
  ),
  rule('an ID of no customer is refused', async (api) =>
    (await api.put({ id: NO_ID, name: 'Ada' })).is(400, { ...INVALID, message: 'This customer does not exist.' }),
  ),
  rule('a code of no customer is refused', async (api) =>
    (await api.put({ code: 'nonsense', name: 'Ada' })).is(400, INVALID),
  ),
  conflict('ID and code of two customers are a conflict', async (api) => {
    const [one, other] = [await api.made(), await api.made()];
    (await api.put({ id: one.id, code: other.code, name: 'Which?' })).is(409, { code: 'CONFLICT' });
  }),
  rule('a refused update changes nothing', async (api) => {
    const { id } = await api.made({ salesperson: 'JOHN' });
    (await api.put({ id, salesperson: 'ANNA', email: 'nobody' })).is(400);
    (await api.read(id)).has([{ salesperson: 'JOHN' }]);
  }),
  rule('the code stays', async (api) => {
    const { id, code } = await api.made();
    (await api.put({ id, name: 'New name' })).is(201);
    (await api.read(id)).has([{ id, code, name: 'New name', vat_id: null, comments: null, inactive: any.text }]);
  }),
];
