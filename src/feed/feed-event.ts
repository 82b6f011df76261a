import {
  originNamed,
  type Patch,
  type RecordKind,
  type RowChange,
  together,
  type Turn,
  turnOf,
  versionMadeBy,
} from '../database/kept-changes.js';
import type { KeptChange } from './feed.repository.js';

/** A customer that one transaction changed. */
export interface FeedEvent {
  /** The feed goes on after it from here. */
  cursor: string;
  customerId: number;
  /** The customer's version after the change. */
  version: number | null;
  /** `deleted` is a tombstone. After `erased`, earlier changes of the customer have no personal values any more. */
  kind: Turn;
  at: Date;
  actor: string | null;
  contract: string | null;
  operation: string | null;
  requestId: string | null;
  reason: string | null;
  /** What changed, in the order in which it did. One record may be in it several times. */
  records: TouchedRecord[];
}

export interface TouchedRecord {
  record: RecordKind;
  id: number;
  kind: RowChange;
  /** By column: its value before and after if the record was changed, otherwise its value. */
  patch: Patch;
}

/** One event for each customer and transaction. Their rows are together already. */
export function eventsOf(rows: readonly KeptChange[], cursor: (row: KeptChange) => string): FeedEvent[] {
  const areOfOneEvent = (one: KeptChange, other: KeptChange) =>
    one.customerId === other.customerId && one.seq === other.seq;
  return together(rows, areOfOneEvent).map((group) => eventOf(group, cursor(group[0]!)));
}

function eventOf(rows: readonly KeptChange[], cursor: string): FeedEvent {
  const [{ customerId, at, origin }] = rows as [KeptChange];
  return {
    cursor,
    customerId,
    version: versionMadeBy(rows),
    kind: turnOf(rows),
    at: new Date(at),
    ...originNamed(origin),
    records: rows.map(({ record, recordId, kind, patch }) => ({ record, id: recordId, kind, patch })),
  };
}
