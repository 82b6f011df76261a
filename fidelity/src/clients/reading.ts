import { ofRates } from '../kit/cases.js';
import { exactly } from '../kit/matching.js';
import { NO_ID, NO_IDS, unique } from '../kit/values.js';
import { decided, documented, refusal } from './api.js';

const detail = documented('getClient', 'GeoTareas documentation, detail');
const rule = decided('getClient', 'docs/contracts.md, clients');
const everywhere = decided('getClient', 'docs/contracts.md, all of them');

const KEYS = [
  'id',
  'name',
  'business_name',
  'email',
  'phone',
  'image_url',
  'status',
  'document',
  'tax_id',
  'external_code',
  'associated_accounts',
  'mobile',
  'notes',
  'document_type',
  'address',
  'accounts',
];

export const reading = [
  detail('a client is in data, beside an empty meta', async (api) => {
    const id = await api.made();
    (await api.get(`/clients/${id}`)).is(200, { success: true, data: { id }, meta: exactly({}) });
  }),
  detail('it has the fields of the list and of the detail', async (api) => {
    const answer = await api.get(`/clients/${await api.made()}`);
    answer.is(200).includes(KEYS, answer.at('data'));
  }),
  detail('the address is an object of nine parts', async (api) => {
    const answer = await api.get(`/clients/${await api.made({ street: 'Bvar. Artigas' })}`);
    answer.has({
      data: {
        address: exactly({
          street: 'Bvar. Artigas',
          door_number: null,
          apartment: null,
          corner: null,
          zip_code: null,
          latitude: null,
          longitude: null,
          country_id: null,
          department_id: null,
        }),
      },
    });
  }),
  detail('a client without accounts has an empty list and a count of 0', async (api) =>
    (await api.get(`/clients/${await api.made()}`)).has({ data: { accounts: [], associated_accounts: 0 } }),
  ),
  detail('the answer may be cached by its caller for 30 s', async (api) =>
    (await api.get(`/clients/${await api.made()}`)).header('cache-control', /^private, max-age=30/),
  ),
  detail('a client that does not exist is refused', async (api) =>
    (await api.get(`/clients/${NO_ID}`)).is(404, refusal('NOT_FOUND')),
  ),
  rule('unset texts are null', async (api) =>
    (await api.get(`/clients/${await api.made()}`)).has({
      data: { business_name: null, email: null, phone: null, mobile: null, notes: null, document_type: null },
    }),
  ),
  rule('a cache asks before it shows an answer again', async (api) =>
    (await api.get(`/clients/${await api.made()}`)).header('cache-control', /no-cache/),
  ),
  rule('Vary names the headers of the credential', async (api) =>
    (await api.get(`/clients/${await api.made()}`)).header('vary', /Authorization, X-API-Key, tenant/i),
  ),
  ...rule.each(
    NO_IDS.map((id) => [`${id} is the ID of no client`, id] as const),
    async (api, id) => (await api.get(`/clients/${id}`)).is(404, refusal('NOT_FOUND')),
  ),
  everywhere('an answer has the ID of its request', async (api) => {
    const id = unique().replace(/[^\w-]/g, '');
    return (await api.send('GET', `/clients/${NO_ID}`, { headers: { 'x-request-id': id } })).header('x-request-id', id);
  }),
  everywhere('a method that there is not is refused with those that there are', async (api) =>
    (await api.send('PATCH', `/clients/${NO_ID}`, { body: {} })).is(405).header('allow', /GET.*PUT|PUT.*GET/),
  ),
  everywhere('an operation that is not served is refused in other words than a missing client', async (api) =>
    (await api.get('/tasks/1')).is(404, { error: { message: 'There is nothing at this address.' } }),
  ),
  ofRates(
    detail('ten reads a minute are taken, and no more', async (api) => {
      const headers = await api.headers();
      const read = () => api.target.once('GET', `/apidev/v1/clients/${NO_ID}`, { headers });
      for (let call = 0; call < 10; call++) (await read()).is(404);
      (await read()).is(429, refusal('RATE_LIMITED')).header('retry-after', /^[1-9]\d*$/);
    }),
  ),
];
