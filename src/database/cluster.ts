import { Logger } from '@nestjs/common';
import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import { grantToWorkingRole } from './working-role.js';

/**
 * Tables that are read before a tenant is known: by the hash of a key, by a user, by an account at an identity
 * provider, by the process that delivers events, by the one that numbers eras of the feed. Every node has a copy of
 * them, as of the tables without a tenant that other tables point at.
 */
const READ_WITHOUT_TENANT = ['api_keys', 'feed_eras', 'memberships', 'user_identities', 'webhooks'];

/** Settings of the database, on every node, each with its reason. */
const SETTINGS = {
  // SET LOCAL is sent to the workers, so the policies there know the tenant.
  'citus.propagate_set_commands': 'local',
  // Triggers run on the worker that has the row. They name rows of the same tenant alone, which are beside it.
  'citus.enable_unsafe_triggers': 'on',
  // Functions that a statement calls on a worker read rows of the same tenant alone, which are on that worker.
  'citus.allow_nested_distributed_execution': 'on',
};

/** The function that sets a value for a transaction, on the workers too. Every database has it. */
export const SET_LOCALLY = 'public.set_locally';

/** Where the tables of a cluster are. */
export interface ClusterLayout {
  workers: number;
  tables: { table: string; layout: string; shards: number }[];
}

/** Tables that are not distributed by their tenant, or copied to every node, as they should be. */
interface Missing {
  distributed: string[];
  copied: string[];
}

export class ClusterError extends Error {}

/** Whether the database has the extension. Its nodes may not be known yet. */
export async function isCluster(runner: { query(text: string): Promise<unknown> }): Promise<boolean> {
  const rows = (await runner.query("SELECT FROM pg_extension WHERE extname = 'citus'")) as unknown[];
  return rows.length > 0;
}

/** Whether the tables are distributed: then an INSERT cannot take rows from what the same statement has computed. */
export async function isDistributed(runner: { query(text: string): Promise<unknown> }): Promise<boolean> {
  if (!(await isCluster(runner))) return false;
  const rows = (await runner.query(
    "SELECT FROM pg_dist_partition WHERE logicalrelid = 'public.customers'::regclass",
  )) as unknown[];
  return rows.length > 0;
}

/**
 * Distributes the tables over the workers of a Citus cluster, as the owner of the tables: those of tenants by their
 * tenant, in one group, so that the rows of a tenant are on one worker. The catalog says which tables these are, so a
 * table that a later migration adds is distributed too. Running it again changes nothing.
 */
