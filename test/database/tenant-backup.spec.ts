import { migrationOptions } from '../../ormconfig.js';
import { migrate } from '../../src/database/migrate.js';
import { removeTenant } from '../../src/database/tenant-rows.js';
import { aCustomer } from '../factories/customer.js';
import { aFilledTenant } from '../factories/filled-tenant.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { backupOf, restoreInto } from '../support/backups.js';
import { allRows, openOwnedDatabase, type OwnedDatabase, run } from '../support/owned-database.js';

/** Tables with places in the order of one database's transactions. */
const OF_ONE_DATABASE = [
  'changes',
  'late_changes',
  'feed_consumers',
  'trimmed_changes',
  'feed_eras',
  'schema_release',
  'webhooks',
  'webhook_events',
];

let database: OwnedDatabase;
let acme: TestTenant;
let globex: TestTenant;
let file: Buffer;
let customers: unknown;

const owner = (url: string) => migrationOptions({ url });

const kept = (url: string, tenant: number) =>
  run(
    url,
    `SELECT customer_id, seq, at, version, record, record_id, kind, origin, patch,
      dense_rank() OVER (ORDER BY era, written_by) FROM changes WHERE tenant_id = ${tenant} ORDER BY seq`,
  );

const withoutPlaces = (rows: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(rows).filter(([name]) => !OF_ONE_DATABASE.includes(name)));

/** An application writes when a key was used last, until it is closed. */
async function withApp<Result>(url: string, work: (app: TestApp) => Promise<Result>): Promise<Result> {
  const app = await startApp({ DATABASE_URL: url });
  return work(app).finally(() => app.close());
}

const customersOf = async (app: TestApp, tenant: TestTenant) =>
  (await app.as(tenant).accounting.get('/customers?pageSize=100')).body.data as unknown[];

beforeAll(async () => {
  database = await openOwnedDatabase();
  await withApp(database.url, async (app) => {
    [acme, globex] = [await aFilledTenant(app), await aFilledTenant(app)];
    customers = await customersOf(app, acme);
  });
  file = await backupOf(database.url, { tenant: acme.slug });
});
afterAll(() => database?.close());

describe('the backup of a tenant', () => {
  it('brings back a tenant that was removed, and changes nothing of another', async () => {
    const [before, changes] = [await allRows(database.adminUrl), await kept(database.adminUrl, acme.id)];
    expect(changes.length).toBeGreaterThan(0);
    await removeTenant(owner(database.url), acme.id);
    expect((await allRows(database.adminUrl)).customers).not.toEqual(before.customers);

    expect(await restoreInto(database.url, file)).toMatchObject({ tenant: String(acme.id), slug: acme.slug });
    expect(withoutPlaces(await allRows(database.adminUrl))).toEqual(withoutPlaces(before));
    expect(await kept(database.adminUrl, acme.id)).toEqual(changes);
    expect(await withApp(database.url, (app) => customersOf(app, acme))).toEqual(customers);
  });

  it('makes the tables of a new database', async () => {
    const empty = await openOwnedDatabase();
    try {
      await restoreInto(empty.url, file);
      expect(await withApp(empty.url, (app) => customersOf(app, acme))).toEqual(customers);
      expect(await run(empty.url, 'SELECT release FROM schema_release')).toHaveLength(1);
    } finally {
      await empty.close();
    }
  });

  it('leaves nothing in a new database, if it is damaged', async () => {
    const empty = await openOwnedDatabase();
    try {
      await expect(restoreInto(empty.url, file.subarray(0, -40))).rejects.toThrow('cut off');
      expect(await run(empty.url, "SELECT FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    } finally {
      await empty.close();
    }
  });

  it('is refused as long as the tenant is there, and changes nothing', async () => {
    const before = await allRows(database.adminUrl);
    await expect(restoreInto(database.url, file)).rejects.toThrow(`The database has a tenant ${acme.slug} `);
    await expect(restoreInto(database.url, file.subarray(0, file.length / 2))).rejects.toThrow('cut off');
    expect(await allRows(database.adminUrl)).toEqual(before);
  });

  it('has no row of another tenant', async () => {
    const empty = await openOwnedDatabase();
    try {
      await migrate(owner(empty.url));
      await restoreInto(empty.url, file);
      const { tenants, users, feed_eras, schema_release, ...rows } = await allRows(empty.adminUrl);
      expect([tenants!.length, users!.length, feed_eras!.length, schema_release!.length]).toEqual([1, 1, 1, 1]);
      for (const [table, texts] of Object.entries(rows))
        expect([table, texts.filter((text) => !text.startsWith(`(${acme.id},`))]).toEqual([table, []]);
    } finally {
      await empty.close();
    }
  });

  it('goes beside tenants and users that have its IDs', async () => {
    const production = await openOwnedDatabase();
    try {
      await withApp(production.url, async (app) => {
        const old = await aTenant(app);
        await aCustomer(app, old, { email: 'old@example.com' });
        // One person works for both, with another ID here.
        await run(
          production.adminUrl,
          `ALTER TABLE users DISABLE TRIGGER ALL;
           ALTER TABLE memberships DISABLE TRIGGER ALL;
           UPDATE users SET id = 77, email = upper('${acme.user.email}') WHERE id = ${old.user.id};
           UPDATE memberships SET user_id = 77;
           ALTER TABLE memberships ENABLE TRIGGER ALL;
           ALTER TABLE users ENABLE TRIGGER ALL`,
        );
        await expect(restoreInto(production.url, file)).rejects.toThrow('Give --new-id');
        const { tenant } = await restoreInto(production.url, file, { hasNewId: true });
        const moved: TestTenant = { ...acme, id: Number(tenant) as TestTenant['id'] };
        expect(moved.id).toBeGreaterThan(old.id);

        expect(await customersOf(app, moved)).toEqual(customers);
        expect(await customersOf(app, old)).toHaveLength(1);
        const members = await run<{ id: number }>(
          production.adminUrl,
          'SELECT user_id::int AS id FROM memberships ORDER BY tenant_id',
        );
        expect(members).toEqual([{ id: 77 }, { id: 77 }]);
        const actors = await run<{ actor: string }>(
          production.adminUrl,
          `SELECT DISTINCT origin[1] AS actor FROM changes WHERE tenant_id = ${moved.id} AND origin[1] LIKE 'user:%'`,
        );
        expect(actors).toEqual([{ actor: 'user:77' }]);
        const deciders = await run<{ caller: string }>(
          production.adminUrl,
          'SELECT decided_by AS caller FROM customer_pairs WHERE decision IS NOT NULL',
        );
        expect(deciders).toEqual([{ caller: 'user:77' }]);
        await aCustomer(app, moved, {});
      });
    } finally {
      await production.close();
    }
  });

  it('goes beside tenants while other tenants write', async () => {
    const written: number[] = [];
    await withApp(database.url, async (app) => {
      let isOver = false;
      const writer = (async () => {
        while (!isOver) written.push((await aCustomer(app, globex, {})).id);
      })();
      for (let rounds = 0; rounds < 3; rounds++) {
        await removeTenant(owner(database.url), acme.id);
        await restoreInto(database.url, file);
      }
      isOver = true;
      await writer;
    });
    expect(written.length).toBeGreaterThan(0);
    const rows = await run<{ id: number }>(
      database.adminUrl,
      `SELECT id::int FROM customers WHERE tenant_id = ${globex.id} ORDER BY id`,
    );
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(written));
  });
});
