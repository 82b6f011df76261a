import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant, aUser } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const refused = (status: number, code: string) => ({ status, body: { success: false, data: null, error: { code } } });

describe('POST /apidev/v1/login', () => {
  const login = (body: unknown, tenant = acme.domain) =>
    app.send('POST', '/apidev/v1/login', { headers: { tenant }, body });

  it('200: answers a token that opens the clients', async () => {
    const answer = await login({ email: acme.user.email, password: acme.user.password });
    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, data: { authorization: expect.any(String) }, meta: {} },
    });
    const list = await app
      .as(acme)
      .clients.send('GET', '/clients', { headers: { authorization: `Bearer ${answer.body.data.authorization}` } });
    expect(list.status).toBe(200);
  });

  it('400: says that the tenant header is missing', async () => {
    const answer = await app.send('POST', '/apidev/v1/login', { body: { email: 'a@b.co', password: 'x' } });
    expect(answer).toMatchObject(refused(400, 'BAD_REQUEST'));
    expect(answer.body.error.message).toBe('The tenant header is required.');
  });

  it('400: names the field that is missing', async () => {
    expect(await login({ email: acme.user.email })).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: [{ field: 'password' }] } },
    });
  });

  it('401: answers a wrong password, an unknown email and another tenant in the same words', async () => {
    const wrong = await login({ email: acme.user.email, password: 'wrong' });
    expect(wrong).toMatchObject(refused(401, 'UNAUTHORIZED'));
    expect(wrong.body.error.message).toBe('Invalid email or password.');
    expect(await login({ email: 'nobody@example.com', password: 'wrong' })).toLookLike(wrong);
    const other = await aTenant(app);
    expect(await login({ email: acme.user.email, password: acme.user.password }, other.domain)).toLookLike(wrong);
    expect(await login({ email: acme.user.email, password: acme.user.password }, 'no.such.tenant')).toLookLike(wrong);
  });

  it('429: makes an account wait after five failures, whatever the password', async () => {
    const { email, password } = await aUser(app, acme);
    for (let failure = 0; failure < 5; failure++) expect((await login({ email, password: 'wrong' })).status).toBe(401);
    const answer = await login({ email, password });
    expect(answer).toMatchObject(refused(429, 'RATE_LIMITED'));
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(30);
  });

  it('429: counts guesses that arrive together like guesses that come one by one', async () => {
    const { email } = await aUser(app, acme);
    const answers = await Promise.all(Array.from({ length: 12 }, () => login({ email, password: 'wrong' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(5).fill(401),
      ...Array<number>(7).fill(429),
    ]);
  });
});

