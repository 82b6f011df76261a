import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { SET_LOCALLY } from './cluster.js';
import { poolOf } from './pool-of.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { WORKING_ROLE } from './working-role.js';

/** A row as JSON. PostgreSQL writes it, so numbers keep all their digits. */
export interface RowOfTable {
  table: string;
  row: string;
}

/** Rows in memory at a time. One row may have some hundred kilobytes. */
const BATCH = 100;

/** Reads all rows of a tenant. The catalog says which tables have a tenant, so a new table is never forgotten. */
@Injectable()
export class TenantRows {
  constructor(private readonly source: DataSource) {}

  /**
   * Every row of the tenant, all from one snapshot: table by table, in the order of their primary keys. Generated and
   * binary columns are left out. `only` restricts the columns of a table.
   */
  async *of(tenant: TenantId, only: Readonly<Record<string, readonly string[]>> = {}): AsyncGenerator<RowOfTable> {
    const client = await poolOf(this.source).connect();
    let isWhole = false;
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // The reader of the output may be slow, so there are no time limits. Row-level security shows the working role
      // the rows of this tenant alone.
      await client.query(SETTINGS, [WORKING_ROLE, String(tenant)]);
      for (const { table, columns, key } of await tablesOfTenants(client)) {
        const shown = columns
          .filter((column) => only[table]?.includes(column) ?? true)
          .map(quoted)
          .join(', ');
        const order = key.map(quoted).join(', ');
        const ofTenant = `FROM ${quoted(table)} WHERE tenant_id = ${Number(tenant)}`;
        const rowsOfTenant = `SELECT ${shown} ${ofTenant} ORDER BY ${order}`;
        await client.query(`DECLARE rows_of_tenant NO SCROLL CURSOR FOR
          SELECT row_to_json(shown)::text AS row FROM (${rowsOfTenant}) AS shown`);
        for (;;) {
          const { rows } = await client.query<{ row: string }>(`FETCH ${BATCH} FROM rows_of_tenant`);
          for (const { row } of rows) yield { table, row };
          if (rows.length < BATCH) break;
        }
        await client.query('CLOSE rows_of_tenant');
      }
      await client.query('COMMIT');
      isWhole = true;
    } finally {
      // If the reader stopped early, the connection is still inside the transaction and must not be used again.
      client.release(!isWhole);
    }
  }
}

/** How to connect as the owner of the tables. */
export type Owner = DataSourceOptions;

const SETTINGS = `SELECT set_config('role', $1, true), ${SET_LOCALLY}('app.tenant', $2),
  set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`;

/** How many rows of each table were removed. */
export type RowsRemoved = Record<string, number>;

/**
 * Removes a tenant and its rows in every table, in one transaction. It connects as the owner of the tables, because the
 * application's own role may not do that. It waits for writers that are under way.
 */
export async function removeTenant(owner: Owner, tenant: TenantId): Promise<RowsRemoved> {
  const source = await new DataSource({ ...owner, migrations: [], entities: [] }).initialize();
  try {
    for (let tries = 1; ; tries++) {
      try {
        return await removed(source, tenant);
      } catch (error) {
        // A deadlock with a writer, in which PostgreSQL ended this transaction.
        if ((error as { code?: string }).code !== '40P01' || tries === ATTEMPTS) throw error;
      }
    }
  } finally {
    await source.destroy();
  }
}

const ATTEMPTS = 4;

async function removed(source: DataSource, tenant: TenantId): Promise<RowsRemoved> {
  const client = await poolOf(source).connect();
  try {
    await client.query('BEGIN');
    const named = `SELECT ${SET_LOCALLY}('app.tenant', $1), ${SET_LOCALLY}('app.removed_tenant', $1)`;
    await client.query(named, [String(tenant)]);
    // A writer that adds a row of the tenant, or of one of its records, locks one of these rows, so this waits for it.
    await client.query('SELECT FROM tenants WHERE id = $1 FOR UPDATE', [tenant]);
    const tables = await tablesOfTenants(client);
    for (const { table } of tables.toReversed().filter(({ isPointedAt }) => isPointedAt)) {
      await client.query(`SELECT FROM ${quoted(table)} WHERE tenant_id = $1 FOR UPDATE`, [tenant]);
    }
    const counts: RowsRemoved = {};
    // Triggers write counts while rows are deleted, so each table is emptied twice.
    for (const { table } of [...tables, ...tables]) {
      const { rowCount } = await client.query(`DELETE FROM ${quoted(table)} WHERE tenant_id = $1`, [tenant]);
      counts[table] ??= rowCount ?? 0;
    }
    await client.query('DELETE FROM tenants WHERE id = $1', [tenant]);
    await client.query('COMMIT');
    client.release();
    return counts;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

interface TableOfTenants {
  table: string;
  columns: string[];
  /** The columns of its primary key. */
  key: string[];
  isPointedAt: boolean;
}

/** The names of tables that have a tenant, each after the tables that it refers to. */
export const tablesInOrder = async (client: ClientBase): Promise<string[]> =>
  (await tablesOfTenants(client)).map(({ table }) => table).toReversed();

/** Tables that have a tenant, each before the tables that it refers to. Keys that are checked at COMMIT are ignored. */
async function tablesOfTenants(client: ClientBase): Promise<TableOfTenants[]> {
  const { rows: tables } = await client.query<Omit<TableOfTenants, 'isPointedAt'> & { targets: string[] }>(`
    SELECT c.relname::text AS "table",
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
          AND a.atttypid <> 'bytea'::regtype) AS columns,
      (SELECT array_agg(a.attname::text ORDER BY k.place) FROM pg_constraint p
        CROSS JOIN LATERAL unnest(p.conkey) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE p.conrelid = c.oid AND p.contype = 'p') AS key,
      ARRAY (SELECT t.relname::text FROM pg_constraint f JOIN pg_class t ON t.oid = f.confrelid
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND NOT f.condeferrable AND f.confrelid <> c.oid) AS targets
    FROM pg_class c JOIN pg_attribute tenant ON tenant.attrelid = c.oid
      AND tenant.attname = 'tenant_id' AND NOT tenant.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`);
  const pointedAt = new Set(tables.flatMap(({ targets }) => targets));
  const sorted: TableOfTenants[] = [];
  const left = new Map(tables.map((one) => [one.table, one]));
  while (left.size > 0) {
    const targets = new Set([...left.values()].flatMap((one) => one.targets));
    const free = [...left.values()].filter(({ table }) => !targets.has(table));
    if (free.length === 0) throw new Error(`Tables point at each other: ${[...left.keys()].join(', ')}`);
    for (const { targets: _, ...one } of free) {
      sorted.push({ ...one, isPointedAt: pointedAt.has(one.table) });
      left.delete(one.table);
    }
  }
  return sorted;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
