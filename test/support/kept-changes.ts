import { RECORD_TABLES, type RecordKind } from '../../src/database/kept-changes.js';
import { MERGED_INTO, MERGED_WITH } from '../../src/database/record-fields.js';
import { Database, type TenantId } from '../../src/engine/tenant-database/index.js';
import type { TestApp } from './app.js';

type Row = Record<string, unknown>;

interface Kept {
  record: RecordKind;
  id: number;
  kind: string;
  patch: Row;
}

/** What follows from other columns, and what a kept change has beside its patch. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  'tenant_id',
  'customer_id',
  'id',
  'version',
  'updated_at',
  'email_normal',
  'email_key',
  'phone_normal',
  'number_normal',
  'is_twin',
  'search_text',
  'search_numbers',
  'name_key',
  'legal_name_key',
  'tax_id_normal',
  'external_key_normal',
  'default_company_name_active',
  'customer_created_at',
  'first_name_key',
  'last_name_key',
  'full_name_key',
  'middle_name_key',
]);

/**
 * Asserts that the kept changes of a tenant, one after the other from the creation of each record, make the rows that
 * are there now.
 */
export async function assertKeptWhole(app: TestApp, tenant: TenantId): Promise<void> {
  const database = app.nest.get(Database);
  const changes = await database.write<Kept>(tenant, {
    text: `SELECT record, record_id AS id, kind, patch FROM changes WHERE tenant_id = $1 ORDER BY written_by, seq`,
    values: [tenant],
  });
  const made = new Map<string, Row>();
  for (const { record, id, kind, patch } of changes) {
    const name = `${record} ${id}`;
    if (kind === 'removed') expect([name, made.get(name)]).toEqual([name, patch]);
    if (kind === 'added') made.set(name, patch);
    else if (kind === 'removed') made.delete(name);
    else made.set(name, changed(made.get(name)!, patch as Record<string, [unknown, unknown]>));
  }
  const stored = new Map<string, Row>();
  for (const [record, table] of Object.entries(RECORD_TABLES)) {
    const rows = await database.write<{ row: Row }>(tenant, {
      text: `SELECT to_jsonb(t) AS row FROM ${table} t WHERE tenant_id = $1`,
      values: [tenant],
    });
    for (const { row } of rows) {
      const kept = Object.entries(row).filter(([column, value]) => !NOT_KEPT.has(column) && value !== null);
      stored.set(`${record} ${String(row.id)}`, Object.fromEntries(kept.map(withDigits)));
    }
  }
  const decimals = [...made].map(([name, row]) => [name, Object.fromEntries(Object.entries(row).map(withDigits))]);
  expect(Object.fromEntries(decimals)).toEqual(Object.fromEntries(stored));
}

function changed(before: Row, patch: Record<string, [unknown, unknown]>): Row {
  const after = { ...before };
  // A merge is noted in the history alone.
  const { [MERGED_INTO]: _, [MERGED_WITH]: __, ...columns } = patch;
  for (const [column, [old, now]] of Object.entries(columns)) {
    expect([column, before[column] ?? null]).toEqual([column, old]);
    if (now === null) Reflect.deleteProperty(after, column);
    else after[column] = now;
  }
  return after;
}

/** Decimal numbers are texts in kept changes, and numbers in the JSON of a row. */
const withDigits = ([column, value]: [string, unknown]): [string, unknown] =>
  column.startsWith('opening_balance') || column === 'amount'
    ? [column, column.endsWith('_at') ? value : Number(value)]
    : [column, value];
