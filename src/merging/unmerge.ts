import { Completions } from './completions.js';
import { isAfter, type Kind, type Moved, nameOf, type Row } from './moved.js';
import type {
  NotRestored,
  ReturnedRecord,
  StandingMerge,
  UnmergeAsked,
  UnmergePlan,
  UnmergeReason,
} from './unmerge-plan.js';

type Named = Parameters<typeof nameOf>[0];

/** A merge that is being undone: what is known of it, and its plan so far. All parts of the planning share it. */
export class Unmerge {
  readonly merge: StandingMerge;
  readonly moved: Moved;
  /** Copies of the merges that were asked about. What they undo from now on is written into them. */
  readonly chain: StandingMerge[];
  readonly siblings: StandingMerge[];
  readonly parents: StandingMerge[];
  /** The customer that holds what was moved. */
  readonly holder: number;
  readonly completions: Completions;
  private readonly returned = new Map<string, ReturnedRecord>();
  readonly plan: UnmergePlan = {
    returned: [],
    columns: new Map(),
    edits: [],
    persons: [],
    children: [],
    entries: [],
    ids: [],
    notRestored: [],
    others: [],
  };

  constructor(readonly asked: UnmergeAsked) {
    this.merge = asked.merge;
    this.moved = asked.merge.moved;
    const all = [...asked.chain, ...asked.siblings, ...asked.parents].filter(({ id }) => id !== asked.merge.id);
    const others = new Map(all.map((one) => [one.id, structuredClone(one)]));
    this.chain = asked.chain.map(({ id }) => others.get(id)!);
    this.siblings = asked.siblings.flatMap(({ id }) => others.get(id) ?? []);
    this.parents = asked.parents.map(({ id }) => others.get(id)!);
    this.plan.others = [...others.values()];
    this.holder = this.chain.at(-1)?.intoId ?? this.merge.intoId;
    this.completions = new Completions(
      this.plan.others.toSorted((one, other) => one.id - other.id),
      [...asked.holders.values(), ...asked.equals],
      this.plan.edits,
      (kind, id, column) => this.cannotRestore(kind, id, column, 'changed'),
    );
  }

  /** Gives a record back to the customer that comes back. */
  giveBack(record: ReturnedRecord): void {
    this.returned.set(nameOf(record), record);
    this.plan.returned.push(record);
  }

  /** The record, if it goes back. */
  returnedAs(record: Named): ReturnedRecord | undefined {
    return this.returned.get(nameOf(record));
  }

  /** Whether the record goes back to the customer that comes back. */
  goesBack(record: Named): boolean {
    return this.returned.has(nameOf(record));
  }

  /** Whether the customer that was merged has kept the record. */
  wasLeft(kind: Kind, id: number): boolean {
    return this.asked.gone[kind].some((row) => row.id === id);
  }

  /** A record that may have been moved, and the customer that has it now. */
  find(kind: Kind, id: number): { customer: number; row: Row } | undefined {
    for (const [customer, rows] of this.asked.holders) {
      const row = rows[kind].find((one) => one.id === id);
      if (row) return { customer, row };
    }
    return undefined;
  }

  /** A value of a customer. A pointer that a merge has cleared counts as it was before. */
  valueOf(customer: number, column: string): unknown {
    const planned = this.plan.columns.get(customer);
    if (planned && column in planned) return planned[column];
    const cleared = this.chain.find(({ goneId }) => goneId === customer)?.moved.cleared;
    return cleared?.[column] ?? this.rowOf(customer)?.[column] ?? null;
  }

  /** Sets a column, or what the merge of the customer has cleared in it. */
  set(customer: number, column: string, value: unknown): void {
    const cleared = this.chain.find(({ goneId }) => goneId === customer)?.moved.cleared;
    if (cleared && column in cleared) {
      if (value === null) delete cleared[column];
      else cleared[column] = value as number;
      return;
    }
    this.plan.columns.set(customer, { ...this.plan.columns.get(customer), [column]: value });
  }

  rowOf(customer: number): Row | undefined {
    return this.asked.holders.get(customer)?.customer[0];
  }

  /** Whether something was made or changed after the merge. */
  isLater(time: unknown): boolean {
    return isAfter(time, this.merge.mergedAt);
  }

  /** Lists what is not as it was before the merge. A column of null means the whole record. */
  cannotRestore(record: NotRestored['record'], id: number, column: string | null, reason: UnmergeReason): void {
    this.plan.notRestored.push({ record, id, column, reason });
  }
}
