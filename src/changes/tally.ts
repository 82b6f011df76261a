import { isDeepStrictEqual } from 'node:util';
import type { RecordKind } from '../database/kept-changes.js';
import { MERGED_INTO, MERGED_WITH } from '../database/record-fields.js';
import type { KeptChange } from './kept-change.entity.js';

/** A row as JSON, by column. Columns that are null may be missing. */
export type Row = Record<string, unknown>;

/** A change of a customer, and whether the revert takes it back. */
export type TalliedChange = Pick<KeptChange, 'seq' | 'at' | 'record' | 'recordId' | 'kind' | 'patch'> & {
  actor: string | null;
  isSelected: boolean;
};

/** Another writer, whose changes stand. */
export interface By {
  actor: string | null;
  at: Date;
}

/** What happened to one column of a record since selected changes first changed it. */
export interface Cell {
  /** Its value before the first selected change. */
  before: unknown;
  /** The value that it would have without the selected changes. */
  without: unknown;
  /** The value that the last selected change left. */
  left: unknown;
  /** The other writer, if the last change is not selected. */
  later?: By;
}

/** What happened to one record since selected changes first touched it. */
export interface TalliedRecord {
  record: RecordKind;
  id: number;
  /** Selected changes added it. Then its columns had no values before. */
  isAdded: boolean;
  cells: Map<string, Cell>;
  /** The row as selected changes removed it. */
  removed?: Row;
  /** The row as another writer removed it. */
  gone?: { row: Row; by: By };
  /** The last other writer that touched it. */
  touched?: By;
}

export const nameOf = (record: RecordKind, id: number): string => `${record} ${id}`;

/** Goes through the changes of one customer, the oldest first, and keeps what a revert must know about each record. */
export class Tally {
  readonly records = new Map<string, TalliedRecord>();
  /** Ledger entries that selected changes added. */
  readonly entries: { id: number; row: Row }[] = [];
  /** The last other writer that changed anything of the customer. */
  others?: By;
  /** The other writer that deleted the customer. */
  deleted?: By;
  /** The customer was erased since the first selected change, so what was before it is not known. */
  isErased = false;

  /** It was merged, or a merge was undone, since the first selected change: its records were those of another one. */
  isMerged = false;

  take(change: TalliedChange): void {
    if (change.kind === 'erased') this.isErased = true;
    // It is the last row of a merge.
    if (MERGED_INTO in change.patch || MERGED_WITH in change.patch) this.isMerged = true;
    else if (change.kind !== 'erased') return this.takeKnown(change);
    this.forgetAll();
  }

  private takeKnown(change: TalliedChange): void {
    if (!change.isSelected) this.note(change);
    if (change.record === 'ledger_entry') {
      if (change.isSelected) this.entries.push({ id: change.recordId, row: change.patch });
      return;
    }
    const known = this.records.get(nameOf(change.record, change.recordId));
    if (change.isSelected) this.takeSelected(change, known ?? this.begin(change));
    else if (known) this.takeOther(change, known, { actor: change.actor, at: change.at });
  }

  record(record: RecordKind, id: number): TalliedRecord | undefined {
    return this.records.get(nameOf(record, id));
  }

  /** None of the earlier changes can be taken back. */
  private forgetAll(): void {
    this.records.clear();
    this.entries.length = 0;
  }

  private note({ actor, at, record, patch }: TalliedChange): void {
    this.others = { actor, at };
    if (record === 'customer' && 'deleted_at' in patch) this.deleted = this.others;
  }

  private begin({ record, recordId: id }: TalliedChange): TalliedRecord {
    const begun: TalliedRecord = { record, id, isAdded: false, cells: new Map() };
    this.records.set(nameOf(record, id), begun);
    return begun;
  }

  private takeSelected({ kind, patch }: TalliedChange, known: TalliedRecord): void {
    if (kind === 'added') {
      if (known.removed) {
        for (const [column, [before, after]] of differences(known.removed, patch)) set(known, column, before, after);
        delete known.removed;
      } else {
        known.isAdded = true;
        known.cells.clear();
        delete known.gone;
        delete known.touched;
      }
    } else if (kind === 'removed') {
      if (known.isAdded) this.forget(known);
      else known.removed = patch;
    } else if (!known.isAdded)
      for (const [column, [before, after]] of changesIn(patch)) set(known, column, before, after);
  }

  private takeOther({ kind, patch }: TalliedChange, known: TalliedRecord, by: By): void {
    if (kind === 'removed') {
      if (known.isAdded) this.forget(known);
      else known.gone = { row: patch, by };
      return;
    }
    if (kind === 'added') {
      // Made again, by a revert for example. Columns that got the same value were not changed.
      const row = known.removed ?? known.gone?.row ?? {};
      if (known.removed) known.touched = by;
      for (const [column, [before, after]] of differences(row, patch)) overwrite(known, column, before, after, by);
      delete known.removed;
      delete known.gone;
      return;
    }
    known.touched = by;
    if (known.isAdded) return;
    for (const [column, [before, after]] of changesIn(patch))
      if (known.cells.has(column)) overwrite(known, column, before, after, by);
  }

  private forget({ record, id }: TalliedRecord): void {
    this.records.delete(nameOf(record, id));
  }
}

type Difference = [column: string, values: [before: unknown, after: unknown]];

const changesIn = (patch: Row) => Object.entries(patch) as Difference[];

function set({ cells }: TalliedRecord, column: string, before: unknown, after: unknown): void {
  const known = cells.get(column);
  if (!known) cells.set(column, { before, without: before, left: after });
  else {
    known.left = after;
    delete known.later;
  }
}

function overwrite({ cells }: TalliedRecord, column: string, before: unknown, after: unknown, by: By): void {
  const known = cells.get(column);
  if (known) Object.assign(known, { without: after, later: by });
  else cells.set(column, { before, without: after, left: before, later: by });
}

function differences(before: Row, after: Row): Difference[] {
  const columns = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return columns.flatMap((column): Difference[] => {
    const values: [unknown, unknown] = [before[column] ?? null, after[column] ?? null];
    return isDeepStrictEqual(...values) ? [] : [[column, values]];
  });
}
