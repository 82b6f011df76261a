import { randomBytes } from 'node:crypto';
import { KeyGrantsService } from '../../src/auth/key-grants.service.js';
import { KeysService, type NewApiKey } from '../../src/auth/keys.service.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { HeardLog } from '../support/log.js';
import { asOwner } from '../support/owner.js';
import { inHeader, signed } from '../support/signed.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const now = () => Math.floor(Date.now() / 1000);
const refused = (message: string) => ({
  status: 401,
  body: {
    code: 401,
    status: 'Error',
    message: `Invalid or incorrect authorization [${message}]`,
    details: {},
    response: false,
  },
});
const INVALID = refused('Invalid signature.');

interface Asking {
  text?: string;
  /** What is signed, where it is not what is sent. */
  url?: string;
  body?: string;
  key?: Pick<NewApiKey, 'publicKey' | 'secret'>;
  nonce?: string;
  timestamp?: number | string;
  /** Parameters that are changed after signing. */
  change?: Record<string, string>;
  on?: TestApp;
  headers?: Record<string, string>;
}

/** One signed request, as the contract's clients send it. */
const ask = (
  method: string,
  path: string,
  { text, url, body = text, key = acme.keys.billing, nonce, timestamp, change, on = app, headers }: Asking = {},
) =>
  on.send(method, path, {
    text,
    headers: {
      ...headers,
      ...inHeader({ ...signed(key, { url: url ?? on.url + path, body, nonce, timestamp }), ...change }),
    },
  });
const list = (asking?: Asking) => ask('GET', '/api/v3/customer', asking);

describe('a signed request', () => {
  it('200: reads, with a query too', async () => {
    const { id } = await aCustomer(app, acme, { displayName: 'Ada & Söhne', externalKey: 'ADA' });
    expect(await ask('GET', `/api/v3/customer/${id}`)).toMatchObject({
      status: 200,
      body: { response: { customer_id: id } },
    });
    const query = `?_dummy=1&where=company:EQUALS:${encodeURIComponent('Ada & Söhne')},external_key%3AEQUALS%3AADA&limit=1`;
    expect(await ask('GET', `/api/v3/customer${query}`)).toMatchObject({
      status: 200,
      body: { response: [{ customer_id: id }] },
    });
  });

  it('201, 202, 200: creates, updates and deletes', async () => {
    const { status, body } = await ask('POST', '/api/v3/customer', { text: '{ "company":"Müller 😀" }' });
    expect(status).toBe(201);
    const path = `/api/v3/customer/${body.response.id}`;
    expect(await ask('PUT', path, { text: '{"custom_1":"naïve"}' })).toMatchObject({ status: 202 });
    expect(await theCustomer(app, acme, body.response.id as number)).toMatchObject({
      displayName: 'Müller 😀',
      custom1: 'naïve',
    });
    expect(await ask('DELETE', path)).toMatchObject({ status: 200, body: { response: true } });
    expect((await ask('GET', path)).status).toBe(404);
  });

  it('200: signs no body where there is none to read', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await ask('DELETE', `/api/v3/customer/${id}`, { text: '{}', body: '' })).status).toBe(200);
  });

  it.each([' ', ', ', ',', '  ,  '])('200: has %p between its parameters, in any order', async (between) => {
    const parameters = () => signed(acme.keys.billing, { url: `${app.url}/api/v3/customer` });
    const backwards = Object.fromEntries(Object.entries(parameters()).reverse());
    for (const some of [parameters(), backwards])
      expect((await app.send('GET', '/api/v3/customer', { headers: inHeader(some, between) })).status).toBe(200);
  });

  it('200: signs the address that the client knows', async () => {
    expect(
      (await list({ url: 'http://Billing.Example:8443/api/v3/customer', headers: { host: 'billing.example:8443' } }))
        .status,
    ).toBe(200);
    const behindProxy = await startApp({ TRUST_PROXY: '127.0.0.1' });
    try {
      const headers = { host: '10.0.0.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'billing.example' };
      expect((await list({ on: behindProxy, url: 'https://billing.example/api/v3/customer', headers })).status).toBe(
        200,
      );
      expect(await list({ url: 'https://billing.example/api/v3/customer', headers })).toMatchObject(INVALID);
    } finally {
      await behindProxy.close();
    }
  });

  it('200: is as good as its timestamp within five minutes, either way', async () => {
    for (const off of [-290, 290]) expect((await list({ timestamp: now() + off })).status).toBe(200);
    for (const off of [-301, 400, -86_400])
      expect(await list({ timestamp: now() + off })).toMatchObject(
        refused('The timestamp is more than 300 seconds off.'),
      );
  });

  it('403: has the permissions of its key', async () => {
    const reader = await app.nest.get(KeysService).create(acme.id, 'billing', { permissions: ['customers:read'] });
    expect((await list({ key: reader })).status).toBe(200);
    expect((await ask('POST', '/api/v3/customer', { key: reader, text: '{"company":"Ada"}' })).status).toBe(403);
  });

  it('is of the same caller as one with the private key', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '2' });
    try {
      const tenant = await aTenant(strict);
      expect((await strict.as(tenant).billing.post('/customer', { company: 'Ada' })).status).toBe(201);
      const post = () =>
        ask('POST', '/api/v3/customer', { on: strict, key: tenant.keys.billing, text: '{"company":"Ada"}' });
      expect((await post()).status).toBe(201);
      expect((await post()).status).toBe(429);
    } finally {
      await strict.close();
    }
  });
});

