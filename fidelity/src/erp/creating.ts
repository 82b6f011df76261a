import { ofRates } from '../kit/cases.js';
import { any, exactly, time } from '../kit/matching.js';
import { BELL, BROKEN_BODIES, LINES, uniqueWord } from '../kit/values.js';
import { decided, documented, INVALID, nextNonce, seed } from './api.js';
import { ADDRESS, ADDRESS_LIMITS, LIMITS, OWN_LIMITS, PLAIN, textOf } from './fields.js';

const body = seed('createCustomer', 'erp.txt, POST /customers: Request Body');
const created = seed('createCustomer', 'erp.txt, POST /customers: 201');
const invalid = seed('createCustomer', 'erp.txt, POST /customers: 400');
const duplicate = seed('createCustomer', 'erp.txt, POST /customers: 409');
const model = documented('createCustomer', 'Gestix documentation, thirdParty');
const errors = documented('createCustomer', 'Gestix documentation, apiError');
const rule = decided('createCustomer', 'docs/contracts.md, erp');
const everywhere = decided('createCustomer', 'docs/contracts.md, all of them');
const lines = decided('createCustomer', 'docs/record.md, texts');

/** The example, with a tax ID that no other customer has. */
const example = (vat_id: string) => `{
  "name": "New Customer Ltd",
  "vat_id": "${vat_id}",
  "email": "contact@newcustomer.com",
  "phone": "+351211234567",
  "billing_address": {
    "postal_address": "Av. da República 45",
    "city": "Porto",
    "zip_code": "4000-001",
    "country": "PT"
  }
}`;
const aVatId = () => uniqueWord().slice(0, 12).toUpperCase();

