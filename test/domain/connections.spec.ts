import { DataSource } from 'typeorm';
import { CustomerWriter } from '../../src/customers/customer-writer.js';
import { Database, DatabasePool } from '../../src/engine/tenant-database/index.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { onServer } from '../support/owner.js';

describe('database connections', () => {
  it('suffice for more writers than connections, though each writer needs the tenant’s country', async () => {
    const app = await startApp({ DATABASE_POOL: '2' });
    try {
      const tenant = await aTenant(app);
      const create = (n: number) =>
        app.as(tenant).clients.post('/clients', { name: 'Ada', phone: `+121255501${10 + n}` });
      const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => create(n)));
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    } finally {
      await app.close();
    }
  });

  it('are left for writers, however many readers there are', async () => {
    const app = await startApp({ DATABASE_POOL: '4', DATABASE_CONNECT_TIMEOUT_MS: '10000' });
    try {
      const tenant = await aTenant(app);
      const { id } = await aCustomer(app, tenant);
      let isOver = false;
      const reading = Array.from({ length: 60 }, async () => {
        const statuses = new Set<number>();
        while (!isOver) statuses.add((await app.as(tenant).clients.get(`/clients/${id}`)).status);
        return [...statuses];
      });
      const written = [];
      for (let n = 0; n < 8; n++)
        written.push(
          (await app.as(tenant).contacts.post(`/customers/${id}/emails`, { email: `${n}@example.com` })).status,
        );
      isOver = true;
      expect(written).toEqual(Array(8).fill(201));
      expect(new Set((await Promise.all(reading)).flat())).toEqual(new Set([200]));
    } finally {
      await app.close();
    }
  });

  it('may be lost in the middle of a transaction: the caller gets 503 and the server goes on', async () => {
    const app = await startApp({ LOG_LEVEL: 'silent' });
    try {
      const tenant = await aTenant(app);
      const { id } = await aCustomer(app, tenant, { note: 'before' });
      let answer: ReturnType<ReturnType<typeof app.as>['clients']['put']> | undefined;
      await app.nest.get(CustomerWriter).withLocked(tenant.id, id, async () => {
        answer = app.as(tenant).clients.put(`/clients/${id}`, { notes: 'after' });
        void answer.catch(() => {});
        const [{ holder }] = (await app.nest
          .get(Database)
          .write<{ holder: number }>(tenant.id, { text: 'SELECT pg_backend_pid() AS holder' })) as [{ holder: number }];
        await eventually(async () => (await endWaiting(app, holder)) > 0);
      });
      expect(await answer).toMatchObject({ status: 503, body: { success: false, error: { code: 'INTERNAL_ERROR' } } });
      expect(await theCustomer(app, tenant, id)).toMatchObject({ note: 'before' });
      expect((await app.as(tenant).clients.put(`/clients/${id}`, { notes: 'after' })).status).toBe(200);
    } finally {
      await app.close();
    }
  });

  it.each(['our own', 'TypeORM’s'])(
    'may be lost between two statements of a transaction, %s, and the server goes on',
    async (whose) => {
      const app = await startApp();
      try {
        const tenant = await aTenant(app);
        const [source, database] = [app.nest.get(DataSource), app.nest.get(Database)];
        const lost = (ask: Ask) => losing(app, ask);
        const transaction =
          whose === 'our own'
            ? database.transaction(tenant.id, () => lost((text) => database.write(tenant.id, { text })))
            : source.transaction((manager) => lost((text) => manager.query(text)));
        await expect(transaction).rejects.toThrow();
        expect((await app.as(tenant).clients.post('/clients', { name: 'Ada' })).status).toBe(201);
      } finally {
        await app.close();
      }
    },
  );

  it('may be lost while they are idle: the next request gets another', async () => {
    const app = await startApp();
    try {
      const tenant = await aTenant(app);
      const [source, pool] = [app.nest.get(DataSource), app.nest.get(DatabasePool)];
      await source.transaction(async (manager) => {
        const [{ pid }] = await source.query<[{ pid: number }]>(PID);
        const before = pool.counts().total;
        await manager.query('SET LOCAL ROLE NONE');
        await manager.query('SELECT pg_terminate_backend($1)', [pid]);
        await eventually(() => pool.counts().total < before);
      });
      expect((await app.as(tenant).clients.post('/clients', { name: 'Ada' })).status).toBe(201);
    } finally {
      await app.close();
    }
  });
});

const PID = 'SELECT pg_backend_pid() AS pid';

type Ask = (text: string) => Promise<{ pid: number }[]>;

/** Ends the session of a connection through another one, and waits until it is gone. */
async function losing(app: TestApp, ask: Ask): Promise<void> {
  const [{ pid }] = (await ask(PID)) as [{ pid: number }];
  await onServer(app, 'SELECT pg_terminate_backend($1)', [pid]);
  await eventually(
    async () => (await onServer(app, 'SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).length === 0,
  );
  await ask(PID);
}

/** Ends the connections that wait for the holder of a lock, and returns how many there were. */
async function endWaiting(app: TestApp, holder: number): Promise<number> {
  const ended = await onServer(
    app,
    `SELECT pg_terminate_backend(activity.pid) FROM pg_stat_activity activity JOIN pg_locks ON pg_locks.pid = activity.pid
     WHERE activity.datname = current_database() AND activity.wait_event_type = 'Lock' AND NOT granted AND $1 = ANY (pg_blocking_pids(activity.pid))`,
    [holder],
  );
  return ended.length;
}
