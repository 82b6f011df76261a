import type { NewCustomer } from '../../src/customers/customer-record.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type Answer, startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const accounting = () => app.as(acme).accounting;
const NOT_FOUND = { status: 404, body: { statusCode: 404, message: 'NotFoundError' } };
const UNAUTHORIZED = { status: 401, body: { statusCode: 401, message: 'Unauthorized' } };
const FORBIDDEN = { status: 403, body: { statusCode: 403, message: expect.any(String), error: 'Forbidden' } };

const COMMANDS = [
  { command: 'activate', from: 'I', to: 'A', active: true, refusal: 'CONTACT_ALREADY_ACTIVE', others: ['A', 'S'] },
  { command: 'inactivate', from: 'A', to: 'I', active: false, refusal: 'CONTACT_ALREADY_INACTIVE', others: ['I'] },
];

describe.each(COMMANDS)('PATCH /api/contacts/:id/$command', ({ command, from, to, active, refusal, others }) => {
  const patch = (id: number | string, client = accounting()) => client.patch(`/contacts/${id}/${command}`);
  const refused = { status: 400, body: { errors: [{ statusCode: 400, type: refusal, message: expect.any(String) }] } };

  it('200: changes the status, keeps the word before aside, and nothing else', async () => {
    const { updatedAt: _, ...before } = await aCustomer(app, acme, {
      status: from,
      email: 'ada@example.com',
      note: 'kept',
    });
    const { status, body } = await patch(before.id);
    expect({ status, body }).toEqual({ status: 200, body: { id: before.id, activated: true } });
    expect(await theCustomer(app, acme, before.id)).toEqual({
      ...before,
      status: to,
      statusBefore: active ? null : from,
      version: before.version + 1,
      updatedAt: expect.any(Date),
    });
    expect((await accounting().get(`/customers/${before.id}`)).body.active).toBe(active);
  });

  it('200: takes a body, of which it reads nothing', async () => {
    const { id } = await aCustomer(app, acme, { status: from });
    expect(await accounting().send('PATCH', `/contacts/${id}/${command}`, { text: '{"active":' })).toMatchObject({
      status: 200,
    });
  });

  it.each(others)('400: refuses when it is so already, and keeps the status %s', async (status) => {
    const before = await aCustomer(app, acme, { status });
    expect(await patch(before.id)).toMatchObject(refused);
    expect(await theCustomer(app, acme, before.id)).toEqual(before);
  });

  it('400: of eight at the same moment one wins', async () => {
    const { id, version } = await aCustomer(app, acme, { status: from });
    const answers = await Promise.all(Array.from({ length: 8 }, () => patch(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(400)]);
    expect(await theCustomer(app, acme, id)).toMatchObject({ status: to, version: version + 1 });
  });

  it('401: needs a credential', async () => {
    expect(await app.send('PATCH', `/api/contacts/1/${command}`)).toMatchObject(UNAUTHORIZED);
  });

  it('403: needs the permission to write customers', async () => {
    const reader = await aTenant(app, { permissions: ['customers:read'] });
    const before = await aCustomer(app, reader, { status: from });
    for (const client of [app.as(reader).accounting, app.as(reader).accountingByToken])
      expect(await patch(before.id, client)).toMatchObject(FORBIDDEN);
    expect(await theCustomer(app, reader, before.id)).toEqual(before);
  });

  it('404: answers a foreign customer exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other, { status: from });
    const theirs = await patch(foreign.id);
    expect(theirs).toMatchObject(NOT_FOUND);
    expect(theirs).toLookLike(await patch(MISSING_ID));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });

  it('404: answers a deleted customer like a missing one', async () => {
    const { id } = await aCustomer(app, acme, { status: from });
    await accounting().delete(`/customers/${id}`);
    expect(await patch(id)).toLookLike(await patch(MISSING_ID));
  });

  it.each(['0', '-1', '1.5', 'abc', '9007199254740992', '%00', 'auto-complete'])(
    '404: %s is the ID of no record',
    async (id) => {
      expect(await patch(id)).toMatchObject(NOT_FOUND);
    },
  );

  it('429: takes as many a minute as any write', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '1' });
    try {
      const tenant = await aTenant(strict);
      const { id } = await aCustomer(strict, tenant, { status: from });
      expect((await patch(id, strict.as(tenant).accounting)).status).toBe(200);
      expect(await patch(id, strict.as(tenant).accounting)).toMatchObject({
        status: 429,
        headers: { 'retry-after': expect.any(String) },
        body: { statusCode: 429, error: 'Too Many Requests' },
      });
    } finally {
      await strict.close();
    }
  });
});

