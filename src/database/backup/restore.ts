import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type DataSourceOptions, MigrationExecutor, type QueryRunner } from 'typeorm';
import { type Backup, type RowCounts, type Section, UnusableBackup } from '../../engine/backup-file/index.js';
import { isCluster } from '../cluster.js';
import { migrate, MIGRATION_LOCK } from '../migrate.js';
import { assertProtected } from '../protections.js';
import { assertFenced, readyWorkingRole } from '../working-role.js';
import { type BackupHeader, headerOf, sequencesOf } from './header.js';
import { onOwningConnection, type OwningConnection } from './owning-connection.js';
import { listed, migrationsIn, quoted, SETTINGS, type StoredTable, storedTables, tableNamed } from './stored-tables.js';

/**
 * Restores a backup of all tenants into an empty database, in one transaction: the tables as they were when it was
 * made, the rows, then what later releases changed. If anything is wrong with the backup or the database, nothing is
 * left of it. It connects as the owner of the tables, which needs no other right.
 */
export async function restore(owner: DataSourceOptions, backup: Backup): Promise<RowCounts> {
  const header = headerOf(backup);
  const rows = await onOwningConnection(owner, async (connection) => {
    const { runner, client } = connection;
    await beginAlone(connection);
    await assertEmpty(connection, header);
    await runMigrations(connection, header.migrations);
    const counts = await loadAll(client, backup);
    await setSequences(client, backup);
    await bringUpToDate(connection);
    await beginFeedEra(runner);
    await runner.commitTransaction();
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.query('ANALYZE');
    return counts;
  });
  // A cluster distributes its tables.
  await migrate(owner);
  return rows;
}

/** Begins the transaction of a restore. A server that starts meanwhile waits. */
export async function beginAlone({ runner, client }: OwningConnection): Promise<void> {
  await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  await runner.startTransaction();
  await client.query(SETTINGS);
}

/** Makes the tables of today from those that are there, or from none, and checks what protects tenants. */
export async function bringUpToDate(connection: OwningConnection): Promise<void> {
  const { runner } = connection;
  await runMigrations(connection);
  await readyWorkingRole(runner);
  await assertFenced(runner);
  await assertProtected(runner);
}

/** Refuses a database with rows, and one whose tables are not those of the backup: it would have to go back. */
async function assertEmpty({ runner, client }: OwningConnection, { migrations }: BackupHeader): Promise<void> {
  const present = await migrationsIn(client);
  const tables = await storedTables(client);
  if (!present?.length) {
    if (tables.length === 0) return;
    throw new Error(`The database is not empty: it has a table ${tables[0]!.name}. Restore into a new database`);
  }
  for (const table of ['tenants', 'users']) {
    const { rows } = await client.query(`SELECT FROM ${tableNamed(table)} LIMIT 1`);
    if (rows.length > 0) throw new Error(`The database is not empty: it has ${table}. Restore into a new database`);
  }
  if (String([...present].sort()) !== String([...migrations].sort()))
    throw new Error('The database has tables of another release than the backup. Restore into a new database');
  if (await isCluster(runner))
    throw new Error('The tables of the database may be distributed already. Restore into a new database');
}

/** Runs the migrations with these names, or all that have not run, in the transaction of the restore. */
async function runMigrations({ source, runner }: OwningConnection, names?: readonly string[]): Promise<void> {
  const executor = new MigrationExecutor(source, runner);
  for (const migration of await executor.getPendingMigrations())
    if (names?.includes(migration.name) ?? true) await executor.executeMigration(migration);
}

/**
 * Loads the rows of all tables. Until then policies do not hold the owner, because COPY is not possible with them, and
 * triggers are off, because they would count rows that are counted already. Foreign keys are added again behind the
 * rows: they form circles, and checking them for all rows at once is faster.
 */
async function loadAll(client: ClientBase, backup: Backup): Promise<RowCounts> {
  const tables = await storedTables(client);
  const names = tables.map(({ name }) => name);
  const forced = await forcedTables(client);
  const keys = await foreignKeys(client);
  for (const { table, name } of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const name of forced) await client.query(`ALTER TABLE ${tableNamed(name)} NO FORCE ROW LEVEL SECURITY`);
  for (const name of names) await client.query(`ALTER TABLE ${tableNamed(name)} DISABLE TRIGGER USER`);
  // A migration may have added rows of its own.
  await client.query(`TRUNCATE ${names.map(tableNamed).join(', ')}`);
  const counts: RowCounts = {};
  for await (const section of backup.sections()) {
    const table = tableFor(section, tables);
    counts[table.name] = await load(client, tableNamed(table.name), section);
  }
  const missing = names.filter((name) => !(name in counts));
  if (missing.length > 0) throw new UnusableBackup(`The backup lacks tables: ${missing.join(', ')}`);
  for (const { table, name, definition } of keys)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  for (const name of names) await client.query(`ALTER TABLE ${tableNamed(name)} ENABLE TRIGGER USER`);
  for (const name of forced) await client.query(`ALTER TABLE ${tableNamed(name)} FORCE ROW LEVEL SECURITY`);
  return counts;
}

/** The table of a section, if it has the same columns. */
export function tableFor({ table: name, columns }: Section, tables: readonly StoredTable[]): StoredTable {
  const table = tables.find((one) => one.name === name);
  if (!table || String([...table.columns].sort()) !== String([...columns].sort()))
    throw new UnusableBackup('The backup has tables or columns that its release does not have');
  return table;
}

/** Returns the number of rows that PostgreSQL has added. */
export async function load(client: ClientBase, target: string, { columns, rows }: Section): Promise<number> {
  const into = client.query(copyFrom(`COPY ${target} (${listed(columns)}) FROM STDIN`));
  await pipeline(rows, into);
  return into.rowCount;
}

async function forcedTables(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT relname::text AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relforcerowsecurity`);
  return rows.map(({ name }) => name);
}

async function foreignKeys(client: ClientBase): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(`
    SELECT format('public.%I', c.relname) AS "table", quote_ident(f.conname) AS name,
      pg_get_constraintdef(f.oid) AS definition
    FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
    WHERE f.contype = 'f' AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2`);
  return rows;
}

async function setSequences(client: ClientBase, backup: Backup): Promise<void> {
  for (const [name, { last, isUsed }] of Object.entries(sequencesOf(backup)))
    await client.query('SELECT setval(to_regclass($1), $2, $3)', [`public.${quoted(name)}`, last, isUsed]);
}

/** Cursors of the feed end: the database may be on another server, or has gone back in time on its own. */
async function beginFeedEra(runner: QueryRunner): Promise<void> {
  await runner.query("UPDATE public.feed_eras SET server = ''");
  await runner.query('SELECT public.renew_feed_era()');
}
