import { Database } from '../../src/engine/tenant-database/index.js';
import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from './app.js';

export interface Reading {
  found: number;
  /** Rows of all tables together. */
  rows: number;
  tables: Readonly<Record<string, number>>;
}

/** What some work finds, and how many rows PostgreSQL reads for it, of each table. */
export async function reading(
  app: TestApp,
  tenant: Pick<TestTenant, 'id'>,
  work: () => Promise<unknown>,
): Promise<Reading> {
  const database = app.nest.get(Database);
  const rowsRead = async () =>
    (await database.write<{ rows: Record<string, number> }>(tenant.id, { text: READ }))[0]!.rows;
  return database.transaction(tenant.id, async () => {
    const before = await rowsRead();
    const { length } = (await work()) as unknown[];
    const tables = Object.entries(await rowsRead())
      .map(([table, rows]) => [table, rows - (before[table] ?? 0)] as const)
      .filter(([, rows]) => rows > 0);
    return { found: length, rows: tables.reduce((sum, [, rows]) => sum + rows, 0), tables: Object.fromEntries(tables) };
  });
}

// Without `tenants`: other tests add tenants, and PostgreSQL reads all rows of so small a table.
const READ =
  "SELECT coalesce(json_object_agg(relname, seq_tup_read + coalesce(idx_tup_fetch, 0)), '{}') AS rows " +
  "FROM pg_stat_xact_user_tables WHERE relname <> 'tenants'";
