import { ofRates } from '../kit/cases.js';
import { any, time } from '../kit/matching.js';
import { BELL, BROKEN_BODIES, LINES, NO_ID, NO_IDS, unique, uniqueWord } from '../kit/values.js';
import { decided, documented, INVALID, refusal } from './api.js';

const list = documented('listCustomers', 'AmbioSys documentation, list customers');
const detail = documented('getCustomer', 'AmbioSys documentation, customer detail');
const create = documented('createCustomer', 'AmbioSys documentation, create customer');
const listRule = decided('listCustomers', 'docs/contracts.md, contacts');
const detailRule = decided('getCustomer', 'docs/contracts.md, contacts');
const rule = decided('createCustomer', 'docs/contracts.md, contacts');
const everywhere = decided('createCustomer', 'docs/contracts.md, all of them');
const lines = decided('createCustomer', 'docs/record.md, texts');

const KEYS = ['customer_id', 'name', 'legal_name', 'tax_id', 'contact_origin', 'created_at', 'updated_at'];

export const creating = [
  create('a name is enough', async (api) => {
    const name = unique();
    (await api.post('/create', { name })).is(201, { success: true, customer: { customer_id: any.whole, name } });
  }),
  ...create.each(
    [
      ['legal_name is kept', { legal_name: 'Acme Corporation S.A.' }],
      ['tax_id is kept', { tax_id: 'ABC123456789' }],
      ['contact_origin is kept', { contact_origin: 'TRADE_FAIR' }],
    ],
    async (api, fields) => {
      (await api.post('/create', { name: unique(), ...fields })).is(201, { customer: fields });
    },
  ),
  create('contact_origin is WEB_FORM when left out', async (api) =>
    (await api.post('/create', { name: unique() })).has({ customer: { contact_origin: 'WEB_FORM' } }),
  ),
  create('name is required', async (api) =>
    (await api.post('/create', { legal_name: 'Ada' })).is(400, { ...INVALID, details: [{ field: 'name' }] }),
  ),
  rule('a customer has these keys in this order', async (api) => {
    const answer = await api.post('/create', { name: unique() });
    answer.keys(KEYS, answer.at('customer'));
  }),
  rule('times are in UTC to the second', async (api) =>
    (await api.post('/create', { name: unique() })).has({ customer: { created_at: time, updated_at: time } }),
  ),
  rule('unset texts are null', async (api) =>
    (await api.post('/create', { name: unique() })).has({ customer: { legal_name: null, tax_id: null } }),
  ),
  rule('contact_origin may be null', async (api) =>
    (await api.post('/create', { name: unique(), contact_origin: null })).has({ customer: { contact_origin: null } }),
  ),
  rule('unknown fields are dropped', async (api) =>
    (await api.post('/create', { name: unique(), colour: 'red' })).is(201, { customer: { colour: any.missing } }),
  ),
  ...rule.each(
    [
      ['a null name is refused', { name: null }],
      ['an empty name is refused', { name: '' }],
      ['a name of blanks is refused', { name: ' ' }],
      ['a number for a name is refused', { name: 7 }],
      ['a name of more than 200 characters is refused', { name: 'x'.repeat(201) }],
      ['a tax_id of more than 60 characters is refused', { name: 'Ada', tax_id: 'x'.repeat(61) }],
      ['a contact_origin of more than 60 characters is refused', { name: 'Ada', contact_origin: 'x'.repeat(61) }],
    ],
    async (api, body) => (await api.post('/create', body)).is(400, INVALID),
  ),
  ...lines.each(LINES, async (api, given, kept) =>
    (await api.post('/create', { name: unique(), legal_name: given })).is(201, { customer: { legal_name: kept } }),
  ),
  lines('a control character in a line is refused', async (api) =>
    (await api.post('/create', { name: unique(), legal_name: BELL })).is(400, INVALID),
  ),
  ...everywhere.each(BROKEN_BODIES, async (api, text) =>
    (await api.send('POST', '/create', { text })).is(400, INVALID),
  ),
  everywhere('another content type is refused', async (api) =>
    (await api.send('POST', '/create', { text: '{"name":"Ada"}', headers: { 'content-type': 'text/plain' } })).is(
      415,
      refusal('Tipo de contenido no soportado'),
    ),
  ),
  everywhere('blanks around a name are dropped', async (api) => {
    const name = unique();
    (await api.post('/create', { name: `  ${name} ` })).has({ customer: { name } });
  }),
  ofRates(
    rule('ten a minute are taken, and no more', async (api) => {
      const headers = await api.headers();
      const create = () => api.target.once('POST', '/api/customers/create', { headers, body: { name: unique() } });
      for (let call = 0; call < 10; call++) (await create()).is(201);
      (await create()).is(429, refusal('Demasiadas solicitudes')).header('retry-after', /^[1-9]\d*$/);
    }),
  ),
];

