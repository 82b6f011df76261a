import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { HeardLog } from '../support/log.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { times } from '../torture/length.js';

const WRITERS = 16;
const ROUNDS = times(6, 60);
const IN_USE = 'clientela_database_replica_in_use 1';

const place = mkdtempSync(join(tmpdir(), 'clientela-replica-'));
const log = new HeardLog();
let primary: OwnPostgres;
let standby: OwnPostgres;
/** Two processes with one primary and one standby. */
let apps: [TestApp, TestApp];
let app: TestApp;
let tenant: TestTenant;

const start = (replica: string) =>
  startApp(
    { DATABASE_URL: primary.url, DATABASE_REPLICA_URL: replica, DATABASE_CONNECT_TIMEOUT_MS: '1000' },
    { logTo: log },
  );

beforeAll(async () => {
  primary = await OwnPostgres.start(join(place, 'primary'), { fsync: 'off', wal_keep_size: '64MB' });
  standby = await primary.standby(join(place, 'standby'));
  apps = [await start(standby.url), await start(standby.url)];
  [app] = apps;
  tenant = await aTenant(app);
});
beforeEach(async () => {
  await inUse();
  log.forget();
});
afterAll(async () => {
  await Promise.all((apps ?? []).map((one) => one.close()));
  await standby?.stop();
  await primary?.stop();
  rmSync(place, { recursive: true, maxRetries: 3 });
});

const metrics = async (of: TestApp) => String((await of.send('GET', '/metrics')).body);
const lagOf = async (unit: 'bytes' | 'seconds') =>
  Number(new RegExp(`^clientela_database_replica_lag_${unit} (.*)$`, 'm').exec(await metrics(app))?.[1]);
const inUse = () =>
  eventually(async () => (await Promise.all(apps.map(metrics))).every((text) => text.includes(IN_USE)));
const readsBy = async (server: 'primary' | 'replica') =>
  (await Promise.all(apps.map(metrics))).reduce(
    (sum, text) => sum + Number(new RegExp(`reads_total\\{server="${server}"\\} (\\d+)`).exec(text)![1]),
    0,
  );

/**
 * Each client writes through one process and reads at once through the other, with another contract. Returns the values
 * that were not as written.
 */
async function missedOwnWrites(): Promise<unknown[]> {
  const writers = Array.from({ length: WRITERS }, async (_, number) => {
    const [here, there] = number % 2 ? apps : [apps[1], apps[0]];
    const { id } = await aCustomer(here, tenant, { email: `a${number}@example.com` });
    const missed: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const name = `Ada ${number}.${round}`;
      expect((await here.as(tenant).clients.put(`/clients/${id}`, { name })).status).toBe(200);
      const { body } = await there.as(tenant).billing.get(`/customer/${id}`);
      if (body.response?.company !== name) missed.push({ name, body });
      const listed = await there.as(tenant).clients.get('/clients', { search: name });
      if (
        !listed.body.data.some(
          (client: { id: string; name: string }) => client.id === String(id) && client.name === name,
        )
      )
        missed.push({ name, listed: listed.body });
    }
    return missed;
  });
  return (await Promise.all(writers)).flat();
}

it('answers reads from the replica, as its statistics and the metrics show', async () => {
  const { id } = await aCustomer(app, tenant);
  const commits = async () =>
    Number(
      (
        await standby.run<{ count: string }>(
          "SELECT xact_commit AS count FROM pg_stat_database WHERE datname = 'clientela'",
        )
      )[0]!.count,
    );
  const [before, counted] = [await commits(), await readsBy('replica')];
  for (let times = 0; times < 20; times++)
    expect((await app.as(tenant).clients.get(`/clients/${id}`)).status).toBe(200);
  expect((await readsBy('replica')) - counted).toBeGreaterThan(0);
  await eventually(async () => (await commits()) - before > 0);
});

it('shows sixteen clients what they have written, whichever process they read from', async () => {
  const counted = await readsBy('replica');
  expect(await missedOwnWrites()).toEqual([]);
  expect((await readsBy('replica')) - counted).toBeGreaterThan(0);
});

it('shows a tenant nothing of another', async () => {
  const { id } = await aCustomer(app, tenant);
  const stranger = await aTenant(app);
  expect((await app.as(stranger).clients.get(`/clients/${id}`)).status).toBe(404);
  expect((await app.as(stranger).clients.get('/clients')).body.data).toEqual([]);
});

