import Big from 'big.js';
import { same } from '../changes/draft.js';
import { Completions } from './completions.js';
import {
  isAfter,
  type JoinedRecord,
  type Kind,
  KINDS,
  type Moved,
  type MovedEntry,
  type MovedId,
  type MovedPerson,
  type MovedRecord,
  nameOf,
  POINTERS,
  type RecordRows,
  type Row,
  type SetColumn,
} from './moved.js';

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

/** Plans how a merged customer comes back. Edits of records that were moved go with them. */
export const planUnmerge = (asked: UnmergeAsked): UnmergePlan => new Planning(asked).run();

class Planning {
  private readonly merge: StandingMerge;
  private readonly moved: Moved;
  private readonly chain: StandingMerge[];
  private readonly siblings: StandingMerge[];
  private readonly parents: StandingMerge[];
  private readonly holder: number;
  private readonly completions: Completions;
  private readonly isReturned = new Map<string, ReturnedRecord>();
  private readonly plan: UnmergePlan = {
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

  constructor(private readonly asked: UnmergeAsked) {
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
      (kind, id, column) => this.not(kind, id, column, 'changed'),
    );
  }

  run(): UnmergePlan {
    if (this.moved.isErased) this.not('customer', this.merge.goneId, null, 'erased');
    this.planRecords();
    for (const edit of this.moved.edits) this.completions.takeBack(edit, this.merge.mergedAt);
    this.planFields();
    this.planPointers();
    this.planPersons();
    this.planOtherPersons();
    this.settlePointers();
    this.planChildren();
    this.planEntries();
    this.planIds();
    this.listAdded();
    return this.plan;
  }

  private planRecords(): void {
    for (const record of this.moved.records) {
      const found = this.find(record.kind, record.id);
      if (!found) {
        this.not(record.kind, record.id, null, 'removed');
        continue;
      }
      if (this.isTwin(record.kind, found.row)) {
        this.not(record.kind, record.id, null, 'twin');
        continue;
      }
      const returned = { ...record, from: found.customer };
      this.isReturned.set(nameOf(record), returned);
      this.plan.returned.push(returned);
    }
    for (const joined of this.moved.joined) {
      const row = this.find(joined.kind, joined.into)?.row;
      if (!row) this.not(joined.kind, joined.into, null, 'removed');
      else if (this.isLater(row.updated_at)) this.not(joined.kind, joined.into, null, 'joined');
    }
    const returns = (record: MovedRecord) => this.isReturned.has(nameOf(record));
    const left: [StandingMerge, JoinedRecord[]][] = [];
    for (const link of this.chain) {
      const { moved } = link;
      const joined = moved.joined.filter(returns);
      left.push([link, joined]);
      // Their IDs led to the equal records of the next customer.
      for (const record of joined) this.plan.ids.push(...moved.ids.filter((one) => leadsTo(one, record)));
      moved.ids = moved.ids.filter((one) => !joined.some((record) => leadsTo(one, record)));
      moved.joined = moved.joined.filter((record) => !joined.includes(record));
      moved.records = moved.records.filter((record) => !returns(record));
      moved.persons = moved.persons.filter(({ id }) => !returns({ kind: 'contact_person', id }));
    }
    this.leaveShared();
    for (const [link, joined] of left) for (const record of joined) this.completions.takeBackFrom(link, record);
  }

  /**
   * A record that goes back may stand for an equal one of another merged customer. That one stays with its customer,
   * and what it has completed is taken back.
   */
  private leaveShared(): void {
    const isShared = ({ kind, into }: JoinedRecord) => this.isReturned.has(nameOf({ kind, id: into }));
    const left = this.plan.others.flatMap((other) =>
      other.moved.joined.filter(isShared).map((record): [StandingMerge, JoinedRecord] => [other, record]),
    );
    // None of them is the next one to complete it.
    for (const { moved } of this.plan.others) moved.joined = moved.joined.filter((record) => !isShared(record));
    for (const [other, record] of left) {
      this.completions.takeBackFrom(other, record);
      this.not(record.kind, record.into, null, 'shared');
    }
  }

