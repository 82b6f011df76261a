import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { HeardLog } from '../support/log.js';
import { OwnPostgres } from '../support/own-postgres.js';

const USER = 'clientela_app';
const PASSWORD = 'the first password';
const END_SESSIONS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${USER}'`;

const place = mkdtempSync(join(tmpdir(), 'clientela-refusing-'));
const log = new HeardLog();
let postgres: OwnPostgres;
/** Connected to another database, so that the test may close this one. */
let administrator: Client;
let app: TestApp;
let tenant: TestTenant;
let id: number;

beforeAll(async () => {
  postgres = await OwnPostgres.start(place, { fsync: 'off' });
  await becomeAdministrator();
  await run(`CREATE ROLE ${USER} LOGIN PASSWORD '${PASSWORD}'`);
  const rules = join(place, 'postgres', 'pg_hba.conf');
  writeFileSync(rules, `host all ${USER} 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  await run('SELECT pg_reload_conf()');
  const url = new URL(postgres.url);
  url.username = USER;
  url.password = PASSWORD;
  app = await startApp(
    { DATABASE_URL: url.href, DATABASE_OWNER_URL: postgres.url, LOG_FORMAT: 'json', LOG_LEVEL: 'error' },
    { logTo: log },
  );
  tenant = await aTenant(app);
  ({ id } = await aCustomer(app, tenant));
});
beforeEach(() => log.forget());
afterAll(async () => {
  await app?.close();
  await administrator?.end();
  await postgres?.stop();
  rmSync(place, { recursive: true, maxRetries: 3 });
});

async function becomeAdministrator(): Promise<void> {
  const url = new URL(postgres.url);
  url.pathname = 'postgres';
  administrator = new Client({ connectionString: url.href });
  administrator.on('error', () => {});
  await administrator.connect();
}

async function run(...statements: string[]): Promise<void> {
  for (const statement of statements) await administrator.query(statement);
}

const write = () => app.as(tenant).clients.put(`/clients/${id}`, { notes: String(Math.random()) });
const read = () => app.as(tenant).clients.get(`/clients/${id}`);
const ready = () => app.send('GET', '/health/ready');

interface Refusal {
  /** The SQLSTATE in the log; none if the operating system refuses the connection. */
  state: string | undefined;
  what: string;
  begin: () => Promise<void>;
  end: () => Promise<void>;
  /** The statuses of a read meanwhile; only 503 unless given. */
  reads?: number[];
}

const settingOfRole = (off: string, on: string) => ({
  begin: () => run(`ALTER ROLE ${USER} ${off}`, END_SESSIONS),
  end: () => run(`ALTER ROLE ${USER} ${on}`),
});
const settingOfDatabase = (off: string, on: string) => ({ begin: () => run(off, END_SESSIONS), end: () => run(on) });

const REFUSALS: Refusal[] = [
  {
    state: '25006',
    what: 'sessions that turn read-only, and back',
    begin: () => run('ALTER SYSTEM SET default_transaction_read_only = on', 'SELECT pg_reload_conf()'),
    end: () => run('ALTER SYSTEM RESET default_transaction_read_only', 'SELECT pg_reload_conf()'),
    reads: [200, 503],
  },
  // Sessions that started as read-only stay read-only after the setting is reset.
  {
    state: '25006',
    what: 'sessions that are read-only from their beginning',
    ...settingOfRole('SET default_transaction_read_only = on', 'RESET default_transaction_read_only'),
    reads: [200, 503],
  },
  {
    state: '28P01',
    what: 'another password',
    ...settingOfRole("PASSWORD 'the second password'", `PASSWORD '${PASSWORD}'`),
  },
  { state: '28000', what: 'a user who may not sign in', ...settingOfRole('NOLOGIN', 'LOGIN') },
  { state: '53300', what: 'too many connections', ...settingOfRole('CONNECTION LIMIT 0', 'CONNECTION LIMIT -1') },
  {
    state: '55000',
    what: 'a database that takes no connections',
    ...settingOfDatabase(
      'ALTER DATABASE clientela ALLOW_CONNECTIONS false',
      'ALTER DATABASE clientela ALLOW_CONNECTIONS true',
    ),
  },
  {
    state: '42501',
    what: 'a user who may not connect',
    ...settingOfDatabase(
      'REVOKE CONNECT ON DATABASE clientela FROM PUBLIC',
      'GRANT CONNECT ON DATABASE clientela TO PUBLIC',
    ),
  },
  {
    state: '3D000',
    what: 'a database with another name',
    begin: () =>
      eventually(() =>
        run(END_SESSIONS, 'ALTER DATABASE clientela RENAME TO moved').then(
          () => true,
          () => false,
        ),
      ),
    end: () => run('ALTER DATABASE moved RENAME TO clientela'),
  },
  {
    state: '57P03',
    what: 'a server that is ending, until it has started again',
    begin: async () => {
      // It waits until the administrator disconnects, and refuses new connections meanwhile.
      process.kill(postgres.pid, 'SIGTERM');
      await eventually(() =>
        postgres.run('SELECT 1').then(
          () => false,
          () => true,
        ),
      );
      await run(END_SESSIONS);
    },
    end: async () => {
      await administrator.end();
      await postgres.stop();
      await postgres.start();
      await becomeAdministrator();
    },
  },
  {
    state: undefined,
    what: 'a server that is not there',
    begin: () => postgres.stop(),
    end: async () => {
      await postgres.start();
      await becomeAdministrator();
    },
  },
];

describe('a database that refuses', () => {
  it.each(REFUSALS)(
    '503: $what ($state); /health/ready says so, and both are right within 5 s afterwards',
    async ({ state, begin, end, reads = [503] }) => {
      await begin();
      const seen = { write: new Set<number>(), read: new Set<number>() };
      try {
        await eventually(async () => (await write()).status === 503 && (!state || log.count(`"code":"${state}"`) > 0));
        await eventually(async () => (await ready()).status === 503);
        for (let times = 0; times < 5; times++) {
          const [written, found] = await Promise.all([write(), read()]);
          seen.write.add(written.status);
          seen.read.add(found.status);
          expect(written.headers['retry-after']).toBe('1');
          expect(await ready()).toMatchObject({
            status: 503,
            headers: { 'retry-after': '1' },
            body: { status: 'database_unavailable' },
          });
        }
        expect([...seen.write]).toEqual([503]);
        expect(reads).toEqual(expect.arrayContaining([...seen.read]));
      } finally {
        await end();
      }
      await eventually(
        async () => (await write()).status === 200 && (await read()).status === 200 && (await ready()).status === 200,
        5_000,
      );
      for (let times = 0; times < 30; times++) expect((await write()).status).toBe(200);
    },
  );

  it('503: a session that the administrator ends at work (57P01); the next request is served', async () => {
    const owner = new Client({ connectionString: postgres.url });
    await owner.connect();
    try {
      await owner.query('BEGIN');
      await owner.query(`SELECT FROM customers WHERE id = ${id} FOR UPDATE`);
      const waiting = app.as(tenant).clients.put(`/clients/${id}`, { name: 'Grace', mobile: '+49 170 1234567' });
      const isWaiting = `SELECT pid FROM pg_stat_activity WHERE usename = '${USER}' AND wait_event_type = 'Lock'`;
      await eventually(async () => (await administrator.query(isWaiting)).rows.length > 0);
      await run(END_SESSIONS);
      expect(await waiting).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
      expect(log.count('"code":"57P01"')).toBe(1);
    } finally {
      await owner.end();
    }
    expect((await write()).status).toBe(200);
  });
});
