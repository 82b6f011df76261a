import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type Answer, startApp, type TestApp } from '../support/app.js';
import { HeardLog } from '../support/log.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { eventually } from '../support/eventually.js';

const LIMIT = 10;
const AWAY = 'Redis is unavailable';
const BACK = 'Redis is back';

let redis: RedisServer;
let apps: [TestApp, TestApp];
const log = new HeardLog();

const start = () =>
  startApp({ REDIS_URL: redis.url, TRUST_PROXY: '127.0.0.1', THROTTLE_WRITE_LIMIT: String(LIMIT) }, { logTo: log });
const bothStart = async (): Promise<typeof apps> => [await start(), await start()];

beforeEach(() => log.forget());

/** So many requests at the same moment, through one process and the other in turn. */
const overBoth = (count: number, send: (app: TestApp, number: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, (_, number) => send(apps[number % 2]!, number)));
const write = (app: TestApp, tenant: TestTenant) => app.as(tenant).clients.post('/clients', { name: 'Ada' });
const writes = (app: TestApp, tenant: TestTenant, count: number) =>
  Promise.all(Array.from({ length: count }, () => write(app, tenant)));
const tally = (answers: Answer[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const twentyWrites = async () => {
  const tenant = await aTenant(apps[0]);
  return tally(await overBoth(20, (app) => write(app, tenant)));
};
const eachByItself = async () => {
  const tenant = await aTenant(apps[0]);
  return Promise.all(apps.map(async (app) => tally(await writes(app, tenant, 12))));
};

const SHARED = { 201: 10, 429: 10 };
const BY_ITSELF = [
  { 201: 10, 429: 2 },
  { 201: 10, 429: 2 },
];

describeWithRedis('two processes that share a Redis', () => {
  beforeAll(async () => {
    redis = await RedisServer.start();
    apps = await bothStart();
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await redis.kill();
  });

  it('take one budget of writes from a credential, told in the headers', async () => {
    const tenant = await aTenant(apps[0]);
    const answers = await overBoth(20, (app) => write(app, tenant));
    expect(tally(answers)).toEqual(SHARED);
    const left = answers
      .filter(({ status }) => status === 201)
      .map(({ headers }) => Number(headers['x-ratelimit-remaining']));
    expect(left.sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const app of apps) {
      const { status, headers } = await write(app, tenant);
      expect(status).toBe(429);
      expect(Number(headers['retry-after'])).toBeGreaterThan(50);
      expect((await app.as(tenant).billing.post('/customer', { company: 'Ada' })).status).toBe(201);
    }
    expect((await write(apps[1], await aTenant(apps[0]))).status).toBe(201);
  });

  it('count refused credentials of an address together', async () => {
    const guess = (app: TestApp) =>
      app.send('GET', '/api/customers', { headers: { authorization: 'Bearer bc_guess' } });
    expect(tally(await overBoth(20, guess))).toEqual({ 401: 10, 429: 10 });
  });

  it('count guesses of an address together, and sign-ins that succeed not at all', async () => {
    const { user } = await aTenant(apps[0]);
    const signIn = (app: TestApp, password: string) =>
      app.send('POST', '/api/login', { body: { usuario_login: user.login, usuario_password: password } });
    for (let turn = 0; turn < 12; turn++) expect((await signIn(apps[turn % 2]!, user.password)).status).toBe(200);
    const guessUnknown = (app: TestApp, number: number) =>
      app.send('POST', '/api/login', { body: { usuario_login: `unknown${number}`, usuario_password: 'guess' } });
    expect(tally(await overBoth(20, guessUnknown))).toEqual({ 401: 10, 429: 10 });
    for (const app of apps) expect((await signIn(app, user.password)).status).toBe(429);
  });

  it('count guesses of one user together, whatever the contract', async () => {
    const { user } = await aTenant(apps[0]);
    const guess = (app: TestApp, number: number) =>
      app.send('POST', '/api/auth/signin', { body: { email: user.email, password: `guess ${number}` } });
    expect(tally(await overBoth(10, guess))).toEqual({ 401: 5, 429: 5 });
    for (const app of apps)
      expect(
        (await app.send('POST', '/api/auth/signin', { body: { email: user.email, password: user.password } })).status,
      ).toBe(429);
  });

  it('know an address together from which a user signed in', async () => {
    const tenant = await aTenant(apps[0]);
    const { email, password } = tenant.user;
    const signIn = (app: TestApp, given: string, from: string) =>
      app.send('POST', '/apidev/v1/login', {
        headers: { tenant: tenant.domain, 'x-forwarded-for': from },
        body: { email, password: given },
      });
    expect((await signIn(apps[0], password, '203.0.113.1')).status).toBe(200);
    for (let failure = 0; failure < 5; failure++)
      expect((await signIn(apps[failure % 2]!, 'wrong', `203.0.113.${failure + 2}`)).status).toBe(401);
    for (const app of apps) {
      expect((await signIn(app, password, '203.0.113.9')).status).toBe(429);
      expect((await signIn(app, password, '203.0.113.1')).status).toBe(200);
    }
  });

  it('make an account wait everywhere after five failures, wherever they were', async () => {
    const tenant = await aTenant(apps[0]);
    const { email, password } = tenant.user;
    const signIn = (app: TestApp, given: string) =>
      app.send('POST', '/apidev/v1/login', { headers: { tenant: tenant.domain }, body: { email, password: given } });
    for (let failure = 0; failure < 5; failure++) expect((await signIn(apps[failure % 2]!, 'wrong')).status).toBe(401);
    for (const app of apps) {
      const { status, headers } = await signIn(app, password);
      expect(status).toBe(429);
      // Longer than the window of the failures, which is 30 seconds.
      expect(Number(headers['retry-after'])).toBeGreaterThan(30);
    }
  });

  it('store no names of callers there, and no entry without an end', async () => {
    const tenant = await aTenant(apps[0]);
    const signIn = (password: string) =>
      apps[0].send('POST', `/api/${tenant.slug}/v4.0.0/auth`, { query: { username: tenant.user.login, password } });
    await redis.with(async (client) => {
      const assertTellsNothing = async (longest: number) => {
        const keys = await client.keys('*');
        expect(keys.length).toBeGreaterThan(4);
        for (const key of keys) {
          expect(key).toMatch(/^clientela:throttle:[\w-]{43}$/);
          expect(await client.pttl(key)).toBeGreaterThan(0);
          expect(await client.pttl(key)).toBeLessThanOrEqual(longest);
          for (const value of await client.hvals(key)) expect(value).toMatch(/^\d{1,13}$/);
        }
      };
      await client.flushall();
      await write(apps[0], tenant);
      expect((await signIn('wrong')).status).toBe(403);
      await assertTellsNothing(60_000);
      // That the user signed in from this address is known for up to two days.
      expect((await signIn(tenant.user.password)).status).toBe(200);
      await assertTellsNothing(2 * 24 * 60 * 60_000);
    });
  });

  it('go on when Redis is killed in the middle, each within its own limit, and tell it once', async () => {
    const spent = await aTenant(apps[0]);
    expect(tally(await writes(apps[0], spent, LIMIT))).toEqual({ 201: LIMIT });

    // More than can be written to before Redis is gone.
    const credentials = await Promise.all(Array.from({ length: 40 }, () => aTenant(apps[0])));
    const seen: Answer[][] = [];
    let killed = false;
    const writer = async (app: TestApp) => {
      for (const tenant of credentials) {
        const answers: Answer[] = [];
        seen.push(answers);
        while (answers.length < LIMIT + 1) answers.push(await write(app, tenant));
        if (killed) return;
      }
    };
    const writers = apps.map((app) => writer(app));
    await eventually(() => seen.flat().length > 25);
    await redis.kill();
    killed = true;
    await Promise.all(writers);
    // Of its own, before and after, no process lets more through than the limit.
    for (const answers of seen) expect([201, 429]).toEqual(expect.arrayContaining(answers.map(({ status }) => status)));
    for (const answers of seen) expect(tally(answers)[201] ?? 0).toBeLessThanOrEqual(LIMIT);

    expect(await eachByItself()).toEqual(BY_ITSELF);
    // What was used up together stays used up.
    expect((await write(apps[0], spent)).status).toBe(429);
    expect([log.count(AWAY), log.count(BACK)]).toEqual([2, 0]);
  });

  it('share again within seconds of its start, and tell it once', async () => {
    await redis.start();
    await eventually(() => log.count(BACK) === 2, 5_000);
    expect(await twentyWrites()).toEqual(SHARED);
    expect([log.count(AWAY), log.count(BACK)]).toEqual([0, 2]);
  });

  it('answer in good time while Redis hangs, and share again when it goes on', async () => {
    const [tenant, spent] = [await aTenant(apps[0]), await aTenant(apps[0])];
    await writes(apps[0], spent, LIMIT + 1);
    redis.signal('SIGSTOP');
    try {
      const answers: Answer[] = [];
      const took: number[] = [];
      const timed = async (answer: () => Promise<Answer>) => {
        const began = performance.now();
        answers.push(await answer());
        took.push(performance.now() - began);
      };
      for (let turn = 0; turn < 24; turn++) await timed(() => write(apps[turn % 2]!, tenant));
      await timed(() => write(apps[0], spent));
      expect(tally(answers)).toEqual({ 201: 20, 429: 5 });
      expect(Math.max(...took)).toBeLessThan(3_000);
      expect(log.count(AWAY)).toBe(2);
    } finally {
      redis.signal('SIGCONT');
    }
    await eventually(() => log.count(BACK) === 2, 5_000);
    expect(await twentyWrites()).toEqual(SHARED);
    expect([log.count(AWAY), log.count(BACK)]).toEqual([2, 2]);
  });

  it('do without it where it refuses to write, and share again when it does not', async () => {
    await redis.with((client) => client.config('SET', 'maxmemory', '1'));
    const seen = await eachByItself().finally(() => redis.with((client) => client.config('SET', 'maxmemory', '0')));
    expect(seen).toEqual(BY_ITSELF);
    expect(log.count(AWAY)).toBe(2);
    expect(await twentyWrites()).toEqual(SHARED);
    expect([log.count(AWAY), log.count(BACK)]).toEqual([2, 2]);
  });

  it('ask again when it has forgotten the script', async () => {
    expect(await twentyWrites()).toEqual(SHARED);
    await redis.with((client) => client.script('FLUSH'));
    expect(await twentyWrites()).toEqual(SHARED);
    expect(log.count(AWAY)).toBe(0);
  });

  it('leave it when they end', async () => {
    const connections = () =>
      redis.with(async (client) => ((await client.client('LIST')) as string).trim().split('\n').length - 1);
    await eventually(async () => (await connections()) === 2);
    const third = await start();
    await eventually(async () => (await connections()) === 3);
    await third.close();
    await eventually(async () => (await connections()) === 2);
    expect(log.count(AWAY)).toBe(0);
  });
});

describeWithRedis('two processes whose Redis is away when they start', () => {
  beforeAll(async () => {
    redis = await RedisServer.start();
    await redis.kill();
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await redis.kill();
  });

  it('start, limit each by itself, and share once it is there', async () => {
    apps = await bothStart();
    expect(await eachByItself()).toEqual(BY_ITSELF);
    expect(log.count(AWAY)).toBe(2);
    await redis.start();
    await eventually(() => log.count(BACK) === 2, 5_000);
    expect(await twentyWrites()).toEqual(SHARED);
    expect([log.count(AWAY), log.count(BACK)]).toEqual([2, 2]);
  });

  it('start although it hangs', async () => {
    redis.signal('SIGSTOP');
    try {
      const third = await start();
      expect((await write(third, await aTenant(third))).status).toBe(201);
      await third.close();
    } finally {
      redis.signal('SIGCONT');
    }
  });
});