it('shows what was written while the replica replays nothing, and uses it again when it has caught up', async () => {
  await standby.run('SELECT pg_wal_replay_pause()');
  try {
    expect(await missedOwnWrites()).toEqual([]);
    for (const one of apps) expect(await metrics(one)).not.toContain(IN_USE);
    expect(await lagOf('bytes')).toBeGreaterThan(0);
    await eventually(async () => (await lagOf('seconds')) > 0.1);
  } finally {
    await standby.run('SELECT pg_wal_replay_resume()');
  }
  await inUse();
  await eventually(async () => (await lagOf('bytes')) === 0);
  expect(await lagOf('seconds')).toBe(0);
  expect(log.count('The replica is not used (no answer within 100 ms)')).toBe(apps.length);
});

it('refuses no request when the replica ends, logs it once, and uses the replica again when it is back', async () => {
  const { id } = await aCustomer(app, tenant);
  const answers = new Set<number>();
  let reading = true;
  const readers = Array.from({ length: 8 }, async (_, number) => {
    while (reading) answers.add((await apps[number % 2]!.as(tenant).clients.get(`/clients/${id}`)).status);
  });
  await standby.stop('immediate');
  await eventually(async () => !(await metrics(app)).includes(IN_USE));
  // A figure that is not known is missing, and not 0.
  await eventually(async () => !/^clientela_database_replica_lag_/m.test(await metrics(app)));
  await standby.start();
  await inUse();
  reading = false;
  await Promise.all(readers);
  expect([...answers]).toEqual([200]);
  expect(log.count('The replica is not used')).toBeGreaterThanOrEqual(apps.length);
  expect(log.count('The replica is back')).toBe(apps.length);
});

it('is not used while the primary answers before its log is on the disk', async () => {
  const commits = async (how: string) => {
    await primary.run(`ALTER SYSTEM SET synchronous_commit = ${how}`);
    await primary.run("ALTER SYSTEM SET wal_writer_delay = '1s'");
    await primary.run('SELECT pg_reload_conf()');
    await eventually(
      async () =>
        (await primary.run<{ synchronous_commit: string }>('SHOW synchronous_commit'))[0]!.synchronous_commit === how,
    );
  };
  await commits('off');
  try {
    expect(await missedOwnWrites()).toEqual([]);
    for (const one of apps) expect(await metrics(one)).not.toContain(IN_USE);
  } finally {
    await commits('on');
  }
});

it('answers from the primary when the other server is no replica of it', async () => {
  const strangers = await start(process.env.DATABASE_URL!);
  const { id } = await aCustomer(strangers, tenant);
  expect((await strangers.as(tenant).clients.get(`/clients/${id}`)).status).toBe(200);
  expect(await metrics(strangers)).toContain('clientela_database_replica_in_use 0');
  await strangers.close();
  expect(log.count('The replica is not used (it follows another primary)')).toBe(1);
});

it('is refused as a setting without its primary', async () => {
  await expect(startApp({ DATABASE_URL: '', DATABASE_REPLICA_URL: standby.url })).rejects.toThrow(
    'DATABASE_REPLICA_URL needs DATABASE_URL',
  );
});

it('answers from the primary once the replica is a primary itself, and is another one’s replica', async () => {
  await standby.run('SELECT pg_promote()');
  expect(await missedOwnWrites()).toEqual([]);
  for (const one of apps) expect(await metrics(one)).not.toContain(IN_USE);

  // The old primary still runs, and has written more than the new one.
  const afterwards = (replica: string) =>
    startApp({ DATABASE_URL: standby.url, DATABASE_REPLICA_URL: replica }, { logTo: log });
  const stale = await afterwards(primary.url);
  expect(await metrics(stale)).not.toContain(IN_USE);
  await stale.close();

  const next = await standby.standby(join(place, 'next'));
  const followed = await afterwards(next.url);
  try {
    await eventually(async () => (await metrics(followed)).includes(IN_USE));
    const { id } = await aCustomer(followed, tenant, { note: 'of the new primary' });
    // If the replica does not answer in time, the primary does, so one read may be the primary's.
    await eventually(async () => {
      expect((await followed.as(tenant).clients.get(`/clients/${id}`)).body.data.notes).toBe('of the new primary');
      return /reads_total\{server="replica"\} [1-9]/.test(await metrics(followed));
    });
  } finally {
    await followed.close();
    await next.stop();
  }
});
