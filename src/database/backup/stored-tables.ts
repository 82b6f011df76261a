import type { ClientBase } from 'pg';

/** A table that a backup has. */
export interface StoredTable {
  name: string;
  /** Without generated columns, which the database computes again. */
  columns: string[];
  isOfTenants: boolean;
  /** Its policies hide rows of other tenants from this user, although it owns the table. */
  isFenced: boolean;
  /** Columns that name a user. */
  userColumns: string[];
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
export const tableNamed = (name: string) => `public.${quoted(name)}`;
export const listed = (columns: readonly string[]) => columns.map(quoted).join(', ');

/** The catalog says which tables there are, so a new table is never forgotten. */
export async function storedTables(client: ClientBase): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable>(`
    SELECT c.relname::text AS name, row_security_active(c.oid) AS "isFenced",
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
      EXISTS (SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS "isOfTenants",
      ARRAY (SELECT a.attname::text FROM pg_constraint f
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND cardinality(f.conkey) = 1
          AND f.confrelid = to_regclass('public.users')) AS "userColumns"
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname <> 'migrations' AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
    ORDER BY 1`);
  return rows;
}

/** The last number of a sequence, and whether it was given out. */
export interface SequencePosition {
  last: string;
  isUsed: boolean;
}

export type SequencePositions = Record<string, SequencePosition>;

export async function sequencePositions(client: ClientBase): Promise<SequencePositions> {
  const { rows: sequences } = await client.query<{ name: string }>(`
    SELECT relname::text AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' AND relname <> 'migrations_id_seq' ORDER BY 1`);
  const positions: SequencePositions = {};
  for (const { name } of sequences) {
    const { rows } = await client.query<SequencePosition>(
      `SELECT last_value::text AS last, is_called AS "isUsed" FROM ${tableNamed(name)}`,
    );
    positions[name] = rows[0]!;
  }
  return positions;
}

/** The migrations that made the tables, in their order. Undefined if the database has no table for them. */
export async function migrationsIn(client: ClientBase): Promise<string[] | undefined> {
  const { rows: found } = await client.query("SELECT FROM pg_class WHERE oid = to_regclass('public.migrations')");
  if (found.length === 0) return undefined;
  const { rows } = await client.query<{ name: string }>('SELECT name FROM public.migrations ORDER BY timestamp, name');
  return rows.map(({ name }) => name);
}

/** For both directions: no time limits, and texts that any PostgreSQL reads as the same values. */
export const SETTINGS = `
  SET LOCAL statement_timeout = 0;
  SET LOCAL lock_timeout = 0;
  SET LOCAL idle_in_transaction_session_timeout = 0;
  SET LOCAL search_path = public;
  SET LOCAL "DateStyle" = 'ISO, YMD';
  SET LOCAL "IntervalStyle" = 'postgres';
  SET LOCAL "TimeZone" = 'UTC';
  SET LOCAL bytea_output = 'hex';
  SET LOCAL extra_float_digits = 3`;
