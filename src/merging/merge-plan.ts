import Big from 'big.js';
import { same } from '../changes/draft.js';
import { RECORDS_PER_CUSTOMER } from '../customers/record-limit.js';
import { MERGED_INTO, MERGED_WITH, OF_BALANCE } from '../database/record-fields.js';
import { type JoinedRecord, type Kind, KINDS, type Moved, POINTERS, type RecordRows, type Row } from './moved.js';

/** Why two customers cannot be merged. */
export interface Refusal {
  reason: 'CURRENCY' | 'PARENT_CYCLE' | 'LOCKED_PLACE' | 'NO_ROOM' | 'NO_SUCH_FIELD';
  message: string;
  field: string;
}

/**
 * Which value a field of the merged customer has.
 * - `into`, `gone`: both have one, and it is that of the customer that stays, or of the one that goes.
 * - `only`: only the customer that goes has one.
 * - `both`: the sum of both.
 * - `locked`: that of the customer that goes, because it is locked.
 */
export type FieldRule = 'into' | 'gone' | 'only' | 'both' | 'locked';

export interface MergedField {
  column: string;
  into: unknown;
  gone: unknown;
  value: unknown;
  rule: FieldRule;
}

export interface MergePlan {
  fields: MergedField[];
  refusals: Refusal[];
  moved: Pick<Moved, 'fields' | 'edits' | 'records' | 'joined' | 'persons' | 'cleared'>;
}

export interface MergeAsked {
  into: RecordRows;
  gone: RecordRows;
  /** The columns of a customer, by the field that callers name. */
  columns: ReadonlyMap<string, string>;
  /** Fields whose values of the customer that goes win. */
  take: readonly string[];
  /** Whether the customer that goes is at or above the one that stays. */
  isAbove: boolean;
  /** Whether the parent of the customer that goes may be that of the one that stays. */
  mayTakeParent: boolean;
}

/** Columns that a merge never takes: keys, times, and those that it decides by rules of their own. */
const NEVER_TAKEN: ReadonlySet<string> = new Set([
  ...['tenant_id', 'id', 'version', 'created_at', 'updated_at', 'deleted_at', 'external_key', 'token', 'status_before'],
  ...[
    MERGED_INTO,
    MERGED_WITH,
    'parent_id',
    'currency',
    'company_name_chosen',
    'default_company_name_active',
    ...Object.keys(POINTERS),
  ],
  ...OF_BALANCE,
]);

/** Columns that are one value together: an address is never that of two customers. */
const groupOf = (column: string): string =>
  /^(billing|shipping|site)_/.exec(column)?.[1] ?? (column.startsWith('document') ? 'document' : column);

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Plans how one customer becomes a part of another. It is pure, so a preview and its digest cost no write. */
export function planMerge(asked: MergeAsked): MergePlan {
  return new Planning(asked).run();
}

class Planning {
  private readonly into: Row;
  private readonly gone: Row;
  private readonly plan: MergePlan = {
    fields: [],
    refusals: [],
    moved: { fields: [], edits: [], records: [], joined: [], persons: [], cleared: {} },
  };

  constructor(private readonly asked: MergeAsked) {
    this.into = asked.into.customer[0]!;
    this.gone = asked.gone.customer[0]!;
  }

  run(): MergePlan {
    this.planFields();
    this.planOpening();
    for (const kind of KINDS) this.planRecords(kind);
    this.planPlaces();
    this.planPersons();
    this.refuse();
    return this.plan;
  }

  private planFields(): void {
    const columns = [...this.asked.columns.values()].filter((column) => !NEVER_TAKEN.has(column));
    const taken = this.asked.take.map((field) => this.asked.columns.get(field));
    const filled = new Set<string>();
    for (const group of new Set(columns.map(groupOf)))
      if (columns.every((column) => groupOf(column) !== group || isEmpty(this.into[column]))) filled.add(group);
    for (const column of columns) {
      const [into, gone] = [this.into[column] ?? null, this.gone[column] ?? null];
      if (taken.includes(column)) {
        if (!same(into, gone)) this.set(column, gone, isEmpty(into) ? 'only' : 'gone');
      } else if (same(into, gone) || isEmpty(gone)) continue;
      else if (filled.has(groupOf(column))) this.set(column, gone, 'only');
      else this.plan.fields.push({ column, into, gone, value: into, rule: 'into' });
    }
    const parent = this.gone.parent_id ?? null;
    if (parent === null || parent === this.into.id || same(parent, this.into.parent_id)) return;
    if (isEmpty(this.into.parent_id) && this.asked.mayTakeParent) this.set('parent_id', parent, 'only');
    else {
      const into = this.into.parent_id ?? null;
      this.plan.fields.push({ column: 'parent_id', into, gone: parent, value: into, rule: 'into' });
    }
  }

  /** The ledgers of both are one afterwards, so opening balances are added up, too. */
  private planOpening(): void {
    const [into, gone] = [this.into, this.gone].map((row) => new Big(row.opening_balance as string));
    if (gone!.eq(0)) return;
    if (into!.eq(0)) {
      for (const column of OF_BALANCE)
        if (!same(this.into[column], this.gone[column])) this.set(column, this.gone[column] ?? null, 'only');
    } else this.set('opening_balance', into!.plus(gone!).toFixed(), 'both');
  }

