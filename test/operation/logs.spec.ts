import { ActiveRequest } from '../../src/active-request.js';
import { namedRecord } from '../../src/operation/named-record.js';
import { originWithoutRequest } from '../../src/origin.js';
import { CustomersRepository } from '../../src/customers/customers.repository.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type Answer, startApp, type TestApp } from '../support/app.js';
import { nextNonce } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { onServer } from '../support/owner.js';
import { openEmptyDatabase } from '../support/test-database.js';

const PERSON = {
  name: 'Zaphod Beeblebrox',
  email: 'zaphod@heart-of-gold.example',
  phone: '+12125550142',
  tax: 'US987654321X',
  street: 'Milliways Alley 42',
};
const CONTRACTS = ['contacts', 'billing', 'clients', 'erp', 'accounting'] as const;

// A test spies on the application, so it must be the one that the requests go through.
let app: TestApp;
let tenant: TestTenant;
let lines: string[] = [];

beforeAll(async () => {
  app = await startApp(
    { LOG_LEVEL: 'trace', LOG_FORMAT: 'json' },
    { logTo: { write: (line) => void lines.push(line) } },
  );
  tenant = await aTenant(app);
});
afterAll(() => app.close());
beforeEach(() => (lines = []));

const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
const requests = () => logged().filter(({ msg }) => msg === 'request');

/** The line of one request. The server writes it after the last byte, so a client may have its answer earlier. */
async function lineOf(request: Promise<Answer>): Promise<Record<string, unknown>> {
  const id = (await request).headers['x-request-id'];
  const line = () => requests().find(({ requestId }) => requestId === id);
  await eventually(() => line() !== undefined);
  return line()!;
}

describe('the line of a request', () => {
  it('names the caller, the route and the result, in the server’s own terms', async () => {
    const { id } = await aCustomer(app, tenant);
    expect(await lineOf(app.as(tenant).clients.get(`/clients/${id}`))).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      contract: 'clients',
      method: 'GET',
      route: '/apidev/v1/clients/:id',
      status: 200,
      ms: expect.any(Number),
      record: { id },
      tenant: tenant.id,
      caller: `user:${tenant.user.id}+key:${tenant.keys.clients.id}`,
      msg: 'request',
    });
    expect(requests()).toHaveLength(1);
  });

  it.each(CONTRACTS)('names the contract: %s', async (contract) => {
    const path = {
      contacts: '/customers/1/emails',
      billing: '/customer',
      clients: '/clients',
      erp: '/customers',
      accounting: '/customers',
    }[contract];
    expect(await lineOf(app.as(tenant)[contract].get(path))).toMatchObject({
      contract,
      method: 'GET',
      tenant: tenant.id,
    });
  });

  it('names the records in the path, and the customers that were changed', async () => {
    const { id } = await aCustomer(app, tenant);
    const as = app.as(tenant);
    const added = as.contacts.post(`/customers/${id}/emails`, { email: PERSON.email });
    expect(await lineOf(added)).toMatchObject({ record: { id }, customers: [id] });
    const emailId = (await as.contacts.get(`/customers/${id}/emails`)).body.emails[0].email_id as number;
    const locked = as.contacts.post(`/customers/${id}/emails/${emailId}/toggle-lock`);
    expect(await lineOf(locked)).toMatchObject({ record: { id, emailId }, customers: [id] });
    expect(await lineOf(as.clients.put(`/clients/${id}`, { email: `new-${PERSON.email}` }))).toMatchObject({
      refusal: 'locked',
      record: { id },
    });
    const created = as.clients.post('/clients', { name: PERSON.name });
    expect(await lineOf(created)).toMatchObject({ customers: [Number((await created).body.data.id)] });
    expect(await lineOf(created)).not.toHaveProperty('record');
  });

  it('names ten customers at most', () => {
    const active = new ActiveRequest(originWithoutRequest);
    for (let id = 1; id <= 12; id++) active.changed.add(id);
    expect(namedRecord({}, { status: 200 }, active)).toEqual({ customers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
    expect(namedRecord({}, { status: 500 }, active)).toEqual({});
  });

  it.each(['12125550142', '9007199254740993', PERSON.email])(
    'names no record that does not exist, because its ID may be anything: %s',
    async (id) => {
      const line = await lineOf(app.as(tenant).clients.get(`/clients/${id}`));
      expect(line).toMatchObject({ refusal: 'not_found' });
      expect(line).not.toHaveProperty('record');
      expect(await lineOf(app.as(tenant).clients.put(`/clients/${id}`, { name: 7 }))).not.toHaveProperty('record');
    },
  );

  it('names no tenant when the credential is refused, and gives the reason', async () => {
    const line = await lineOf(app.send('GET', '/apidev/v1/clients'));
    expect(line).toMatchObject({ contract: 'clients', status: 400, refusal: 'credential_missing' });
    expect(line).not.toHaveProperty('tenant');
  });

  it('is written for a request inside a bulk request, too', async () => {
    await app.as(tenant).billing.post('/_bulk', [
      { request_method: 'GET', uri: '/api/v3/customer/_count' },
      { request_method: 'GET', uri: '/api/v3/customer/9007199254740991' },
    ]);
    await eventually(() => requests().length === 3);
    expect(requests().map(({ method, status }) => [method, status])).toEqual([
      ['GET', 200],
      ['GET', 404],
      ['POST', 200],
    ]);
  });

  it('says "unknown" for an address without a route', async () => {
    for (const path of [`/api/v3/${PERSON.email}`, '/%zz', '/docs/nothing']) {
      expect(await lineOf(app.send('GET', path))).toMatchObject({ route: 'unknown', status: 404 });
    }
    expect(requests()).toHaveLength(3);
  });

  it('is not written for a successful probe, except at the level debug', async () => {
    expect(await lineOf(app.send('GET', '/health/live'))).toMatchObject({
      level: 'debug',
      route: '/health/live',
      status: 200,
    });
  });
});

