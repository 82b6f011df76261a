import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListOfTenants, TenantLabels } from '../../src/operation/metered-tenants.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type Answer, startApp, type TestApp, testSettings } from '../support/app.js';
import { BuiltServer, FROM_SOURCE } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import { openTestDatabase } from '../support/test-database.js';

const apps: TestApp[] = [];

const start = async (settings: Record<string, string> = {}) => {
  const app = await startApp({ LOG_LEVEL: 'silent', ...settings });
  apps.push(app);
  return app;
};
afterAll(() => Promise.all(apps.map((app) => app.close())));

const linesOf = ({ body }: Answer): string[] => (body as string).split('\n').filter((line) => !line.startsWith('#'));

/** The metrics when every earlier request has been counted: an answer arrives a moment before that. */
async function read(app: TestApp): Promise<string[]> {
  for (;;) {
    const lines = linesOf(await app.send('GET', '/metrics'));
    if (lines.includes('clientela_http_requests_under_way 1')) return lines;
  }
}

const valueOf = (lines: string[], name: string, labels: string): number =>
  Number(
    lines
      .find((line) => line.startsWith(`clientela_${name}{${labels}}`))
      ?.split(' ')
      .at(-1),
  );

describe('GET /metrics', () => {
  let app: TestApp;
  let tenant: TestTenant;

  beforeAll(async () => {
    app = await start({ THROTTLE_WRITE_LIMIT: '2' });
    tenant = await aTenant(app);
  });

  it('200: counts requests by contract, method, route and status', async () => {
    const { body } = await app.as(tenant).clients.post('/clients', { name: 'Ada' });
    await app.as(tenant).clients.get(`/clients/${body.data.id}`);
    await app.as(tenant).clients.get('/clients/9007199254740000');
    await app.as(tenant).contacts.get('/customers/9007199254740000/emails');
    const lines = await read(app);
    const count = (labels: string) => valueOf(lines, 'http_request_duration_seconds_count', labels);
    expect(count('contract="clients",method="POST",route="/apidev/v1/clients",status="2xx"')).toBe(1);
    expect(count('contract="clients",method="GET",route="/apidev/v1/clients/:id",status="2xx"')).toBe(1);
    expect(count('contract="clients",method="GET",route="/apidev/v1/clients/:id",status="4xx"')).toBe(1);
    expect(count('contract="contacts",method="GET",route="/api/customers/:id/emails",status="4xx"')).toBe(1);
    expect(valueOf(lines, 'http_refusals_total', 'contract="clients",problem="not_found"')).toBe(1);
  });

  it('200: counts requests over their rate limit', async () => {
    for (let n = 0; n < 4; n++) await app.as(tenant).billing.post('/customer', { company: 'Ada' });
    expect(valueOf(await read(app), 'http_throttled_total', 'contract="billing"')).toBe(2);
  });

  it('200: shows the database’s connections, the event loop and the process', async () => {
    const lines = await read(app);
    expect(valueOf(lines, 'database_pool', 'state="total"')).toBeGreaterThan(0);
    expect(valueOf(lines, 'database_pool', 'state="waiting"')).toBe(0);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^nodejs_eventloop_lag_seconds /),
        expect.stringMatching(/^process_resident_memory_bytes /),
      ]),
    );
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^clientela_http_requests_under_way 1$/)]));
  });

  it('200: shows what runs, and what nothing has done yet', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
    const lines = await read(app);
    const node = process.version.slice(1);
    expect(valueOf(lines, 'build_info', `version="${version}",node="${node}"`)).toBe(1);
    expect(valueOf(lines, 'import_rows_total', 'outcome="created"')).toBe(0);
    expect(valueOf(lines, 'webhook_events_total', 'outcome="left_out"')).toBe(0);
  });

  it('200: counts sign-ins by what came of them', async () => {
    const signIn = (password: string) =>
      app.send('POST', '/apidev/v1/login', {
        headers: { tenant: tenant.domain },
        body: { email: tenant.user.email, password },
      });
    const outcomes = async () => {
      const lines = await read(app);
      const count = (outcome: string) =>
        valueOf(lines, 'sign_ins_total', `contract="clients",outcome="${outcome}"`) || 0;
      return { accepted: count('accepted'), refused: count('refused'), throttled: count('throttled') };
    };
    expect((await signIn(tenant.user.password)).status).toBe(200);
    for (const expected of [401, 401, 429]) expect((await signIn('wrong')).status).toBe(expected);
    expect(await outcomes()).toEqual({ accepted: 1, refused: 2, throttled: 1 });
    await app.as(tenant).clients.get('/clients');
    expect(await outcomes()).toEqual({ accepted: 1, refused: 2, throttled: 1 });
  });

  it('200: takes its labels from closed lists, whatever is requested', async () => {
    for (const path of ['/nothing', '/api/v3/nothing', '/docs/nothing', '/%zz', `/api/customers/${'9'.repeat(400)}`])
      await app.send('GET', path);
    await app.send('PROPFIND', '/nothing').catch(() => {});
    await fetch(`${app.url}/else`, { method: 'OPTIONS' });
    await fetch(`${app.url}/api/customers`, { method: 'LINK' });
    const lines = await read(app);
    const labels = (name: string) => [
      ...new Set(
        lines.flatMap((line) =>
          [...line.matchAll(new RegExp(`[{,]${name}="([^"]*)"`, 'g'))].map(([, value]) => value!),
        ),
      ),
    ];
    const routes = labels('route');
    expect(routes).toContain('unknown');
    expect(routes.filter((route) => /nothing|else|zz|9{9}/.test(route))).toEqual([]);
    expect(
      labels('method').filter((method) => !/^(GET|POST|PUT|PATCH|DELETE|OPTIONS|HEAD|OTHER)$/.test(method)),
    ).toEqual([]);
    expect(labels('method')).toContain('OTHER');
  });
});

