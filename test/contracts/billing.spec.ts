import { KeysService } from '../../src/auth/keys.service.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const refused = (code: number, message: unknown = expect.any(String)) => ({
  status: code,
  body: { code, status: 'Error', message, response: code === 404 ? null : false },
});
const INVALID = 'Missing or invalid parameter.';
const billing = (tenant = acme) => app.as(tenant).billing;

describe('POST /api/v3/customer', () => {
  it('201: answers the ID, and where the customer is', async () => {
    const answer = await billing().post('/customer', { company: 'Test Customer' });
    const { id } = answer.body.response as { id: number };
    expect(answer.body).toEqual({
      code: 201,
      status: 'OK',
      message: '',
      details: {},
      response: { id: expect.any(Number) },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`${app.url}/api/v3/customer/${id}`);
    expect(
      await app.send('GET', new URL(answer.headers.location!).pathname, { headers: await billing().credentials() }),
    ).toMatchObject({ status: 200, body: { response: { customer_id: id } } });
  });

  it('201: keeps all that is sent', async () => {
    const parent = await aCustomer(app, acme);
    const sent = {
      parent_customer_id: parent.id,
      external_key: 'all-of-it',
      company: 'Test Customer',
      language_id: 1,
      class_id: 2,
      admin_id: 3,
      campaign_id: 4,
      terms_id: 5,
      superuser_email: 'test@example.com',
      superuser_first_name: 'Todd',
      superuser_last_name: 'Customer',
      superuser_phone: '8025551212',
      bill_addr1: '123 Main Street',
      bill_city: 'Burlington',
      ship_addr3: 'Dock 3',
      custom_1: 'one',
      custom_20: 'twenty',
      no_taxes: true,
      invoice_delivery: 'print',
      tax_ident: 'PT 1',
      tags: ['vip'],
      currency_id: 978,
    };
    const { id } = (await billing().post('/customer', sent)).body.response;
    expect((await billing().get(`/customer/${id}`)).body.response).toMatchObject({
      ...sent,
      superuser_name: 'Todd Customer',
      currency_iso4217: 'EUR',
      currency_symbol: '€',
    });
  });

  it('201: drops what the contract does not know', async () => {
    const { id } = (
      await billing().post('/customer', {
        company: 'Ada',
        customer_id: 7,
        version: 7,
        tenant_id: 1,
        superuser_id: 9,
        balance: 5,
        status: 'I',
      })
    ).body.response;
    expect(await theCustomer(app, acme, id)).toMatchObject({
      tenantId: acme.id,
      version: 1,
      mainContactId: null,
      openingBalance: '0',
      status: 'A',
    });
  });

  it('201: takes tags as texts and as objects', async () => {
    const { id } = (await billing().post('/customer', { company: 'Ada', tags: ['vip', { tag: 'net30', tag_id: 9 }] }))
      .body.response;
    expect((await billing().get(`/customer/${id}`)).body.response.tags).toEqual(['vip', 'net30']);
  });

  it.each([
    ['no company', { custom_1: 'x' }, 'company'],
    ['a null company', { company: null }, 'company'],
    ['an empty company', { company: '' }, 'company'],
    ['a number for a company', { company: 7 }, 'company'],
    ['a long company', { company: 'x'.repeat(256) }, 'company'],
    ['a bad email', { company: 'Ada', superuser_email: 'ada' }, 'superuser_email'],
    ['a phone without a digit', { company: 'Ada', superuser_phone: 'none' }, 'superuser_phone'],
    ['an ID as text', { company: 'Ada', terms_id: '2' }, 'terms_id'],
    ['a fraction of an ID', { company: 'Ada', terms_id: 1.5 }, 'terms_id'],
    ['an ID beyond range', { company: 'Ada', terms_id: 2 ** 53 }, 'terms_id'],
    ['an ID of 0', { company: 'Ada', class_id: 0 }, 'class_id'],
    ['a word for a flag', { company: 'Ada', no_taxes: 'yes' }, 'no_taxes'],
    ['another way of delivery', { company: 'Ada', invoice_delivery: 'fax' }, 'invoice_delivery'],
    ['a text for tags', { company: 'Ada', tags: 'vip' }, 'tags'],
    ['a number among the tags', { company: 'Ada', tags: ['vip', { tag: 7 }] }, 'tags'],
    ['too many tags', { company: 'Ada', tags: Array.from({ length: 101 }, (_, at) => `t${at}`) }, 'tags'],
    ['a currency that is none', { company: 'Ada', currency_id: 1 }, 'currency_id'],
    ['NUL in a text', { company: 'Ada', custom_1: 'a\0b' }, 'custom_1'],
    ['half a surrogate pair', { company: 'Ada', tags: ['\ud800'] }, 'tags.0'],
    ['an object for a text', { company: 'Ada', custom_2: { a: 1 } }, 'custom_2'],
    ['a parent that does not exist', { company: 'Ada', parent_customer_id: MISSING_ID }, 'parent_customer_id'],
  ])('400: refuses %s', async (_, body, field) => {
    const before = (await billing().get('/customer/_count')).body.response as number;
    const answer = await billing().post('/customer', body);
    expect(answer).toMatchObject({ ...refused(400, INVALID), body: { details: { [field]: expect.any(String) } } });
    expect((await billing().get('/customer/_count')).body.response).toBe(before);
  });

  it('400: says that there is no data', async () => {
    expect((await billing().post('/customer', {})).body).toEqual({
      code: 400,
      status: 'Error',
      message: 'A required parameter was missing: No data.',
      details: {},
      response: false,
    });
  });

  it.each([
    ['broken JSON', '{"company":'],
    ['a list', '[]'],
    ['a text', '"Ada"'],
    ['null', 'null'],
    ['nothing', ''],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['deep nesting', `{"company":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('400: refuses %s for a body', async (_, text) => {
    expect(await billing().send('POST', '/customer', { text })).toMatchObject(refused(400, INVALID));
  });

  it('400: names an external key that another customer has, also a deleted one', async () => {
    const { id } = await aCustomer(app, acme, { externalKey: 'externalKey $& "1"' });
    const clash = {
      ...refused(400, 'external_key "externalKey $& "1"" is already in use'),
      body: { details: { external_key: expect.any(String) } },
    };
    expect(await billing().post('/customer', { company: 'Twin', external_key: 'externalKey $& "1"' })).toMatchObject(
      clash,
    );
    await billing().delete(`/customer/${id}`);
    expect(await billing().post('/customer', { company: 'Twin', external_key: 'externalKey $& "1"' })).toMatchObject(
      clash,
    );
  });

  it('201: takes an external key that only another tenant has', async () => {
    await aCustomer(app, await aTenant(app), { externalKey: 'SHARED' });
    expect((await billing().post('/customer', { company: 'Mine', external_key: 'SHARED' })).status).toBe(201);
  });
});

describe('GET /api/v3/customer/:customer_id', () => {
  it('200: answers every field, in the contract’s order', async () => {
    const tenant = await aTenant(app, { baseCurrency: 'EUR', timeZone: 'America/New_York' });
    const { id, token, createdAt } = await aCustomer(app, tenant, {
      displayName: 'Acme Widgets',
      firstName: 'Buffy',
      email: 'buffy@example.com',
    });
    const { response } = (await billing(tenant).get(`/customer/${id}`)).body;
    const texts = (...names: string[]) => names.map((name): [string, null] => [name, null]);
    const address = (side: string) =>
      texts(...['addr1', 'addr2', 'addr3', 'city', 'state', 'postcode', 'country'].map((part) => `${side}_${part}`));
    expect(Object.entries(response)).toEqual([
      ['customer_id', id],
      ['token', token],
      ['url_self', `${app.url}/api/v3/customer/${id}`],
      ['display_as', 'Acme Widgets'],
      ['parent_customer_id', null],
      ['superuser_id', expect.any(Number)],
      ['external_key', null],
      ['company', 'Acme Widgets'],
      ...texts('language_id', 'class_id', 'admin_id', 'campaign_id', 'terms_id'),
      ['superuser_email', 'buffy@example.com'],
      ['superuser_name', 'Buffy'],
      ['superuser_first_name', 'Buffy'],
      ...texts('superuser_last_name', 'superuser_phone'),
      ...address('bill'),
      ...address('ship'),
      ['bill_block', ''],
      ['ship_block', ''],
      ...texts(...Array.from({ length: 20 }, (_, at) => `custom_${at + 1}`)),
      ['no_taxes', false],
      ['no_dunning', false],
      ['no_latefees', false],
      ['no_procfees', false],
      ['invoice_delivery', 'email'],
      ['dunning_delivery', 'email'],
      ['tax_ident', null],
      ['tags', []],
      ['currency_id', 978],
      ['currency_iso4217', 'EUR'],
      ['currency_symbol', '€'],
      ['balance', 0],
      ['total', 0],
      ['paid', 0],
      ['customer_status_id', 1],
      ['customer_status_name', 'Current'],
      ['customer_status_str', 'active-current'],
      ['customer_status_state', 'a'],
      [
        'write_datetime',
        expect.stringMatching(
          new RegExp(
            `^${new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'medium' }).format(createdAt).replace(' ', 'T')}-0[45]:00$`,
          ),
        ),
      ],
      ['mod_datetime', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[45]:00$/)],
    ]);
  });

  it('200: prints an address without its empty parts', async () => {
    const { id } = await aCustomer(app, acme, {
      billingLine1: 'New Street',
      billingLine2: 'Suite 42',
      billingCity: 'Mashpee',
      billingState: 'MA',
      billingPostcode: '05401',
      billingCountry: 'US',
      shippingCountry: 'US',
    });
    expect((await billing().get(`/customer/${id}`)).body.response).toMatchObject({
      bill_block: 'New Street\nSuite 42\nMashpee MA 05401\nUS',
      ship_block: 'US',
    });
  });

  it('200: takes balance, total and paid from the ledger', async () => {
    const { id } = await aCustomer(app, acme, { openingBalance: '1.5' });
    const ledger = app.nest.get(LedgerService);
    await ledger.record(acme.id, id, { kind: 'invoice', amount: '99.10' });
    await ledger.record(acme.id, id, { kind: 'payment', amount: '40' });
    await ledger.record(acme.id, id, { kind: 'credit', amount: '0.6' });
    expect((await billing().get(`/customer/${id}`)).body.response).toMatchObject({
      total: 99.1,
      paid: 40,
      balance: 60,
    });
  });

  it('200: tells an inactive customer', async () => {
    const { id } = await aCustomer(app, acme, { status: 'I' });
    expect((await billing().get(`/customer/${id}`)).body.response).toMatchObject({
      customer_status_id: 2,
      customer_status_name: 'Inactive',
      customer_status_str: 'inactive-manual',
      customer_status_state: 'i',
    });
  });

  it('200: tolerates the names that clients put on any URL', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await billing().get(`/customer/${id}?_dummy=1&_flag_quickbooks=0&_flag_emails=0`)).status).toBe(200);
    expect((await billing().send('PUT', `/customer/${id}?_flag_webhooks=0`, { body: { custom_1: 'x' } })).status).toBe(
      202,
    );
  });

  it('500: sooner than a whole number that JSON would round', async () => {
    const { id } = await aCustomer(app, acme);
    const stored = (value: string) =>
      asOwner(app, acme, 'UPDATE customers SET language_id = $3 WHERE tenant_id = $1 AND id = $2', [
        acme.id,
        id,
        value,
      ]);
    await stored('9007199254740991');
    expect((await billing().get(`/customer/${id}`)).body.response.language_id).toBe(Number.MAX_SAFE_INTEGER);
    await stored('9007199254740993');
    const quiet = await startApp({ LOG_LEVEL: 'silent' });
    expect((await quiet.as(acme).billing.get(`/customer/${id}`)).status).toBe(500);
    await quiet.close();
    await stored('1');
  });

  it('404: answers a foreign customer exactly like a missing one', async () => {
    const foreign = await aCustomer(app, await aTenant(app), { externalKey: 'theirs' });
    const missing = await billing().get(`/customer/${MISSING_ID}`);
    expect(missing).toMatchObject({
      status: 404,
      body: { code: 404, status: 'Error', message: 'This customer does not exist.', details: {}, response: null },
    });
    expect(await billing().get(`/customer/${foreign.id}`)).toLookLike(missing);
    expect(await billing().get('/customer/external_key:theirs')).toLookLike(missing);
  });

  it.each([
    '0',
    '-1',
    '1.5',
    'abc',
    '_bulk',
    '9007199254740992',
    '99999999999999999999',
    '%00',
    '1%20',
    'external_key',
    'external_key:',
    'external_key:nobody',
    'external_key:%00',
    'external_key:%ff',
  ])('404: %s is no customer', async (key) => {
    expect(await billing().get(`/customer/${key}`)).toMatchObject(refused(404, 'This customer does not exist.'));
  });
});

describe('an external key in the path', () => {
  it.each(['23', 'a:b', 'a/b?c#d', 'with blanks', 'Müller & Söhne', '100%', '😀'.repeat(100), 'x'.repeat(255), '..'])(
    'reads, updates and deletes the customer %s',
    async (key) => {
      const path = `/customer/external_key:${encodeURIComponent(key)}`;
      const { id } = await aCustomer(app, acme, { externalKey: key });
      expect(await billing().get(path)).toMatchObject({
        status: 200,
        body: { response: { customer_id: id, external_key: key } },
      });
      expect(await billing().put(path, { custom_1: 'found' })).toMatchObject({
        status: 202,
        body: { response: { id } },
        headers: { location: `${app.url}/api/v3/customer/${id}` },
      });
      expect((await theCustomer(app, acme, id)).custom1).toBe('found');
      expect(await billing().delete(path)).toMatchObject({ status: 200, body: { response: true } });
      expect((await billing().get(path)).status).toBe(404);
      expect((await billing().get(`/customer/${id}`)).status).toBe(404);
    },
  );
});

describe('DELETE /api/v3/customer/:customer_id', () => {
  it('200: answers true, and the customer is missing from then on', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await billing().delete(`/customer/${id}`)).body).toEqual({
      code: 200,
      status: 'OK',
      message: '',
      details: {},
      response: true,
    });
    expect(await billing().get(`/customer/${id}`)).toLookLike(await billing().get(`/customer/${MISSING_ID}`));
    expect(await billing().delete(`/customer/${id}`)).toLookLike(await billing().delete(`/customer/${MISSING_ID}`));
  });

  it('400: keeps a customer who has transactions', async () => {
    const { id } = await aCustomer(app, acme);
    await app.nest.get(LedgerService).record(acme.id, id, { kind: 'invoice', amount: '1' });
    expect(await billing().delete(`/customer/${id}`)).toMatchObject(
      refused(400, 'This customer has transactions and cannot be deleted.'),
    );
    expect((await billing().get(`/customer/${id}`)).status).toBe(200);
  });

  it('404: answers a foreign customer exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other);
    expect(await billing().delete(`/customer/${foreign.id}`)).toLookLike(
      await billing().delete(`/customer/${MISSING_ID}`),
    );
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });
});

describe('the caller', () => {
  const basic = (user: string, password: string) => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  });

  it.each(['GET', 'POST'])('401: says on %s that the header is missing', async (method) => {
    const answer = await billing().send(method, '/customer', {
      headers: { authorization: undefined },
      text: method === 'POST' ? '{' : undefined,
    });
    expect(answer.body).toEqual({
      code: 401,
      status: 'Error',
      message: 'Invalid or incorrect authorization [Missing (basic) authorization header.]',
      details: {},
      response: false,
    });
    expect(answer.status).toBe(401);
  });

  it('401: has one answer for all invalid pairs', async () => {
    const other = await aTenant(app);
    const { publicKey, secret } = acme.keys.billing;
    const expired = await app.nest
      .get(KeysService)
      .create(acme.id, 'billing', { expiresAt: new Date(Date.now() - 1000) });
    const revoked = await app.nest.get(KeysService).create(acme.id, 'billing');
    await app.nest.get(KeysService).revoke(acme.id, revoked.id);
    const attempts = [
      basic(publicKey!, 'wrong'),
      basic(publicKey!, ''),
      basic(publicKey!, other.keys.billing.secret),
      basic(other.keys.billing.publicKey!, secret),
      basic('', secret),
      basic('x'.repeat(5000), secret),
      basic(publicKey!, `${secret}:`),
      basic('a\0b', secret),
      basic(expired.publicKey!, expired.secret),
      basic(revoked.publicKey!, revoked.secret),
      { authorization: 'Basic ====' },
      { authorization: 'Basic é' },
    ];
    const answers = await Promise.all(attempts.map((headers) => app.send('GET', '/api/v3/customer', { headers })));
    expect(answers[0]).toMatchObject(refused(401, 'Invalid or incorrect authorization [Invalid key pair.]'));
    for (const answer of answers) expect(answer).toLookLike(answers[0]!);
  });

  it('401: does not come in with another contract’s credentials', async () => {
    for (const { secret } of [acme.keys.accounting, acme.keys.clients]) {
      expect(
        (await app.send('GET', '/api/v3/customer', { headers: { authorization: `Bearer ${secret}` } })).status,
      ).toBe(401);
      expect(
        (await app.send('GET', '/api/v3/customer', { headers: basic(acme.keys.billing.publicKey!, secret) })).status,
      ).toBe(401);
    }
  });

  it('403: needs the permission to write, and the one to read', async () => {
    const reader = await aTenant(app, { permissions: ['customers:read'] });
    const { id } = await aCustomer(app, reader);
    const answers = [
      await billing(reader).post('/customer', { company: 'Ada' }),
      await billing(reader).put(`/customer/${id}`, { custom_1: 'x' }),
      await billing(reader).delete(`/customer/${id}`),
    ];
    for (const answer of answers) expect(answer).toMatchObject(refused(403));
    expect((await billing(reader).get(`/customer/${id}`)).status).toBe(200);
    const writer = await aTenant(app, { permissions: ['customers:write'] });
    for (const path of ['/customer', '/customer/_count', `/customer/${MISSING_ID}`])
      expect(await billing(writer).get(path)).toMatchObject(refused(403));
  });

  it('404: gets the envelope at an unknown address', async () => {
    expect(await billing().get('/nothing')).toMatchObject({
      status: 404,
      body: { code: 404, status: 'Error', details: {} },
    });
  });

  it('405: lists the allowed methods', async () => {
    const answer = await billing().patch('/customer/1', {});
    expect(answer).toMatchObject(refused(405));
    expect(answer.headers.allow?.split(', ').sort()).toEqual(['DELETE', 'GET', 'PUT']);
  });

  it('413: sends no body over the limit', async () => {
    expect(
      await billing().send('POST', '/customer', { text: JSON.stringify({ company: 'x'.repeat(300_000) }) }),
    ).toMatchObject(refused(413));
  });

  it('415: sends JSON only', async () => {
    expect(
      await billing().send('POST', '/customer', {
        headers: { 'content-type': 'text/plain' },
        text: '{"company":"Ada"}',
      }),
    ).toMatchObject(refused(415));
  });

  it('429: allows ten writes a minute, and says when to try again', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '10' });
    try {
      const [one, other] = [await aTenant(strict), await aTenant(strict)];
      const { id } = await aCustomer(strict, one, { externalKey: 'one' });
      const put = (tenant: TestTenant, path: string) => strict.as(tenant).billing.put(path, { custom_1: 'x' });
      for (let call = 0; call < 10; call++)
        expect((await put(one, call % 2 ? `/customer/${id}` : '/customer/external_key:one')).status).toBe(202);
      const answer = await put(one, `/customer/${id}`);
      expect(answer).toMatchObject(refused(429));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect((await put(other, `/customer/${id}`)).status).toBe(404);
      expect((await strict.as(one).billing.get(`/customer/${id}`)).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});
