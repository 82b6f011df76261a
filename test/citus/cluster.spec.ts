import { randomBytes } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';
import { migrationOptions } from '../../ormconfig.js';
import { prepareClusterAs } from '../../src/database/cluster.js';
import { migrate } from '../../src/database/migrate.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { rowsOfTheImports } from '../factories/rows-of-the-imports.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { openCitusDatabase } from '../support/citus.js';
import { asOwner } from '../support/owner.js';
import { useApp } from '../support/use-app.js';

const OF_TENANTS = [
  'changes',
  'company_names',
  'compared_blocks',
  'compared_rows',
  'contact_persons',
  'customer_counts',
  'customer_merges',
  'customer_pairs',
  'customer_updates',
  'customers',
  'emails',
  'erp_nonces',
  'feed_consumers',
  'import_links',
  'import_rows',
  'imports',
  'kept_answers',
  'late_changes',
  'ledger_entries',
  'phones',
  'signed_nonces',
  'trimmed_changes',
  'webhook_events',
  'wire_counters',
  'wire_ids',
];
const EVERYWHERE = ['api_keys', 'feed_eras', 'memberships', 'tenants', 'user_identities', 'users', 'webhooks'];

const superuserUrl = (database: string) => {
  const url = new URL(process.env.CITUS_URL!);
  url.pathname = database;
  return url.href;
};

async function ask<Row extends QueryResultRow>(url: string, ...texts: string[]): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const results = [];
    for (const text of texts) results.push(await client.query<Row>(text));
    return results.at(-1)!.rows;
  } finally {
    await client.end();
  }
}

/** What protects the rows of a table, as one text. */
const facts = (table: string) => `
  SELECT concat_ws(' ', relrowsecurity::text, relforcerowsecurity::text,
    (SELECT count(*) FROM pg_policy WHERE polrelid = t.oid),
    (SELECT count(*) FROM pg_constraint WHERE conrelid = t.oid AND contype = 'f'),
    (SELECT count(*) FROM pg_trigger WHERE tgrelid = t.oid AND NOT tgisinternal AND tgenabled = 'O')) AS facts
  FROM pg_class t WHERE t.oid = '${table}'::regclass`;

