import { AsyncResource } from 'node:async_hooks';
import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { CustomerWriter } from '../../src/customers/customer-writer.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { DatabaseProxy } from '../support/database-proxy.js';
import { eventually } from '../support/eventually.js';

const outside = new AsyncResource('outside');
const apps: TestApp[] = [];
const start = async (settings: Record<string, string>, lines: string[] = []) => {
  const app = await startApp(
    { LOG_LEVEL: 'info', LOG_FORMAT: 'json', ...settings },
    { logTo: { write: (line) => void lines.push(line) } },
  );
  apps.push(app);
  return app;
};
afterAll(() => Promise.all(apps.map((app) => app.close())));

/** Each contract's answer if the database does not answer in time: 503, Retry-After, and its own shape. */
const UNAVAILABLE = {
  billing: { code: 503, status: 'Error', response: false },
  clients: { success: false, data: null, error: { code: 'INTERNAL_ERROR' } },
  erp: { code: 'DB_TIMEOUT' },
  accounting: { statusCode: 503, error: 'Service Unavailable' },
};
type Changing = keyof typeof UNAVAILABLE;
const CONTRACTS = Object.keys(UNAVAILABLE) as Changing[];

/** A write to a customer whose row another transaction has locked. */
const change = (app: TestApp, tenant: TestTenant, contract: Changing, id: number) =>
  ({
    billing: () => app.as(tenant).billing.put(`/customer/${id}`, { company: 'Grace' }),
    clients: () => app.as(tenant).clients.put(`/clients/${id}`, { name: 'Grace' }),
    erp: () => app.as(tenant).erp.put('/customers', { id, name: 'Grace' }),
    accounting: () =>
      app.as(tenant).accounting.put(`/customers/${id}`, { customerType: 'business', displayName: 'Grace' }),
  })[contract]();

const unavailable = (contract: Changing) => ({
  status: 503,
  headers: { 'retry-after': '1' },
  body: UNAVAILABLE[contract],
});

/** A customer, created by an application without time limits for its database. */
async function made(patient: TestApp): Promise<{ tenant: TestTenant; id: number }> {
  const tenant = await aTenant(patient);
  return { tenant, id: (await aCustomer(patient, tenant)).id };
}