describe('POST /apidev/v1/clients', () => {
  it('201: answers the ID as a decimal string', async () => {
    const answer = await app.as(acme).clients.post('/clients', { name: 'Regional Distributors' });
    expect(answer).toMatchObject({
      status: 201,
      body: { success: true, data: { id: expect.stringMatching(/^\d+$/) }, meta: {} },
    });
  });

  it('201: drops what the contract does not know', async () => {
    const answer = await app.as(acme).clients.post('/clients', {
      name: 'Ada',
      version: 7,
      tenant_id: 1,
      id: '1',
      __proto__: { name: 'x' },
      constructor: 1,
    });
    const customer = await theCustomer(app, acme, Number(answer.body.data.id));
    expect(customer).toMatchObject({ displayName: 'Ada', version: 1, tenantId: acme.id });
  });

  it.each([
    ['no name', {}, 'name'],
    ['a null name', { name: null }, 'name'],
    ['an empty name', { name: '' }, 'name'],
    ['a number for a name', { name: 7 }, 'name'],
    ['a long name', { name: 'x'.repeat(201) }, 'name'],
    ['a bad email', { name: 'Ada', email: 'ada' }, 'email'],
    ['a phone without a digit', { name: 'Ada', phone: 'none' }, 'phone'],
    ['a latitude beyond the pole', { name: 'Ada', latitude: 90.1 }, 'latitude'],
    ['a longitude as text', { name: 'Ada', longitude: '12' }, 'longitude'],
    ['a fraction of a document type', { name: 'Ada', document_type: 1.5 }, 'document_type'],
    ['a document type beyond range', { name: 'Ada', document_type: 1e12 }, 'document_type'],
    ['a long status', { name: 'Ada', status: 'x'.repeat(11) }, 'status'],
    ['NUL in a text', { name: 'Ada', notes: 'a\0b' }, 'notes'],
    ['half a surrogate pair', { name: 'Ada', notes: '\ud800' }, 'notes'],
    ['an object for a text', { name: 'Ada', notes: { a: 1 } }, 'notes'],
    ['an object with a key of JavaScript’s own', { name: 'Ada', notes: { constructor: 1 } }, 'notes'],
    ['a list of such objects', { name: 'Ada', email: [{ constructor: 1 }] }, 'email'],
    ['a blank name', { name: ' \n' }, 'name'],
  ])('400: refuses %s', async (_, body, field) => {
    const answer = await app.as(acme).clients.post('/clients', body);
    expect(answer).toMatchObject({
      ...refused(400, 'VALIDATION_ERROR'),
      body: { error: { details: expect.arrayContaining([expect.objectContaining({ field })]) } },
    });
  });

  it.each([
    ['broken JSON', '{"name":'],
    ['a list', '[]'],
    ['a text', '"Ada"'],
    ['null', 'null'],
    ['nothing', ''],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['deep nesting', `{"name":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('400: refuses %s for a body', async (_, text) => {
    expect(await app.as(acme).clients.send('POST', '/clients', { text })).toMatchObject(
      refused(400, 'VALIDATION_ERROR'),
    );
  });

  it('400: refuses an external code that another client has, also a deleted one', async () => {
    const { id } = await aCustomer(app, acme, { externalKey: 'CRM-1' });
    const clash = {
      ...refused(400, 'VALIDATION_ERROR'),
      body: { error: { details: [expect.objectContaining({ field: 'external_code' })] } },
    };
    expect(await app.as(acme).clients.post('/clients', { name: 'Twin', external_code: 'CRM-1' })).toMatchObject(clash);
    await app.as(acme).accounting.delete(`/customers/${id}`);
    expect(await app.as(acme).clients.post('/clients', { name: 'Twin', external_code: 'CRM-1' })).toMatchObject(clash);
  });

  it('201: takes an external code that only another tenant has', async () => {
    await aCustomer(app, await aTenant(app), { externalKey: 'SHARED' });
    expect((await app.as(acme).clients.post('/clients', { name: 'Mine', external_code: 'SHARED' })).status).toBe(201);
  });

  it.each(['authorization', 'X-API-Key', 'tenant'])('400: says that the %s header is missing', async (name) => {
    expect(
      await app.as(acme).clients.send('POST', '/clients', { headers: { [name]: undefined }, body: { name: 'Ada' } }),
    ).toMatchObject(refused(400, 'BAD_REQUEST'));
  });

  it('401: has one answer for a bad token, a bad or foreign key, and a foreign or unknown tenant', async () => {
    const other = await aTenant(app);
    const attempts = [
      { authorization: 'Bearer nonsense' },
      { authorization: `Bearer ${await acme.tokens.contacts()}` },
      { authorization: `Bearer ${await other.tokens.clients()}` },
      { 'X-API-Key': 'gtk_nonsense' },
      { 'X-API-Key': other.keys.clients.secret },
      { 'X-API-Key': acme.keys.erp.secret },
      { tenant: other.domain },
      { tenant: 'no.such.tenant' },
    ];
    const answers = await Promise.all(
      attempts.map((headers) => app.as(acme).clients.send('POST', '/clients', { headers, body: { name: 'Ada' } })),
    );
    expect(answers[0]).toMatchObject(refused(401, 'UNAUTHORIZED'));
    for (const answer of answers) expect(answer).toLookLike(answers[0]!);
  });

  it('403: needs the permission to write, of the user and of the key', async () => {
    const reader = await aTenant(app, { permissions: ['customers:read'] });
    expect(await app.as(reader).clients.post('/clients', { name: 'Ada' })).toMatchObject(refused(403, 'FORBIDDEN'));
    expect((await app.as(reader).clients.get('/clients')).status).toBe(200);
  });

  it.each([
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['a compressed body', { 'content-encoding': 'gzip' }],
  ])('415: refuses %s', async (_, headers) => {
    expect(await app.as(acme).clients.send('POST', '/clients', { headers, text: '{"name":"Ada"}' })).toMatchObject(
      refused(415, 'BAD_REQUEST'),
    );
  });

  it('415: takes JSON only', async () => {
    const answer = await app
      .as(acme)
      .clients.send('POST', '/clients', { headers: { 'content-type': 'text/plain' }, text: '{"name":"Ada"}' });
    expect(answer).toMatchObject(refused(415, 'BAD_REQUEST'));
  });

  it('413: refuses a body over the limit', async () => {
    const answer = await app
      .as(acme)
      .clients.send('POST', '/clients', { text: JSON.stringify({ name: 'Ada', notes: 'x'.repeat(300_000) }) });
    expect(answer).toMatchObject(refused(413, 'BAD_REQUEST'));
  });

  it('429: takes ten a minute per credential, and says when to come back', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '10' });
    try {
      const [one, other] = [await aTenant(strict), await aTenant(strict)];
      for (let call = 0; call < 10; call++)
        expect((await strict.as(one).clients.post('/clients', { name: 'Ada' })).status).toBe(201);
      const answer = await strict.as(one).clients.post('/clients', { name: 'Ada' });
      expect(answer).toMatchObject(refused(429, 'RATE_LIMITED'));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.headers).toMatchObject({ 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0' });
      expect((await strict.as(other).clients.post('/clients', { name: 'Ada' })).status).toBe(201);
      expect((await strict.as(one).clients.get('/clients')).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});

describe('GET /apidev/v1/clients', () => {
  it('200: answers a page and the total', async () => {
    const tenant = await aTenant(app);
    for (const displayName of ['One', 'Two', 'Three']) await aCustomer(app, tenant, { displayName });
    const answer = await app.as(tenant).clients.get('/clients', { limit: 2, offset: 1 });
    expect(answer.body).toMatchObject({
      success: true,
      data: [{ name: 'Two' }, { name: 'Three' }],
      meta: { total: 3, limit: 2, offset: 1 },
    });
    expect(answer.headers).toMatchObject({
      'cache-control': 'private, max-age=60, no-cache',
      vary: 'Authorization, X-API-Key, tenant',
    });
  });

  it.each([
    ['name', 'munoz'],
    ['business name', 'sao joao'],
    ['business name', 'lodz'],
    ['email', 'JOSE@'],
    ['phone', '5550'],
    ['document', 'DOC-7'],
    ['tax ID', '2199'],
    ['external code', 'ext-9'],
  ])('200: finds by %s, without regard to case and accents', async (_, search) => {
    const tenant = await aTenant(app);
    await aCustomer(app, tenant, { displayName: 'Another one' });
    await aCustomer(app, tenant, {
      displayName: 'José Muñoz',
      legalName: 'São João Łódź',
      email: 'jose@example.com',
      phone: '+12125550100',
      document: 'doc-7',
      taxId: '219900005018',
      externalKey: 'EXT-9',
    });
    expect((await app.as(tenant).clients.get('/clients', { search })).body).toMatchObject({
      data: [{ name: 'José Muñoz' }],
      meta: { total: 1 },
    });
  });

  it('200: takes the pattern letters of a search literally', async () => {
    const tenant = await aTenant(app);
    await aCustomer(app, tenant, { displayName: 'Hundred' });
    expect((await app.as(tenant).clients.get('/clients', { search: '%' })).body.data).toEqual([]);
    expect((await app.as(tenant).clients.get('/clients', { search: '_' })).body.data).toEqual([]);
  });

  it('200: filters by status', async () => {
    const tenant = await aTenant(app);
    await aCustomer(app, tenant, { displayName: 'Idle', status: 'I' });
    await aCustomer(app, tenant, { displayName: 'Busy' });
    expect((await app.as(tenant).clients.get('/clients', { status: 'I' })).body.data).toMatchObject([{ name: 'Idle' }]);
  });

  it.each([
    ['an unknown filter', 'colour=red'],
    ['a limit of 0', 'limit=0'],
    ['a limit above 100', 'limit=101'],
    ['a limit in words', 'limit=ten'],
    ['a limit with an exponent', 'limit=1e1'],
    ['a negative offset', 'offset=-1'],
    ['a filter given twice', 'status=A&status=I'],
    ['a long search', `search=${'x'.repeat(121)}`],
    ['NUL', 'search=%00'],
  ])('400: refuses %s', async (_, query) => {
    expect(await app.as(acme).clients.send('GET', `/clients?${query}`)).toMatchObject(refused(400, 'VALIDATION_ERROR'));
  });
});

describe('GET /apidev/v1/clients/:id', () => {
  it('200: answers the detail with the address and the accounts below it', async () => {
    const { id } = await aCustomer(app, acme, {
      displayName: 'Parent',
      siteStreet: 'Bvar. Artigas',
      siteLatitude: -34.5,
    });
    const child = await aCustomer(app, acme, { displayName: 'Child', parentId: id });
    const answer = await app.as(acme).clients.get(`/clients/${id}`);
    expect(answer.body.data).toMatchObject({
      id: String(id),
      name: 'Parent',
      address: { street: 'Bvar. Artigas', latitude: -34.5, longitude: null },
      associated_accounts: 1,
      accounts: [{ id: String(child.id), name: 'Child' }],
    });
    expect(answer.headers).toMatchObject({
      'cache-control': 'private, max-age=30, no-cache',
      vary: 'Authorization, X-API-Key, tenant',
    });
  });

  it('404: answers a foreign client exactly like a missing one', async () => {
    const foreign = await aCustomer(app, await aTenant(app));
    const theirs = await app.as(acme).clients.get(`/clients/${foreign.id}`);
    expect(theirs).toMatchObject(refused(404, 'NOT_FOUND'));
    expect(theirs).toLookLike(await app.as(acme).clients.get(`/clients/${MISSING_ID}`));
  });

  it.each(['0', '-1', '1.5', 'abc', '9007199254740992', '99999999999999999999', '1'.repeat(2000), '%00', '1%20'])(
    '404: %s is the ID of no record',
    async (id) => {
      expect(await app.as(acme).clients.get(`/clients/${id}`)).toMatchObject(refused(404, 'NOT_FOUND'));
    },
  );
});

describe('unknown routes and methods', () => {
  it('404: answers in the contract’s shape', async () => {
    expect(await app.as(acme).clients.get('/nothing')).toMatchObject(refused(404, 'NOT_FOUND'));
  });

  it('405: names the methods that there are', async () => {
    const answer = await app.as(acme).clients.patch('/clients/1', {});
    expect(answer).toMatchObject(refused(405, 'BAD_REQUEST'));
    expect(answer.headers.allow?.split(', ').sort()).toEqual(['GET', 'PUT']);
  });
});
