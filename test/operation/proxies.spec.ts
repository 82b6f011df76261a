import { readEnv } from '../../src/config/env.js';
import { memoized } from '../../src/engine/kit/memoized.js';
import { DOCUMENTS } from '../../src/openapi.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp, testSettings } from '../support/app.js';
import { describeWithNginx, Nginx } from '../support/nginx.js';
import { inHeader, signed } from '../support/signed.js';

const apps: TestApp[] = [];
const start = async (settings: Record<string, string>, lines: string[] = []) => {
  const app = await startApp(settings, { logTo: { write: (line) => void lines.push(line) } });
  apps.push(app);
  return app;
};
const started = new Map<string, Promise<TestApp>>();
/** One application for all tests that only read with these settings. */
const sharedApp = (trusted: string) => memoized(started, trusted, () => start({ TRUST_PROXY: trusted }));
afterAll(() => Promise.all(apps.map((app) => app.close())));

const basic = ({ keys: { billing } }: TestTenant) => ({
  authorization: `Basic ${Buffer.from(`${billing.publicKey}:${billing.secret}`).toString('base64')}`,
});

describeWithNginx('behind a real nginx with TLS', () => {
  /** Each server of the nginx: how it reaches the application, and which headers it sets. */
  const COUNTED = 0,
    NAMED = 1,
    STRIPPED = 2,
    PASSED_ON = 3,
    OUTER = 4;
  let nginx: Nginx;
  let tenant: TestTenant;
  let id: number;
  let counted: TestApp;

  beforeAll(async () => {
    const limit = { THROTTLE_FAILURE_LIMIT: '3' };
    counted = await start({ TRUST_PROXY: '1', ...limit });
    const named = await start({ TRUST_PROXY: '10.0.0.0/8, 127.0.0.1', ...limit });
    const prefixed = await start({ TRUST_PROXY: '1', PUBLIC_URL: 'https://crm.example/crm/' });
    const twice = await start({ TRUST_PROXY: '2', ...limit });
    tenant = await aTenant(counted);
    ({ id } = await aCustomer(counted, tenant));

    const told =
      'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;';
    const host = 'proxy_set_header Host $http_host;';
    const tls = true;
    nginx = await Nginx.start([
      () => ({ tls, locations: `location / { proxy_pass ${counted.url}; ${told} ${host} }` }),
      () => ({
        tls,
        locations: `location / { proxy_pass ${named.url}; ${told} proxy_set_header X-Forwarded-Host $http_host; }`,
      }),
      () => ({ tls, locations: `location /crm/ { proxy_pass ${prefixed.url}/; ${told} ${host} }` }),
      () => ({ tls, locations: `location /crm { proxy_pass ${prefixed.url}; ${told} ${host} }` }),
      (ports) => ({
        tls,
        locations: `location / { proxy_pass http://127.0.0.1:${ports[5]}; ${told} proxy_set_header X-Forwarded-Host $http_host; proxy_set_header Host inner.example; }`,
      }),
      () => ({
        tls: false,
        locations: `location / { proxy_pass ${twice.url}; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto "$http_x_forwarded_proto, $scheme";
          proxy_set_header X-Forwarded-Host "$http_x_forwarded_host, $http_host"; }`,
      }),
    ]);
  });
  afterAll(() => nginx?.stop());

  const SERVERS: [string, number, string][] = [
    ['one hop', COUNTED, ''],
    ['a list of networks', NAMED, ''],
    ['a path that nginx removes', STRIPPED, '/crm'],
    ['a path that nginx passes on', PASSED_ON, '/crm'],
    ['two hops', OUTER, ''],
  ];

  describe.each(SERVERS)('%s', (_, server, prefix) => {
    const base = `https://crm.example${prefix}`;

    it('Location and url_self are what the client would ask for', async () => {
      const headers = basic(tenant);
      const made = await nginx.ask(server, `${prefix}/api/v3/customer`, {
        method: 'POST',
        headers,
        body: '{"company":"Ada"}',
      });
      expect(made).toMatchObject({
        status: 201,
        headers: { location: `${base}/api/v3/customer/${made.body.response.id}` },
      });
      expect((await nginx.ask(server, `${prefix}/api/v3/customer/${id}`, { headers })).body.response.url_self).toBe(
        `${base}/api/v3/customer/${id}`,
      );
      const found = await nginx.ask(server, `${prefix}/api/v3/customer?where=customer_id:EQUALS:${id}`, { headers });
      expect(found.body.response).toMatchObject([{ url_self: `${base}/api/v3/customer/${id}` }]);
      const uris = [
        `/api/v3/customer/${id}`,
        `${prefix}/api/v3/customer/${id}`,
        `${base}/api/v3/customer/${id}`,
        `customer/${id}`,
      ];
      const body = JSON.stringify(uris.map((uri) => ({ request_method: 'GET', uri })));
      const { _bulk: together } = (await nginx.ask(server, `${prefix}/api/v3/_bulk`, { method: 'POST', headers, body }))
        .body.response;
      expect(together).toMatchObject(
        uris.map(() => ({ code: 200, response: { url_self: `${base}/api/v3/customer/${id}` } })),
      );
    });

    it('a request is signed for the URL that the client requests', async () => {
      const path = `/api/v3/customer/${id}?signed=%20X`;
      const ask = (url: string) =>
        nginx.ask(server, `${prefix}${path}`, { headers: inHeader(signed(tenant.keys.billing, { url })) });
      expect(await ask(`${base}${path}`)).toMatchObject({ status: 200, body: { response: { customer_id: id } } });
      for (const other of [`http://crm.example${prefix}${path}`, `https://evil.example${prefix}${path}`])
        expect((await ask(other)).status).toBe(401);
      const body = '{"company":"Grace"}';
      const headers = inHeader(signed(tenant.keys.billing, { url: `${base}/api/v3/customer/${id}`, body }));
      expect(
        await nginx.ask(server, `${prefix}/api/v3/customer/${id}`, { method: 'PUT', headers, body }),
      ).toMatchObject({ status: 202 });
    });

    it('the documentation works: the page, what it loads, and the server URL in its documents', async () => {
      for (const path of ['/docs', '/docs/']) {
        const page = await nginx.ask(server, `${prefix}${path}`);
        const parts = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(
          ([, part]) => new URL(part!, `${base}${path}`),
        );
        expect(parts.length).toBeGreaterThan(5);
        for (const { host, pathname } of parts)
          expect(await nginx.ask(server, pathname, { headers: { host } })).toMatchObject({ status: 200 });
      }
      const { body: script } = await nginx.ask(server, `${prefix}/docs/start.js`);
      for (const { name } of DOCUMENTS.slice(0, 2)) {
        expect(script).toContain(`"${prefix}/docs/${name}.json"`);
        for (const document of [name, `${name}-3.0`]) {
          const { body } = await nginx.ask(server, `${prefix}/docs/${document}.json`);
          expect(new URL(body.servers[0].url, `${base}/docs/${name}.json`).href.replace(/\/$/, '')).toBe(base);
        }
      }
    });
  });

  it.each([
    ['one hop', COUNTED],
    ['a list of networks', NAMED],
    ['two hops', OUTER],
  ])('%s: each client address has one budget of failures, whatever headers the client sends', async (_, server) => {
    const guess = async (from: string, forged: string) =>
      (
        await nginx.ask(server, '/api/v3/customer', {
          from,
          headers: { authorization: 'Basic eDp5', 'x-forwarded-for': forged },
        })
      ).status;
    const statuses = [];
    for (let time = 0; time < 5; time++) statuses.push(await guess('127.0.0.2', `198.51.100.${time}`));
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect(await guess('127.0.0.3', '127.0.0.2')).toBe(401);
  });

  it('links use an address of PUBLIC_URL, whatever Host the client sends', async () => {
    const headers = { ...basic(tenant), host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    const { body } = await nginx.ask(STRIPPED, `/crm/api/v3/customer/${id}`, { headers });
    expect(body.response.url_self).toBe(`https://crm.example/crm/api/v3/customer/${id}`);
    for (const path of ['/crm/docs', '/crm/docs/contacts.json', '/crm/', '/crm/nothing', '/crm/health/ready']) {
      const answer = await nginx.ask(STRIPPED, path, {
        headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
      });
      expect(JSON.stringify(answer)).not.toContain('evil');
    }
  });
});

describe('X-Forwarded-…', () => {
  const failuresOf = (app: TestApp) => async (headers: Record<string, string>) =>
    (await app.send('GET', '/api/v3/customer', { headers: { authorization: 'Basic eDp5', ...headers } })).status;

  it.each([
    ['IPv4 with ports', ['192.0.2.1:50001', '192.0.2.1:50002', '192.0.2.1', '::ffff:192.0.2.1'], '192.0.2.2:50001'],
    [
      'IPv6 in brackets, with ports',
      ['[2001:db8::1]:50001', '[2001:db8::1]', '2001:DB8::1', '"[2001:db8:0:0::2]:443"'],
      '[2001:db8:0:1::1]:50001',
    ],
    [
      'after an entry that the client made up',
      ['unknown, 192.0.2.3:1', 'x, y,192.0.2.3', '198.51.100.1:9 , 192.0.2.3:2', ' ,192.0.2.3'],
      '192.0.2.3, 192.0.2.4',
    ],
  ])('names one client: %s', async (_, one, another) => {
    const status = failuresOf(await start({ TRUST_PROXY: '1', THROTTLE_FAILURE_LIMIT: '3' }));
    const statuses = [];
    for (const entry of one) statuses.push(await status({ 'x-forwarded-for': entry }));
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect(await status({ 'x-forwarded-for': another })).toBe(401);
  });

  it('counts a client without an address as the proxy', async () => {
    const status = failuresOf(await start({ TRUST_PROXY: '1', THROTTLE_FAILURE_LIMIT: '2' }));
    const statuses = [];
    for (const entry of ['unknown', '_hidden', '198.51.100.1, unknown', ''])
      statuses.push(await status({ 'x-forwarded-for': entry }));
    expect(statuses).toEqual([401, 401, 429, 429]);
  });

  it.each([
    ['1', '198.51.100.1', 'evil.example, crm.example', 'http, https', 'https://crm.example'],
    [
      '2',
      '198.51.100.1, 10.0.0.1',
      'evil.example, crm.example, inner.example:8080',
      'gopher, https, http',
      'https://crm.example',
    ],
    [
      '127.0.0.1,10.0.0.0/8',
      '198.51.100.1, 10.0.0.1',
      'evil.example, crm.example:8443, inner.example',
      'https, http',
      'https://crm.example:8443',
    ],
    ['loopback', '198.51.100.1', 'crm.example', 'https', 'https://crm.example'],
    ['1', '198.51.100.1', '[2001:DB8::1]:443', 'HTTPS', 'https://[2001:db8::1]:443'],
    ['1', '198.51.100.1', 'crm.example/evil', 'javascript', 'http://asked.example'],
    ['1', '198.51.100.1', 'a b"c', '', 'http://asked.example'],
    ['false', '198.51.100.1', 'evil.example', 'https', 'http://asked.example'],
    ['0', '198.51.100.1', 'evil.example', 'https', 'http://asked.example'],
    ['10.0.0.0/8', '198.51.100.1', 'evil.example', 'https', 'http://asked.example'],
  ])(
    'TRUST_PROXY=%s: hosts and protocols may be lists, with an entry of each proxy',
    async (trusted, addresses, hosts, protocols, base) => {
      const app = await sharedApp(trusted);
      const tenant = await aTenant(app);
      const { id } = await aCustomer(app, tenant);
      const headers = {
        ...basic(tenant),
        host: 'asked.example',
        'x-forwarded-for': addresses,
        'x-forwarded-host': hosts,
        'x-forwarded-proto': protocols,
      };
      expect((await app.send('GET', `/api/v3/customer/${id}`, { headers })).body.response.url_self).toBe(
        `${base}/api/v3/customer/${id}`,
      );
    },
  );

  it.each([
    ['false', 'TRUST_PROXY names no proxy'],
    ['10.0.0.0/8', 'an address that TRUST_PROXY does not name'],
  ])('cause one warning if TRUST_PROXY=%s does not trust their sender', async (trusted, because) => {
    const lines: string[] = [];
    const app = await start({ TRUST_PROXY: trusted }, lines);
    for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-for'])
      await app.send('GET', '/health/live', { headers: { [name]: '192.0.2.1' } });
    const warnings = lines.filter((line) => line.includes('X-Forwarded-'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(because);
    expect(warnings[0]).not.toContain('192.0.2.1');
  });

  it.each([
    ['forwarded', 'Forwarded'],
    ['x-real-ip', 'X-Real-IP'],
  ])('cause one warning if only %s comes, which the server does not read', async (name, shown) => {
    const lines: string[] = [];
    const app = await start({ TRUST_PROXY: '1' }, lines);
    for (let time = 0; time < 2; time++) await app.send('GET', '/health/live', { headers: { [name]: '192.0.2.1' } });
    expect(lines.filter((line) => line.includes(`requests have ${shown}, which is not read`))).toHaveLength(1);
  });

  it('cause no warning if they are trusted or absent', async () => {
    const lines: string[] = [];
    const app = await start({ TRUST_PROXY: '1' }, lines);
    await app.send('GET', '/health/live', { headers: { 'x-forwarded-for': '192.0.2.1' } });
    const silent = await start({}, lines);
    await silent.send('GET', '/health/live');
    expect(lines.filter((line) => line.includes('X-Forwarded-'))).toEqual([]);
  });
});

describe('PUBLIC_URL', () => {
  it('may be several addresses: links use the requested one, or else the first', async () => {
    const app = await start({
      PUBLIC_URL: 'https://crm.example/crm, http://localhost:8080,https://other.example:8443/',
    });
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    const selfOf = async (host: string, prefix = '') =>
      (await app.send('GET', `${prefix}/api/v3/customer/${id}`, { headers: { ...basic(tenant), host } })).body.response
        .url_self;
    const path = `/api/v3/customer/${id}`;
    expect(await selfOf('crm.example')).toBe(`https://crm.example/crm${path}`);
    expect(await selfOf('CRM.example', '/crm')).toBe(`https://crm.example/crm${path}`);
    expect(await selfOf('localhost:8080')).toBe(`http://localhost:8080${path}`);
    expect(await selfOf('other.example:8443')).toBe(`https://other.example:8443${path}`);
    expect(await selfOf('evil.example')).toBe(`https://crm.example/crm${path}`);
    const { body } = await app.send('GET', '/docs/contacts.json', { headers: { host: 'localhost:8080' } });
    expect(body.servers.map(({ url }: { url: string }) => url)).toEqual([
      'http://localhost:8080',
      'https://crm.example/crm',
      'https://other.example:8443',
    ]);
  });

  it('does not mistake a route of the server for its path', async () => {
    const app = await start({ PUBLIC_URL: 'https://crm.example/api' });
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    const answer = await app.send('GET', `/api/v3/customer/${id}`, { headers: basic(tenant) });
    expect(answer.body.response.url_self).toBe(`https://crm.example/api/api/v3/customer/${id}`);
    expect((await app.send('GET', '/crmx/api/v3/customer')).status).toBe(404);
  });

  const read = (settings: Record<string, string>) => readEnv(testSettings(settings));

  it.each([
    ['', []],
    ['https://CRM.example', ['https://crm.example']],
    ['https://crm.example:443/crm/', ['https://crm.example/crm']],
    ['http://[::1]:8080/a/b', ['http://[::1]:8080/a/b']],
  ])('takes %p', (given, urls) => {
    expect(read({ PUBLIC_URL: given }).publicUrls).toEqual(urls);
  });

  it.each([
    'crm.example',
    '//crm.example',
    'ftp://crm.example',
    'https://',
    'https://user@crm.example',
    'https://crm.example/?x',
    'https://crm.example/#x',
    'https://crm.example/a//b',
    'https://crm.example/a/../b',
    'https://crm.example/a b',
    'https://crm.example/<a>',
  ])('%p: keeps the server from starting', (given) => {
    expect(() => read({ PUBLIC_URL: given })).toThrow('PUBLIC_URL must be');
  });

  it.each<[string, unknown]>([
    ['', false],
    ['false', false],
    ['0', false],
    ['1', 1],
    ['12', 12],
    ['127.0.0.1', ['127.0.0.1']],
    ['10.0.0.0/8,::1 , fd00::/8', ['10.0.0.0/8', '::1', 'fd00::/8']],
    ['loopback,10.1.2.3', ['127.0.0.0/8', '::1', '10.1.2.3']],
  ])('TRUST_PROXY=%p is taken', (given, proxies) => {
    expect(read({ TRUST_PROXY: given }).trustProxy).toEqual(proxies);
  });

  it.each([
    'true',
    '-1',
    '1.5',
    '100',
    '1,2',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '::/0',
    '::1/129',
    '10.0.0',
    '999.1.1.1',
    'nginx',
    '10.0.0.1:80',
    '10.0.0.0/8/8',
    '*',
    'all',
    'false,10.0.0.1',
  ])('TRUST_PROXY=%p keeps the server from starting', (given) => {
    expect(() => read({ TRUST_PROXY: given })).toThrow('TRUST_PROXY must be');
  });
});