describe('GET /api/contacts/auto-complete', () => {
  const PEOPLE: (Partial<NewCustomer> & { displayName: string })[] = [
    { displayName: 'Zoé Müller', openingBalance: '12.5', currency: 'EUR', email: 'zoe@example.com' },
    { displayName: 'Anna Zoellner' },
    { displayName: 'zoe armstrong' },
    { displayName: 'Ártemis' },
    { displayName: 'Zoe Idle', status: 'I' },
    { displayName: '50 % off_ltd\\', status: 'S' },
    { displayName: 'Berta', legalName: 'Zoe Ltd.', externalKey: 'zoe', taxId: 'zoe' },
  ];
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await aTenant(app);
    for (const person of PEOPLE) await aCustomer(app, tenant, person);
    const gone = await aCustomer(app, tenant, { displayName: 'Zoe Gone' });
    await app.as(tenant).accounting.delete(`/customers/${gone.id}`);
    await aCustomer(app, acme, { displayName: 'Zoe of another organization' });
  });

  const complete = (query: Record<string, unknown> = {}) =>
    app.as(tenant).accounting.get('/contacts/auto-complete', query);
  const names = ({ status, body }: Answer) =>
    status === 200 ? (body as { displayName: string }[]).map(({ displayName }) => displayName) : (body as unknown);

  it.each<[string, string[]]>([
    ['zoe', ['zoe armstrong', 'Zoé Müller', 'Anna Zoellner']],
    ['ZOÉ', ['zoe armstrong', 'Zoé Müller', 'Anna Zoellner']],
    ['mull', ['Zoé Müller']],
    ['ar', ['Ártemis', 'zoe armstrong']],
    ['a', ['Anna Zoellner', 'Ártemis', 'Berta', 'zoe armstrong']],
    ['%', ['50 % off_ltd\\']],
    ['_', ['50 % off_ltd\\']],
    ['\\', ['50 % off_ltd\\']],
    ['nobody', []],
    ['zoe@example.com', []],
  ])(
    '200: %j finds active customers by their display name, those first who begin with it, whatever its case and accents',
    async (keyword, expected) => {
      expect(names(await complete({ keyword }))).toEqual(expected);
    },
  );

  it.each([
    ['Mueller', ['Zoé Müller']],
    ['Muler', ['Zoé Müller']],
    ['Mullre', ['Zoé Müller']],
    ['zoellmer', ['Anna Zoellner']],
    ['ANNA zollner', ['Anna Zoellner']],
    ['Berta zollner', []],
    ['armstrongg zoe', ['zoe armstrong']],
    ['artimes', []],
    ['Artenis', ['Ártemis']],
    ['ztemis', []],
  ])(
    '200: %j finds a name with one typing error in a word of five letters or more, marked',
    async (keyword, expected) => {
      const answer = await complete({ keyword });
      expect(names(answer)).toEqual(expected);
      expect((answer.body as { isSimilar: boolean }[]).map(({ isSimilar }) => isSimilar)).toEqual(
        expected.map(() => true),
      );
    },
  );

  it('200: marks no name that has the keyword', async () => {
    const { body } = await complete({ keyword: 'zoellner' });
    expect(body).toMatchObject([{ displayName: 'Anna Zoellner', isSimilar: false }]);
  });

  it.each([{}, { keyword: '' }])('200: %j lists every customer by name', async (query) => {
    expect(names(await complete(query))).toEqual([
      '50 % off_ltd\\',
      'Anna Zoellner',
      'Ártemis',
      'Berta',
      'zoe armstrong',
      'Zoé Müller',
    ]);
  });

  it('200: answers whole customers, and that they are such', async () => {
    const [found] = (await complete({ keyword: 'müller' })).body as { id: number }[];
    const { body } = await app.as(tenant).accounting.get(`/customers/${found!.id}`);
    expect(found).toEqual({
      ...body,
      contactService: 'customer',
      contactType: 'customer',
      formattedContactService: 'Customer',
      isSimilar: false,
    });
    expect(found).toMatchObject({ balance: 12.5, currencyCode: 'EUR', email: 'zoe@example.com', active: true });
  });

  it('200: answers ten at most, the best ones', async () => {
    const many = await aTenant(app);
    for (let number = 1; number <= 12; number++)
      await aCustomer(app, many, { displayName: `An Ada ${String(number).padStart(2, '0')}` });
    await aCustomer(app, many, { displayName: 'Ada' });
    const found = names(await app.as(many).accounting.get('/contacts/auto-complete', { keyword: 'ada' })) as string[];
    expect(found).toHaveLength(10);
    expect(found.slice(0, 2)).toEqual(['Ada', 'An Ada 01']);
    expect(await app.as(many).accounting.get('/contacts/auto-complete')).toMatchObject({
      status: 200,
      body: { length: 10 },
    });
  });

  it('200: finds a customer as soon as it is active again', async () => {
    const { id } = await aCustomer(app, acme, { displayName: 'Quentin', status: 'I' });
    const quentin = async () => names(await accounting().get('/contacts/auto-complete', { keyword: 'quentin' }));
    expect(await quentin()).toEqual([]);
    await accounting().patch(`/contacts/${id}/activate`);
    expect(await quentin()).toEqual(['Quentin']);
    await accounting().patch(`/contacts/${id}/inactivate`);
    expect(await quentin()).toEqual([]);
  });

  it.each([
    ['limit=5', 'limit'],
    ['keyword=a&keyword=b', 'keyword'],
    ['keyword=%00', 'keyword'],
    [`keyword=${'x'.repeat(256)}`, 'keyword'],
    ['Keyword=a', 'Keyword'],
  ])('400: refuses %s', async (query, property) => {
    expect(await accounting().send('GET', `/contacts/auto-complete?${query}`)).toMatchObject({
      status: 400,
      body: { message: [expect.objectContaining({ property })], error: 'Bad Request', statusCode: 400 },
    });
  });

  it('401: needs a credential', async () => {
    expect(await app.send('GET', '/api/contacts/auto-complete')).toMatchObject(UNAUTHORIZED);
  });

  it('403: needs the permission to read customers', async () => {
    const stranger = await aTenant(app, { permissions: ['ledger:read'] });
    for (const client of [app.as(stranger).accounting, app.as(stranger).accountingByToken])
      expect(await client.get('/contacts/auto-complete')).toMatchObject(FORBIDDEN);
  });
});

describe('what there is not below /api/contacts', () => {
  it.each(['', '/', '/1/activate/now', '/1/emails', '/auto-complete/1'])(
    '404: %j answers in the contract’s shape',
    async (rest) => {
      expect(await accounting().get(`/contacts${rest}`)).toMatchObject({
        status: 404,
        body: { statusCode: 404, message: 'There is nothing at this address.', error: 'Not Found' },
      });
    },
  );

  it.each([
    ['GET', '/1/activate', 'PATCH'],
    ['POST', '/1/inactivate', 'PATCH'],
    ['POST', '/auto-complete', 'GET'],
  ])('405: %s %s names the method that there is', async (method, rest, allow) => {
    expect(await accounting().send(method, `/contacts${rest}`)).toMatchObject({
      status: 405,
      headers: { allow },
      body: { statusCode: 405, error: 'Method Not Allowed' },
    });
  });
});
