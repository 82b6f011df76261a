import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { FairShares } from '../../src/engine/tenant-database/fair-shares.js';
import { DatabasePool } from '../../src/engine/tenant-database/index.js';
import { poolOf } from '../../src/database/pool-of.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { wideCustomers } from '../factories/wide-customers.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { openEmptyDatabase } from '../support/test-database.js';

// These tests lock a whole table, so they have a database of their own.
let database: Awaited<ReturnType<typeof openEmptyDatabase>>;
/** One connection holds locks, another one reads the list of sessions, which does not change within a transaction. */
let operator: Client;
let onlooker: Client;
let app: TestApp;
let acme: TestTenant;
const lines: string[] = [];

beforeAll(async () => {
  database = await openEmptyDatabase();
  [operator, onlooker] = [
    new Client({ connectionString: database.url }),
    new Client({ connectionString: database.url }),
  ];
  await Promise.all([operator.connect(), onlooker.connect()]);
  app = await startApp(
    { DATABASE_URL: database.url, DATABASE_POOL: '4', LOG_LEVEL: 'info', LOG_FORMAT: 'json' },
    { logTo: { write: (line) => void lines.push(line) } },
  );
  acme = await aTenant(app);
  await wideCustomers(app, acme, 300);
});
afterAll(async () => {
  await app?.close();
  await operator?.end();
  await onlooker?.end();
  await database?.close();
});
beforeEach(() => void (lines.length = 0));

const sessions = async (condition: string): Promise<number> => {
  const { rows } = await onlooker.query<{ count: string }>(
    `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`,
  );
  return Number(rows[0]!.count);
};
const waiting = () => sessions("wait_event_type = 'Lock'");
const inTransaction = () => sessions("state LIKE 'idle in transaction%'");
const isIdle = () => {
  const { total, idle } = app.nest.get(DatabasePool).counts();
  return total === idle;
};
const isLogged = (status: number) => lines.some((line) => line.includes(`"status":${status}`));

/** Locks the customers: no other transaction reads or writes one meanwhile. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  await operator.query('BEGIN; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
  await work().finally(() => operator.query('COMMIT'));
}

const LISTS: Record<string, [path: () => string, headers: () => Promise<Record<string, string>>]> = {
  contacts: [() => '/api/customers/getCustomers?limit=100', () => app.as(acme).contacts.credentials()],
  billing: [() => '/api/v3/customer?limit=500', () => app.as(acme).billing.credentials()],
  clients: [() => '/apidev/v1/clients?limit=100', () => app.as(acme).clients.credentials()],
  erp: [() => `/api/${acme.slug}/v4.0.0/customers?limit=1000`, () => app.as(acme).erp.credentials()],
  accounting: [() => '/api/customers?pageSize=1000', () => app.as(acme).accounting.credentials()],
};
const CONTRACTS = Object.keys(LISTS);
const WITH_SHORT_ONES = CONTRACTS.flatMap(
  (name) =>
    [
      [name, 'long', ''],
      [name, 'short', '&'],
    ] as const,
);

describe.each(WITH_SHORT_ONES)('a caller of %s who leaves before a %s list', (name, _, short) => {
  it('has its statement cancelled', async () => {
    const [path, headers] = LISTS[name]!;
    const address = short ? path().replace(/\?.*/, '') : path();
    await whileLocked(async () => {
      const asked = get(app.url + address, { headers: await headers() }).on('error', () => {});
      await eventually(async () => (await waiting()) === 1);
      asked.destroy();
      await eventually(async () => (await waiting()) === 0);
    });
    await eventually(() => isIdle() && isLogged(499));
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

it('a caller who leaves no longer waits for a connection of its tenant’s share', async () => {
  const queued = () => FairShares.waitingFor(poolOf(app.nest.get(DataSource)));
  await whileLocked(async () => {
    const headers = await app.as(acme).accounting.credentials();
    const ask = () => get(`${app.url}/api/customers`, { headers }).on('error', () => {});
    const first = [ask(), ask()];
    await eventually(async () => (await waiting()) === 2);
    const third = ask();
    await eventually(() => queued() === 1);
    third.destroy();
    await eventually(() => queued() === 0);
    expect(await waiting()).toBe(2);
    for (const one of first) one.destroy();
  });
  await eventually(() => isIdle() && lines.filter((line) => line.includes('"status":499')).length === 3);
});

/** Reads the beginning of an answer, and no more. */
async function beginning(name: string): Promise<IncomingMessage> {
  const [path, headers] = LISTS[name]!;
  const asked = get(app.url + path(), { headers: await headers() }).on('error', () => {});
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  await once(
    answer.on('error', () => {}),
    'readable',
  );
  return answer;
}

describe('a caller who leaves in the middle of a list', () => {
  it.each(['billing', 'accounting'])('ends the reading of its list: %s', async (name) => {
    const answer = await beginning(name);
    await eventually(async () => (await inTransaction()) === 1);
    answer.destroy();
    await eventually(async () => (await inTransaction()) === 0 && isIdle() && isLogged(499));
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('loses its connection if the database has ended its transaction, and the log says why', async () => {
    const answer = await beginning('accounting');
    await eventually(async () => (await inTransaction()) === 1);
    const isEnded = async () => {
      await operator.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
      );
      return isIdle();
    };
    await eventually(isEnded);
    const closed = new Promise<void>((resolve) => answer.once('close', () => resolve()));
    answer.resume();
    await closed;
    expect(answer.complete).toBe(false);
    await eventually(() => lines.some((line) => line.includes('"level":"error"')));
  });
});

describe('a caller who leaves in the middle of a bulk request', () => {
  it('has its current write done completely, and no later entry', async () => {
    const { id } = await aCustomer(app, acme, { displayName: 'Before' });
    const headers = { ...(await app.as(acme).billing.credentials()), 'content-type': 'application/json' };
    const put = (company: string, custom_1: string) => ({
      request_method: 'PUT',
      uri: `/customer/${id}`,
      payload: { company, custom_1, superuser_email: `${custom_1}@example.com` },
    });
    await whileLocked(async () => {
      const asked = request(`${app.url}/api/v3/_bulk`, { method: 'POST', headers }).on('error', () => {});
      asked.end(JSON.stringify([put('First', 'one'), put('Second', 'two')]));
      await eventually(async () => (await waiting()) === 1);
      asked.destroy();
      await eventually(() => isLogged(499));
    });
    await eventually(() => isIdle());
    expect(await theCustomer(app, acme, id)).toMatchObject({
      displayName: 'First',
      custom1: 'one',
      email: 'one@example.com',
    });
  });
});