export async function prepareCluster(runner: QueryRunner): Promise<Missing & { workers: number }> {
  const workers = await workersOf(runner);
  await setOnEveryNode(runner);
  await runner.startTransaction();
  try {
    for (const [name, value] of Object.entries(SETTINGS)) await runner.query(`SET LOCAL ${name} = ${value}`);
    // Keys between distributed tables and copied ones change many shards at once.
    await runner.query("SET LOCAL citus.multi_shard_modify_mode = 'sequential'");
    const { distributed, copied } = await undistributed(runner);
    if (distributed.length + copied.length > 0) await distribute(runner, distributed, copied);
    await distributeFunctions(runner);
    await grantToWorkingRole(runner);
    await runner.commitTransaction();
    return { workers, distributed, copied };
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

/** Prepares the cluster as the owner of the tables, and says where they are. */
export async function prepareClusterAs(owner: DataSourceOptions): Promise<ClusterLayout> {
  const source = await new DataSource({ ...owner, migrations: [], entities: [] }).initialize();
  const runner = source.createQueryRunner();
  try {
    const { workers } = await prepareCluster(runner);
    const tables = (await runner.query(LAYOUT)) as ClusterLayout['tables'];
    return { workers, tables };
  } finally {
    await runner.release();
    await source.destroy();
  }
}

const LAYOUT = `
  SELECT t.logicalrelid::regclass::text AS "table", count(*)::int AS shards,
    CASE t.partmethod WHEN 'h' THEN 'by tenant' ELSE 'on every node' END AS layout
  FROM pg_dist_partition t JOIN pg_dist_shard s ON s.logicalrelid = t.logicalrelid
  JOIN pg_class c ON c.oid = t.logicalrelid AND c.relnamespace = 'public'::regnamespace
  GROUP BY 1, 3 ORDER BY 3, 1`;

/** Prepares a cluster whose nodes are known. Without workers, the database works as on one server. */
export async function prepareIfCluster(runner: QueryRunner): Promise<void> {
  if (!(await isCluster(runner))) return;
  const logger = new Logger('Database');
  try {
    const { workers, distributed } = await prepareCluster(runner);
    if (distributed.length > 0)
      logger.log(`Tables were distributed over ${workers} workers: ${distributed.join(', ')}`);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    logger.warn(`Tables are not distributed: ${error.message}`);
  }
}

async function workersOf(runner: QueryRunner): Promise<number> {
  if (!(await isCluster(runner))) {
    throw new ClusterError(
      'The database has no extension citus. As an administrator, on every node: CREATE EXTENSION citus',
    );
  }
  const [nodes] = (await runner.query(`
    SELECT bool_or(groupid = 0) AS "hasCoordinator", count(*) FILTER (WHERE groupid <> 0)::int AS workers
    FROM pg_dist_node WHERE isactive AND noderole = 'primary'`)) as { hasCoordinator: boolean; workers: number }[];
  const { hasCoordinator, workers } = nodes!;
  if (!hasCoordinator || workers === 0) {
    throw new ClusterError(
      'The nodes are not known. As an administrator, on the coordinator: ' +
        "SELECT citus_set_coordinator_host('<host>', <port>); and for each worker: SELECT citus_add_node('<host>', <port>)",
    );
  }
  return workers;
}

/** Citus sends the changes to every node. They apply to new sessions. */
async function setOnEveryNode(runner: QueryRunner): Promise<void> {
  const [{ name }] = (await runner.query('SELECT quote_ident(current_database()) AS name')) as [{ name: string }];
  const changes = Object.entries(SETTINGS).map(([key, value]) => `ALTER DATABASE ${name} SET ${key} = ${value}`);
  try {
    for (const change of changes) await runner.query(change);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new Error(`Only the owner of the database may set these. As an administrator: ${changes.join('; ')}`, {
      cause: error,
    });
  }
}

/** Tables that are not distributed yet. A table is one of tenants if its primary key begins with the tenant. */
async function undistributed(runner: QueryRunner): Promise<Missing> {
  const rows = (await runner.query(
    `WITH tables AS (
      SELECT t.oid, t.relname::text AS name, t.oid IN (SELECT logicalrelid FROM pg_dist_partition) AS is_known,
        t.relname <> ALL ($1) AND EXISTS (
          SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
          WHERE i.indrelid = t.oid AND i.indisprimary AND a.attname = 'tenant_id') AS is_of_tenants
      FROM pg_class t WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition)
    SELECT name, is_of_tenants AS "isOfTenants" FROM tables
    WHERE NOT is_known AND (is_of_tenants OR name = ANY ($1) OR EXISTS (
      SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.confrelid = tables.oid))
    ORDER BY name`,
    [READ_WITHOUT_TENANT],
  )) as { name: string; isOfTenants: boolean }[];
  const names = (isOfTenants: boolean) => rows.filter((one) => one.isOfTenants === isOfTenants).map(({ name }) => name);
  return { distributed: names(true), copied: names(false) };
}

/**
 * Foreign keys form circles, and Citus takes one only when both of its tables are distributed, so they are dropped
 * before and added again. Rows are moved by COPY, which row-level security forbids to the owner, and triggers would
 * count the rows that are moved again.
 */
async function distribute(
  runner: QueryRunner,
  distributed: readonly string[],
  copied: readonly string[],
): Promise<void> {
  const tables = [...copied, ...distributed];
  const keys = (await runner.query(
    `SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY ($1) ORDER BY 1, 2`,
    [tables],
  )) as { table: string; name: string; definition: string }[];
  const forced = (await runner.query(
    'SELECT relname::text AS name FROM pg_class WHERE oid::regclass::text = ANY ($1) AND relforcerowsecurity',
    [tables],
  )) as { name: string }[];
  for (const { table, name } of keys) await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const { name } of forced) await runner.query(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`);
  for (const table of tables) await runner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  for (const table of copied) await runner.query('SELECT create_reference_table($1::regclass)', [table]);
  const [together] = await distributedAlready(runner);
  for (const table of distributed) {
    const first = together ?? distributed[0]!;
    const group = table === first ? 'none' : first;
    await runner.query("SELECT create_distributed_table($1::regclass, 'tenant_id', colocate_with => $2)", [
      table,
      group,
    ]);
  }
  // The coordinator's own rows were copied, and no statement reads them any more.
  for (const table of tables)
    await runner.query('SELECT truncate_local_data_after_distributing_table($1::regclass)', [table]);
  for (const { name } of forced) await runner.query(`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
  for (const table of tables) await runner.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  for (const { table, name, definition } of keys)
    await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
}

const distributedAlready = async (runner: QueryRunner): Promise<string[]> =>
  (
    (await runner.query(`
      SELECT logicalrelid::text AS name FROM pg_dist_partition JOIN pg_class ON pg_class.oid = logicalrelid
      WHERE partmethod = 'h' AND relnamespace = 'public'::regnamespace ORDER BY 1`)) as { name: string }[]
  ).map(({ name }) => name);

/** Generated columns, policies, triggers and statements call functions, so every node has them all. */
async function distributeFunctions(runner: QueryRunner): Promise<void> {
  const functions = (await runner.query(`
    SELECT p.oid::regprocedure::text AS name FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_dist_object o WHERE o.objid = p.oid AND o.classid = 'pg_proc'::regclass)
    ORDER BY 1`)) as { name: string }[];
  for (const { name } of functions) await runner.query('SELECT create_distributed_function($1::regprocedure)', [name]);
}
