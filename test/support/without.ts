import { RECORD_TABLES, type RecordKind } from '../../src/database/kept-changes.js';
import { Database, type TenantId } from '../../src/engine/tenant-database/index.js';
import type { TestApp } from './app.js';

/**
 * A small model of reverts. Each column of each record is a cell with a list of writes. If the last writes of a cell
 * are those of the reverted actor, it gets the value from before these writes; else it stays.
 */
export interface Write {
  isMine: boolean;
  actor: string | null;
  from: unknown;
  to: unknown;
}

/** Stands for the value of a column whose record is not there. */
export const ABSENT = Symbol('absent');

type Patch = Record<string, unknown>;

export interface Kept {
  seq: number;
  customer: number;
  record: RecordKind;
  id: number;
  kind: 'added' | 'changed' | 'removed';
  patch: Patch;
  actor: string | null;
}

export type Stored = Map<string, Patch>;

/** All rows of records of a tenant, as JSON, by record and ID. */
export async function storedRows(app: TestApp, tenant: TenantId): Promise<Stored> {
  const stored: Stored = new Map();
  for (const [record, table] of Object.entries(RECORD_TABLES)) {
    const decimals =
      record === 'customer'
        ? `|| jsonb_build_object('opening_balance', opening_balance::text, 'opening_balance_rate', opening_balance_rate::text)`
        : '';
    const rows = await app.nest.get(Database).write<{ row: Patch }>(tenant, {
      text: `SELECT to_jsonb(t) ${decimals} AS row FROM ${table} t WHERE tenant_id = $1`,
      values: [tenant],
    });
    for (const { row } of rows) stored.set(`${record} ${String(row.id)}`, row);
  }
  return stored;
}

export const keptSince = (app: TestApp, tenant: TenantId, since: Date): Promise<Kept[]> =>
  app.nest.get(Database).write<Kept>(tenant, {
    text: `SELECT seq, customer_id AS customer, record, record_id AS id, kind, patch, origin[1] AS actor
      FROM changes WHERE tenant_id = $1 AND at >= $2 ORDER BY seq`,
    values: [tenant, since],
  });

/** The writes of one record: of its columns, and of its existence. */
export class Writes {
  readonly cells = new Map<string, Write[]>();
  readonly existence: Write[] = [];

  take({ kind, patch, actor }: Kept, isMine: boolean, columns: readonly string[]): void {
    const write = (column: string, from: unknown, to: unknown) =>
      this.cells.set(column, [...(this.cells.get(column) ?? []), { isMine, actor, from, to }]);
    if (kind === 'changed')
      for (const [column, [from, to]] of Object.entries(patch as Record<string, [unknown, unknown]>))
        write(column, from, to);
    else {
      const isAdded = kind === 'added';
      this.existence.push({ isMine, actor, from: !isAdded, to: isAdded });
      for (const column of columns)
        write(column, isAdded ? ABSENT : (patch[column] ?? null), isAdded ? (patch[column] ?? null) : ABSENT);
    }
  }

  /** Whether another actor has written anything of the record after its last addition. */
  isTouchedSinceAdded(): boolean {
    const all = [...this.cells.values()];
    return all.some((writes) =>
      writes.slice(writes.findLastIndex(({ from }) => from === ABSENT)).some((one) => !one.isMine),
    );
  }
}

/** The value that a cell gets, if the last writes are mine: that from before them. */
export function before(writes: readonly Write[]): { value: unknown } | undefined {
  if (!writes.at(-1)?.isMine) return undefined;
  return { value: writes[writes.findLastIndex(({ isMine }) => !isMine) + 1]!.from };
}

/** The writer that stands in the way: the last one, if it is another one and my writes before had an effect. */
export function later(writes: readonly Write[]): Write | undefined {
  const first = writes.find(({ isMine }) => isMine);
  const last = writes.at(-1)!;
  if (!first || last.isMine) return undefined;
  const mine = writes.findLast(({ isMine }) => isMine)!;
  return isSame(mine.to, first.from) || isSame(last.to, first.from) ? undefined : last;
}

export const isSame = (one: unknown, other: unknown): boolean =>
  one === other ||
  (one !== ABSENT && other !== ABSENT && JSON.stringify(one ?? null) === JSON.stringify(other ?? null));
