import { createHash } from 'node:crypto';
import type { PresentRows } from './changes.repository.js';
import { Draft, type Edit, type Item, type Kind, type Reason, same } from './draft.js';
import { applyRules } from './reversal-rules.js';
import type { By, Row, Tally, TalliedRecord } from './tally.js';

/** What becomes of the customer itself. */
export type Fate = 'stays' | 'deleted' | 'restored';

/** A planned revert of one customer. */
export interface Reversal {
  customerId: number;
  fate: Fate;
  items: Item[];
  edits: readonly Edit[];
  /** What other customers and the ledger say about it may hold more. */
  draft: Draft;
  /** Tells two plans apart. */
  fingerprint: string;
  /** How long the items are as JSON, in characters. */
  length: number;
}

/** Plans the revert of one customer, from what happened to its records and what they are now. */
export function planReversal(customerId: number, tally: Tally, present: PresentRows, defaultCountry: string): Reversal {
  const draft = new Draft(customerId, present, (kind, id) => tally.record(kind, id));
  const planning = new Planning(draft, tally);
  planning.run();
  applyRules(draft, defaultCountry);
  const { items, fate } = planning;
  const text = JSON.stringify(items.map(({ by, ...item }) => [item, by?.actor]));
  const fingerprint = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { customerId, fate, items, edits: draft.active, draft, fingerprint, length: text.length };
}

class Planning {
  readonly items: Item[] = [];
  fate: Fate = 'stays';
  private readonly customer: Row;

  constructor(
    private readonly draft: Draft,
    private readonly tally: Tally,
  ) {
    this.customer = draft.now.customer.get(draft.customerId)!;
  }

  run(): void {
    for (const { id, row } of this.tally.entries)
      this.items.push({
        ...whole('ledger_entry', id, { before: null, left: row, now: row }),
        outcome: 'kept',
        reason: 'ledger',
      });
    for (const reason of ['erased', 'merged'] as const)
      if (reason === 'erased' ? this.tally.isErased : this.tally.isMerged)
        this.items.push({
          ...whole('customer', this.draft.customerId, { before: null, left: null, now: null }),
          outcome: 'kept',
          reason,
        });
    const own = this.tally.record('customer', this.draft.customerId);
    if (own?.isAdded) return this.takeBackCreation(own);
    this.decideFate(own);
    for (const tallied of this.tally.records.values()) this.takeBack(tallied);
  }

  /** A customer that must stay keeps all that the selected changes did to it. */
  private takeBackCreation(own: TalliedRecord): void {
    if (this.customer.deleted_at) return;
    const item: Item = {
      ...whole('customer', own.id, { before: null, left: this.customer, now: this.customer }),
      outcome: 'deleted',
    };
    this.items.push(item);
    if (this.tally.others) Object.assign(item, stands('touched', this.tally.others));
    else {
      this.fate = 'deleted';
      this.draft.add({ kind: 'customer', id: own.id, item, of: own });
    }
  }

  private decideFate(own: TalliedRecord | undefined): void {
    const cell = own?.cells.get('deleted_at');
    if (!own || !cell || cell.later || same(this.customer.deleted_at, cell.without)) return;
    const wasDeleted = (cell.without ?? null) !== null;
    const item: Item = {
      ...whole('customer', own.id, { before: cell.without, left: cell.left, now: this.customer.deleted_at }),
      column: 'deleted_at',
      outcome: wasDeleted ? 'deleted' : 'restored',
    };
    this.items.push(item);
    if (wasDeleted && this.tally.others) {
      Object.assign(item, stands('touched', this.tally.others));
      return;
    }
    this.fate = wasDeleted ? 'deleted' : 'restored';
    const edit: Edit = { kind: 'customer', id: own.id, item, of: own };
    this.draft.add(wasDeleted ? edit : { ...edit, column: 'deleted_at', to: null });
  }

  private takeBack(tallied: TalliedRecord): void {
    const kind = tallied.record as Kind;
    const now = this.draft.now[kind].get(tallied.id);
    if (tallied.isAdded) return this.takeBackAddition(kind, tallied, now);
    if (tallied.removed) return this.takeBackRemoval(kind, tallied, tallied.removed, now);
    for (const [column, cell] of tallied.cells) {
      if (kind === 'customer' && column === 'deleted_at') continue;
      // A deleted customer has deleted contact persons.
      if (this.fate === 'deleted' && kind === 'contact_person' && column === 'deleted_at') continue;
      const value = (now?.[column] ?? null) as unknown;
      const before = cell.later ? cell.before : cell.without;
      // It is as it was, or the selected changes had taken their own value back before another writer changed it.
      if (same(value, before) || ((cell.later || !now) && same(cell.left, cell.before))) continue;
      const item: Item = {
        ...whole(kind, tallied.id, { before, left: cell.left, now: value }),
        column,
        outcome: 'set',
      };
      this.items.push(item);
      if (!now) Object.assign(item, stands('removed', tallied.gone?.by));
      else if (cell.later) Object.assign(item, stands('changed', cell.later));
      else if (!same(value, cell.left)) Object.assign(item, stands('unexplained'));
      else this.plan(item, { kind, id: tallied.id, column, to: before, item, of: tallied });
    }
  }

  private takeBackAddition(kind: Kind, tallied: TalliedRecord, now: Row | undefined): void {
    if (!now || now.deleted_at) return;
    const item: Item = {
      ...whole(kind, tallied.id, { before: null, left: now, now }),
      outcome: 'removed',
    };
    this.items.push(item);
    if (tallied.touched) Object.assign(item, stands('touched', tallied.touched));
    else this.plan(item, { kind, id: tallied.id, item, of: tallied });
  }

  private takeBackRemoval(kind: Kind, tallied: TalliedRecord, removed: Row, now: Row | undefined): void {
    const without = [...tallied.cells].map(([column, cell]): [string, unknown] => [column, cell.without]);
    const row: Row = { ...removed, ...Object.fromEntries<unknown>(without), id: tallied.id };
    const item: Item = {
      ...whole(kind, tallied.id, { before: row, left: null, now: now ?? null }),
      outcome: 'added',
    };
    this.items.push(item);
    if (now) Object.assign(item, stands('unexplained'));
    else this.plan(item, { kind, id: tallied.id, row, item, of: tallied });
  }

  /** Nothing of a customer that another writer has deleted can change. */
  private plan(item: Item, edit: Edit): void {
    if (this.customer.deleted_at && this.fate !== 'restored')
      Object.assign(item, stands('removed', this.tally.deleted));
    else this.draft.add(edit);
  }
}

const whole = (
  record: Item['record'],
  recordId: number,
  { before, left, now }: Pick<Item, 'before' | 'left' | 'now'>,
): Omit<Item, 'outcome'> => ({
  record,
  recordId,
  column: null,
  before: before ?? null,
  left: left ?? null,
  now: now ?? null,
});

const stands = (reason: Reason, by?: By): Partial<Item> => ({ outcome: by ? 'conflict' : 'kept', reason, by });