  /** Records move, but for those that the other customer has already. */
  private planRecords(kind: Kind): void {
    const present = new Map(this.asked.into[kind].map((row) => [comparedBy(kind, row), row]));
    let added = 0;
    for (const row of this.asked.gone[kind]) {
      const id = row.id as number;
      if (kind === 'contact_person' && row.deleted_at) continue;
      const equal = kind === 'contact_person' ? undefined : present.get(comparedBy(kind, row));
      if (equal) {
        this.plan.moved.joined.push({ kind, id, into: equal.id as number });
        this.complete(kind, equal, row);
      } else {
        this.plan.moved.records.push({ kind, id });
        added++;
      }
    }
    const living = this.asked.into[kind].filter((row) => !row.deleted_at).length;
    if (added > 0 && living + added > RECORDS_PER_CUSTOMER)
      this.refused('NO_ROOM', kind, `the two have more than ${RECORDS_PER_CUSTOMER} of these together`);
  }

  /** What only the equal record of the other customer says. Its lock holds, too. */
  private complete(kind: Kind, row: Row, equal: Row): void {
    for (const column of [...(COMPLETED[kind] ?? []), 'flat_only']) {
      const [before, after] = [row[column] ?? null, equal[column] ?? null];
      if (!isGiven(column, before) && isGiven(column, after))
        this.plan.moved.edits.push({ kind, id: row.id as number, column, before, after });
    }
  }

  private planPlaces(): void {
    for (const [column, kind] of Object.entries(POINTERS)) {
      const pointed = (this.gone[column] ?? null) as number | null;
      if (pointed === null) continue;
      const target = this.targetOf(kind, pointed)!;
      if (target === pointed) this.plan.moved.cleared[column] = pointed;
      const present = (this.into[column] ?? null) as number | null;
      if (present === target || this.isInAnotherPlace(column, kind, target)) continue;
      if (present === null) {
        if (column !== 'default_company_name_id' || this.into.company_name_chosen !== true)
          this.setQuietly(column, target);
        continue;
      }
      if (!isLocked(this.asked.gone[kind], pointed)) continue;
      if (isLocked(this.asked.into[kind], present))
        this.refused('LOCKED_PLACE', column, 'is a place of two locked records');
      else this.set(column, target, 'locked');
    }
    if (this.gone.company_name_chosen === true && this.into.company_name_chosen !== true)
      this.setQuietly('company_name_chosen', true);
  }

  private isInAnotherPlace(column: string, kind: Kind, target: number): boolean {
    const others = Object.keys(POINTERS).filter((other) => other !== column && POINTERS[other] === kind);
    return others.some(
      (other) =>
        this.into[other] === target ||
        this.plan.moved.fields.some((field) => field.column === other && field.after === target),
    );
  }

  /** The main contact shows the places. One that is no main contact any more points at the records that it showed. */
  private planPersons(): void {
    const main = this.gone.main_contact_id as number | null;
    const isMain = this.plan.moved.fields.some(({ column, after }) => column === 'main_contact_id' && after === main);
    for (const { kind, id } of this.plan.moved.records) {
      if (kind !== 'contact_person') continue;
      const row = this.asked.gone.contact_person.find((one) => one.id === id)!;
      const [email, phone] = [(row.email_id ?? null) as number | null, (row.phone_id ?? null) as number | null];
      const shown = id === main && !isMain;
      const newEmail = this.targetOf('email', shown ? (this.gone.primary_email_id as number | null) : email);
      const newPhone = this.targetOf('phone', shown ? (this.gone.main_phone_id as number | null) : phone);
      this.plan.moved.persons.push({ id, email, phone, newEmail, newPhone });
    }
  }

  private targetOf(kind: Kind, id: number | null): number | null {
    if (id === null) return null;
    return this.plan.moved.joined.find((one: JoinedRecord) => one.kind === kind && one.id === id)?.into ?? id;
  }

  private refuse(): void {
    if (this.into.currency !== this.gone.currency)
      this.refused('CURRENCY', 'currency', 'must be the same for both customers');
    if (this.asked.isAbove) this.refused('PARENT_CYCLE', 'parent_id', 'would be the customer itself or one below it');
    for (const field of this.asked.take) {
      const column = this.asked.columns.get(field);
      if (column === undefined || NEVER_TAKEN.has(column))
        this.plan.refusals.push({ reason: 'NO_SUCH_FIELD', field, message: 'is no field that can be chosen' });
    }
  }

  private refused(reason: Refusal['reason'], field: string, message: string): void {
    this.plan.refusals.push({ reason, field, message });
  }

  private set(column: string, value: unknown, rule: FieldRule): void {
    const [into, gone] = [this.into[column] ?? null, this.gone[column] ?? null];
    this.plan.fields.push({ column, into, gone, value, rule });
    this.setQuietly(column, value);
  }

  private setQuietly(column: string, after: unknown): void {
    this.plan.moved.fields.push({ column, before: this.into[column] ?? null, after });
  }
}

/** Columns of equal records that complete each other. */
export const COMPLETED: Partial<Record<Kind, readonly string[]>> = {
  email: ['is_for_invoicing', 'name', 'role', 'notes', 'is_locked'],
  phone: ['is_whatsapp', 'name', 'role', 'notes', 'is_locked'],
  company_name: ['billing_email', 'address', 'billing_address'],
};

/** Whether a record has a value that completes an equal one: that flat writes alone have made it is none. */
export const isGiven = (column: string, value: unknown): boolean =>
  column === 'flat_only' ? value === false : !isEmpty(value) && value !== false;

const isLocked = (rows: readonly Row[], id: number) => rows.find((row) => row.id === id)?.is_locked === true;

const folded = (text: unknown) => (typeof text === 'string' ? text : '').trim().toLowerCase();

/** Two records with one text are equal. Persons are never taken for one by their names. */
function comparedBy(kind: Kind, row: Row): string {
  if (kind === 'email') return row.email_normal as string;
  if (kind === 'phone') return row.phone_normal as string;
  if (kind === 'company_name')
    return JSON.stringify([folded(row.name), folded(row.tax_id).replace(/[^\p{L}\p{N}]/gu, ''), row.is_active]);
  return String(row.id);
}