describe('401: a signed request is refused', () => {
  it.each<[string, string, string, Asking]>([
    ['with another body', 'POST', '/api/v3/customer', { text: '{"company":"Eve"}', body: '{"company":"Ada"}' }],
    [
      'with a blank more in its body',
      'POST',
      '/api/v3/customer',
      { text: '{"company":"Ada"} ', body: '{"company":"Ada"}' },
    ],
    ['without the body that was signed', 'POST', '/api/v3/customer', { body: '{"company":"Ada"}' }],
    ['at another address', 'GET', '/api/v3/customer/_count', { url: '/api/v3/customer' }],
    ['with another query', 'GET', '/api/v3/customer?limit=2', { url: '/api/v3/customer?limit=1' }],
    ['without its query', 'GET', '/api/v3/customer', { url: '/api/v3/customer?limit=1' }],
    ['with another nonce', 'GET', '/api/v3/customer', { change: { co_nonce: 'another' } }],
    [
      'with another timestamp',
      'GET',
      '/api/v3/customer',
      { change: { co_timestamp: String(Math.floor(Date.now() / 1000) - 60) } },
    ],
    ['with another signature', 'GET', '/api/v3/customer', { change: { co_signature: '0'.repeat(64) } }],
    [
      'with an unknown public key',
      'GET',
      '/api/v3/customer',
      { key: { publicKey: 'x'.repeat(32), secret: 'x'.repeat(32) } },
    ],
  ])('%s', async (_, method, path, { url, ...asking }) => {
    const before = (await app.as(acme).billing.get('/customer/_count')).body.response as number;
    expect(await ask(method, path, { ...asking, ...(url && { url: app.url + url }) })).toMatchObject(INVALID);
    expect((await app.as(acme).billing.get('/customer/_count')).body.response).toBe(before);
  });

  it('with the key of another tenant, one that has ended, or one of another contract', async () => {
    const keys = app.nest.get(KeysService);
    const other = await aTenant(app);
    const expired = await keys.create(acme.id, 'billing', { expiresAt: new Date(Date.now() - 1000) });
    const revoked = await keys.create(acme.id, 'billing');
    expect((await list({ key: revoked })).status).toBe(200);
    await keys.revoke(acme.id, revoked.id);
    const { publicKey } = acme.keys.billing;
    const wrong = [
      expired,
      revoked,
      { publicKey, secret: other.keys.billing.secret },
      { publicKey, secret: acme.keys.clients.secret },
    ];
    for (const key of wrong) expect(await list({ key })).toMatchObject(INVALID);
  });

  it('and shows one tenant nothing of another', async () => {
    const other = await aTenant(app);
    const { id } = await aCustomer(app, other);
    expect((await ask('GET', `/api/v3/customer/${id}`)).status).toBe(404);
    expect((await ask('GET', `/api/v3/customer/${id}`, { key: other.keys.billing })).status).toBe(200);
  });

  it.each([
    ['co_signature_method', 'HMAC-SHA1'],
    ['co_signature_method', 'hmac-sha256'],
    ['co_version', '2.0'],
    ['co_version', ''],
    ['co_timestamp', 'now'],
    ['co_timestamp', ''],
    ['co_timestamp', '-1'],
    ['co_timestamp', '1e9'],
    ['co_nonce', ''],
    ['co_nonce', 'a||b'],
    ['co_nonce', 'x'.repeat(129)],
    ['co_nonce', 'é'],
    ['co_public_key', ''],
    ['co_public_key', 'a b'],
    ['co_signature', ''],
    ['co_signature', 'f'.repeat(63)],
    ['co_signature', 'F'.repeat(64)],
    ['co_signature', 'g'.repeat(64)],
  ])('with %s %p', async (name, value) => {
    expect(await list({ change: { [name]: value } })).toMatchObject(refused(`Missing or invalid ${name}.`));
  });

  it('with a signature cut short or in upper case', async () => {
    const { co_signature: signature, ...others } = signed(acme.keys.billing, {
      url: `${app.url}/api/v3/customer`,
      nonce: 'a1',
    });
    const get = (co_signature: string) =>
      app.send('GET', '/api/v3/customer', { headers: inHeader({ ...others, co_signature }) });
    for (const wrong of [signature.slice(0, -1), signature.slice(0, 32), `${signature}00`, signature.toUpperCase()])
      expect((await get(wrong)).status).toBe(401);
    expect((await get(signature)).status).toBe(200);
  });

  it('with a parameter missing, twice, unknown or unquoted', async () => {
    const parameters = signed(acme.keys.billing, { url: `${app.url}/api/v3/customer` });
    const malformed = refused('Malformed signed authorization header.');
    const { authorization } = inHeader(parameters);
    for (const name of Object.keys(parameters)) {
      const others = Object.fromEntries(Object.entries(parameters).filter(([other]) => other !== name));
      expect(await app.send('GET', '/api/v3/customer', { headers: inHeader(others) })).toMatchObject(malformed);
      expect(
        await app.send('GET', '/api/v3/customer', { headers: inHeader({ ...others, co_extra: '1' }) }),
      ).toMatchObject(refused(`Missing or invalid ${name}.`));
      expect(
        await app.send('GET', '/api/v3/customer', { headers: { authorization: `${authorization}${name}="x"` } }),
      ).toMatchObject(malformed);
    }
    for (const text of [
      'ChargeOver',
      'ChargeOver co_public_key',
      authorization.replaceAll('"', ''),
      authorization.replace(' co_nonce', ';co_nonce'),
      `${authorization}"`,
      `${authorization} co_extra="1"`,
    ])
      expect(await app.send('GET', '/api/v3/customer', { headers: { authorization: text } })).toMatchObject(malformed);
  });

  it('where its parts could be divided otherwise', async () => {
    expect(await ask('GET', '/api/v3/customer?where=company:EQUALS:a||b')).toMatchObject(
      refused('The URL must have %7C%7C for ||.'),
    );
    expect((await ask('GET', '/api/v3/customer?where=company:EQUALS:a%7C%7Cb')).status).toBe(200);
  });

  it('and counted as a failed attempt, which keeps no good one out', async () => {
    const strict = await startApp({ THROTTLE_FAILURE_LIMIT: '3' });
    try {
      const key = (await aTenant(strict)).keys.billing;
      const guess = () => list({ on: strict, key: { ...key, secret: 'guess' } });
      expect(await list({ on: strict, key, change: { co_version: '2.0' } })).toMatchObject({ status: 401 });
      for (let attempt = 1; attempt < 3; attempt++) expect((await guess()).status).toBe(401);
      expect((await guess()).status).toBe(429);
      expect((await list({ on: strict, key })).status).toBe(200);
    } finally {
      await strict.close();
    }
  });

  it('and told of the plain way in when it has no credential at all', async () => {
    for (const authorization of ['', 'Bearer x', 'ChargeOverly co_public_key="x"'])
      expect(await app.send('GET', '/api/v3/customer', { headers: { authorization } })).toMatchObject(
        refused('Missing (basic) authorization header.'),
      );
  });
});

