import { setTimeout as wait } from 'node:timers/promises';
import { UserAccountsService } from '../../src/auth/user-accounts.service.js';
import {
  AuthenticationError,
  Clientela,
  type ClientelaOptions,
  ConnectionError,
  type DebugEntry,
  RateLimitError,
  ServerError,
  TimeoutError,
} from '../../sdk/src/index.js';
import { renewing } from '../../sdk/src/core/tokens.js';
import { aUser } from '../factories/tenant.js';
import { FaultyServer } from '../support/faulty-server.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
let server: FaultyServer;

beforeAll(async () => void (server = await FaultyServer.before(app.url)));
afterAll(() => server.close());

/** All contracts of the tenant, through the faulty server. */
function clientela(options: Partial<ClientelaOptions> = {}): Clientela {
  const { user, keys } = tenant;
  return new Clientela({
    baseUrl: server.url,
    retryDelay: 5,
    apiKey: keys.clientela.secret,
    contacts: { login: user.login, password: user.password },
    billing: { publicKey: keys.billing.publicKey!, privateKey: keys.billing.secret },
    clients: {
      tenant: tenant.domain,
      apiKey: keys.clients.secret,
      email: user.email,
      password: user.password,
    },
    erp: { account: tenant.slug, apiToken: keys.erp.secret },
    accounting: { email: user.email, password: user.password },
    ...options,
  });
}

const keysSent = () => new Set(server.seen.map(({ headers }) => headers['idempotency-key']));
const named = async (name: string) =>
  (await app.as(tenant).billing.get('/customer', { where: `company:EQUALS:${name}` })).body.response.length;