  private isTwin(kind: Kind, row: Row): boolean {
    const normal = kind === 'email' ? 'email_normal' : kind === 'phone' ? 'phone_normal' : undefined;
    return (
      normal !== undefined && row.is_twin !== true && this.asked.gone[kind].some((one) => one[normal] === row[normal])
    );
  }

  private planFields(): void {
    const { intoId } = this.merge;
    for (const { column, before, after } of this.moved.fields) {
      if (column === 'opening_balance') this.setOpening(before as string, after as string);
      else if (!this.setUpwards(this.merge, column, after, before)) this.not('customer', intoId, column, 'changed');
    }
  }

  /**
   * Sets a column back, and in the customers above that have taken its value from there. If a later merge has set it,
   * the undoing of that one sets it back. Answers whether the value was still that of the merge.
   */
  private setUpwards({ id, intoId }: StandingMerge, column: string, from: unknown, to: unknown): boolean {
    const later = this.laterOn(id, intoId, column);
    if (later) {
      if (!same(later.before, from)) return false;
      later.before = to;
      return true;
    }
    if (!this.isStill(intoId, column, from)) return false;
    this.set(intoId, column, to);
    if (column === 'parent_id') this.forgetChild(intoId);
    const link = this.chain.find(({ goneId }) => goneId === intoId);
    const field = link?.moved.fields.find((one) => one.column === column);
    if (!link || !field || !same(field.after, from)) return true;
    const given = this.takenBy(link, field, to);
    if (given === null) link.moved.fields = link.moved.fields.filter((one) => one !== field);
    else field.after = given;
    this.setUpwards(link, column, from, given ?? field.before);
    return true;
  }

  /** What the merge would have given for a value of its customer, if anything. Only a lock takes a place of another. */
  private takenBy({ intoId, moved }: StandingMerge, { column, before }: SetColumn, value: unknown): unknown {
    const kind = POINTERS[column];
    if (kind === undefined || value === null) return value;
    const target = moved.joined.find((one) => one.kind === kind && one.id === value)?.into ?? value;
    const isLocked = this.completions.valueOf(kind, value as number, 'is_locked') === true;
    if (same(target, before) || (before !== null && !isLocked)) return null;
    return this.isInAnotherPlace(intoId, column, target) ? null : target;
  }

  private isInAnotherPlace(customer: number, column: string, id: unknown): boolean {
    const others = Object.keys(POINTERS).filter((other) => other !== column && POINTERS[other] === POINTERS[column]);
    return others.some((other) => same(this.valueOf(customer, other), id));
  }

  /** How the first merge after one of them has set a column of the customer that both went into. */
  private laterOn(id: number, customer: number, column: string): SetColumn | undefined {
    const later = this.siblings.filter((one) => one.intoId === customer && one.id > id);
    return later.flatMap(({ moved }) => moved.fields).find((field) => field.column === column);
  }

  /** A parent that was merged since still counts: the customer that it was merged into took its place. */
  private isStill(customer: number, column: string, value: unknown): boolean {
    const now = this.valueOf(customer, column);
    return same(now, value) || (column === 'parent_id' && now !== null && now === this.parents.at(-1)?.intoId);
  }

  /** The undoing of a merge of the parent gives no parent back that the customer does not have any more. */
  private forgetChild(customer: number): void {
    for (const { moved } of this.parents) moved.children = moved.children.filter((id) => id !== customer);
  }

  /** The opening balance of the customer that comes back is subtracted, also from what was added up since. */
  private setOpening(before: string, after: string): void {
    const column = 'opening_balance';
    const more = new Big(after).minus(before);
    const now = (customer: number) => new Big(this.valueOf(customer, column) as string);
    const less = (value: unknown) => new Big(value as string).minus(more).toFixed();
    const links = [this.merge, ...this.chain];
    for (const [at, { id, intoId, moved }] of links.entries()) {
      const later = this.siblings
        .filter((one) => one.intoId === intoId && one.id > id)
        .flatMap((one) => one.moved.fields.filter((field) => field.column === column));
      if (at === 0 && !now(intoId).eq((later.at(-1)?.after ?? after) as string))
        this.not('customer', intoId, column, 'changed');
      // The value that the link has left, to which later merges have added.
      const left = (later[0]?.before ?? now(intoId).toFixed()) as string;
      for (const field of later) Object.assign(field, { before: less(field.before), after: less(field.after) });
      const field = moved.fields.find((one) => one.column === column);
      if (at > 0 && field) field.after = less(field.after);
      if (at > 0 && !field) moved.fields.push({ column, before: left, after: less(left) });
      this.set(intoId, column, less(now(intoId)));
    }
  }

