import { same } from '../changes/draft.js';
import { isGiven } from './merge-plan.js';
import { isAfter, type JoinedRecord, type Kind, nameOf, type RecordRows, type Row, type SetOfRecord } from './moved.js';
import type { StandingMerge, UnmergePlan } from './unmerge-plan.js';

/**
 * Takes back what equal records of merged customers have given to a record. If such a record of another merge that
 * stands has a value, too, the record gets that one, and the other merge takes it back when it is undone.
 */
export class Completions {
  constructor(
    /** All other merges that stand, in their order. */
    private readonly merges: readonly StandingMerge[],
    private readonly rows: readonly RecordRows[],
    private readonly edits: UnmergePlan['edits'],
    private readonly listChanged: (kind: Kind, id: number, column: string) => void,
  ) {}

  takeBack({ kind, id, column, before, after }: SetOfRecord, mergedAt: Date): void {
    const row = this.rowOf(kind, id);
    if (!row) return;
    // A caller who has changed the record since has made it one of its own: flat writes must not delete it.
    const isOwn = column === 'flat_only' && isAfter(row.updated_at, mergedAt);
    if (isOwn || !same(this.valueOf(kind, id, column), after)) return this.listChanged(kind, id, column);
    const next = this.nextOf(kind, id, column);
    const value = next ? next.value : before;
    next?.merge.moved.edits.push({ kind, id, column, before, after: value });
    if (same(value, after)) return;
    this.edits.push({ kind, id, column, value });
    for (const merge of this.merges)
      for (const joined of merge.moved.joined)
        if (nameOf(joined) === nameOf({ kind, id })) this.takeBackFrom(merge, joined, column);
  }

  /** Takes back what a merge has completed with an equal record: one column, or all. */
  takeBackFrom({ mergedAt, moved }: StandingMerge, { kind, into }: JoinedRecord, column?: string): void {
    const edits = moved.edits.filter(
      (edit) => edit.kind === kind && edit.id === into && (column === undefined || edit.column === column),
    );
    moved.edits = moved.edits.filter((edit) => !edits.includes(edit));
    for (const edit of edits) this.takeBack(edit, mergedAt);
  }

  /** The value that a record has after the edits that are planned so far. */
  valueOf(kind: Kind, id: number, column: string): unknown {
    const planned = this.edits.findLast((edit) => edit.kind === kind && edit.id === id && edit.column === column);
    return planned ? planned.value : (this.rowOf(kind, id)?.[column] ?? null);
  }

  private nextOf(kind: Kind, id: number, column: string): { merge: StandingMerge; value: unknown } | undefined {
    for (const merge of this.merges)
      for (const joined of merge.moved.joined) {
        if (joined.kind !== kind || joined.into !== id) continue;
        const value = this.valueOf(kind, joined.id, column);
        if (isGiven(column, value)) return { merge, value };
      }
    return undefined;
  }

  private rowOf(kind: Kind, id: number): Row | undefined {
    for (const rows of this.rows) {
      const row = rows[kind].find((one) => one.id === id);
      if (row) return row;
    }
    return undefined;
  }
}