describe('X-Request-Id', () => {
  const ask = (id: string, path = '/apidev/v1/clients') => app.send('GET', path, { headers: { 'x-request-id': id } });

  it('is the caller’s own if that is a short token, in the answer and in the log', async () => {
    const asked = ask('order-42.retry_1');
    expect(await lineOf(asked)).toMatchObject({ requestId: 'order-42.retry_1' });
    expect((await asked).headers).toMatchObject({ 'x-request-id': 'order-42.retry_1' });
  });

  it.each(['two words', 'a'.repeat(65), PERSON.email, '"}{"level":"fatal"', '../..'.concat('/x')])(
    'is a new one if the caller’s is anything else: %s',
    async (id) => {
      const asked = ask(id);
      const { requestId } = await lineOf(asked);
      expect(requestId).toMatch(/^[\da-f-]{36}$/);
      expect((await asked).headers).toMatchObject({ 'x-request-id': requestId });
    },
  );

  it('is in every answer: of unknown routes, malformed requests, refusals, and in erp’s body', async () => {
    const paths = ['/nothing', '/%zz', '/docs', '/health/live', '/metrics'];
    for (const path of paths) expect((await ask('one-id', path)).headers['x-request-id']).toBe('one-id');
    const { headers, body } = await ask('one-id', `/api/${tenant.slug}/v4.0.0/customers`);
    expect({ header: headers['x-request-id'], body: body.request_id }).toEqual({ header: 'one-id', body: 'one-id' });
    // Wait for the lines of these requests, so that none comes in the next test.
    await eventually(() => requests().length === paths.length + 1);
  });
});