  private planPointers(): void {
    const { goneId } = this.merge;
    for (const [column, id] of Object.entries(this.moved.cleared)) {
      const kind = POINTERS[column]!;
      if (this.isReturned.has(nameOf({ kind, id })) || this.asked.gone[kind].some((row) => row.id === id))
        this.set(goneId, column, id);
      else this.not('customer', goneId, column, 'pointer');
    }
    // Later edits may have made other pointers to records that go back.
    for (const customer of this.asked.holders.keys())
      for (const [column, kind] of Object.entries(POINTERS)) {
        const planned = this.plan.columns.get(customer);
        const now = planned && column in planned ? planned[column] : this.rowOf(customer)?.[column];
        const id = (now ?? null) as number | null;
        if (id === null || !this.isReturned.has(nameOf({ kind, id }))) continue;
        this.set(customer, column, null);
        this.not('customer', customer, column, 'pointer');
      }
  }

  /** A pointer leads to a record of its customer that can be in the place. */
  private settlePointers(): void {
    for (const [customer, values] of this.plan.columns)
      for (const [column, kind] of Object.entries(POINTERS)) {
        const id = (values[column] ?? null) as number | null;
        if (id === null || this.mayPointAt(customer, kind, id)) continue;
        values[column] = null;
        const link = this.chain.find(({ goneId }) => goneId === customer);
        if (link?.moved.records.some((record) => record.kind === kind && record.id === id))
          link.moved.cleared[column] = id;
        else this.not('customer', customer, column, 'pointer');
      }
  }

  private mayPointAt(customer: number, kind: Kind, id: number): boolean {
    const found = this.find(kind, id);
    const left = this.asked.gone[kind].find((row) => row.id === id);
    const isReturned = this.isReturned.has(nameOf({ kind, id }));
    const owner = isReturned || left ? this.merge.goneId : found?.customer;
    const row = found?.row ?? left;
    if (owner !== customer || !row) return false;
    if (kind === 'company_name') return row.is_active === true;
    const isBack = this.plan.persons.some((person) => person.id === id && person.isRestored);
    return kind !== 'contact_person' || !row.deleted_at || isBack;
  }

  private planPersons(): void {
    for (const person of this.moved.persons) {
      const returned = this.isReturned.get(nameOf({ kind: 'contact_person', id: person.id }));
      if (!returned) continue;
      const row = this.find('contact_person', person.id)!.row;
      const holder = this.rowOf(returned.from)!;
      this.plan.persons.push({
        id: person.id,
        email: this.pointerOf('email', person, row),
        phone: this.pointerOf('phone', person, row),
        // It was deleted together with the customer that had it.
        isRestored: Boolean(row.deleted_at) && same(row.deleted_at, holder.deleted_at),
      });
    }
  }

  private pointerOf(kind: 'email' | 'phone', person: MovedPerson, row: Row): number | null {
    const now = (row[`${kind}_id`] ?? null) as number | null;
    const given = this.upwards(kind, person);
    const before = person[kind];
    const isThere = (id: number | null) =>
      id === null || this.isReturned.has(nameOf({ kind, id })) || this.wasLeft(kind, id);
    if (same(now, given) && isThere(before)) return before;
    if (isThere(now)) return now;
    this.not('contact_person', person.id, `${kind}_id`, 'pointer');
    return null;
  }