export const creating = [
  created('the example answers the ID and the code', async (api) =>
    (await api.send('POST', '/customers', { query: { nonce: nextNonce() }, text: example(aVatId()) })).is(
      201,
      exactly({ id: any.whole, entity_code: any.text }),
    ),
  ),
  created('the code is C and at least four digits of the ID', async (api) => {
    const answer = await api.post({ name: uniqueWord() });
    answer.has({ entity_code: `C${String(answer.number('id')).padStart(4, '0')}` });
  }),
  body('the example is kept', async (api) => {
    const text = example(aVatId());
    const answer = await api.send('POST', '/customers', { query: { nonce: nextNonce() }, text });
    (await api.read(answer.number('id'))).has([JSON.parse(text) as object]);
  }),
  body('name is enough', async (api) => (await api.post({ name: uniqueWord() })).is(201, { id: any.whole })),
  body('name is required', async (api) => (await api.post({ vat_id: aVatId() })).is(400, INVALID)),
  ...model.each(
    PLAIN.map(([field, value]) => [`${field} is kept`, field, value] as const),
    async (api, field, value) => {
      const { id } = await api.made({ [field]: value });
      (await api.read(id)).has([{ [field]: value }]);
    },
  ),
  model('vat_id is kept', async (api) => {
    const vat_id = aVatId();
    (await api.read((await api.made({ vat_id })).id)).has([{ vat_id }]);
  }),
  model('billing_address is kept', async (api) => {
    const { id } = await api.made({ billing_address: ADDRESS });
    (await api.read(id)).has([{ billing_address: { ...ADDRESS, id: any.whole } }]);
  }),
  model('shipping_address is kept', async (api) => {
    const { id } = await api.made({ shipping_address: ADDRESS });
    (await api.read(id)).has([{ shipping_address: { ...ADDRESS, id: any.whole } }]);
  }),
  ...model.each(
    LIMITS.map(([field, limit]) => [`${field} has at most ${limit} characters`, field, limit] as const),
    async (api, field, limit) => {
      (await api.post({ name: uniqueWord(), [field]: textOf(field, limit) })).is(201);
      (await api.post({ name: uniqueWord(), [field]: textOf(field, limit + 1) })).is(400, INVALID);
    },
  ),
  ...model.each(
    ADDRESS_LIMITS.map(
      ([part, limit]) => [`${part} of an address has at most ${limit} characters`, part, limit] as const,
    ),
    async (api, part, limit) => {
      (await api.post({ name: uniqueWord(), billing_address: { [part]: 'x'.repeat(limit) } })).is(201);
      (await api.post({ name: uniqueWord(), billing_address: { [part]: 'x'.repeat(limit + 1) } })).is(400, INVALID);
    },
  ),
  ...rule.each(
    OWN_LIMITS.map(([field, limit]) => [`${field} has at most ${limit} characters`, field, limit] as const),
    async (api, field, limit) => {
      (await api.post({ name: uniqueWord(), [field]: 'x'.repeat(limit) })).is(201);
      (await api.post({ name: uniqueWord(), [field]: 'x'.repeat(limit + 1) })).is(400, INVALID);
    },
  ),
  ...model.each(
    [
      ['the ID is read-only and ignored', { id: 7 }],
      ['the code is read-only and ignored', { code: 'C0007' }],
    ],
    async (api, fields) => {
      const { id } = await api.made(fields);
      const answer = await api.read(id);
      if (id === 7) answer.fail('the ID of the request was taken');
    },
  ),
  ...invalid.each(
    [
      ['an empty name is refused', { name: '' }],
      ['a null name is refused', { name: null }],
      ['a number for a name is refused', { name: 7 }],
      ['an email that is none is refused', { email: 'nobody' }],
      ['a text for an address is refused', { billing_address: 'Lisboa' }],
      ['a list for an address is refused', { billing_address: ['Lisboa'] }],
      ['a number for a phone is refused', { phone: 351211234567 }],
      ['a link that is no URL is refused', { url_link: 'acme' }],
    ],
    async (api, wrong) => (await api.post({ name: 'Ada', ...wrong })).is(400, INVALID),
  ),
  ...rule.each(
    [
      ['a country in words is refused', { country_iso: 'Portugal' }],
      ['a country that there is not is refused', { country_iso: 'ZZ' }],
      ['a script for a link is refused', { url_link: 'javascript:alert(1)' }],
      ['an unknown word for inactive is refused', { inactive: 'yes' }],
      ['a number for inactive is refused', { inactive: 1 }],
      ['a phone without a digit is refused', { phone: 'none' }],
      ['a name of blanks is refused', { name: '  ' }],
      ['NUL in a text is refused', { comments: 'a\0b' }],
    ],
    async (api, wrong) => (await api.post({ name: 'Ada', ...wrong })).is(400, INVALID),
  ),
  ...rule.each(
    [
      ['inactive may be 0', '0', '0'],
      ['inactive may be 1', '1', '1'],
      ['inactive may be the text false', 'false', '0'],
      ['inactive may be the text true', 'true', '1'],
      ['inactive may be N', 'N', '0'],
      ['inactive may be S', 'S', '1'],
      ['inactive may be false', false, '0'],
      ['inactive may be true', true, '1'],
    ],
    async (api, inactive, shown) => (await api.read((await api.made({ inactive })).id)).has([{ inactive: shown }]),
  ),
  ...rule.each(
    [
      ['country_iso is stored in capital letters', 'pt', 'PT'],
      ['UK means GB', 'UK', 'GB'],
      ['EL means GR', 'EL', 'GR'],
    ],
    async (api, country_iso, shown) =>
      (await api.read((await api.made({ country_iso })).id)).has([{ country_iso: shown }]),
  ),
  duplicate('a vat_id that another customer has is refused', async (api) => {
    const vat_id = aVatId();
    await api.made({ vat_id });
    (await api.post({ name: 'Twin', vat_id })).is(409, { code: 'DUPLICATE_ENTRY' });
  }),
  rule('a vat_id in another spelling is the same', async (api) => {
    const vat_id = aVatId();
    await api.made({ vat_id });
    (await api.post({ name: 'Twin', vat_id: `${vat_id.slice(0, 4)} ${vat_id.slice(4)}`.toLowerCase() })).is(409);
  }),
  ...rule.each(
    [
      ['N/A is no twin', 'N/A'],
      ['the vat_id of a consumer in Portugal is no twin', '999999990'],
    ],
    async (api, vat_id) => {
      await api.made({ vat_id });
      (await api.post({ name: uniqueWord(), vat_id })).is(201);
    },
  ),
  rule('unknown fields are dropped', async (api) =>
    (await api.post({ name: uniqueWord(), colour: 'red' })).is(201, { id: any.whole }),
  ),
  ...lines.each(LINES, async (api, given, kept) =>
    (await api.read((await api.made({ name_2: given })).id)).has([{ name_2: kept }]),
  ),
  lines('a control character in a line is refused', async (api) =>
    (await api.post({ name: uniqueWord(), name_2: BELL })).is(400, INVALID),
  ),
  ...everywhere.each(BROKEN_BODIES, async (api, text) =>
    (await api.send('POST', '/customers', { query: { nonce: nextNonce() }, text })).is(400, INVALID),
  ),
  everywhere('another content type is refused', async (api) =>
    (
      await api.send('POST', '/customers', {
        query: { nonce: nextNonce() },
        text: '{"name":"Ada"}',
        headers: { 'content-type': 'text/plain' },
      })
    ).is(415, INVALID),
  ),
  errors('a refusal has the five published keys', async (api) =>
    (await api.post({})).is(
      400,
      exactly({
        code: 'INVALID_ARGUMENT',
        message: any.text,
        timestamp: time,
        path: '/customers',
        request_id: any.text,
      }),
    ),
  ),
  rule('request_id is the one of the headers', async (api) => {
    const answer = await api.post({});
    answer.header('x-request-id', answer.text('request_id'));
  }),
  rule('the refusal names the field', async (api) =>
    (await api.post({ name: 'Ada', email: 'nobody' })).has({ message: /email/ }),
  ),
  ofRates(
    rule('ten a minute are taken, and no more', async (api) => {
      const headers = await api.headers();
      const path = `/api/${api.credentials.account}/v4.0.0/customers`;
      const create = () =>
        api.target.once('POST', path, { headers, query: { nonce: nextNonce() }, body: { name: uniqueWord() } });
      for (let call = 0; call < 10; call++) (await create()).is(201);
      (await create()).is(429, { code: 'RATE_LIMITED' }).header('retry-after', /^[1-9]\d*$/);
    }),
  ),
];
