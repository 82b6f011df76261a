import type { Writable } from 'node:stream';
import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { DataSourceOptions } from 'typeorm';
import { type RowCounts, type Section, writeBackup } from '../../engine/backup-file/index.js';
import { SET_LOCALLY } from '../cluster.js';
import { type BackupHeader, FORMAT, type TenantOfBackup } from './header.js';
import { onOwningConnection } from './owning-connection.js';
import {
  listed,
  migrationsIn,
  quoted,
  sequencePositions,
  SETTINGS,
  type StoredTable,
  storedTables,
  tableNamed,
} from './stored-tables.js';

export interface BackupOptions {
  /** The slug of a tenant. Without it the backup has all tenants. */
  tenant?: string;
  /** The version of the program. */
  release: string;
  /** Encrypts the backup. */
  secret?: string;
}

export interface BackedUp {
  header: BackupHeader;
  rows: RowCounts;
}

/**
 * Writes a backup of the database, and ends the output. All rows are of one moment: writers go on meanwhile, and what
 * they commit is not in it. It connects as the owner of the tables, which needs no other right.
 */
export function backUp(owner: DataSourceOptions, output: Writable, options: BackupOptions): Promise<BackedUp> {
  return onOwningConnection(owner, async ({ runner, client }) => {
    await runner.startTransaction('REPEATABLE READ');
    await client.query(`SET TRANSACTION READ ONLY; ${SETTINGS}`);
    const migrations = await migrationsIn(client);
    if (!migrations?.length) throw new Error('The database has no tables of Clientela, so there is nothing to back up');
    await assertOwner(client);
    const tenant = options.tenant === undefined ? undefined : await tenantOf(client, options.tenant);
    const header = await headerOf(client, migrations, options.release, tenant);
    const sections = tenant ? sectionsOfTenant(client, tenant) : allSections(client);
    // Sequences are read last: they have then given out all IDs of the rows.
    const closing = async () => ({ sequences: await sequencePositions(client) });
    const rows = await writeBackup(output, { header, sections, closing }, options.secret);
    await runner.commitTransaction();
    return { header, rows };
  });
}

async function assertOwner(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ owns: boolean }>(`
    SELECT bool_and(pg_has_role(relowner, 'USAGE')) AS owns FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`);
  if (!rows[0]!.owns)
    throw new Error('The database user does not own the tables. Set DATABASE_OWNER_URL to the user that does');
}

async function tenantOf(client: ClientBase, slug: string): Promise<TenantOfBackup> {
  const { rows } = await client.query<TenantOfBackup>('SELECT id::text, slug FROM public.tenants WHERE slug = $1', [
    slug,
  ]);
  if (!rows[0]) throw new Error(`There is no tenant ${slug}`);
  return rows[0];
}

async function headerOf(
  client: ClientBase,
  migrations: readonly string[],
  release: string,
  tenant?: TenantOfBackup,
): Promise<BackupHeader> {
  const { rows } = await client.query<{ at: Date; version: string }>(
    "SELECT now() AS at, current_setting('server_version') AS version",
  );
  const { at, version } = rows[0]!;
  return { format: FORMAT, release, madeAt: at.toISOString(), postgres: version, tenant: tenant ?? null, migrations };
}

async function* allSections(client: ClientBase): AsyncGenerator<Section> {
  const { rows: tenants } = await client.query<{ id: string }>('SELECT id::text FROM public.tenants ORDER BY id');
  const setTenant = await tenantSetter(client);
  for (const table of await storedTables(client)) {
    const ids = table.isFenced && table.isOfTenants ? tenants.map(({ id }) => id) : undefined;
    yield {
      table: table.name,
      columns: table.columns,
      rows: ids ? ofEach(client, table, ids, setTenant) : copied(client, table),
    };
  }
}

/** Rows of one tenant after the other. Policies hold the owner too, so each tenant is set in turn. */
async function* ofEach(
  client: ClientBase,
  table: StoredTable,
  tenants: readonly string[],
  setTenant: SetTenant,
): AsyncGenerator<Buffer> {
  for (const tenant of tenants) {
    await setTenant(tenant);
    yield* copied(client, table, ofTenant(tenant));
  }
  await setTenant('');
}

async function* sectionsOfTenant(client: ClientBase, { id }: TenantOfBackup): AsyncGenerator<Section> {
  const setTenant = await tenantSetter(client);
  await setTenant(id);
  const tables = await storedTables(client);
  const pointing = tables.flatMap(({ name, isOfTenants, userColumns }) =>
    isOfTenants ? userColumns.map((column) => `SELECT ${quoted(column)} FROM ${tableNamed(name)} ${ofTenant(id)}`) : [],
  );
  // Users who have left the tenant are still named as those who made a change.
  const users = [
    ...pointing,
    ...tables.flatMap(({ name }) => callersOf(name, id)),
    `SELECT substr(origin[1], 6)::bigint FROM public.changes
    ${ofTenant(id)} AND origin[1] ~ '${USER}'`,
  ];
  const conditions: Record<string, string> = {
    tenants: `WHERE id = ${digits(id)}`,
    users: `WHERE id IN (${users.join(' UNION ')})`,
  };
  for (const table of tables) {
    const condition = table.isOfTenants ? ofTenant(id) : conditions[table.name];
    if (condition === undefined) continue;
    yield { table: table.name, columns: table.columns, rows: copied(client, table, condition) };
  }
}

/** A user, as callers and actors are stored: `user:7`. */
export const USER = '^user:[0-9]{1,18}$';

/** Columns that name a caller or an actor: `user:7`, `key:9`. */
export const CALLERS: Readonly<Record<string, string>> = {
  erp_nonces: 'caller',
  kept_answers: 'caller',
  imports: 'actor',
  customer_pairs: 'decided_by',
  customer_merges: 'merged_by',
};

const callersOf = (table: string, tenant: string): string[] =>
  CALLERS[table] === undefined
    ? []
    : [
        `SELECT substr(${CALLERS[table]}, 6)::bigint FROM ${tableNamed(table)}
        ${ofTenant(tenant)} AND ${CALLERS[table]} ~ '${USER}'`,
      ];

const ofTenant = (id: string) => `WHERE tenant_id = ${digits(id)}`;

/** An ID as a part of a statement. COPY takes no parameters. */
function digits(id: string): string {
  if (!/^\d+$/.test(id)) throw new Error('An ID has digits only');
  return id;
}

type SetTenant = (tenant: string) => Promise<unknown>;

// The first releases did not have the function, which clusters need.
async function tenantSetter(client: ClientBase): Promise<SetTenant> {
  const { rows } = await client.query<{ has: boolean }>('SELECT to_regproc($1) IS NOT NULL AS has', [SET_LOCALLY]);
  const set = rows[0]!.has ? `${SET_LOCALLY}('app.tenant', $1)` : "set_config('app.tenant', $1, true)";
  return (tenant) => client.query(`SELECT ${set}`, [tenant]);
}

const copied = (client: ClientBase, { name, columns }: StoredTable, condition = ''): AsyncIterable<Buffer> =>
  client.query(copyTo(`COPY (SELECT ${listed(columns)} FROM ${tableNamed(name)} ${condition}) TO STDOUT`));
