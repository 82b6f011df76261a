import { ofRates } from '../kit/cases.js';
import { exactly } from '../kit/matching.js';
import { NO_ID, NO_IDS, unique } from '../kit/values.js';
import { decided, documented, refusal, seed } from './api.js';
import { LIMITS, PLAIN, shown, textOf } from './fields.js';

const body = seed('updateClient', 'clients.txt, Update Client: Request Body');
const partial = seed('updateClient', 'clients.txt, Update Client');
const example = seed('updateClient', 'clients.txt, Update Client: Code Examples');
const errors = seed('updateClient', 'clients.txt, Errors');
const guide = documented('updateClient', 'GeoTareas documentation, partial updates');
const rule = decided('updateClient', 'docs/contracts.md, clients');

const EXAMPLE = `{
"email": "new-info@regionaldist.com",
"phone": "+59821005555",
"notes": "Updated primary contact"
}`;

export const updating = [
  example('the example answers the ID and the updated fields in their order', async (api) => {
    const id = await api.made();
    (await api.send('PUT', `/clients/${id}`, { text: EXAMPLE })).is(
      200,
      exactly({ success: true, data: exactly({ id, updated_fields: ['email', 'phone', 'notes'] }), meta: exactly({}) }),
    );
  }),
  example('the example is kept', async (api) => {
    const id = await api.made();
    (await api.send('PUT', `/clients/${id}`, { text: EXAMPLE })).is(200);
    (await api.get(`/clients/${id}`)).has({ data: JSON.parse(EXAMPLE) as object });
  }),
  ...body.each(
    PLAIN.map(([field, value]) => [`${field} is changed and cleared by null`, field, value] as const),
    async (api, field, value) => {
      const id = await api.made();
      (await api.update(id, { [field]: value })).is(200, { data: { updated_fields: [field] } });
      const answer = await api.get(`/clients/${id}`);
      if (shown(await api.read(id), field) !== value) answer.fail(`${field} was not changed`);
      (await api.update(id, { [field]: null })).is(200, { data: { updated_fields: [field] } });
      const cleared = shown(await api.read(id), field);
      // A client without a status has the usual one.
      if (cleared !== (field === 'status' ? 'A' : null)) answer.fail(`${field} is ${String(cleared)} after null`);
    },
  ),
  ...body.each(
    LIMITS.map(([field, limit]) => [`${field} has at most ${limit} characters`, field, limit] as const),
    async (api, field, limit) => {
      const id = await api.made();
      (await api.update(id, { [field]: textOf(field, limit) })).is(200);
      (await api.update(id, { [field]: textOf(field, limit + 1) })).is(400, {
        ...refusal('VALIDATION_ERROR'),
        error: { details: [{ field }] },
      });
    },
  ),
  partial('omitted fields remain unchanged', async (api) => {
    const id = await api.made({ business_name: 'Kept S.A.', street: 'Kept street', tax_id: 'T-1' });
    (await api.update(id, { notes: 'new' })).is(200);
    (await api.get(`/clients/${id}`)).has({
      data: { business_name: 'Kept S.A.', tax_id: 'T-1', notes: 'new', address: { street: 'Kept street' } },
    });
  }),
  body('no field is required', async (api) => (await api.update(await api.made(), { zip_code: '1' })).is(200)),
  guide('a null name is refused', async (api) =>
    (await api.update(await api.made(), { name: null })).is(400, refusal('VALIDATION_ERROR')),
  ),
  guide('an ID in the body is refused', async (api) => {
    const id = await api.made();
    return (await api.update(id, { id, notes: 'x' })).is(400, refusal('VALIDATION_ERROR'));
  }),
  rule('an empty object is refused', async (api) =>
    (await api.update(await api.made(), {})).is(400, refusal('VALIDATION_ERROR')),
  ),
  rule('only unknown keys update nothing', async (api) =>
    (await api.update(await api.made(), { colour: 'red' })).is(200, { data: { updated_fields: [] } }),
  ),
  rule('unknown keys are not listed', async (api) =>
    (await api.update(await api.made(), { colour: 'red', notes: 'x' })).has({ data: { updated_fields: ['notes'] } }),
  ),
  rule('keys are listed in the order of the request', async (api) =>
    (await api.update(await api.made(), { zip_code: '1', notes: 'x', corner: 'y' })).has({
      data: { updated_fields: ['zip_code', 'notes', 'corner'] },
    }),
  ),
  rule('a value that is stored already is listed too', async (api) =>
    (await api.update(await api.made({ notes: 'x' }), { notes: 'x' })).has({ data: { updated_fields: ['notes'] } }),
  ),
  rule('an empty text clears like null', async (api) => {
    const id = await api.made({ business_name: 'Ada' });
    (await api.update(id, { business_name: '' })).is(200);
    (await api.get(`/clients/${id}`)).has({ data: { business_name: null } });
  }),
  rule('the own external_code is no clash', async (api) => {
    const external_code = unique();
    return (await api.update(await api.made({ external_code }), { external_code })).is(200);
  }),
  rule('an external_code that another client has is refused', async (api) => {
    const external_code = unique();
    await api.made({ external_code });
    (await api.update(await api.made(), { external_code })).is(400, refusal('VALIDATION_ERROR'));
  }),
  rule('a refused update changes nothing', async (api) => {
    const id = await api.made({ notes: 'before' });
    (await api.update(id, { notes: 'after', latitude: 91 })).is(400);
    (await api.get(`/clients/${id}`)).has({ data: { notes: 'before' } });
  }),
  errors('a client that does not exist is refused', async (api) =>
    (await api.update(String(NO_ID), { notes: 'x' })).is(404, refusal('NOT_FOUND')),
  ),
  example('its ID of 18 digits is an ID, of no client', async (api) =>
    (await api.send('PUT', '/clients/982710394857200005', { text: EXAMPLE })).is(404, refusal('NOT_FOUND')),
  ),
  ...rule.each(
    NO_IDS.map((id) => [`${id} is the ID of no client`, id] as const),
    async (api, id) => (await api.update(id, { notes: 'x' })).is(404, refusal('NOT_FOUND')),
  ),
  rule('the body is checked before the client is looked for', async (api) =>
    (await api.update(String(NO_ID), { latitude: 91 })).is(400, refusal('VALIDATION_ERROR')),
  ),
  errors('an API key without the permission to write is refused', async (api) =>
    (
      await api.send('PUT', `/clients/${await api.made()}`, {
        headers: await api.readingHeaders(),
        body: { name: 'Ada' },
      })
    ).is(403, refusal('FORBIDDEN')),
  ),
  ofRates(
    seed('updateClient', 'clients.txt, Update Client: Rate Limit')(
      'ten a minute are taken, and no more',
      async (api) => {
        const headers = await api.headers();
        const update = () => api.target.once('PUT', `/apidev/v1/clients/${NO_ID}`, { headers, body: { notes: 'x' } });
        for (let call = 0; call < 10; call++) (await update()).is(404);
        (await update()).is(429, refusal('RATE_LIMITED')).header('retry-after', /^[1-9]\d*$/);
      },
    ),
  ),
];
