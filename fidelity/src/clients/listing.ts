import { ofRates } from '../kit/cases.js';
import { any } from '../kit/matching.js';
import { unique, uniqueWord } from '../kit/values.js';
import { type Clients, decided, documented, refusal } from './api.js';

const list = documented('listClients', 'GeoTareas documentation, list');
const rule = decided('listClients', 'docs/contracts.md, clients');
const search = decided('listClients', 'docs/record.md, search');
const everywhere = decided('listClients', 'docs/contracts.md, all of them');

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
];

const finds = async (api: Clients, id: string, text: string) => {
  const answer = (await api.get('/clients', { search: text })).is(200);
  if (!answer.list('data').some((row) => row.id === id)) answer.fail(`“${text}” does not find the client`);
};

export const listing = [
  list('a page has its rows, the total, the limit and the offset', async (api) => {
    await api.made();
    (await api.get('/clients')).is(200, {
      success: true,
      data: any.list,
      meta: { total: any.whole, limit: 25, offset: 0 },
    });
  }),
  list('a row has the published fields', async (api) => {
    await api.made();
    const answer = await api.get('/clients', { limit: 1 });
    answer.is(200).includes(KEYS, answer.at('data.0'));
  }),
  list('a limit is kept and told', async (api) => {
    await api.made();
    await api.made();
    (await api.get('/clients', { limit: 1 })).is(200, { data: [{ id: any.text }], meta: { limit: 1 } });
  }),
  list('100 is a limit', async (api) => (await api.get('/clients', { limit: 100 })).is(200, { meta: { limit: 100 } })),
  list('an offset leaves out rows', async (api) => {
    const word = uniqueWord();
    await api.made({ name: `${word} one` });
    await api.made({ name: `${word} two` });
    (await api.get('/clients', { search: word, offset: 1 })).is(200, {
      data: [{ id: any.text }],
      meta: { total: 2, offset: 1 },
    });
  }),
  list('an offset beyond the last row answers none', async (api) =>
    (await api.get('/clients', { offset: 1_000_000_000 })).is(200, { data: [] }),
  ),
  list('status chooses by the whole word', async (api) => {
    const [word, status] = [uniqueWord(), 'VIP'];
    const id = await api.made({ name: word, status });
    await api.made({ name: `${word} other` });
    (await api.get('/clients', { search: word, status })).is(200, { data: [{ id, status }], meta: { total: 1 } });
  }),
  list('the answer may be cached by its caller for 60 s', async (api) =>
    (await api.get('/clients')).header('cache-control', /^private, max-age=60/),
  ),
  list('search finds by the name', async (api) => {
    const word = uniqueWord();
    await finds(api, await api.made({ name: word }), word);
  }),
  ...search.each(
    [
      ['search finds by business_name', 'business_name'],
      ['search finds by the document', 'document'],
      ['search finds by tax_id', 'tax_id'],
      ['search finds by external_code', 'external_code'],
    ],
    async (api, field) => {
      const word = uniqueWord();
      await finds(api, await api.made({ [field]: word }), word);
    },
  ),
  search('search finds by the email', async (api) => {
    const word = uniqueWord();
    await finds(api, await api.made({ email: `${word}@example.com` }), word);
  }),
  search('search finds by the digits of a phone', async (api) => {
    const id = await api.made({ name: uniqueWord(), phone: '+1 (212) 555-0142' });
    const row = (await api.get(`/clients/${id}`)).text('data.name');
    await finds(api, id, `${row} 5550142`);
  }),
  search('search ignores case', async (api) => {
    const word = uniqueWord();
    await finds(api, await api.made({ name: word }), word.toUpperCase());
  }),
  search('search ignores accents', async (api) => {
    const word = uniqueWord();
    await finds(api, await api.made({ name: `${word} Muñoz` }), `${word} munoz`);
  }),
  search('search takes words in any order', async (api) => {
    const word = uniqueWord();
    await finds(api, await api.made({ name: `Wombat ${word}` }), `${word} wombat`);
  }),
  search('every word must be found', async (api) => {
    const word = uniqueWord();
    await api.made({ name: word });
    (await api.get('/clients', { search: `${word} ${uniqueWord()}` })).is(200, { data: [], meta: { total: 0 } });
  }),
  ...list.each(
    [
      ['a limit of 0 is refused', 'limit=0'],
      ['a limit above 100 is refused', 'limit=101'],
      ['a limit in words is refused', 'limit=ten'],
      ['a search of more than 120 characters is refused', `search=${'x'.repeat(121)}`],
      ['a status of more than 10 characters is refused', `status=${'x'.repeat(11)}`],
    ],
    async (api, query) => (await api.send('GET', `/clients?${query}`)).is(400, refusal('VALIDATION_ERROR')),
  ),
  ...rule.each(
    [
      ['a negative limit is refused', 'limit=-1'],
      ['a negative offset is refused', 'offset=-1'],
      ['an unknown filter is refused', 'colour=red'],
      ['a filter given twice is refused', 'status=A&status=I'],
    ],
    async (api, query) => (await api.send('GET', `/clients?${query}`)).is(400, refusal('VALIDATION_ERROR')),
  ),
  rule('a new client is in the list at once', async (api) => {
    const name = uniqueWord();
    const id = await api.made({ name });
    (await api.get('/clients', { search: name })).is(200, { data: [{ id, name }] });
  }),
  everywhere('an ID is a text in rows too', async (api) => {
    const name = unique();
    await api.made({ name });
    (await api.get('/clients', { search: name })).has({ data: [{ id: /^\d{1,19}$/ }] });
  }),
  ofRates(
    list('ten reads a minute are taken, and no more', async (api) => {
      const headers = await api.headers();
      const read = () => api.target.once('GET', '/apidev/v1/clients?limit=1', { headers });
      for (let call = 0; call < 10; call++) (await read()).is(200);
      (await read()).is(429, refusal('RATE_LIMITED')).header('retry-after', /^[1-9]\d*$/);
    }),
  ),
];