describe('GET /metrics with METRICS_TENANTS', () => {
  it('200: counts the first tenants by their IDs, all others together, and names none', async () => {
    const app = await start({ METRICS_TENANTS: '2', THROTTLE_WRITE_LIMIT: '1' });
    const [first, ...more] = [await aTenant(app), await aTenant(app), await aTenant(app), await aTenant(app)];
    for (const one of [first, ...more, first]) await app.as(one).clients.post('/clients', { name: 'Ada' });
    await app.send('GET', '/apidev/v1/clients');
    const lines = await read(app);
    const requests = (tenant: string, status = '2xx') =>
      valueOf(lines, 'tenant_requests_total', `tenant="${tenant}",status="${status}"`);
    expect(requests(String(first.id))).toBe(1);
    expect(requests(String(first.id), '4xx')).toBe(1);
    expect(requests(String(more[0].id))).toBe(1);
    expect(requests('other')).toBe(2);
    expect(valueOf(lines, 'tenant_throttled_total', `tenant="${first.id}"`)).toBe(1);
    expect(valueOf(lines, 'tenant_request_seconds_total', 'tenant="other"')).toBeGreaterThan(0);
    const tenants = new Set(lines.flatMap((line) => /tenant="([^"]*)"/.exec(line)?.slice(1) ?? []));
    expect([...tenants].sort()).toEqual([String(first.id), String(more[0].id), 'other'].sort());
  });

  it('200: counts no tenant apart with 0', async () => {
    const app = await start({ METRICS_TENANTS: '0' });
    await app.as(await aTenant(app)).clients.get('/clients');
    expect(valueOf(await read(app), 'tenant_requests_total', 'tenant="other",status="2xx"')).toBe(1);
  });

  it('all workers count the same tenants apart', async () => {
    const list = new ListOfTenants(2);
    const workers = [0, 1].map(() => new TenantLabels((tenant) => Promise.resolve(list.add(tenant))));
    const told: string[][] = [[], []];
    for (const [tenant, at] of [
      [5, 0],
      [6, 1],
      [7, 0],
      [5, 1],
      [6, 0],
      [7, 1],
    ] as const) {
      workers[at]!.with(tenant, (label) => told[at]!.push(label));
      await Promise.resolve();
    }
    await eventually(() => told.flat().length === 6);
    expect(told).toEqual([
      ['5', 'other', '6'],
      ['6', '5', 'other'],
    ]);
  });
});