describe('the log', () => {
  /** Sends every kind of value through every contract, whatever the answer is. */
  async function sayEverything(id: number): Promise<string[]> {
    const { password } = tenant.user;
    const tokens = await Promise.all(Object.values(tenant.tokens).map((token) => token()));
    const cookie = 'session=a-cookie-of-somebody';
    const credentials = await Promise.all(CONTRACTS.map((contract) => app.as(tenant)[contract].credentials()));
    const as = app.as(tenant);
    const bodies = {
      contacts: { email: PERSON.email, name: PERSON.name, notes: PERSON.street, is_for_invoicing: true },
      billing: {
        company: PERSON.name,
        bill_addr1: PERSON.street,
        superuser_email: PERSON.email,
        tax_ident: PERSON.tax,
        external_key: 'key-of-zaphod',
      },
      clients: {
        name: PERSON.name,
        email: PERSON.email,
        phone: PERSON.phone,
        street: PERSON.street,
        tax_id: PERSON.tax,
      },
      erp: { name: PERSON.name, email: PERSON.email, phone: PERSON.phone, vat_id: PERSON.tax },
      accounting: {
        customerType: 'individual',
        displayName: PERSON.name,
        email: PERSON.email,
        workPhone: PERSON.phone,
      },
    };
    const paths = {
      contacts: `/customers/${id}/emails`,
      billing: '/customer',
      clients: '/clients',
      erp: '/customers',
      accounting: '/customers',
    };
    for (const contract of CONTRACTS) {
      const query = contract === 'erp' ? nextNonce : () => ({});
      const post = (sending: object) =>
        as[contract].send('POST', paths[contract], { query: query(), headers: { cookie }, ...sending });
      await post({ body: bodies[contract] });
      await post({ body: bodies[contract] });
      await post({
        body: {
          ...bodies[contract],
          email: [PERSON.email],
          company: { of: PERSON.name },
          name: [PERSON.name],
          displayName: [PERSON.name],
        },
      });
      await post({ text: `{"email":"${PERSON.email}",` });
      await post({ body: bodies[contract], query: { ...query(), search: PERSON.email, password } });
      await as[contract].send('GET', `${paths[contract]}/${PERSON.email}`, { query: { token: tokens[0] } });
      await as[contract].get(paths[contract], { search: PERSON.name, nonce: 'nonce-of-zaphod' });
      await app.send('PATCH', `${paths[contract]}?password=${password}`, { headers: { cookie } });
    }
    await as.billing.get('/customer/external_key:key-of-zaphod');
    await as.billing.get('/customer', { where: `superuser_email:EQUALS:${PERSON.email}` });
    for (const guess of [password, `${password}!`]) {
      await app.send('POST', '/api/login', { body: { usuario_login: tenant.user.login, usuario_password: guess } });
      await app.send('POST', '/apidev/v1/login', {
        headers: { tenant: tenant.domain },
        body: { email: tenant.user.email, password: guess },
      });
      await app.send('POST', `/api/${tenant.slug}/v4.0.0/auth`, {
        query: { username: tenant.user.login, password: guess },
      });
      await app.send('POST', '/api/auth/signin', { body: { email: tenant.user.email, password: guess } });
      await app.send('GET', `/api/${tenant.slug}/v4.0.0/helo`, {
        headers: { authorization: `Bearer ${tenant.keys.erp.secret}` },
      });
    }
    const keys = Object.values(tenant.keys).flatMap(({ secret, publicKey }) => [secret, publicKey ?? secret]);
    return [
      ...Object.values(PERSON),
      encodeURIComponent(PERSON.name),
      encodeURIComponent(PERSON.email),
      'a-cookie-of-somebody',
      'key-of-zaphod',
      'nonce-of-zaphod',
      password,
      tenant.user.email,
      tenant.user.login,
      tenant.domain,
      tenant.slug,
      ...keys,
      ...tokens,
      ...credentials.map(({ authorization }) => authorization!.split(' ')[1]!),
      app.env.jwtSecret!,
    ];
  }

  const FIELDS = [
    'level',
    'time',
    'context',
    'requestId',
    'contract',
    'method',
    'route',
    'status',
    'ms',
    'tenant',
    'caller',
    'refusal',
    'record',
    'customers',
    'error',
    'code',
    'table',
    'constraint',
    'routine',
    'reason',
    'at',
    'msg',
  ];

  function expectNone(secrets: string[]): void {
    const text = lines.join('');
    expect(secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
    expect(
      [...new Set(logged().flatMap((line) => Object.keys(line)))].filter((field) => !FIELDS.includes(field)),
    ).toEqual([]);
  }

  it('has one line for each request, and no value that a caller sent or a record has', async () => {
    const { id } = await aCustomer(app, tenant);
    const send = jest.spyOn(app, 'send');
    const secrets = await sayEverything(id);
    await eventually(() => requests().length >= send.mock.calls.length);
    expect(requests()).toHaveLength(send.mock.calls.length);
    expect(send.mock.calls.length).toBeGreaterThan(50);
    send.mockRestore();
    expect([...new Set(requests().map(({ contract }) => contract))]).toEqual(expect.arrayContaining([...CONTRACTS]));
    expect([...new Set(requests().map(({ status }) => status))]).toEqual(
      expect.arrayContaining([200, 400, 401, 403, 404]),
    );
    expectNone(secrets);
  });

  it('shows where an internal error was thrown, but not its message', async () => {
    const { id } = await aCustomer(app, tenant);
    const failing = jest.spyOn(CustomersRepository.prototype, 'find').mockImplementation(() => {
      throw new TypeError(`Cannot read ${PERSON.email}\n    at ${PERSON.street}`);
    });
    const statuses = [];
    for (const [contract, path] of [
      ['billing', '/customer'],
      ['clients', '/clients'],
      ['erp', '/customers'],
      ['accounting', '/customers'],
    ] as const)
      statuses.push((await app.as(tenant)[contract].get(`${path}/${id}`)).status);
    failing.mockRestore();
    expect(statuses).toContain(500);
    expect(logged()).toContainEqual(
      expect.objectContaining({
        level: 'error',
        context: 'Refusal',
        error: 'TypeError',
        at: expect.arrayContaining([expect.stringContaining('logs.spec.ts')]),
      }),
    );
    expectNone(Object.values(PERSON));
  });

  it('shows the code and the constraint of a database error, but not its row', async () => {
    await onServer(app, `ALTER TABLE customers ADD CONSTRAINT no_more CHECK (tenant_id <> ${tenant.id}) NOT VALID`);
    try {
      for (const contract of ['clients', 'erp'] as const) {
        const answer = await app.as(tenant)[contract].post(contract === 'clients' ? '/clients' : '/customers', {
          name: PERSON.name,
          email: PERSON.email,
          phone: PERSON.phone,
        });
        expect(answer.status).toBe(500);
      }
    } finally {
      await onServer(app, 'ALTER TABLE customers DROP CONSTRAINT no_more');
    }
    expect(logged()).toContainEqual(
      expect.objectContaining({ level: 'error', code: '23514', table: 'customers', constraint: 'no_more' }),
    );
    expectNone(Object.values(PERSON));
  });
});

describe('LOG_FORMAT=text', () => {
  it('is for people: the time, the level and the fields in one line', async () => {
    const texts: string[] = [];
    // A database of its own: the start warns about objects that other tests left in the shared one.
    const database = await openEmptyDatabase();
    const settings = { DATABASE_URL: database.url, LOG_LEVEL: 'info', LOG_FORMAT: 'text' };
    const other = await startApp(settings, { logTo: { write: (line) => void texts.push(line) } });
    await other.send('GET', '/apidev/v1/clients', { headers: { 'x-request-id': 'one-id' } });
    await other.close();
    await database.close();
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(
      /^[\d:.]{12} INFO {2}request requestId=one-id contract=clients method=GET route=\/apidev\/v1\/clients status=400 ms=[\d.]+ refusal=credential_missing\n$/,
    );
  });
});

// At the end: the log of Nest goes to the application that was started last.
describe('LOG_CLIENT_ADDRESS', () => {
  it('names no network, unless LOG_CLIENT_ADDRESS says so', async () => {
    expect(await lineOf(app.as(tenant).clients.get('/clients'))).not.toHaveProperty('network');
    const lines: string[] = [];
    const other = await startApp(
      { LOG_LEVEL: 'info', LOG_FORMAT: 'json', LOG_CLIENT_ADDRESS: 'network', TRUST_PROXY: '1' },
      { logTo: { write: (line) => void lines.push(line) } },
    );
    // On a busy machine there are other lines too, such as warnings that something was slow.
    const networks = () =>
      lines
        .map((line) => JSON.parse(line) as { msg: string; network: string })
        .filter(({ msg }) => msg === 'request')
        .map(({ network }) => network);
    for (const from of ['203.0.113.77', '2001:db8:7:8:9:a:b:c', '::ffff:198.51.100.23'])
      await other.send('GET', '/apidev/v1/clients', { headers: { 'x-forwarded-for': from } });
    await eventually(() => networks().length === 3);
    await other.close();
    expect(networks()).toEqual(['203.0.113.0/24', '2001:db8:7::/48', '198.51.100.0/24']);
    expect(lines.join('')).not.toMatch(/113\.77|8:9:a|100\.23/);
  });
});