export const listing = [
  list('a page has its customers, the total, its number and its size', async (api) => {
    await api.customer();
    const answer = await api.get('/getCustomers');
    answer.is(200, { success: true, clientes: any.list, totalCount: any.whole, page: 0, pageSize: 10 });
  }),
  list('a row has the keys of a customer and the total', async (api) => {
    await api.customer();
    const answer = await api.get('/getCustomers', { limit: 1 });
    answer.keys([...KEYS, 'total_count'], answer.at('clientes.0'));
  }),
  list('total_count of a row is the total of the page', async (api) => {
    const word = uniqueWord();
    await api.customer({ name: word });
    (await api.get('/getCustomers', { search: word })).has({ clientes: [{ total_count: 1 }], totalCount: 1 });
  }),
  list('a limit is kept and told', async (api) => {
    const word = uniqueWord();
    await api.customer({ name: `${word} one` });
    await api.customer({ name: `${word} two` });
    (await api.get('/getCustomers', { search: word, limit: 1 })).is(200, {
      clientes: [{ customer_id: any.whole }],
      totalCount: 2,
      pageSize: 1,
    });
  }),
  list('pages are counted from 0', async (api) => {
    const word = uniqueWord();
    await api.customer({ name: `${word} one` });
    await api.customer({ name: `${word} two` });
    const first = (await api.get('/getCustomers', { search: word, limit: 1, page: 0 })).number(
      'clientes.0.customer_id',
    );
    const second = await api.get('/getCustomers', { search: word, limit: 1, page: 1 });
    if (second.is(200, { page: 1 }).number('clientes.0.customer_id') === first) second.fail('both pages are the same');
  }),
  list('search finds by the name', async (api) => {
    const name = uniqueWord();
    const customer_id = await api.customer({ name });
    (await api.get('/getCustomers', { search: name })).is(200, { clientes: [{ customer_id, name }] });
  }),
  ...decided('listCustomers', 'docs/record.md, search').each(
    [
      ['search finds by legal_name', (word: string) => ({ legal_name: word })],
      ['search finds by tax_id', (word: string) => ({ tax_id: word })],
    ],
    async (api, fields) => {
      const word = uniqueWord();
      const customer_id = await api.customer(fields(word));
      (await api.get('/getCustomers', { search: word })).is(200, { clientes: [{ customer_id }] });
    },
  ),
  decided('listCustomers', 'docs/record.md, search')('search finds by a second email', async (api) => {
    const word = uniqueWord();
    const customer_id = await api.customer();
    await api.email({ email: 'first@example.com' }, `/${customer_id}/emails`);
    await api.email({ email: `${word}@example.com` }, `/${customer_id}/emails`);
    (await api.get('/getCustomers', { search: word })).is(200, { clientes: [{ customer_id }] });
  }),
  decided('listCustomers', 'docs/record.md, search')('search finds by a company name', async (api) => {
    const word = uniqueWord();
    const customer_id = await api.customer();
    await api.name({ name: word }, `/${customer_id}/company-names`);
    (await api.get('/getCustomers', { search: word })).is(200, { clientes: [{ customer_id }] });
  }),
  decided('listCustomers', 'docs/record.md, search')('search ignores case and accents', async (api) => {
    const word = uniqueWord();
    const customer_id = await api.customer({ name: `${word} Muñoz` });
    (await api.get('/getCustomers', { search: `${word.toUpperCase()} munoz` })).is(200, {
      clientes: [{ customer_id }],
    });
  }),
  ...listRule.each(
    [
      ['a limit of 0 is refused', 'limit=0'],
      ['a limit above 100 is refused', 'limit=101'],
      ['a limit in words is refused', 'limit=ten'],
      ['a negative page is refused', 'page=-1'],
      ['an unknown filter is refused', 'colour=red'],
      ['a page given twice is refused', 'page=1&page=2'],
    ],
    async (api, query) => (await api.get(`/getCustomers?${query}`)).is(400, INVALID),
  ),
];

export const detailed = [
  detail('a customer has its records', async (api) => {
    const customer_id = await api.customer();
    (await api.get(`/getCustomers/${customer_id}`)).is(200, {
      success: true,
      cliente: { customer_id, emails: [], phones: [], company_names: [] },
    });
  }),
  detail('emails, phones and company names are in it', async (api) => {
    const customer_id = await api.customer();
    await api.email({ email: 'ada@example.com' }, `/${customer_id}/emails`);
    await api.phone({ phone: '+1234567890' }, `/${customer_id}/phones`);
    await api.name({ name: 'Acme Corp Ltd.' }, `/${customer_id}/company-names`);
    (await api.get(`/getCustomers/${customer_id}`)).has({
      cliente: {
        emails: [{ email: 'ada@example.com' }],
        phones: [{ phone: '+1234567890' }],
        company_names: [{ name: 'Acme Corp Ltd.' }],
      },
    });
  }),
  detailRule('the first email is the primary one', async (api) => {
    const customer_id = await api.customer();
    await api.email({}, `/${customer_id}/emails`);
    await api.email({}, `/${customer_id}/emails`);
    (await api.get(`/getCustomers/${customer_id}`)).has({
      cliente: { emails: [{ is_primary: true }, { is_primary: false }] },
    });
  }),
  detailRule('the first phone is the main one', async (api) => {
    const customer_id = await api.customer();
    await api.phone({ phone: '+12125550100' }, `/${customer_id}/phones`);
    await api.phone({ phone: '+12125550101' }, `/${customer_id}/phones`);
    (await api.get(`/getCustomers/${customer_id}`)).has({ cliente: { phones: [{ place: 'main' }, { place: null }] } });
  }),
  detailRule('a customer that does not exist is refused', async (api) =>
    (await api.get(`/getCustomers/${NO_ID}`)).is(404, refusal('Cliente no encontrado')),
  ),
  ...decided('getCustomer', 'docs/contracts.md, all of them').each(
    NO_IDS.map((id) => [`${id} is the ID of no customer`, id] as const),
    async (api, id) => (await api.get(`/getCustomers/${id}`)).is(404, refusal('Cliente no encontrado')),
  ),
];