  /** The pointer that the merge has given to a person, as the merges after it have changed it. */
  private upwards(kind: 'email' | 'phone', { id, ...given }: MovedPerson): number | null {
    let found = newOf(kind, given);
    for (const { moved } of this.asked.chain) {
      const person = moved.persons.find((one) => one.id === id);
      if (person && same(person[kind], found)) found = newOf(kind, person);
      else found = moved.joined.find((one) => one.kind === kind && one.id === found)?.into ?? found;
    }
    return found;
  }

  /** Persons that stay lose their pointers to records that go back. */
  private planOtherPersons(): void {
    for (const rows of this.asked.holders.values())
      for (const row of rows.contact_person)
        if (!this.isReturned.has(nameOf({ kind: 'contact_person', id: row.id as number })))
          for (const kind of ['email', 'phone'] as const) this.withdraw(row, kind);
  }

  /** The merges that have moved the person are told what it points at from now on. */
  private withdraw(row: Row, kind: 'email' | 'phone'): void {
    const [id, column] = [row.id as number, `${kind}_id`];
    const now = (row[column] ?? null) as number | null;
    const goesBack = (record: number | null) => record !== null && this.isReturned.has(nameOf({ kind, id: record }));
    const moves = this.plan.others
      .toSorted((one, other) => one.id - other.id)
      .flatMap((merge) => merge.moved.persons.flatMap((person) => (person.id === id ? [{ merge, person }] : [])));
    const first = moves.findIndex(({ person }) => goesBack(newOf(kind, person)));
    const given = first < 0 ? now : newOf(kind, moves.at(-1)!.person);
    if (first < 0 ? !goesBack(now) : !same(now, given) && !goesBack(now)) return;
    let pointer = first < 0 ? null : this.shownBy(moves[first]!.merge, moves[first]!.person, kind);
    const reason = first < 0 || !same(now, given) ? 'pointer' : pointer === undefined ? 'shared' : undefined;
    pointer ??= null;
    for (const [at, { merge, person }] of (first < 0 ? [] : moves.slice(first)).entries()) {
      if (at > 0) person[kind] = pointer;
      pointer = merge.moved.joined.find((one) => one.kind === kind && one.id === pointer)?.into ?? pointer;
      person[kind === 'email' ? 'newEmail' : 'newPhone'] = pointer;
    }
    const owner = this.find('contact_person', id)!.customer;
    const isThere = pointer !== null && this.find(kind, pointer)?.customer === owner && !goesBack(pointer);
    if (reason ?? (pointer !== null && !isThere)) this.not('contact_person', id, column, reason ?? 'pointer');
    this.plan.edits.push({ kind: 'contact_person', id, column, value: same(now, given) && isThere ? pointer : null });
  }

  /**
   * What a main contact that was moved shows now, by the places of its customer. Nothing if it has pointed at an equal
   * record of its own customer, which that one gets back later.
   */
  private shownBy({ goneId }: StandingMerge, person: MovedPerson, kind: 'email' | 'phone'): number | null | undefined {
    if (person[kind] !== null || !this.asked.holders.has(goneId)) return undefined;
    return this.valueOf(goneId, kind === 'email' ? 'primary_email_id' : 'main_phone_id') as number | null;
  }

  private wasLeft(kind: Kind, id: number): boolean {
    return this.asked.gone[kind].some((row) => row.id === id);
  }

  private planChildren(): void {
    const present = new Set(this.asked.children.map(({ id }) => id));
    for (const id of this.moved.children) {
      if (!present.has(id)) this.not('customer', id, 'parent_id', 'changed');
      else if (this.asked.above.includes(id)) this.not('customer', id, 'parent_id', 'cycle');
      else this.plan.children.push(id);
    }
    const isBack = new Set(this.plan.children);
    for (const { moved } of this.chain) moved.children = moved.children.filter((id) => !isBack.has(id));
  }