describe('a database that takes too long', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a lock that is not given', { DATABASE_LOCK_TIMEOUT_MS: '150' }, '55P03'],
    ['a statement that does not end', { DATABASE_STATEMENT_TIMEOUT_MS: '150' }, '57014'],
  ])('503: %s', async (_, settings, code) => {
    // The lock is held through another application, which has no time limit. (Nest's logger is the last application's.)
    const patient = await start({});
    const lines: string[] = [];
    const app = await start(settings, lines);
    const { tenant, id } = await made(patient);
    await patient.nest.get(CustomerWriter).withLocked(tenant.id, id, async () => {
      for (const contract of CONTRACTS)
        expect(await change(app, tenant, contract, id)).toMatchObject(unavailable(contract));
    });
    expect(lines.filter((line) => line.includes(`"code":"${code}"`))).toHaveLength(CONTRACTS.length);
    await eventually(async () => (await change(app, tenant, 'clients', id)).status === 200);
  });

  it('503: if no connection is left in the pool; the server works again as soon as there is one', async () => {
    const patient = await start({});
    const { tenant, id } = await made(patient);
    const other = await aCustomer(patient, tenant);
    const app = await start({ DATABASE_POOL: '2', DATABASE_CONNECT_TIMEOUT_MS: '1000' });
    // To open a connection takes longer than to get one from the pool.
    await eventually(async () =>
      (await Promise.all([id, other.id].map((one) => change(app, tenant, 'clients', one)))).every(
        ({ status }) => status === 200,
      ),
    );
    const customers = app.nest.get(CustomerWriter);
    await customers.withLocked(tenant.id, id, () =>
      elsewhere(() =>
        customers.withLocked(tenant.id, other.id, async () => {
          const answers = await Promise.all(CONTRACTS.map((contract) => change(app, tenant, contract, id)));
          for (const [at, contract] of CONTRACTS.entries()) expect(answers[at]).toMatchObject(unavailable(contract));
          expect((await app.send('GET', '/health/ready')).status).toBe(200);
        }),
      ),
    );
    expect((await change(app, tenant, 'clients', id)).status).toBe(200);
  });

  it('ends an idle transaction, which frees its locks', async () => {
    const { tenant, id } = await made(await start({}));
    const app = await start({ DATABASE_IDLE_TIMEOUT_MS: '150', LOG_LEVEL: 'silent' });
    const idle = app.nest.get(CustomerWriter).withLocked(tenant.id, id, async () => {
      await eventually(async () => (await change(app, tenant, 'clients', id)).status === 200);
    });
    await expect(idle).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('a database that has gone silent', () => {
  let database: DatabaseProxy;
  let app: TestApp;
  let tenant: TestTenant;
  const unavailableEverywhere = async () => {
    const answers = await Promise.all(CONTRACTS.map((contract) => change(app, tenant, contract, 1)));
    for (const [at, contract] of CONTRACTS.entries()) expect(answers[at]).toMatchObject(unavailable(contract));
  };
  beforeAll(async () => {
    database = await DatabaseProxy.start();
    app = await start({
      DATABASE_URL: database.url,
      DATABASE_STATEMENT_TIMEOUT_MS: '100',
      DATABASE_CONNECT_TIMEOUT_MS: '300',
      LOG_LEVEL: 'silent',
    });
    tenant = await aTenant(await start({ LOG_LEVEL: 'silent' }));
  });
  afterEach(() => database.giveBack());
  afterAll(() => database.close());

  it('503: five seconds after the time limit of a statement, if its connection stays silent', async () => {
    database.hang();
    const since = Date.now();
    await unavailableEverywhere();
    expect(Date.now() - since).toBeLessThan(20_000);
  });

  it('503: if a connection opens but stays silent; the server works again as soon as data comes', async () => {
    database.takeAway();
    database.giveBack();
    database.hang();
    const since = Date.now();
    await unavailableEverywhere();
    expect(Date.now() - since).toBeLessThan(5_000);
    database.giveBack();
    await eventually(async () => (await app.as(tenant).clients.post('/clients', { name: 'Ada' })).status === 201);
  });

  it('is noticed on idle connections by TCP keep-alive, too', async () => {
    const keptAlive = jest.spyOn(Socket.prototype, 'setKeepAlive');
    await start({ LOG_LEVEL: 'silent' });
    expect(keptAlive).toHaveBeenCalledWith(true, 10_000);
    keptAlive.mockRestore();
  });
});

describe('a client that takes too long', () => {
  const lines: string[] = [];
  let app: TestApp;
  beforeAll(
    async () =>
      (app = await start(
        { HEADERS_TIMEOUT_MS: '500', REQUEST_TIMEOUT_MS: '1000', KEEP_ALIVE_TIMEOUT_MS: '500' },
        lines,
      )),
  );

  it('408: to send its headers, one by one, within seconds', async () => {
    const socket = await open(app);
    const answer = answerOn(socket);
    socket.write('GET /health/live HTTP/1.1\r\n');
    const drip = setInterval(() => socket.writable && socket.write('X-More: 1\r\n'), 100);
    const since = Date.now();
    expect(await answer).toMatchObject({ status: 408, body: { statusCode: 408, error: 'Request Timeout' } });
    clearInterval(drip);
    // Node's default is to look every thirty seconds.
    expect(Date.now() - since).toBeLessThan(20_000);
    await eventually(() => lines.some((line) => line.includes('"route":"unknown","status":408')));
  });

  it('408: to send its body, and the log has one line', async () => {
    const socket = await open(app);
    const answer = answerOn(socket);
    const before = lines.length;
    socket.write(
      'POST /api/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    );
    const drip = setInterval(() => socket.writable && socket.write(' '), 100);
    expect(await answer).toMatchObject({ status: 408 });
    clearInterval(drip);
    await eventually(() => lines.length > before);
    expect(lines.slice(before).join('')).toMatch(
      /^\{[^\n]*"contract":"contacts","method":"POST","route":"\/api\/login","status":408[^\n]*\n$/,
    );
  });

  it('is disconnected if it sends no further request', async () => {
    const socket = await open(app);
    const answer = answerOn(socket);
    socket.write('GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n');
    expect(await answer).toMatchObject({ status: 200 });
  });

  it('499 in the log: a client that disconnects before its answer', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    await app.nest.get(CustomerWriter).withLocked(tenant.id, id, async () => {
      const leaving = new AbortController();
      const headers = { ...(await app.as(tenant).clients.credentials()), 'content-type': 'application/json' };
      const asked = fetch(`${app.url}/apidev/v1/clients/${id}`, {
        method: 'PUT',
        headers,
        body: '{"name":"Grace"}',
        signal: leaving.signal,
      }).catch(() => {});
      // On a new connection, because the server may close a kept one at the moment it is used.
      const metrics = () =>
        fetch(`${app.url}/metrics`, { headers: { connection: 'close' } }).then((answer) => answer.text());
      await eventually(async () => (await metrics()).includes('clientela_http_requests_under_way 2'));
      leaving.abort();
      await asked;
      await eventually(() => lines.some((line) => line.includes('"route":"/apidev/v1/clients/:id","status":499')));
    });
  });
});

describe('a request that is too large', () => {
  let app: TestApp;
  beforeAll(async () => (app = await start({ BODY_LIMIT: '1024' })));

  it.each([
    ['/api/v3/customer/', { code: 414, status: 'Error', response: false }],
    ['/apidev/v1/clients?search=', { success: false, data: null, error: { code: 'BAD_REQUEST' } }],
    ['/api/acme/v4.0.0/customers?searchString=', { code: 'INVALID_ARGUMENT', path: expect.any(String) }],
    ['/api/customers/1/emails/', { success: false }],
    ['/nothing/', {}],
  ])('414: a URL of more than 16,384 characters, in the shape of the contract: %s', async (path, body) => {
    expect(await app.send('GET', path.padEnd(16_385, 'x'))).toMatchObject({ status: 414, body });
    expect((await app.send('GET', path.padEnd(16_384, 'x'))).status).not.toBe(414);
  });

  it('431: headers of more than 32 kB', async () => {
    const socket = await open(app);
    const answer = answerOn(socket);
    socket.write(`GET /api/v3/customer HTTP/1.1\r\nHost: here\r\nX-Large: ${'x'.repeat(40_000)}\r\n\r\n`);
    expect(await answer).toMatchObject({
      status: 431,
      body: { statusCode: 431, error: 'Request Header Fields Too Large', message: 'The headers are too large.' },
    });
  });

  it('400: what is not HTTP', async () => {
    const socket = await open(app);
    const answer = answerOn(socket);
    socket.write('Hello\r\n\r\n');
    expect(await answer).toMatchObject({ status: 400, body: { statusCode: 400, error: 'Bad Request' } });
  });

  it('413: a body above the limit, in the shape of the contract', async () => {
    const tenant = await aTenant(app);
    expect(await app.as(tenant).billing.post('/customer', { company: 'x'.repeat(2_000) })).toMatchObject({
      status: 413,
      body: { code: 413, status: 'Error' },
    });
  });
});

describe('CONNECTION_LIMIT', () => {
  it('closes excess connections at once, and accepts new ones when others have ended', async () => {
    const app = await start({ CONNECTION_LIMIT: '2' });
    const [one, two] = [await open(app), await open(app)];
    const three = await open(app);
    await once(three.resume(), 'close');
    one.destroy();
    await once(one, 'close');
    await eventually(
      async () =>
        (await fetch(`${app.url}/health/live`, { headers: { connection: 'close' } }).catch(() => undefined))?.status ===
        200,
    );
    two.destroy();
  });
});

async function open(app: TestApp): Promise<Socket> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Reads until the server ends the connection. */
async function answerOn(socket: Socket): Promise<{ status: number; body: unknown }> {
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => (text += more));
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
    body: body.startsWith('{') ? (JSON.parse(body) as unknown) : body,
  };
}

/** Runs work outside the current transaction, which nested work would join. */
function elsewhere<Result>(work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => outside.runInAsyncScope(() => void work().then(resolve, reject)));
}
