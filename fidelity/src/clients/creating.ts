import { any, exactly } from '../kit/matching.js';
import { ofRates } from '../kit/cases.js';
import { BELL, BROKEN_BODIES, LINES, unique } from '../kit/values.js';
import { decided, refusal, seed } from './api.js';
import { LIMITS, PLAIN, shown, textOf } from './fields.js';

const fields = seed('createClient', 'clients.txt, Create Client: Request Body');
const example = seed('createClient', 'clients.txt, Create Client: Code Examples');
const errors = seed('createClient', 'clients.txt, Errors');
const rule = decided('createClient', 'docs/contracts.md, clients');
const everywhere = decided('createClient', 'docs/contracts.md, all of them');
const lines = decided('createClient', 'docs/record.md, texts');

const EXAMPLE = `{
"name": "Regional Distributors",
"business_name": "Regional Distributors S.A.",
"tax_id": "219900005018",
"email": "info@regionaldist.com",
"phone": "+59821009876",
"street": "Bvar. Artigas",
"door_number": "567",
"country_id": "1",
"department_id": "10"
}`;

export const creating = [
  example('the example answers 201 with the ID as a text of digits', async (api) =>
    (await api.send('POST', '/clients', { text: EXAMPLE })).is(201, {
      success: true,
      data: exactly({ id: /^\d{1,19}$/ }),
    }),
  ),
  example('the example is kept', async (api) => {
    const id = (await api.send('POST', '/clients', { text: EXAMPLE })).is(201).text('data.id');
    const { street, door_number, country_id, department_id, ...flat } = JSON.parse(EXAMPLE) as Record<string, string>;
    (await api.get(`/clients/${id}`)).is(200, {
      data: { ...flat, address: { street, door_number, country_id, department_id } },
    });
  }),
  ...fields.each(
    PLAIN.map(([field, value]) => [`${field} is kept`, field, value] as const),
    async (api, field, value) => {
      const id = await api.made({ [field]: value });
      const answer = await api.get(`/clients/${id}`);
      const client = answer.is(200).at('data') as Record<string, unknown>;
      if (shown(client, field) !== value) answer.fail(`${field} is ${JSON.stringify(shown(client, field))}`);
    },
  ),
  fields('external_code is kept', async (api) => {
    const external_code = unique();
    (await api.get(`/clients/${await api.made({ external_code })}`)).is(200, { data: { external_code } });
  }),
  fields('name is required', async (api) =>
    (await api.create({ business_name: 'Ada' })).is(400, {
      ...refusal('VALIDATION_ERROR'),
      error: { details: [{ field: 'name' }] },
    }),
  ),
  ...fields.each(
    LIMITS.map(([field, limit]) => [`${field} has at most ${limit} characters`, field, limit] as const),
    async (api, field, limit) => {
      (await api.create({ name: unique(), [field]: textOf(field, limit) })).is(201);
      (await api.create({ name: unique(), [field]: textOf(field, limit + 1) })).is(400, {
        ...refusal('VALIDATION_ERROR'),
        error: { details: [{ field }] },
      });
    },
  ),
  ...fields.each(
    [
      ['a number for name is refused', { name: 7 }],
      ['a text for document_type is refused', { document_type: 'passport' }],
      ['a text for latitude is refused', { latitude: '-34.9' }],
      ['a text for longitude is refused', { longitude: '-56.2' }],
      ['a number for tax_id is refused', { tax_id: 219900005018 }],
      ['a number for country_id is refused', { country_id: 1 }],
      ['an object for notes is refused', { notes: { a: 1 } }],
    ],
    async (api, wrong) => (await api.create({ name: 'Ada', ...wrong })).is(400, refusal('VALIDATION_ERROR')),
  ),
  ...rule.each(
    [
      ['an empty name is refused', { name: '' }],
      ['a name of blanks is refused', { name: '  ' }],
      ['a null name is refused', { name: null }],
      ['a latitude beyond the pole is refused', { latitude: 90.1 }],
      ['a latitude below the pole is refused', { latitude: -90.1 }],
      ['a longitude beyond 180 is refused', { longitude: 180.1 }],
      ['a longitude below -180 is refused', { longitude: -180.1 }],
      ['a negative document_type is refused', { document_type: -1 }],
      ['a fraction of a document_type is refused', { document_type: 1.5 }],
      ['an email that is none is refused', { email: 'ada' }],
      ['a phone without a digit is refused', { phone: 'none' }],
      ['NUL in a text is refused', { notes: 'a\0b' }],
    ],
    async (api, wrong) => (await api.create({ name: 'Ada', ...wrong })).is(400, refusal('VALIDATION_ERROR')),
  ),
  ...rule.each(
    [
      ['the poles are latitudes', { latitude: 90 }],
      ['180 is a longitude', { longitude: 180 }],
      ['0 is a document_type', { document_type: 0 }],
    ],
    async (api, edge) => (await api.create({ name: unique(), ...edge })).is(201, { data: { id: any.text } }),
  ),
  rule('the status is A when left out', async (api) =>
    (await api.get(`/clients/${await api.made()}`)).has({ data: { status: 'A' } }),
  ),
  rule('an external_code that another client has is refused', async (api) => {
    const external_code = unique();
    await api.made({ external_code });
    (await api.create({ name: 'Twin', external_code })).is(400, {
      ...refusal('VALIDATION_ERROR'),
      error: { details: [{ field: 'external_code' }] },
    });
  }),
  rule('unknown fields are dropped', async (api) =>
    (await api.create({ name: unique(), colour: 'red' })).is(201, { data: { id: any.text } }),
  ),
  everywhere('blanks around a text are dropped', async (api) =>
    (await api.get(`/clients/${await api.made({ business_name: '  Ada  ' })}`)).has({ data: { business_name: 'Ada' } }),
  ),
  ...lines.each(LINES, async (api, given, kept) =>
    (await api.get(`/clients/${await api.made({ business_name: given })}`)).has({ data: { business_name: kept } }),
  ),
  lines('a control character in a line is refused', async (api) =>
    (await api.create({ name: unique(), business_name: BELL })).is(400, refusal('VALIDATION_ERROR')),
  ),
  ...everywhere.each(BROKEN_BODIES, async (api, text) =>
    (await api.send('POST', '/clients', { text })).is(400, refusal('VALIDATION_ERROR')),
  ),
  everywhere('another content type is refused', async (api) =>
    (await api.send('POST', '/clients', { text: '{"name":"Ada"}', headers: { 'content-type': 'text/plain' } })).is(
      415,
      refusal('BAD_REQUEST'),
    ),
  ),
  errors('a refusal has the published shape', async (api) =>
    (await api.create({})).is(400, { success: false, data: null, error: { code: /^[A-Z_]+$/, message: /\S/ } }),
  ),
  rule('an answer has an empty meta', async (api) => (await api.create({ name: unique() })).has({ meta: exactly({}) })),
  rule('a counted answer tells the rate', async (api) =>
    (await api.create({ name: unique() }))
      .header('x-ratelimit-limit', /^\d+$/)
      .header('x-ratelimit-remaining', /^\d+$/),
  ),
  errors('an API key without the permission to write is refused', async (api) =>
    (await api.send('POST', '/clients', { headers: await api.readingHeaders(), body: { name: 'Ada' } })).is(
      403,
      refusal('FORBIDDEN'),
    ),
  ),
  ofRates(
    seed('createClient', 'clients.txt, Create Client: Rate Limit')(
      'ten a minute are taken, and no more',
      async (api) => {
        const headers = await api.headers();
        const create = () => api.target.once('POST', '/apidev/v1/clients', { headers, body: { name: unique() } });
        for (let call = 0; call < 10; call++) (await create()).is(201);
        (await create()).is(429, refusal('RATE_LIMITED')).header('retry-after', /^[1-9]\d*$/);
      },
    ),
  ),
];
