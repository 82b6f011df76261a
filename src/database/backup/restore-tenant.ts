import type { ClientBase } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { type Backup, type RowCounts, type Section, UnusableBackup } from '../../engine/backup-file/index.js';
import { isCluster, SET_LOCALLY } from '../cluster.js';
import { migrate } from '../migrate.js';
import { tablesInOrder } from '../tenant-rows.js';
import { CALLERS, USER } from './back-up.js';
import { headerOf, sequencesOf, type TenantOfBackup } from './header.js';
import { onOwningConnection } from './owning-connection.js';
import { beginAlone, bringUpToDate, load, tableFor } from './restore.js';
import {
  listed,
  migrationsIn,
  quoted,
  sequencePositions,
  type StoredTable,
  storedTables,
  tableNamed,
} from './stored-tables.js';

export interface RestoredTenant {
  tenant: string;
  slug: string;
  rows: RowCounts;
}

/**
 * Places in the order of one database's transactions, which mean nothing in another database, and the webhooks, which
 * have such a place: two databases would send events to one receiver.
 */
const PLACES_IN_FEED = ['late_changes', 'feed_consumers', 'trimmed_changes', 'webhooks', 'webhook_events'];

/**
 * The era of a restored tenant's changes. It is before all eras of the database, so the feed shows none of them, and
 * the history shows all. Their transactions get numbers that no transaction of the database will ever have.
 */
const ERA = 0;
const NUMBERS_FROM = 2n ** 62n;

const restoredAs = (table: string) => quoted(`restored_${table}`);

/**
 * Restores the backup of one tenant into a new database, or beside other tenants, in one transaction. Rows are received
 * in temporary tables first, while all servers go on. They are then added without triggers, which would count them
 * again: for that moment other transactions read, and wait with their writes.
 */
export async function restoreTenant(
  owner: DataSourceOptions,
  backup: Backup,
  { hasNewId = false } = {},
): Promise<RestoredTenant> {
  const { tenant, migrations } = headerOf(backup);
  let isMade = false;
  const restored = await onOwningConnection(owner, async (connection) => {
    const { runner, client } = connection;
    if (await isCluster(runner)) throw new Error('A single tenant cannot be restored into a cluster with Citus');
    await beginAlone(connection);
    isMade = (await storedTables(client)).length === 0;
    if (isMade) await bringUpToDate(connection);
    if (String([...((await migrationsIn(client)) ?? [])].sort()) !== String([...migrations].sort()))
      throw new Error('The tables of the database are of another release than those of the backup. Bring both to one');
    const tables = await storedTables(client);
    await receive(client, backup, tables);
    const id = await idFor(client, tenant!, hasNewId);
    await client.query(`SELECT ${SET_LOCALLY}('app.tenant', $1)`, [id]);
    await matchUsers(client, backup);
    const rows = await addAll(client, tables, id);
    await advanceSequences(client, backup);
    await runner.commitTransaction();
    await runner.query('ANALYZE');
    return { tenant: id, slug: tenant!.slug, rows };
  });
  if (isMade) await migrate(owner);
  return restored;
}

/** Loads the rows into temporary tables, which have no policies, keys and triggers. */
async function receive(client: ClientBase, backup: Backup, tables: readonly StoredTable[]): Promise<void> {
  const isExpected = ({ name, isOfTenants }: StoredTable) => isOfTenants || name === 'tenants' || name === 'users';
  const missing = new Set(tables.filter(isExpected).map(({ name }) => name));
  for await (const section of backup.sections()) {
    const table = tableFor(section, tables.filter(isExpected));
    missing.delete(table.name);
    await receiveOne(client, table, section);
  }
  if (missing.size > 0) throw new UnusableBackup(`The backup lacks tables: ${[...missing].join(', ')}`);
}

async function receiveOne(client: ClientBase, { name, columns }: StoredTable, section: Section): Promise<void> {
  await client.query(`CREATE TEMPORARY TABLE ${restoredAs(name)} ON COMMIT DROP AS
    SELECT ${listed(columns)} FROM ${tableNamed(name)} WITH NO DATA`);
  await load(client, `pg_temp.${restoredAs(name)}`, section);
}