describe('GET /metrics of a server with two workers', () => {
  it('200: has one version, and counts a tenant of all workers as one', async () => {
    const place = mkdtempSync(join(tmpdir(), 'clientela-metrics-'));
    const database = await openTestDatabase();
    const settings = testSettings({ DATABASE_URL: database.url, WORKERS: '2', METRICS_TENANTS: '1' });
    const server = new BuiltServer(place, settings, FROM_SOURCE);
    await server.start();
    const { publicKey, privateKey } = server.demo.billing;
    const headers = { authorization: `Basic ${btoa(`${publicKey}:${privateKey}`)}`, connection: 'close' };
    // Connections go to the workers in turn.
    for (let n = 0; n < 6; n++) expect((await fetch(`${server.url}/api/v3/customer`, { headers })).status).toBe(200);
    const lines = async () => (await (await fetch(`${server.url}/metrics`)).text()).split('\n');
    const labels = `tenant="${server.demo.tenant.id}",status="2xx"`;
    await eventually(async () => valueOf(await lines(), 'tenant_requests_total', labels) === 6);
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
    const built = `version="${version}",node="${process.version.slice(1)}"`;
    expect(valueOf(await lines(), 'build_info', built)).toBe(1);
    expect((await lines()).filter((line) => line.includes('tenant="other"'))).toEqual([]);
    await server.stop();
    await database.close();
    rmSync(place, { recursive: true, maxRetries: 3 });
  });
});

describe('GET /metrics without METRICS_TOKEN', () => {
  const FORWARDED = {
    'x-forwarded-for': '127.0.0.1',
    forwarded: 'for=127.0.0.1',
    'x-real-ip': '127.0.0.1',
    via: '1.1 proxy',
  };

  it.each<Record<string, string>>([{}, { TRUST_PROXY: '1' }])(
    '404: for requests through a proxy on this machine, as for an unknown route: %j',
    async (settings) => {
      const app = await start(settings);
      const nothing = await app.send('GET', '/nothing');
      for (const [name, value] of Object.entries(FORWARDED))
        expect(await app.send('GET', '/metrics', { headers: { [name]: value } })).toLookLike(nothing);
      expect((await app.send('GET', '/metrics')).status).toBe(200);
    },
  );
});

describe('GET /metrics with METRICS_TOKEN', () => {
  const TOKEN = 'a-token-for-metrics-42';
  const withToken = (app: TestApp, token: string) =>
    app.send('GET', '/metrics', { headers: { authorization: `Bearer ${token}` } });

  it('200: with the token, wherever the request comes from', async () => {
    const app = await start({ METRICS_TOKEN: TOKEN });
    expect(
      await app.send('GET', '/metrics', {
        headers: { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.9' },
      }),
    ).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
    });
  });

  it('401: for every other caller, also on this machine', async () => {
    const app = await start({ METRICS_TOKEN: TOKEN });
    const refused = {
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      body: { statusCode: 401, message: 'Unauthorized' },
    };
    expect(await app.send('GET', '/metrics')).toMatchObject(refused);
    for (const token of [`${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase()])
      expect(await withToken(app, token)).toMatchObject(refused);
  });
});

describe('GET /metrics with METRICS=false', () => {
  it('404: the route does not exist', async () => {
    const app = await start({ METRICS: 'false', METRICS_TOKEN: 'a-token-for-metrics-42' });
    expect(await app.send('GET', '/metrics')).toLookLike(await app.send('GET', '/nothing'));
  });
});