describe('a nonce', () => {
  const REPLAYED = refused('The nonce has been used before.');

  it('401: works once for a key, whatever is signed with it', async () => {
    const nonce = randomBytes(4).toString('hex');
    expect((await list({ nonce })).status).toBe(200);
    expect(await list({ nonce })).toMatchObject(REPLAYED);
    expect(await list({ nonce, timestamp: now() - 100 })).toMatchObject(REPLAYED);
    expect(await ask('POST', '/api/v3/customer', { nonce, text: '{"company":"Ada"}' })).toMatchObject(REPLAYED);
    expect((await list({ nonce: `${nonce}x` })).status).toBe(200);
  });

  it('200: is each key’s own', async () => {
    const [second, other] = [await app.nest.get(KeysService).create(acme.id, 'billing'), await aTenant(app)];
    for (const key of [acme.keys.billing, second, other.keys.billing])
      expect((await list({ key, nonce: 'shared' })).status).toBe(200);
  });

  it('201: fired 16 times at the same moment has exactly one effect', async () => {
    const tenant = await aTenant(app);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        ask('POST', '/api/v3/customer', { key: tenant.keys.billing, nonce: 'once', text: '{"company":"Ada"}' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(15);
    expect((await app.as(tenant).billing.get('/customer/_count')).body.response).toBe(1);
  });

  it('200: is not spent by a request that was not let in', async () => {
    expect(await list({ nonce: 'kept', change: { co_signature: '0'.repeat(64) } })).toMatchObject(INVALID);
    expect((await list({ nonce: 'kept', timestamp: now() - 400 })).status).toBe(401);
    expect((await list({ nonce: 'kept' })).status).toBe(200);
  });

  it('401: is known to every server on the database', async () => {
    const second = await startApp();
    try {
      const { host } = new URL(app.url);
      const again = { nonce: 'travelling', url: `${app.url}/api/v3/customer` };
      expect((await list(again)).status).toBe(200);
      expect(await list({ ...again, on: second, headers: { host } })).toMatchObject(REPLAYED);
      expect((await list({ ...again, nonce: 'another', on: second, headers: { host } })).status).toBe(200);
      expect(await list({ ...again, nonce: 'another' })).toMatchObject(REPLAYED);
    } finally {
      await second.close();
    }
  });

  it('is forgotten after its window, as others are spent', async () => {
    const tenant = await aTenant(app);
    const key = tenant.keys.billing;
    const rows = async () =>
      (
        await asOwner<{ nonce: string }>(
          app,
          tenant,
          'SELECT nonce FROM signed_nonces WHERE tenant_id = $1 ORDER BY nonce',
          [tenant.id],
        )
      ).map(({ nonce }) => nonce);
    const outdate = () =>
      asOwner(
        app,
        tenant,
        `UPDATE signed_nonces SET remembered_until = now() - interval '1 second' WHERE tenant_id = $1`,
        [tenant.id],
      );
    for (const nonce of ['1', '2', '3']) expect((await list({ key, nonce })).status).toBe(200);
    expect(await rows()).toEqual(['1', '2', '3']);
    await outdate();
    expect((await list({ key, nonce: '2' })).status).toBe(200);
    expect(await rows()).toEqual(['2']);
    expect(await list({ key, nonce: '2' })).toMatchObject(REPLAYED);
  });
});

describe('the private key of a pair', () => {
  it('is 32 letters and digits that follow from the public key and the server’s secret', async () => {
    const keys = app.nest.get(KeysService);
    const [one, other] = [await keys.create(acme.id, 'billing'), await keys.create(acme.id, 'billing')];
    for (const { publicKey, secret } of [one, other])
      expect(`${publicKey} ${secret}`).toMatch(/^[A-Za-z0-9]{32} [A-Za-z0-9]{32}$/);
    expect(one.secret).not.toBe(other.secret);
    await expect(app.nest.get(KeyGrantsService).signingPair('billing', one.publicKey!)).resolves.toMatchObject({
      privateKey: one.secret,
    });
  });

  it('signs when the command line made it', async () => {
    const key = (await COMMANDS['key create']!.run(app.nest, [
      '--tenant',
      acme.slug,
      '--contract',
      'billing',
    ])) as NewApiKey;
    expect((await list({ key })).status).toBe(200);
  });

  it('401: signs nothing once the server’s secret is another, and still opens the tenant by itself', async () => {
    const log = new HeardLog();
    const moved = await startApp({ JWT_SECRET: 'another secret of forty characters......' }, { logTo: log });
    try {
      for (let time = 0; time < 3; time++) expect(await list({ on: moved })).toMatchObject(INVALID);
      expect(await list({ on: moved, key: { publicKey: 'x'.repeat(32), secret: 'x' } })).toMatchObject(INVALID);
      expect((await moved.as(acme).billing.get('/customer')).status).toBe(200);
      const made = await aTenant(moved);
      expect((await list({ on: moved, key: made.keys.billing })).status).toBe(200);
      // Servers with the first secret cannot read this pair, and would warn of it at each start.
      await moved.nest.get(KeysService).revoke(made.id, made.keys.billing.id);
    } finally {
      await moved.close();
    }
    expect(log.count('cannot be decrypted')).toBe(1);
    for (const secret of [acme.keys.billing.secret, acme.keys.billing.publicKey!, moved.env.jwtSecret!])
      expect(log.count(secret)).toBe(0);
  });
});
