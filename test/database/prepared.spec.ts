import { DataSource } from 'typeorm';
import { poolOf } from '../../src/database/pool-of.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { onServer } from '../support/owner.js';

let tenant: TestTenant;
let maker: TestApp;
/** Each request has its own customer, so that no request waits for another. */
let ids: number[];

beforeAll(async () => {
  maker = await startApp();
  tenant = await aTenant(maker);
  ids = (await Promise.all(Array.from({ length: 12 }, () => aCustomer(maker, tenant)))).map(({ id }) => id);
});
afterAll(() => maker.close());

/** An application whose connections have prepared no statement yet. */
async function withFresh(settings: Record<string, string>, work: (app: TestApp) => Promise<void>): Promise<void> {
  const app = await startApp({ DATABASE_POOL: '4', LOG_LEVEL: 'silent', ...settings });
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

/** Runs work while a lock keeps all other transactions from a table. */
async function whileLocked(mode: string, work: () => Promise<void>): Promise<void> {
  const other = maker.nest.get(DataSource).createQueryRunner();
  await other.connect();
  try {
    await other.query('RESET ROLE; BEGIN');
    await other.query(`LOCK TABLE customers IN ${mode} MODE`);
    await work();
  } finally {
    await other.query('ROLLBACK; SET ROLE clientela_app');
    await other.release();
  }
}

describe('a statement that could not be prepared', () => {
  it.each([
    ['read', 'ACCESS EXCLUSIVE', (app: TestApp, id: number) => app.as(tenant).clients.get(`/clients/${id}`)],
    [
      'changed',
      'SHARE',
      (app: TestApp, id: number) => app.as(tenant).clients.put(`/clients/${id}`, { notes: 'again' }),
    ],
  ])('is prepared later: 503 while the table is locked, 200 afterwards, when it is %s', (_, mode, ask) =>
    withFresh({ DATABASE_LOCK_TIMEOUT_MS: '200' }, async (app) => {
      await app.as(tenant).clients.get('/clients?limit=0');
      await whileLocked(mode, async () => {
        expect(
          new Set((await Promise.all(ids.slice(6).map((id) => ask(app, id)))).map(({ status }) => status)),
        ).toEqual(new Set([503]));
      });
      const after = await Promise.all(ids.map((id) => ask(app, id)));
      expect(after.map(({ status }) => status)).toEqual(Array(12).fill(200));
    }),
  );
});

describe('prepared statements', () => {
  it('are limited, however callers sort and filter', () =>
    withFresh({}, async (app) => {
      const asked = Array.from({ length: 40 }, (_, n) => [
        [
          '/customer',
          {
            order: Array.from({ length: 6 }, (_, at) => `custom_${at + 1}:${(n >> at) & 1 ? 'ASC' : 'DESC'}`).join(','),
          },
        ] as const,
        [
          '/customer',
          {
            where: Array.from(
              { length: (n % 20) + 1 },
              (_, at) => `customer_id:${n < 20 ? 'GT' : 'NOTEQUALS'}:${at}`,
            ).join(','),
          },
        ] as const,
        [
          '/user',
          {
            where: Array.from({ length: (n % 20) + 1 }, (_, at) => `user_id:${n < 20 ? 'GT' : 'NOTEQUALS'}:${at}`).join(
              ',',
            ),
          },
        ] as const,
      ]).flat();
      for (const [path, query] of asked) expect((await app.as(tenant).billing.get(path, query)).status).toBe(200);
      const counts = await Promise.all(
        Array.from({ length: poolOf(app.nest.get(DataSource)).totalCount }, () =>
          onServer<{ count: number }>(app, 'SELECT count(*) AS count FROM pg_prepared_statements'),
        ),
      );
      expect(Math.max(...counts.map(([row]) => row!.count))).toBeLessThan(30);
    }));
});
