import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { aCustomer } from '../factories/customer.js';
import { startApp, type TestApp } from '../support/app.js';
import { describeWithNginx, Nginx } from '../support/nginx.js';
import { describeWith } from '../support/programs.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';

const deploy = (file: string) => readFileSync(join(__dirname, '../../deploy', file), 'utf8');
const SETTINGS = new Set(
  [...readFileSync(join(__dirname, '../../.env.example'), 'utf8').matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(
    ([, name]) => name!,
  ),
);
const unknown = (names: Iterable<string>) => [...names].filter((name) => !SETTINGS.has(name.replace(/_FILE$/, '')));

interface Compose {
  services: Record<string, { environment?: Record<string, unknown>; secrets?: string[]; stop_grace_period?: string }>;
  secrets: Record<string, unknown>;
}
const compose = parse(deploy('compose/compose.yaml')) as Compose;

it('the Compose file has settings that exist, and each secret that its services use', () => {
  const { clientela } = compose.services;
  expect(unknown(Object.keys(clientela!.environment!))).toEqual([]);
  const used = Object.values(compose.services).flatMap(({ secrets = [] }) => secrets);
  expect([...new Set(used)].sort()).toEqual(Object.keys(compose.secrets).sort());
});

it('the chart and the unit have settings that exist', () => {
  const inPods = [...deploy('helm/clientela/templates/deployment.yaml').matchAll(/- name: ([A-Z_]+)$/gm)];
  const inUnit = [...deploy('systemd/clientela.service').matchAll(/^Environment=(.*)$/gm)];
  const names = [
    ...inPods.map(([, name]) => name!),
    ...inUnit.flatMap(([, pairs]) => pairs!.split(' ').map((pair) => pair.split('=')[0]!)),
  ];
  expect(names.length).toBeGreaterThan(6);
  expect(unknown(names)).toEqual([]);
});

it('the chart has the version of the product', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  expect(parse(deploy('helm/clientela/Chart.yaml'))).toMatchObject({ version, appVersion: version });
});

// Most containers have no systemd, those of CI neither.
const hasSystemd = spawnSync('systemd-analyze', ['--version']).error === undefined;
(hasSystemd ? describe : describe.skip)(`the systemd unit${hasSystemd ? '' : ' (not tested: no systemd here)'}`, () => {
  it('is one that systemd accepts', () => {
    const { status, stdout, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', join(__dirname, '../../deploy/systemd/clientela.service')],
      { encoding: 'utf8' },
    );
    // Node need not be where the unit expects it.
    const faults = `${stdout}${stderr}`
      .split('\n')
      .filter((line) => line !== '' && !/not executable|bin\/node/.test(line));
    expect(faults).toEqual([]);
    expect([0, 1]).toContain(status);
  });
});

describeWithNginx('the nginx of the Compose file', () => {
  const PLAIN = 0,
    TLS = 1;
  let app: TestApp;
  let tenant: TestTenant;
  let nginx: Nginx;

  beforeAll(async () => {
    app = await startApp({ TRUST_PROXY: '1', THROTTLE_FAILURE_LIMIT: '2' });
    tenant = await aTenant(app);
    nginx = await Nginx.configured(2, ({ ports, folder, key, certificate }) =>
      deploy('compose/nginx.conf')
        .replace('server clientela:3000', `server ${new URL(app.url).host}`)
        .replace('listen 80;', `listen 127.0.0.1:${ports[PLAIN]};`)
        .replace('listen 443 ssl;', `listen 127.0.0.1:${ports[TLS]} ssl;`)
        .replace(/listen \[::\].*/g, '')
        .replace('/tmp/nginx.pid', join(folder, 'pid'))
        .replace('/etc/nginx/tls/certificate.pem', certificate)
        .replace('/etc/nginx/tls/key.pem', key)
        // The nginx of Debian 12 knows it as a parameter of "listen" only.
        .replace('http2 on;', ''),
    );
  });
  afterAll(async () => {
    await nginx.stop();
    await app.close();
  });

  it('serves a contract, with the address that the client used', async () => {
    const { id } = await aCustomer(app, tenant);
    const headers = await app.as(tenant).billing.credentials();
    const { status, body } = await nginx.ask(TLS, `/api/v3/customer/${id}`, { headers });
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('https://crm.example/');
  });

  it('counts failed credentials by the address of the client, whatever the client says', async () => {
    const ask = (number: number, from: string) =>
      nginx.ask(TLS, '/api/v3/customer', {
        from,
        headers: { authorization: `Basic ${btoa('not:known')}`, 'x-forwarded-for': `203.0.113.${number}` },
      });
    const statuses = [];
    for (let number = 0; number < 4; number++) statuses.push((await ask(number, '127.0.0.2')).status);
    expect(statuses).toEqual([401, 401, 429, 429]);
    expect((await ask(0, '127.0.0.3')).status).toBe(401);
  });

  it('hides the metrics', async () => {
    expect((await nginx.ask(TLS, '/metrics')).status).toBe(404);
  });

  it('421: refuses credentials without TLS, and sends browsers on', async () => {
    const url = `http://127.0.0.1:${nginx.port(PLAIN)}/docs?a=1`;
    const ask = (init: RequestInit) => fetch(url, { redirect: 'manual', ...init });
    expect((await ask({ headers: { authorization: 'Bearer key' } })).status).toBe(421);
    expect((await ask({ method: 'POST', body: '{}' })).status).toBe(421);
    const sent = await ask({});
    expect(sent.status).toBe(301);
    expect(sent.headers.get('location')).toBe('https://127.0.0.1/docs?a=1');
  });
});

describeWith('openssl')('the secrets of the Compose file', () => {
  it('are made once, each of its own, with the password in the URL of the database', () => {
    const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
    execFileSync('cp', [join(__dirname, '../../deploy/compose/prepare.sh'), folder]);
    const prepare = () => execFileSync('sh', [join(folder, 'prepare.sh'), 'crm.example']);
    const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8').trim();
    prepare();
    expect(readdirSync(join(folder, 'secrets')).sort()).toEqual(Object.keys(compose.secrets).sort());
    const names = ['postgres_password', 'jwt_secret', 'encryption_key'];
    const first = names.map(secret);
    expect(new Set(first).size).toBe(3);
    for (const one of first) expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(new URL(secret('database_url')).password).toBe(first[0]);
    prepare();
    expect(names.map(secret)).toEqual(first);
    execFileSync('openssl', [
      'x509',
      '-checkhost',
      'crm.example',
      '-noout',
      '-in',
      join(folder, 'tls/certificate.pem'),
    ]);
    execFileSync('rm', ['-r', folder]);
  });
});