describe('a cluster', () => {
  const app = useApp();
  const url = () => process.env.DATABASE_URL!;
  const superuser = () => superuserUrl(new URL(url()).pathname);
  /** Runs a statement on every shard of a table, as a superuser, and returns the different answers. */
  const onShards = async (table: string, text: string) => {
    const rows = await ask<{ result: string }>(
      superuser(),
      `SELECT DISTINCT result FROM run_command_on_shards('${table}', $$${text}$$)`,
    );
    return rows.map(({ result }) => result);
  };

  it('has every table of tenants distributed by tenant, in one group, and the others on every node', async () => {
    const rows = await ask<{ name: string; kind: string; groups: number }>(
      url(),
      `SELECT logicalrelid::text AS name, partmethod::text AS kind,
        (SELECT count(DISTINCT colocationid)::int FROM pg_dist_partition WHERE partmethod = 'h') AS groups
       FROM pg_dist_partition ORDER BY 1`,
    );
    const names = (wanted: string) => rows.filter(({ kind }) => kind === wanted).map(({ name }) => name);
    expect(names('h')).toEqual(OF_TENANTS);
    expect(names('n')).toEqual(EVERYWHERE);
    expect(rows[0]!.groups).toBe(1);
    const [left] = await ask<{ names: string[] }>(
      url(),
      `SELECT array_agg(relname::text ORDER BY relname) AS names FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind = 'r' AND oid NOT IN (SELECT logicalrelid FROM pg_dist_partition)`,
    );
    expect(left!.names).toEqual(['migrations', 'schema_release']);
  });

  it('has row-level security, for the owner too, and as many policies, keys and triggers on each shard', async () => {
    for (const table of OF_TENANTS) {
      const [here] = await ask<{ facts: string }>(url(), facts(table));
      expect(here!.facts).toMatch(/^true true [1-9]/);
      expect(await onShards(table, facts('%s'))).toEqual([here!.facts]);
    }
  });

  it('shows the working role on a worker the rows of the tenant that is set, and none without one', async () => {
    const [mine, theirs] = [await aTenant(app), await aTenant(app)];
    for (const tenant of [mine, theirs]) await aCustomer(app, tenant);
    const [shown] = await ask<{ nodename: string; nodeport: number; shard: string }>(
      url(),
      `SELECT nodename, nodeport, 'customers_' || shardid AS shard FROM pg_dist_shard_placement
        WHERE shardid = get_shard_id_for_distribution_column('customers', ${mine.id})`,
    );
    const worker = new URL(superuser());
    worker.username = 'clientela_app';
    worker.hostname = shown!.nodename;
    worker.port = String(shown!.nodeport);
    const seen = (tenant: string) =>
      ask<{ count: string }>(
        worker.href,
        'SET citus.override_table_visibility = off',
        `SET app.tenant = '${tenant}'`,
        `SELECT count(*) FROM ${shown!.shard}`,
      );
    expect(await seen(String(mine.id))).toEqual([{ count: '1' }]);
    expect(await seen('')).toEqual([{ count: '0' }]);
  });

  it('shows a statement that names no tenant the rows of its transaction’s tenant, of all shards', async () => {
    const tenants = await Promise.all(Array.from({ length: 4 }, () => aTenant(app)));
    for (const tenant of tenants) await aCustomer(app, tenant);
    const database = app.nest.get(Database);
    for (const { id } of tenants)
      expect(
        await database.read(id, { text: 'SELECT count(*) AS count, min(tenant_id) AS tenant FROM customers' }),
      ).toEqual([{ count: 1, tenant: id }]);
    expect(await database.system({ text: 'SELECT count(*) AS count FROM customers' })).toEqual([{ count: 0 }]);
  });

  it('refuses at COMMIT what a deferred key forbids, and changes nothing', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    const [name] = await asOwner<{ id: number }>(
      app,
      tenant,
      `INSERT INTO company_names (tenant_id, customer_id, name, is_active) VALUES ($1, $2, 'Idle', false) RETURNING id`,
      [tenant.id, id],
    );
    const pointing = 'UPDATE customers SET default_company_name_id = $3 WHERE tenant_id = $1 AND id = $2';
    await expect(asOwner(app, tenant, pointing, [tenant.id, id, name!.id])).rejects.toThrow('could not commit');
    expect(await theCustomer(app, tenant, id)).toMatchObject({ defaultCompanyNameId: null });
  });

  it('numbers all changes of a tenant on its worker: those of triggers, of a merge and of an erasure', async () => {
    const tenant = await aTenant(app);
    const [one, other] = [
      await aCustomer(app, tenant, { displayName: 'Ada' }),
      await aCustomer(app, tenant, { displayName: 'Ada' }),
    ];
    const clientela = app.as(tenant).clientela;
    const pair = { intoId: String(one.id), goneId: String(other.id) };
    const { digest } = (await clientela.post('/merges', pair)).body;
    expect((await clientela.post('/merges', { ...pair, digest })).status).toBe(200);
    expect((await clientela.delete(`/customers/${one.id}/personal-data`)).status).toBe(204);
    const rows = await asOwner<{ range: string; kind: string; is_in_order: boolean }>(
      app,
      tenant,
      `SELECT (seq >> 48)::text AS range, kind,
        written_by >= lag(written_by, 1, '0') OVER (ORDER BY seq) AS is_in_order
       FROM changes WHERE tenant_id = $1 ORDER BY seq`,
      [tenant.id],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['added', 'changed', 'erased']));
    expect(new Set(rows.map(({ range }) => range)).size).toBe(1);
    expect(rows[0]!.range).not.toBe('0');
    expect(rows.every((row) => row.is_in_order)).toBe(true);
  });

  it('refuses imports, and to run one from before or to take it back', async () => {
    const tenant = await aTenant(app);
    await rowsOfTheImports(app, tenant);
    const { clientela } = app.as(tenant);
    const [{ id }] = (await clientela.get('/imports')).body.data;
    for (const path of ['/imports', `/imports/${id}/run`, `/imports/${id}/undo`]) {
      const answer = await clientela.post(path, path === '/imports' ? { contract: 'contacts' } : undefined);
      expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining('distributed') } });
    }
  });

  it('is the same after it was prepared again', async () => {
    const before = await prepareClusterAs(migrationOptions({ url: url() }));
    expect(before.tables).toHaveLength(OF_TENANTS.length + EVERYWHERE.length);
    expect(await prepareClusterAs(migrationOptions({ url: url() }))).toEqual(before);
  });
});

describe('a database with rows that becomes a cluster', () => {
  let database: Awaited<ReturnType<typeof openCitusDatabase>>;
  let app: TestApp | undefined;
  let tenant: TestTenant;
  let id: number;

  beforeAll(async () => {
    database = await openCitusDatabase(process.env.CITUS_URL!, `clientela_test_${randomBytes(5).toString('hex')}`, {
      hasNodes: false,
    });
    await migrate(migrationOptions({ url: database.url }));
  });
  afterAll(async () => {
    await app?.close();
    await database?.close();
  });

  it('works on one server until its nodes are known, and says what is to be done', async () => {
    await expect(prepareClusterAs(migrationOptions({ url: database.url }))).rejects.toThrow('citus_add_node');
    app = await startApp({ DATABASE_URL: database.url });
    tenant = await aTenant(app);
    ({ id } = await aCustomer(app, tenant, { email: 'a@example.com', phone: '+12025550123' }));
    await app.close();
    app = undefined;
  });

  it('keeps its rows, and has none left on the coordinator', async () => {
    await database.addNodes();
    await prepareClusterAs(migrationOptions({ url: database.url }));
    app = await startApp({ DATABASE_URL: database.url });
    expect(await theCustomer(app, tenant, id)).toMatchObject({ email: 'a@example.com', phone: '+12025550123' });
    expect((await app.as(tenant).clients.get('/clients')).body.meta.total).toBe(1);
    const [local] = await ask<{ pages: string }>(
      database.url,
      "SELECT pg_relation_size('customers'::regclass) AS pages",
    );
    expect(local!.pages).toBe('0');
  });
});