/** The ID of the tenant: its own, or a new one. */
async function idFor(client: ClientBase, { id, slug }: TenantOfBackup, hasNewId: boolean): Promise<string> {
  const { rows: received } = await client.query<{ id: string; slug: string }>(
    `SELECT id::text, slug FROM pg_temp.${restoredAs('tenants')}`,
  );
  if (received.length !== 1 || received[0]!.id !== id || received[0]!.slug !== slug)
    throw new UnusableBackup('The backup has rows of another tenant than its header says');
  const { rows } = await client.query<{ slug: string; domain: string; isSame: boolean }>(
    `SELECT t.slug, t.domain, t.slug = r.slug OR t.domain = r.domain AS "isSame"
     FROM public.tenants t JOIN pg_temp.${restoredAs('tenants')} r
       ON t.id = r.id OR t.slug = r.slug OR t.domain = r.domain`,
  );
  const same = rows.find(({ isSame }) => isSame);
  if (same)
    throw new Error(
      `The database has a tenant ${same.slug} with the domain ${same.domain} already. ` +
        'To take it back to the backup, remove it first: clientela tenant delete',
    );
  if (rows.length === 0) {
    await advance(client, await idSequence(client, 'tenants'), id);
    return id;
  }
  if (!hasNewId)
    throw new Error(
      `The ID ${id} of the tenant belongs to the tenant ${rows[0]!.slug} here. Give --new-id: the tenant then gets ` +
        'another one, and callers of accounting send that as organization-id',
    );
  const { rows: next } = await client.query<{ id: string }>('SELECT nextval($1::regclass)::text AS id', [
    await idSequence(client, 'tenants'),
  ]);
  return next[0]!.id;
}

/**
 * Decides which user each user of the backup is here. One whose email address belongs to a user of this database is
 * that user, whose password and names stay. The others are added, with a new ID where theirs is taken.
 */
async function matchUsers(client: ClientBase, backup: Backup): Promise<void> {
  const sequence = await idSequence(client, 'users');
  const last = sequencesOf(backup)[sequence.replace(/^public\./, '')]?.last;
  // No new ID can then be one that another user of the backup has.
  if (last !== undefined) await advance(client, sequence, last);
  await client.query(`
    CREATE TEMPORARY TABLE restored_user_ids ON COMMIT DROP AS
      SELECT r.id AS old_id, known.id IS NOT NULL AS is_known,
        CASE WHEN known.id IS NOT NULL THEN known.id
          WHEN EXISTS (SELECT FROM public.users taken WHERE taken.id = r.id) THEN nextval('${sequence}')
          ELSE r.id END AS new_id
      FROM pg_temp.restored_users r LEFT JOIN public.users known
        ON lower(known.email) = lower(r.email) AND known.deleted_at IS NULL AND r.deleted_at IS NULL`);
  const { rows } = await client.query<{ login: string }>(`
    SELECT u.login FROM public.users u JOIN pg_temp.restored_users r ON lower(u.login) = lower(r.login)
    JOIN pg_temp.restored_user_ids ids ON ids.old_id = r.id
    WHERE NOT ids.is_known AND u.deleted_at IS NULL AND r.deleted_at IS NULL LIMIT 1`);
  if (rows[0])
    throw new Error(`The login name ${rows[0].login} of a user of the backup belongs to another user of the database`);
}

/** Adds the received rows, each table after those that it refers to. */
async function addAll(client: ClientBase, tables: readonly StoredTable[], id: string): Promise<RowCounts> {
  const counts: RowCounts = {};
  const ordered = await tablesInOrder(client);
  const tableOf = (name: string) => tables.find((table) => table.name === name)!;
  const added = ['tenants', 'users', ...ordered].filter((name) => !PLACES_IN_FEED.includes(name)).map(tableOf);
  const triggered = await disableTriggers(client, ordered);
  await client.query('SET CONSTRAINTS ALL DEFERRED');
  for (const table of added) {
    const { rowCount } = await client.query(adding(table, id));
    counts[table.name] = rowCount ?? 0;
  }
  // Old versions stay as far as they are there, and trimming begins with the era of the restored changes.
  await client.query(`INSERT INTO public.trimmed_changes (tenant_id, era, written_by, seq)
    SELECT ${id}, ${ERA}, '0', coalesce((SELECT max(seq) FROM pg_temp.${restoredAs('trimmed_changes')}), 0)`);
  // A table with checks that wait cannot be altered.
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  for (const name of triggered) await client.query(`ALTER TABLE ${tableNamed(name)} ENABLE TRIGGER USER`);
  return counts;
}

