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
  const mostOnAConnection = async (app: TestApp): Promise<number> => {
    const counts = await Promise.all(
      Array.from({ length: poolOf(app.nest.get(DataSource)).totalCount }, () =>
        onServer<{ count: number }>(app, 'SELECT count(*) AS count FROM pg_prepared_statements'),
      ),
    );
    return Math.max(...counts.map(([row]) => row!.count));
  };
  const repeated = (condition: string, times: number) => Array.from({ length: times }, () => condition).join(',');

  it('are not made for lists whose plan depends on what callers compare and sort by', () =>
    withFresh({}, async (app) => {
      for (let n = 0; n < 40; n++) {
        const order = Array.from({ length: 6 }, (_, at) => `custom_${at + 1}:${(n >> at) & 1 ? 'ASC' : 'DESC'}`).join(
          ',',
        );
        const where = repeated('customer_id:NOTEQUALS:1', (n % 20) + 1);
        for (const [path, query] of [
          ['/customer', { order }],
          ['/customer', { where }],
          ['/user', { where: where.replaceAll('customer_id', 'user_id') }],
        ] as const)
          expect((await app.as(tenant).billing.get(path, query)).status).toBe(200);
      }
      expect(await mostOnAConnection(app)).toBeLessThan(30);
    }));

  it('are those of the last hundred lists of other kinds, and one that was forgotten is prepared again', () =>
    withFresh({ DATABASE_POOL: '2' }, async (app) => {
      const asked = Array.from({ length: 200 }, (_, n) => ({
        where: repeated('customer_id:GT:1', 1 + (n % 20)),
        order: `customer_id:${n < 100 ? 'ASC' : 'DESC'}`,
        offset: String(4 ** (Math.floor(n / 20) % 5) * 64),
      }));
      for (const query of [...asked, ...asked])
        expect((await app.as(tenant).billing.get('/customer', query)).status).toBe(200);
      const most = await mostOnAConnection(app);
      expect(most).toBeGreaterThanOrEqual(100);
      expect(most).toBeLessThan(130);
    }));
});
