import type { TenantId } from '../engine/tenant-database/index.js';
import { locked, type Subject } from '../problem.js';
import { noRoom, RECORDS_PER_CUSTOMER } from './record-limit.js';

/**
 * Planned edits of a customer's records of one kind, such as its emails. They set rows to what they once were, so they
 * have IDs and columns that no caller can choose.
 */
export interface RecordEdits<Row> {
  added: (Partial<Row> & { id: number })[];
  changed: { id: number; values: Partial<Row> }[];
  removed: number[];
}

interface EditedRow {
  id: number;
  isLocked?: boolean;
}

interface Statements<Row> {
  add(tenant: TenantId, values: Partial<Row>): Promise<unknown>;
  set(tenant: TenantId, id: number, values: Partial<Row>): Promise<unknown>;
  delete(tenant: TenantId, ids: readonly number[]): Promise<void>;
}

/**
 * Carries out planned edits, in the transaction that has locked the customer's row. Removals come first, so that their
 * values are free. Rows that exchange their values have left the unique index before.
 */
export async function editRecords<Row extends EditedRow>(
  tenant: TenantId,
  statements: Statements<Row>,
  { subject, before, edits }: { subject: Subject; before: readonly Row[]; edits: RecordEdits<Row> },
): Promise<void> {
  assertUnlocked(subject, before, edits);
  const { added, changed, removed } = edits;
  if (added.length > 0 && before.length - removed.length + added.length > RECORDS_PER_CUSTOMER) throw noRoom(subject);
  if (removed.length > 0) await statements.delete(tenant, removed);
  for (const { id, values } of changed) await statements.set(tenant, id, values);
  for (const row of added) await statements.add(tenant, row);
}

/** A locked record neither changes nor leaves, unless the same edit unlocks it. */
function assertUnlocked<Row extends EditedRow>(
  subject: Subject,
  before: readonly Row[],
  { changed, removed }: RecordEdits<Row>,
): void {
  const isLocked = new Set(before.filter((row) => row.isLocked).map(({ id }) => id));
  const isHeld = ({ id, values }: { id: number; values: Partial<Row> }) =>
    isLocked.has(id) && values.isLocked !== false;
  if (removed.some((id) => isLocked.has(id)) || changed.some(isHeld)) throw locked(subject);
}

/** The changed rows whose present normal form another edit gives to another row. */
export function exchanged<Row extends { id: number }>(
  before: readonly Row[],
  { added, changed }: RecordEdits<Row>,
  normal: keyof Row,
): number[] {
  const wanted = new Map<unknown, number>();
  for (const { id, values } of changed) if (values[normal] !== undefined) wanted.set(values[normal], id);
  for (const row of added) wanted.set(row[normal], row.id);
  const isChanged = new Set(changed.filter(({ values }) => values[normal] !== undefined).map(({ id }) => id));
  return before
    .filter((row) => isChanged.has(row.id) && wanted.has(row[normal]) && wanted.get(row[normal]) !== row.id)
    .map(({ id }) => id);
}