  private planEntries(): void {
    const { goneId } = this.merge;
    const now = new Map(this.asked.entries.map((entry) => [entry.id, entry]));
    for (const before of this.moved.entries) {
      const entry = now.get(before.id);
      if (!entry) continue;
      const customer = before.customer === goneId && entry.customer === this.holder ? goneId : entry.customer;
      const payer = this.payerOf(before, entry);
      this.plan.entries.push({ id: entry.id, customer, payer: payer === customer ? null : payer });
      for (const { goneId: next, moved } of this.chain) {
        const listed = moved.entries.find(({ id }) => id === entry.id);
        if (!listed) continue;
        // No customer pays for itself, so the payer was left out when both were one.
        if (payer === goneId) listed.payer = goneId;
        else if (payer !== null && listed.payer === null && listed.customer === next) listed.payer = next;
        if (before.customer === goneId) listed.customer = customer;
      }
    }
    for (const { goneId: next, moved } of this.chain)
      moved.entries = moved.entries.filter(({ customer, payer }) => customer === next || payer === next);
  }

  private payerOf(before: MovedEntry, entry: EntryNow): number | null {
    const payer = entry.payer ?? (before.payer === null ? null : entry.customer);
    return before.payer === this.merge.goneId && payer === this.holder ? this.merge.goneId : payer;
  }

  private planIds(): void {
    this.plan.ids.push(...this.moved.ids);
    const isBack = new Set(this.plan.ids.map(keyOf));
    for (const { moved } of this.chain) moved.ids = moved.ids.filter((one) => !isBack.has(keyOf(one)));
    const links = new Set(this.moved.links.map((one) => JSON.stringify(one)));
    for (const { moved } of this.chain) moved.links = moved.links.filter((one) => !links.has(JSON.stringify(one)));
  }

  /** A record that came after the merge may be about either of the two. */
  private listAdded(): void {
    const rows = this.asked.holders.get(this.holder)!;
    const known = new Set(this.asked.chain.flatMap(({ moved }) => moved.records.map(nameOf)));
    for (const kind of KINDS)
      for (const row of rows[kind]) {
        const record = { kind, id: row.id as number };
        if (this.isLater(row.created_at) && !this.isReturned.has(nameOf(record)) && !known.has(nameOf(record)))
          this.not(kind, record.id, null, 'added');
      }
    for (const { id, customer, createdAt } of this.asked.entries)
      if (customer === this.holder && this.isLater(createdAt)) this.not('ledger_entry', id, null, 'added');
    for (const { id, createdAt } of this.asked.children)
      if (this.isLater(createdAt)) this.not('customer', id, 'parent_id', 'added');
  }

  private find(kind: Kind, id: number): { customer: number; row: Row } | undefined {
    for (const [customer, rows] of this.asked.holders) {
      const row = rows[kind].find((one) => one.id === id);
      if (row) return { customer, row };
    }
    return undefined;
  }

  /** A value of a customer. A pointer that a merge has cleared counts as it was before. */
  private valueOf(customer: number, column: string): unknown {
    const planned = this.plan.columns.get(customer);
    if (planned && column in planned) return planned[column];
    const cleared = this.chain.find(({ goneId }) => goneId === customer)?.moved.cleared;
    return cleared?.[column] ?? this.rowOf(customer)?.[column] ?? null;
  }

  private set(customer: number, column: string, value: unknown): void {
    const cleared = this.chain.find(({ goneId }) => goneId === customer)?.moved.cleared;
    if (cleared && column in cleared) {
      if (value === null) delete cleared[column];
      else cleared[column] = value as number;
      return;
    }
    this.plan.columns.set(customer, { ...this.plan.columns.get(customer), [column]: value });
  }

  private rowOf(customer: number): Row | undefined {
    return this.asked.holders.get(customer)?.customer[0];
  }

  private isLater(time: unknown): boolean {
    return isAfter(time, this.merge.mergedAt);
  }

  private not(record: NotRestored['record'], id: number, column: string | null, reason: UnmergeReason): void {
    this.plan.notRestored.push({ record, id, column, reason });
  }
}

const newOf = (kind: 'email' | 'phone', { newEmail, newPhone }: Pick<MovedPerson, 'newEmail' | 'newPhone'>) =>
  kind === 'email' ? newEmail : newPhone;

const keyOf = ({ contract, kind, wireId }: MovedId) => JSON.stringify([contract, kind, wireId]);

const leadsTo = (one: MovedId, { kind, id }: MovedRecord) => one.kind === kind && one.record === id;
