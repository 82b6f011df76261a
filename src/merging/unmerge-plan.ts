import type { Kind, Moved, MovedEntry, MovedId, MovedRecord, RecordRows } from './moved.js';

/**
 * Why something is not as it was before the merge.
 * - `changed`: it was changed since, so it stays with the customer that stays.
 * - `removed`: the record was removed since.
 * - `added`: it came since, and stays with the customer that stays.
 * - `twin`: the customer that comes back has an equal record.
 * - `joined`: the record stood for an equal one of the customer that comes back, and was changed since.
 * - `pointer`: what it pointed at is a record of the other customer.
 * - `cycle`: the customer that comes back is below it now.
 * - `shared`: the record that goes back stands for an equal one of another merged customer, which stays with that one.
 * - `erased`: one of the two was erased since.
 */
export type UnmergeReason =
  'changed' | 'removed' | 'added' | 'twin' | 'joined' | 'pointer' | 'cycle' | 'shared' | 'erased';

export interface NotRestored {
  record: Kind | 'customer' | 'ledger_entry';
  id: number;
  column: string | null;
  reason: UnmergeReason;
}

/** A merge that stands, as its undoing reads it. */
export interface StandingMerge {
  id: number;
  intoId: number;
  goneId: number;
  mergedAt: Date;
  moved: Moved;
}

export interface EntryNow {
  id: number;
  customer: number;
  payer: number | null;
  createdAt: string;
}

export interface UnmergeAsked {
  merge: StandingMerge;
  /** The merges by which the customer that stayed is itself gone, from it upwards. */
  chain: readonly StandingMerge[];
  /** The merges that stand into the customers of the chain, in their order. */
  siblings: readonly StandingMerge[];
  /** The merges by which a parent that the merge has set is gone, from it upwards. */
  parents: readonly StandingMerge[];
  /** The rows of the customers that may hold what was moved: those of the chain, by ID. */
  holders: ReadonlyMap<number, RecordRows>;
  gone: RecordRows;
  /** The rows of other merged customers that have completed the same records as one of these merges. */
  equals: readonly RecordRows[];
  entries: readonly EntryNow[];
  /** Children now of the customer that holds them, and the line of parents above the one that comes back. */
  children: readonly { id: number; createdAt: string }[];
  above: readonly number[];
}

/** A record that goes back, and the customer that has it. */
export interface ReturnedRecord extends MovedRecord {
  from: number;
}

export interface UnmergePlan {
  returned: ReturnedRecord[];
  /** Columns to set, by customer. */
  columns: Map<number, Record<string, unknown>>;
  edits: { kind: Kind; id: number; column: string; value: unknown }[];
  persons: { id: number; email: number | null; phone: number | null; isRestored: boolean }[];
  children: number[];
  entries: MovedEntry[];
  ids: MovedId[];
  notRestored: NotRestored[];
  /** What other merges undo from now on. */
  others: StandingMerge[];
}
