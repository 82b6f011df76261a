import { readEnv } from '../../src/config/env.js';
import { aCustomer } from '../factories/customer.js';
import { startApp, testSettings } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const ORIGIN = 'https://app.example';
const OTHER = 'https://evil.example';
const { app, tenant: acme } = useAppAndTenant({ CORS_ORIGINS: `${ORIGIN}, http://localhost:5173` });

const preflight = (path: string, method: string, origin = ORIGIN, on = app) =>
  on.send('OPTIONS', path, {
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization, content-type',
    },
  });
const listed = (header = '') => header.split(',').map((one) => one.trim().toLowerCase());

/** What each contract's requests carry, and a write of it. */
const CONTRACTS: Record<string, { path: () => string; method: string; headers: string[] }> = {
  contacts: { path: () => '/api/customers/1/emails/2', method: 'PUT', headers: ['authorization', 'content-type'] },
  billing: { path: () => '/api/v3/customer/1', method: 'PUT', headers: ['authorization', 'content-type'] },
  clients: {
    path: () => '/apidev/v1/clients/1',
    method: 'PUT',
    headers: ['authorization', 'x-api-key', 'tenant', 'content-type'],
  },
  erp: {
    path: () => `/api/${acme.slug}/v4.0.0/customers?nonce=1`,
    method: 'PUT',
    headers: ['authorization', 'content-type'],
  },
  accounting: {
    path: () => '/api/customers/1',
    method: 'PUT',
    headers: ['authorization', 'organization-id', 'content-type'],
  },
};

describe.each(Object.entries(CONTRACTS))('a page of a named origin: %s', (_, { path, method, headers }) => {
  it('204: a preflight says what the page may send', async () => {
    for (const origin of [ORIGIN, 'http://localhost:5173']) {
      const answer = await preflight(path(), method, origin);
      expect(answer).toMatchObject({
        status: 204,
        body: undefined,
        headers: { 'access-control-allow-origin': origin, vary: 'Origin' },
      });
      expect(listed(answer.headers['access-control-allow-methods'])).toContain(method.toLowerCase());
      const conditions = ['idempotency-key', 'if-match', 'if-none-match'];
      const allowed = listed(answer.headers['access-control-allow-headers']);
      expect(allowed).toEqual(expect.arrayContaining([...headers, ...conditions]));
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it('may read a refusal, with its headers', async () => {
    const answer = await app.send(method, path(), { headers: { origin: ORIGIN }, body: {} });
    expect([400, 401, 403]).toContain(answer.status);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN, vary: 'Origin' });
    expect(listed(answer.headers['access-control-expose-headers'])).toEqual(
      expect.arrayContaining([
        'location',
        'etag',
        'retry-after',
        'x-ratelimit-limit',
        'x-ratelimit-remaining',
        'x-ratelimit-reset',
        'x-request-id',
      ]),
    );
  });

  it('of another origin gets no such header, and no preflight', async () => {
    for (const origin of [
      OTHER,
      'https://app.example.evil.example',
      'http://app.example',
      'https://app.example:8443',
      'null',
      'HTTPS://APP.EXAMPLE',
    ]) {
      for (const answer of [
        await preflight(path(), method, origin),
        await app.send(method, path(), { headers: { origin }, body: {} }),
      ]) {
        expect(answer.status).not.toBe(204);
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(answer.headers).toMatchObject({ vary: 'Origin' });
      }
    }
  });
});

describe('a page of a named origin', () => {
  it('reads successes, also those that vary by more than the origin', async () => {
    const { id } = await aCustomer(app, acme);
    const made = await app
      .as(acme)
      .billing.send('POST', '/customer', { body: { company: 'Ada' }, headers: { origin: ORIGIN } });
    expect(made).toMatchObject({ status: 201, headers: { 'access-control-allow-origin': ORIGIN, vary: 'Origin' } });
    const read = await app.as(acme).clients.send('GET', `/clients/${id}`, { headers: { origin: ORIGIN } });
    expect(read).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': ORIGIN, vary: 'Authorization, X-API-Key, tenant, Origin' },
    });
    expect((await app.as(acme).clients.get(`/clients/${id}`)).headers['vary']).toBe(
      'Authorization, X-API-Key, tenant, Origin',
    );
  });

  it('reads every other refusal: unknown or missing address, method, long URL, large body, rate limit', async () => {
    const headers = { origin: ORIGIN };
    const answers = [
      await app.send('GET', '/api/v3/nothing', { headers }),
      await app.send('PATCH', '/api/v3/customer', { headers }),
      await app.send('GET', '/api/v3/%ff', { headers }),
      await app.send('GET', `/api/v3/${'x'.repeat(17_000)}`, { headers }),
      await app.send('POST', '/api/v3/customer', { headers, text: ' '.repeat(300_000) }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 405, 404, 414, 413]);
    for (const answer of answers)
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN, vary: 'Origin' });
    expect(await preflight('/api/v3/nothing', 'GET')).toMatchObject({ status: 204 });
  });

  it('405: refuses an OPTIONS request that is not a preflight', async () => {
    expect(await app.send('OPTIONS', '/api/v3/customer', { headers: { origin: ORIGIN } })).toMatchObject({
      status: 405,
      headers: { 'access-control-allow-origin': ORIGIN },
    });
  });
});

describe('CORS_ORIGINS', () => {
  it('names no origin by default', async () => {
    const closed = await startApp();
    const answers = [
      await preflight('/api/v3/customer', 'POST', ORIGIN, closed),
      await closed.send('GET', '/api/v3/customer', { headers: { origin: ORIGIN } }),
    ];
    await closed.close();
    expect(answers.map(({ status }) => status)).toEqual([405, 401]);
    for (const { headers } of answers)
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control') || name === 'vary')).toEqual([]);
  });

  const read = (list: string) => readEnv(testSettings({ CORS_ORIGINS: list })).corsOrigins;

  it.each([
    ['', []],
    ['https://app.example', ['https://app.example']],
    [' https://a.example , http://localhost:3001,', ['https://a.example', 'http://localhost:3001']],
    ['capacitor://localhost', ['capacitor://localhost']],
  ])('takes %p', (list, origins) => {
    expect(read(list)).toEqual(origins);
  });

  it.each([
    '*',
    'null',
    'app.example',
    'https://app.example/',
    'https://app.example/x',
    'https://*.example',
    'https://app.example:443',
    'HTTPS://app.example',
    'https://App.example',
    'https://user@app.example',
    'https://a.example https://b.example',
    'https://',
  ])('keeps the server from starting with %p', (list) => {
    expect(() => read(list)).toThrow('CORS_ORIGINS');
  });
});
