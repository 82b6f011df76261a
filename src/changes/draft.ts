import { isDeepStrictEqual } from 'node:util';
import type { PresentRows } from './changes.repository.js';
import type { By, Row, TalliedRecord } from './tally.js';

/** The kinds of records that a revert can change. */
export type Kind = keyof PresentRows;

/** What a revert does about one field, or one whole record. `kept` and `conflict`: nothing, and why. */
export type Outcome = 'set' | 'removed' | 'added' | 'deleted' | 'restored' | 'conflict' | 'kept';

/**
 * Why something is not taken back.
 * - `changed`: another writer changed it later. `removed`: another writer removed the record, or deleted the customer.
 * - `touched`: selected changes added the record, and another writer has changed it or points at it.
 * - `unexplained`: it has another value, and no kept change says why.
 * - `locked`: the email or phone is locked.
 * - `twin`: another email or phone of the customer has the value now.
 * - `target`: the record that it pointed at is not there any more, or is not active.
 * - `in_place`: another field points at the record, and stays.
 * - `main_contact`, `number`, `default`, `claimed`, `undated`: it belongs to another field, which stays.
 * - `room`: the customer has as many of these records as it may have.
 * - `key`: another record has the external key now.
 * - `parent`: the rules of parents do not allow it.
 * - `children`: other customers have it as their parent.
 * - `erased`: the customer was erased since, so nothing before that is known.
 * - `merged`: the customer was merged since, or its merge was undone. Undo the merge instead.
 * - `ledger`: entries of the ledger are never removed, and a customer that has some is never deleted.
 */
export type Reason =
  | ('changed' | 'removed' | 'touched' | 'unexplained' | 'locked' | 'twin' | 'target' | 'in_place' | 'main_contact')
  | ('number' | 'default' | 'claimed' | 'undated' | 'room' | 'key' | 'parent' | 'children' | 'ledger')
  | ('erased' | 'merged');

/** What a revert does, or would do, about one field or about a whole record. */
export interface Item {
  record: Kind | 'ledger_entry';
  recordId: number;
  /** The column. Null for the whole record. */
  column: string | null;
  /** What it was without the selected changes. */
  before: unknown;
  /** What the selected changes left. */
  left: unknown;
  now: unknown;
  outcome: Outcome;
  reason?: Reason;
  /** The other writer, if that is the reason. */
  by?: By;
}

/** A planned edit of a row. An edit that is not possible is held: then it does nothing. */
export interface Edit {
  kind: Kind;
  id: number;
  /** The column to set, a row to make again, or neither: then the record is removed. */
  column?: string;
  to?: unknown;
  row?: Row;
  item: Item;
  /** What is known about the record. */
  of: TalliedRecord;
}

export type Rows = Record<Kind, Map<number, Row>>;

export const isPlaced = (kind: Kind): kind is 'email' | 'phone' => kind === 'email' || kind === 'phone';

/** The rows of a customer as a revert leaves them. Rules look at it and hold what may not be. */
export class Draft {
  readonly now: Rows;
  private edits: Edit[] = [];
  private drafted?: Rows;

  constructor(
    readonly customerId: number,
    present: PresentRows,
    readonly tallied: (kind: Kind, id: number) => TalliedRecord | undefined,
  ) {
    this.now = mapped(present, (rows) => new Map(rows.map((row) => [row.id as number, row])));
  }

  get active(): readonly Edit[] {
    return this.edits;
  }

  /** The rows with all edits that are not held. */
  get rows(): Rows {
    this.drafted ??= this.edited();
    return this.drafted;
  }

  get customer(): Row {
    return this.rows.customer.get(this.customerId)!;
  }

  add(edit: Edit): void {
    this.edits.push(edit);
    this.drafted = undefined;
  }

  hold(held: Edit, reason: Reason, by?: By): void {
    this.drop(held);
    Object.assign(held.item, { outcome: by ? 'conflict' : 'kept', reason, by } satisfies Partial<Item>);
  }

  drop(dropped: Edit): void {
    this.edits = this.edits.filter((edit) => edit !== dropped);
    this.drafted = undefined;
  }

  redirect(edit: Edit, to: unknown, reason: Reason): void {
    edit.to = to;
    edit.item.reason = reason;
    this.drafted = undefined;
  }

  edit(kind: Kind, id: number, column: string): Edit | undefined {
    return this.edits.find((edit) => edit.kind === kind && edit.id === id && edit.column === column);
  }

  removal(kind: Kind, id: number): Edit | undefined {
    return this.edits.find((edit) => edit.kind === kind && edit.id === id && isRemoval(edit));
  }

  private edited(): Rows {
    const rows = mapped(this.now, (ofKind) => new Map(ofKind));
    for (const edit of this.edits) {
      const ofKind = rows[edit.kind];
      if (edit.row) ofKind.set(edit.id, edit.row);
      else if (edit.column !== undefined) ofKind.set(edit.id, { ...ofKind.get(edit.id), [edit.column]: edit.to });
      // Rows of contact persons and customers stay.
      else if (edit.kind === 'contact_person')
        ofKind.set(edit.id, { ...ofKind.get(edit.id), deleted_at: DELETED, email_id: null, phone_id: null });
      else if (edit.kind !== 'customer') ofKind.delete(edit.id);
    }
    return rows;
  }
}

/** Stands for the time of a deletion that is only planned. */
const DELETED = 'deleted';

export const isRemoval = ({ column, row }: Edit): boolean => column === undefined && row === undefined;

export const same = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(one ?? null, other ?? null) || areEqualTimes(one, other);

const TIME = /^\d{4,}-\d\d-\d\dT[\d:.]+[+-]\d\d/;

/** PostgreSQL writes a time in the time zone of the session. */
const areEqualTimes = (one: unknown, other: unknown) =>
  typeof one === 'string' &&
  typeof other === 'string' &&
  TIME.test(one) &&
  TIME.test(other) &&
  Date.parse(one) === Date.parse(other);

const mapped = <From, To>(of: Record<Kind, From>, change: (one: From) => To): Record<Kind, To> =>
  Object.fromEntries(Object.entries(of).map(([kind, one]) => [kind, change(one)])) as Record<Kind, To>;