const failureOf = (call: PromiseLike<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a server that hangs', () => {
  it('is given up after the timeout; a read and a write with a key are sent again', async () => {
    const { billing } = clientela({ timeout: 200 });
    server.plan('hangs', 'answer hangs');
    expect((await billing.customers.count()).response).toBeGreaterThanOrEqual(0);
    expect(server.seen).toHaveLength(3);
    server.plan('hangs', 'answer hangs');
    await billing.customers.create({ company: 'Patience' });
    expect(server.seen).toHaveLength(3);
    expect([...keysSent()]).toEqual([expect.stringMatching(/^[\da-f-]{36}$/)]);
    expect(await named('Patience')).toBe(1);
  });

  it('fails a write whose answer has a secret, which is not sent again', async () => {
    server.plan('hangs');
    const error = await failureOf(clientela({ timeout: 200 }).keys.create({ contract: 'erp' }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(server.seen).toHaveLength(1);
  });

  it('fails in time, though the `fetch` of the caller knows no signals', async () => {
    const billing = clientela({ timeout: 50, retries: 1, fetch: () => new Promise(() => undefined) }).billing;
    await expect(billing.customers.count()).rejects.toBeInstanceOf(TimeoutError);
  });

  it('may take as long as one call says', async () => {
    server.plan('hangs');
    const count = clientela({ timeout: 60_000 }).billing.customers.count(undefined, { timeout: 50, retries: 0 });
    await expect(count).rejects.toBeInstanceOf(TimeoutError);
  });

  it('may take as long as one call says, also with its sign-in', async () => {
    const { contacts } = clientela({ timeout: 60_000 });
    server.plan('hangs');
    await expect(contacts.customers.list({}, { timeout: 50, retries: 0 })).rejects.toBeInstanceOf(TimeoutError);
    expect(server.seen.map(({ url }) => url)).toEqual(['/api/login']);
  });

  it('may hold the feed for as long as it was asked to', async () => {
    // A busy server needs a while for each of the two.
    const feed = clientela({ timeout: 3000 });
    server.plan();
    const { next } = await feed.changes.follow({ after: 'now' });
    expect((await feed.changes.follow({ after: next, wait: 4 })).data).toEqual([]);
    expect(server.seen).toHaveLength(2);
  });
});

describe('a connection that breaks', () => {
  it.each(['reset', 'answer lost', 'half an answer'] as const)('%s: a write has one effect', async (fault) => {
    server.plan(fault, fault);
    await clientela().accounting.customers.create({
      customerType: 'business',
      displayName: fault,
      currencyCode: 'USD',
    });
    // The first request was the sign-in, which is sent again with the write.
    expect(await named(fault)).toBe(1);
  });

  it('fails with what has happened, after as many repetitions as wanted', async () => {
    server.choose = () => 'reset';
    server.seen.length = 0;
    const error = await failureOf(clientela({ retries: 2 }).billing.customers.list({ where: 'company:EQUALS:Ada' }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/api\/v3\/customer: fetch failed/);
    expect(server.seen).toHaveLength(3);
  });
});

describe('a server that cannot take a request now', () => {
  const at = (headers: Record<string, string>) => ({ status: 503, headers });

  it.each([
    ['seconds', () => '1'],
    ['a time', () => new Date(Date.now() + 2_000).toUTCString()],
  ])('503: waits as long as Retry-After says, in %s', async (_, retryAfter) => {
    server.plan(at({ 'retry-after': retryAfter() }));
    const started = Date.now();
    await clientela().billing.customers.create({ company: 'Later' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(900);
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(server.seen).toHaveLength(2);
    expect(keysSent().size).toBe(1);
  });

  it('503: does not wait for minutes, but says how long it would have to', async () => {
    server.plan(at({ 'retry-after': '3600' }));
    const error = await failureOf(clientela().billing.customers.count());
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE', retryAfter: 3600 });
    expect(server.seen).toHaveLength(1);
  });

  it('429: sends reads and writes again, but no sign-in', async () => {
    const limited = { status: 429, headers: { 'retry-after': '0' } };
    server.plan(limited, limited);
    await clientela().billing.customers.create({ company: 'Patience 2' });
    expect(server.seen).toHaveLength(3);
    server.plan(limited);
    await expect(clientela().contacts.customers.list()).rejects.toBeInstanceOf(RateLimitError);
    expect(server.seen.map(({ url }) => url)).toEqual(['/api/login']);
  });

  it('each pause is longer than the one before', async () => {
    const entries: DebugEntry[] = [];
    server.choose = () => at({});
    await failureOf(clientela({ debug: (entry) => entries.push(entry), retryDelay: 40 }).billing.customers.count());
    const pauses = entries.map(({ againIn }) => againIn);
    expect(pauses[3]).toBeUndefined();
    for (const [index, most] of [40, 80, 160].entries()) {
      expect(pauses[index]).toBeLessThanOrEqual(most);
      expect(pauses[index]).toBeGreaterThanOrEqual(most * 0.75);
    }
  });

  it('500: is a fault that would come again', async () => {
    server.plan({ status: 500 });
    await expect(clientela().billing.customers.count()).rejects.toMatchObject({ name: 'ServerError', status: 500 });
    expect(server.seen).toHaveLength(1);
  });
});

describe('a session that was ended', () => {
  const SIGN_INS = /\/(login|auth|signin|helo|session)(\?|$)/;

  it.each([
    ['contacts', (all: Clientela) => all.contacts.customers.list()],
    ['clients', (all: Clientela) => all.clients.clients.list()],
    ['erp', (all: Clientela) => all.erp.customers.list()],
    ['accounting', (all: Clientela) => all.accounting.customers.list()],
    ['clientela', (all: Clientela) => all.customers.list()],
  ] as const)('%s: is opened once more, for all requests that need it', async (_, list) => {
    const user = await aUser(app, tenant);
    const { login, email: mail, password } = user;
    const all = clientela({
      contacts: { login, password },
      clients: { tenant: tenant.domain, apiKey: tenant.keys.clients.secret, email: mail, password },
      erp: { account: tenant.slug, username: login, password },
      accounting: { email: mail, password },
      user: { email: mail, password, tenant: tenant.slug },
    });
    await list(all);
    await app.nest.get(UserAccountsService).signOut(user.id);
    server.plan();
    await Promise.all([list(all), list(all), list(all)]);
    expect(server.seen.filter(({ url }) => SIGN_INS.test(url))).toHaveLength(1);
    expect(server.seen.filter(({ status }) => status === 401 || status === 403)).toHaveLength(3);
    expect(server.seen).toHaveLength(7);
  });

  it('clientela: a user may write, too', async () => {
    const { email, password } = tenant.user;
    const { id } = (await clientela().customers.list({ limit: 1 })).data[0]!;
    const all = clientela({ user: { email, password } });
    const { etag } = await all.customers.get(id).withResponse();
    expect((await all.customers.update(id, { note: 'By a user' }, { ifMatch: etag! })).note).toBe('By a user');
  });

  it('is renewed before it ends, and no request waits for that', async () => {
    const lasting = (seconds: number) => `.${btoa(JSON.stringify({ exp: Date.now() / 1000 + seconds }))}.`;
    const tokens = [Promise.resolve(lasting(30)), new Promise<string>(() => undefined)];
    const signIn = jest.fn(() => tokens.shift()!);
    const token = renewing(signIn);
    const first = await token();
    expect([await token(), await token()]).toEqual([first, first]);
    expect(signIn).toHaveBeenCalledTimes(2);
  });

  it('is opened once more although the first try of the sign-in breaks off', async () => {
    const { contacts } = clientela();
    await contacts.customers.list();
    server.plan({ status: 401 }, 'reset');
    await expect(contacts.customers.list()).resolves.toBeDefined();
  });

  it('a write is not lost', async () => {
    const { contacts } = clientela();
    await contacts.customers.list();
    server.plan({ status: 401 });
    await contacts.customers.create({ name: 'Once more' });
    expect(await named('Once more')).toBe(1);
  });

  it('is opened once: a second 401 is the answer', async () => {
    const { contacts } = clientela();
    await contacts.customers.list();
    server.plan();
    server.choose = ({ url }) => (SIGN_INS.test(url) ? undefined : { status: 401 });
    await expect(contacts.customers.list()).rejects.toBeInstanceOf(AuthenticationError);
    expect(server.seen).toHaveLength(3);
  });

  it('a wrong password is asked once, and a token or a key of the caller is not renewed', async () => {
    server.plan();
    const wrong = clientela({ contacts: { login: tenant.user.login, password: 'wrong' } });
    await expect(wrong.contacts.customers.list()).rejects.toMatchObject({ name: 'AuthenticationError', status: 401 });
    expect(server.seen).toHaveLength(1);
    for (const one of [{ contacts: { token: 'expired' } }, { accounting: { apiKey: 'bc_wrong' } }]) {
      server.plan();
      const all = clientela(one);
      const call = 'contacts' in one ? all.contacts.customers.list() : all.accounting.customers.list();
      await expect(call).rejects.toBeInstanceOf(AuthenticationError);
      expect(server.seen).toHaveLength(1);
    }
  });

  it('erp: a missing permission is no reason to sign in again', async () => {
    const user = await aUser(app, tenant, ['customers:read']);
    const { erp } = clientela({ erp: { account: tenant.slug, username: user.login, password: user.password } });
    await erp.customers.list();
    server.plan();
    await expect(erp.customers.create({ name: 'No' })).rejects.toMatchObject({ name: 'PermissionError', status: 403 });
    expect(server.seen).toHaveLength(1);
  });
});

describe('a caller that leaves', () => {
  const reason = new Error('the caller has left');
  const abortable = () => {
    const controller = new AbortController();
    return { signal: controller.signal, abort: () => controller.abort(reason) };
  };

  it('before a request, in a try, or between two tries: rejects with its reason', async () => {
    const { billing } = clientela({ retryDelay: 60_000 });
    server.plan();
    await expect(billing.customers.count(undefined, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.seen).toHaveLength(0);
    for (const fault of [
      'hangs',
      'answer hangs',
      'reset',
      { status: 503, headers: { 'retry-after': '60' } },
    ] as const) {
      server.plan(fault);
      const controller = new AbortController();
      const count = failureOf(billing.customers.count(undefined, { signal: controller.signal }));
      await wait(100);
      controller.abort(reason);
      expect(await count).toBe(reason);
      expect(server.seen).toHaveLength(1);
    }
  });

  it('while it reads an answer that it asked for as a stream', async () => {
    const all = clientela();
    await all.billing.customers.create({ company: 'Exported' });
    server.plan('answer hangs');
    const { signal, abort } = abortable();
    const answer = await all.imports.exportCustomers({ contract: 'billing' }, { signal });
    const text = failureOf(answer.text());
    abort();
    expect(await text).toBe(reason);
  });

  it('while a write of erp waits for its turn: it is not sent, and the next one is', async () => {
    const { erp } = clientela();
    await erp.customers.list();
    server.plan('hangs');
    const left = new AbortController();
    const queued = new AbortController();
    const hanging = failureOf(erp.customers.create({ name: 'Hanging' }, { signal: left.signal }));
    await wait(50);
    const waiting = failureOf(erp.customers.create({ name: 'Waiting' }, { signal: queued.signal }));
    const next = erp.customers.create({ name: 'Next' });
    await wait(50);
    const started = Date.now();
    queued.abort(reason);
    expect(await waiting).toBe(reason);
    // Before the first one gives up its turn.
    expect(Date.now() - started).toBeLessThan(300);
    expect(server.seen).toHaveLength(1);
    left.abort(reason);
    expect(await hanging).toBe(reason);
    await next;
    expect([await named('Hanging'), await named('Waiting'), await named('Next')]).toEqual([0, 0, 1]);
  });
});

describe('nonces of erp', () => {
  const nonces = () => server.seen.flatMap(({ url }) => new URL(url, server.url).searchParams.get('nonce') ?? []);

  it('are milliseconds, and shared by the clients of one caller', async () => {
    const clients = [clientela().erp, clientela().erp];
    for (const erp of clients) await erp.customers.list();
    server.plan();
    const writes = Array.from({ length: 10 }, (_, at) => clients[at % 2]!.customers.create({ name: `Shared ${at}` }));
    await Promise.all(writes);
    expect(server.seen.map(({ status }) => status)).toEqual(Array(10).fill(201));
    const sent = nonces().map(Number);
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
    expect(Math.abs(Date.now() - sent[9]!)).toBeLessThan(60_000);
  });

  it('one that hangs does not hold up other writes, and is sent again with a greater nonce', async () => {
    const { erp } = clientela({ timeout: 2_000 });
    await erp.customers.list();
    server.plan('hangs');
    const hanging = erp.customers.create({ name: 'Slow' });
    const started = Date.now();
    await Promise.all([1, 2, 3].map((at) => erp.customers.create({ name: `Fast ${at}` })));
    expect(Date.now() - started).toBeLessThan(1_900);
    await hanging;
    expect(await named('Slow')).toBe(1);
    const sent = nonces().map(Number);
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
  });

  it.each([0, 500, 20_000])('goes on at once after another process with a clock ahead by %d ms', async (ahead) => {
    const { login: username, password } = await aUser(app, tenant);
    const { erp } = clientela({ erp: { account: tenant.slug, username, password } });
    await erp.customers.list();
    // A nonce of one's own is sent as it is, and not counted.
    const params = { query: { nonce: Date.now() + ahead } };
    expect((await erp.POST('/customers', { params, body: { name: 'Elsewhere' } })).response.status).toBe(201);
    server.plan();
    const started = Date.now();
    await erp.customers.create({ name: `Behind ${ahead}` });
    expect(Date.now() - started).toBeLessThan(900);
    expect(await named(`Behind ${ahead}`)).toBe(1);
  });
});

describe('what the client says of itself', () => {
  it('is a User-Agent, with the name of the program', async () => {
    server.plan();
    await clientela({ userAgent: 'my-shop/2.1' }).billing.customers.count();
    expect(server.seen[0]!.headers['user-agent']).toMatch(/^my-shop\/2\.1 clientela-sdk\/\d+\.\d+\.\d+ node\/\d+/);
  });

  it('is a log without secrets, bodies and queries', async () => {
    const lines: string[] = [];
    const debug = jest.spyOn(console, 'debug').mockImplementation((line: string) => void lines.push(line));
    try {
      server.plan('reset');
      const { login, password } = tenant.user;
      const all = clientela({ debug: true, erp: { account: tenant.slug, username: login, password } });
      await all.billing.customers.create({ company: 'Silence' });
      await all.erp.customers.list({ searchString: 'Silence' });
      await failureOf(all.clients.clients.get('4711'));
    } finally {
      debug.mockRestore();
    }
    const text = lines.join('\n');
    expect(lines[0]).toMatch(/^clientela: POST \S+\/api\/v3\/customer ConnectionError after \d+ ms, again in \d+ ms$/);
    expect(lines[1]).toMatch(/^clientela: POST \S+\/api\/v3\/customer 201 after \d+ ms, try 2, request \S+$/);
    expect(text).toMatch(/GET \S+\/apidev\/v1\/clients\/4711 404/);
    const { user, keys } = tenant;
    for (const secret of [user.password, keys.billing.secret, keys.clients.secret, 'Silence', 'Bearer', '?'])
      expect(text).not.toContain(secret);
  });
});
