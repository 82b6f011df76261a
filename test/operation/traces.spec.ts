import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportWorker } from '../../src/imports/import-worker.js';
import { aCustomer } from '../factories/customer.js';
import { importFor } from '../factories/import.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { testSettings } from '../support/app.js';
import { BuiltServer, FROM_SOURCE } from '../support/built-server.js';
import { nextNonce } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { HeardLog } from '../support/log.js';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.js';
import { openTestDatabase } from '../support/test-database.js';
import { deliver, FAST, useDeliveringApp, useReceivers } from '../support/webhooks.js';

jest.setTimeout(240_000);

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

const childrenOf = (trace: readonly ReceivedSpan[], { id }: ReceivedSpan) =>
  trace.filter(({ parentId }) => parentId === id);

describe('the traces of a server with two workers', () => {
  const place = mkdtempSync(join(tmpdir(), 'clientela-traces-'));
  let receiver: OtlpReceiver;
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let server: BuiltServer;
  let heard = '';

  const ask = (path: string, headers: Record<string, string> = {}, body?: object) => {
    const { publicKey, privateKey } = server.demo.billing;
    const authorization = `Basic ${btoa(`${publicKey}:${privateKey}`)}`;
    return fetch(`${server.url}/api/v3${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    });
  };

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    database = await openTestDatabase();
    const settings = testSettings({
      DATABASE_URL: database.url,
      WORKERS: '2',
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
      OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20secret%2Ckey',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging',
    });
    server = new BuiltServer(place, settings, FROM_SOURCE, (text) => (heard += text));
    await server.start();
  });
  afterAll(async () => {
    await server.kill();
    await database.close();
    await receiver.close();
    rmSync(place, { recursive: true, maxRetries: 3 });
  });

  it('go on from the caller’s: its span has the request inside, and the request its statements', async () => {
    const traceparent = `00-${TRACE}-${CALLER}-01`;
    const tracestate = 'vendor=ada@example.com';
    const answer = await ask('/customer', { traceparent, tracestate, baggage: 'name=ada' }, { company: 'Ada' });
    expect(answer.status).toBe(201);
    await eventually(() => receiver.spans.some(({ kind, traceId }) => kind === 'server' && traceId === TRACE));
    const trace = receiver.spans.filter(({ traceId }) => traceId === TRACE);
    const [request] = trace.filter(({ kind }) => kind === 'server');
    expect(request).toMatchObject({
      parentId: CALLER,
      name: 'POST /api/v3/customer',
      traceState: '',
      hasFailed: false,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/v3/customer',
        'http.response.status_code': 201,
        'clientela.contract': 'billing',
        'clientela.tenant': server.demo.tenant.id,
      },
      resource: {
        'service.name': 'clientela',
        'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
        'service.instance.id': expect.any(String),
        'deployment.environment.name': 'staging',
      },
    });
    const statements = trace.filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');
    const [insert] = statements.filter(({ name }) => name === 'INSERT customers');
    expect(insert).toMatchObject({
      kind: 'client',
      attributes: { 'db.operation.name': 'INSERT', 'db.query.text': expect.stringMatching(/^.*INSERT INTO .*\$1/) },
    });
    // Each is inside the request or inside a transaction of it, also in time.
    const byId = new Map(trace.map((span) => [span.id, span]));
    expect(statements.length).toBeGreaterThan(0);
    for (const one of statements) {
      const parent = byId.get(one.parentId)!;
      expect(['transaction', request!.name]).toContain(parent.name);
      expect(one.began).toBeGreaterThanOrEqual(parent.began - 1);
      expect(one.ended).toBeLessThanOrEqual(parent.ended + 1);
    }
  });

  it('are named in the log by their ID, and the messages have the headers of the settings', async () => {
    await ask('/customer', { traceparent: `00-${'a'.repeat(32)}-${CALLER}-01` });
    await eventually(() => heard.includes(`"traceId":"${'a'.repeat(32)}"`));
    await eventually(() => receiver.headers.length > 0);
    expect(receiver.headers[0]).toMatchObject({ 'x-key': 'a secret,key', 'content-type': 'application/x-protobuf' });
  });

  it('are not recorded if the caller does not record its own', async () => {
    await ask('/customer', { traceparent: `00-${'b'.repeat(32)}-${CALLER}-00` });
    await ask('/customer', { traceparent: `00-${'c'.repeat(32)}-${CALLER}-01` });
    await eventually(() => receiver.spans.some(({ traceId }) => traceId === 'c'.repeat(32)));
    expect(receiver.spans.filter(({ traceId }) => traceId === 'b'.repeat(32))).toEqual([]);
  });

  it('begin anew behind a malformed header, and have no probes', async () => {
    for (const traceparent of ['nonsense', `00-${'0'.repeat(32)}-${CALLER}-01`, `ff-${TRACE}-${CALLER}-01`])
      expect((await ask('/customer/999999999', { traceparent })).status).toBe(404);
    await fetch(`${server.url}/health/ready`);
    await fetch(`${server.url}/metrics`);
    const found = () => receiver.spans.filter(({ attributes }) => attributes['clientela.refusal'] === 'not_found');
    await eventually(() => found().length === 3);
    for (const one of found()) expect(one).toMatchObject({ parentId: '', hasFailed: false });
    const routes = receiver.spans.flatMap(({ attributes }) => attributes['http.route'] ?? []);
    expect(routes.filter((route) => /health|metrics/.test(String(route)))).toEqual([]);
    // Work that no request asks for, such as looking for webhooks, has no traces of its own.
    const roots = receiver.spans.filter(({ parentId }) => parentId === '');
    expect(roots.filter(({ kind }) => kind !== 'server')).toEqual([]);
  });

  it('are all sent when the server stops', async () => {
    await ask('/customer', { traceparent: `00-${'d'.repeat(32)}-${CALLER}-01` });
    await server.stop();
    expect(receiver.spans.some(({ traceId, kind }) => traceId === 'd'.repeat(32) && kind === 'server')).toBe(true);
  });
});

it.each(['without', 'with'])('a server loads OpenTelemetry only with a receiver: %s one', async (given) => {
  const place = mkdtempSync(join(tmpdir(), 'clientela-traces-'));
  const database = await openTestDatabase();
  const list = join(place, 'loaded.json');
  writeFileSync(
    join(place, 'list.js'),
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)},
      JSON.stringify(Object.keys(require.cache).filter((file) => file.includes('@opentelemetry')))));`,
  );
  const settings = testSettings({
    DATABASE_URL: database.url,
    NODE_OPTIONS: `--require ${join(place, 'list.js')}`,
    // It need not be there.
    ...(given === 'with' && { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }),
  });
  const server = new BuiltServer(place, settings, FROM_SOURCE);
  await server.start();
  await server.stop();
  await database.close();
  const packages = new Set(
    (JSON.parse(readFileSync(list, 'utf8')) as string[]).map((path) => /@opentelemetry\/([^/]+)/.exec(path)![1]),
  );
  rmSync(place, { recursive: true, maxRetries: 3 });
  // prom-client uses the interface, which records nothing by itself.
  if (given === 'without') expect([...packages]).toEqual(['api']);
  else expect([...packages]).toContain('sdk-trace');
});

describe('what traces say', () => {
  const secret = 'bearer-of-the-collector';
  const log = new HeardLog();
  const settings: Record<string, string> = {};
  let receiver: OtlpReceiver;
  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    settings.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url;
    settings.OTEL_EXPORTER_OTLP_HEADERS = `authorization=${secret}`;
  });
  afterAll(() => receiver.close());
  const app = useDeliveringApp(settings, { logTo: log });
  const aReceiver = useReceivers();
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await aTenant(app);
  });

  const server = (route: string) => (span: ReceivedSpan) =>
    span.kind === 'server' && span.attributes['http.route'] === route;

  it('a request inside a bulk request is a part of it, whatever the caller’s header says', async () => {
    const body = [{ request_method: 'GET', uri: '/api/v3/customer/_count' }];
    const headers = { ...(await app.as(tenant).billing.credentials()), traceparent: `00-${TRACE}-${CALLER}-01` };
    expect((await app.send('POST', '/api/v3/_bulk', { headers, body })).status).toBe(200);
    await eventually(() => receiver.traceOf(server('/api/v3/_bulk')).length > 1);
    const trace = receiver.traceOf(server('/api/v3/_bulk'));
    const [outer] = trace.filter(({ kind }) => kind === 'server');
    const [inner] = trace.filter(({ name }) => name === 'GET /api/v3/customer/_count');
    expect(inner).toMatchObject({ kind: 'internal', parentId: outer!.id });
    expect(childrenOf(trace, inner!).length).toBeGreaterThan(0);
  });

  it('a message of a webhook is a trace of its own, with the webhook’s ID and without its URL', async () => {
    const shop = await aReceiver((_, response) => response.writeHead(503).end());
    const { body } = await app.as(tenant).clientela.post('/webhooks', { url: `${shop.url}-secret-path`, mode: 'full' });
    await aCustomer(app, tenant);
    deliver(app);
    await eventually(() => receiver.spans.some(({ name }) => name === 'webhook'));
    const trace = receiver.traceOf(({ name }) => name === 'webhook');
    const [webhook] = trace.filter(({ name }) => name === 'webhook');
    expect(webhook).toMatchObject({
      parentId: '',
      hasFailed: true,
      message: '',
      attributes: {
        'clientela.tenant': tenant.id,
        'clientela.webhook': Number(body.id),
        'http.response.status_code': 503,
        'error.type': '5xx',
      },
    });
    expect(childrenOf(trace, webhook!).map(({ name }) => name)).toContain('POST');
    expect(shop.received[0]!.headers).not.toHaveProperty('traceparent');
  });

  it('work of an import is a trace of its own, without its statements', async () => {
    const { id } = await importFor('runImport', app, tenant);
    app.nest.get(ImportWorker).start({ interval: 20, leader: FAST.leader });
    expect((await app.as(tenant).clientela.post(`/imports/${id}/run`)).status).toBe(202);
    await eventually(() => receiver.spans.some(({ name }) => name === 'import run'));
    expect(receiver.traceOf(({ name }) => name === 'import run')).toMatchObject([
      {
        parentId: '',
        hasFailed: false,
        attributes: {
          'clientela.contract': 'erp',
          'clientela.import': id,
          'clientela.rows': 1,
          'clientela.tenant': tenant.id,
        },
      },
    ]);
  });

  it('no span has a value of a record, a credential, or a text of a caller', async () => {
    const person = {
      name: 'Zaphod Beeblebrox',
      email: 'zaphod@heart-of-gold.example',
      phone: '+12125550142',
      street: 'Milliways Alley 42',
    };
    const as = app.as(tenant);
    const made = await as.clients.post('/clients', { ...person, external_code: 'code-of-zaphod' });
    const { id } = made.body.data;
    await as.clients.put(`/clients/${id}`, { email: `second-${person.email}` });
    await as.clients.get('/clients', { search: person.name, email: person.email, sort: 'name' });
    await as.billing.get('/customer', { where: `company:EQUALS:${person.name}` });
    await as.contacts.post(`/customers/${id}/emails`, { email: `third-${person.email}` });
    await as.accounting.get('/customers', { displayName: person.name });
    await as.erp.get('/customers', { ...nextNonce(), search: person.email });
    await as.clientela.get(`/customers/${id}`);
    await app.send('GET', `/clientela/v1/customers/${id}`, {
      headers: { ...(await as.clientela.credentials()), 'clientela-as-of': '1', 'change-reason': person.street },
    });
    await app.send('GET', `/apidev/v1/clients/${person.email}`, { query: { token: person.name } });
    await app.send('GET', `/nothing/${person.email}`, { headers: { 'x-request-id': 'zaphod' } });
    const last = `${'e'.repeat(32)}`;
    await app.send('GET', '/apidev/v1/clients', { headers: { traceparent: `00-${last}-${CALLER}-01` } });
    await eventually(() => receiver.spans.some(({ traceId }) => traceId === last));
    expect(receiver.spans.length).toBeGreaterThan(30);
    const sent = Buffer.concat(receiver.bodies).toString('latin1');
    expect(sent).toContain('INSERT customers');
    const secrets = Object.values(tenant.keys).map(({ secret }) => secret);
    for (const value of [...Object.values(person), 'zaphod', 'Zaphod', '2125550142', 'Milliways', ...secrets])
      expect(sent).not.toContain(value);
    expect(sent).not.toMatch(/-secret-path|whsec_|Bearer|eyJ/);
    const texts = receiver.spans.flatMap(({ attributes }) => attributes['db.query.text'] ?? []);
    expect(texts.filter((text) => /'|(?<![\w$])\d/.test(String(text)))).toEqual([]);
  });

  it('a receiver that fails is reported once, without what it says, and requests do not notice', async () => {
    receiver.status = 400;
    const warnings = () => log.lines.filter((line) => line.includes('Traces'));
    for (let n = 0; n < 3; n++) {
      expect((await app.as(tenant).clients.get('/clients')).status).toBe(200);
      await eventually(() => warnings().length > 0);
    }
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain('Traces cannot be sent (400)');
    receiver.status = 200;
    await app.as(tenant).clients.get('/clients');
    await eventually(() => warnings().length === 2);
    expect(warnings()[1]).toContain('sent again');
    expect(log.lines.join('')).not.toContain(secret);
  });
});