/** Returns the tables that have triggers. A deadlock with a writer may end an attempt. */
async function disableTriggers(client: ClientBase, ordered: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT DISTINCT relname::text AS name FROM pg_class JOIN pg_trigger ON tgrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal`);
  const triggered = ordered.filter((table) => rows.some(({ name }) => name === table));
  await client.query('SAVEPOINT before_locks');
  for (let tries = 1; ; tries++) {
    try {
      for (const name of triggered) await client.query(`ALTER TABLE ${tableNamed(name)} DISABLE TRIGGER USER`);
      return triggered;
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK || tries === ATTEMPTS) throw error;
      await client.query('ROLLBACK TO before_locks');
    }
  }
}

const DEADLOCK = '40P01';
const ATTEMPTS = 4;

function adding({ name, columns, isOfTenants, userColumns }: StoredTable, id: string): string {
  const newUser = (user: string) => `(SELECT new_id FROM pg_temp.restored_user_ids WHERE old_id = ${user})`;
  const newCaller = (caller: string) =>
    `CASE WHEN ${caller} ~ '${USER}' THEN coalesce('user:' || ${newUser(`substr(${caller}, 6)::bigint`)}, ${caller})
      ELSE ${caller} END`;
  const changed: Record<string, string> = {
    ...(isOfTenants && { tenant_id: id }),
    ...(name === 'tenants' && { id }),
    ...(name === 'users' && { id: newUser('r.id') }),
    ...Object.fromEntries(userColumns.map((column) => [column, newUser(`r.${quoted(column)}`)])),
    ...(CALLERS[name] && { [CALLERS[name]]: newCaller(`r.${CALLERS[name]}`) }),
    ...(name === 'changes' && {
      era: String(ERA),
      written_by: `(${NUMBERS_FROM} + dense_rank() OVER (ORDER BY r.era, r.written_by))::text::xid8`,
      origin: `CASE WHEN r.origin IS NOT NULL THEN ${newCaller('r.origin[1]')} || r.origin[2:] END`,
    }),
  };
  const values = columns.map((column) => changed[column] ?? `r.${quoted(column)}`);
  const known = 'SELECT FROM pg_temp.restored_user_ids ids WHERE ids.old_id = r.id AND ids.is_known';
  const condition = name === 'users' ? `WHERE NOT EXISTS (${known})` : '';
  return `INSERT INTO ${tableNamed(name)} (${listed(columns)}) OVERRIDING SYSTEM VALUE
    SELECT ${values.join(', ')} FROM pg_temp.${restoredAs(name)} r ${condition}`;
}

/** New rows of the tenant must not get IDs that restored ones have. */
async function advanceSequences(client: ClientBase, backup: Backup): Promise<void> {
  const known = await sequencePositions(client);
  for (const [name, { last }] of Object.entries(sequencesOf(backup)))
    if (name in known) await advance(client, tableNamed(name), last);
}

/** Until the end of the transaction other transactions wait for a next number, so none of them can be lost. */
async function advance(client: ClientBase, sequence: string, last: string): Promise<void> {
  await client.query(`ALTER SEQUENCE ${sequence} NO CYCLE`);
  const { rows } = await client.query<{ isBehind: boolean }>(
    `SELECT last_value < $1::bigint OR (last_value = $1::bigint AND NOT is_called) AS "isBehind" FROM ${sequence}`,
    [last],
  );
  if (rows[0]!.isBehind) await client.query(`ALTER SEQUENCE ${sequence} RESTART WITH ${BigInt(last) + 1n}`);
}

async function idSequence(client: ClientBase, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>("SELECT pg_get_serial_sequence($1, 'id') AS name", [
    `public.${table}`,
  ]);
  return rows[0]!.name;
}
