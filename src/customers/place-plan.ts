import type { TenantId } from '../engine/tenant-database/index.js';
import type { PhoneNumber } from '../normal-forms/phones.js';
import { locked, type Subject } from '../problem.js';
import type { Place, Planned, Pointer, Writer } from './places.js';
import { assertRoom } from './record-limit.js';

/** The value that a write wants behind a pointer. */
export interface Value extends PhoneNumber {
  /** The text as it was sent. An extension may be part of it. */
  written: string;
}

/** A record of the customer that a pointer may point at. */
export interface Candidate extends PhoneNumber {
  id: number;
  isLocked: boolean;
  /** Only flat writes made and changed it, and it has no other fields. */
  isDisposable: boolean;
}

/** The changes after which each pointer points at its wanted value. New records have no ID yet. */
export interface Plan {
  rewritten: { id: number; value: PhoneNumber }[];
  added: { value: Value; pointers: Pointer[] }[];
  removed: number[];
  pointers: Partial<Record<Pointer, number | null>>;
}

/**
 * The rules of flat writes, without a database. If another record has the value, the pointer moves to that record. If
 * not, the record in the place takes the value; if there is none that may, a record is inserted. A record that leaves a
 * place stays, unless `null` emptied the place and the record is disposable. A locked record neither changes nor leaves
 * its place. A record with an extension changes its spelling only, because its number and extension are one value. The
 * same rules apply to the pointers of contact persons.
 */
export function planPlaces(
  subject: Subject,
  records: readonly Candidate[],
  pointers: Partial<Record<Pointer, number | null>>,
  wanted: Partial<Record<Pointer, Value | null>>,
  { shows = [], brought = [] }: { shows?: readonly string[]; brought?: readonly string[] } = {},
): Plan {
  const plan: Plan = { rewritten: [], added: [], removed: [], pointers: {} };
  const now = { ...pointers };
  const known = new Map(records.map((record) => [record.id, record]));
  const rewritten = new Map<number, PhoneNumber>();
  const letGo = new Set<number>();

  const twinOf = (value: Value | null) => {
    const equal = value ? [...known.values()].filter(({ normal }) => normal === value.normal) : [];
    return equal.find(({ text }) => text === value?.text) ?? equal[0];
  };
  const point = (pointer: Pointer, id: number | null) => {
    now[pointer] = id;
    plan.pointers[pointer] = id;
  };
  const rewrite = (record: Candidate, { text, number, normal, extension }: PhoneNumber) => {
    rewritten.set(record.id, { text, number, normal, extension });
    known.set(record.id, { ...record, text, number, normal, extension });
  };
  /** Other pointers that need the record unchanged: they keep pointing at it, and do not want the new value. */
  const otherPointers = (id: number, pointer: Pointer, value: Value) =>
    (Object.keys(now) as Pointer[]).filter(
      (other) =>
        other !== pointer && now[other] === id && wanted[other] !== null && wanted[other]?.normal !== value.normal,
    );
  const isNeededElsewhere = (id: number, pointer: Pointer, value: Value) =>
    otherPointers(id, pointer, value).length > 0;
  /** Changes the spelling of an equal value, unless a pointer that the writer does not see needs it. */
  const respell = (record: Candidate, pointer: Pointer, value: Value) => {
    if (
      record.text === value.text ||
      record.isLocked ||
      otherPointers(record.id, pointer, value).some((other) => !shows.includes(other))
    )
      return;
    rewrite(record, { ...record, text: value.text });
  };
  /** Whether the record may be rewritten to the value. An extension can only join the number that the record has. */
  const takes = ({ number, extension }: Candidate, value: Value) =>
    extension === null && (value.extension === null || number === value.number);
  const isNumberOf = (record: Candidate, { number, extension }: Value) =>
    extension === null && number === record.number;

  // Pointers whose wanted value exists in a record come first, before another pointer could overwrite that record.
  const entries = (Object.entries(wanted) as [Pointer, Value | null][]).toSorted(
    ([, one], [, other]) => Number(Boolean(twinOf(other))) - Number(Boolean(twinOf(one))),
  );
  for (const [pointer, value] of entries) {
    const current = known.get(now[pointer] ?? NONE);
    if (value && current?.text === value.written) continue;
    const twin = twinOf(value);
    const isBrought = brought.includes(pointer);
    if (value && current && (current.normal === value.normal || (!twin && !isBrought && isNumberOf(current, value)))) {
      respell(current, pointer, value);
      continue;
    }
    if (current?.isLocked) throw locked(subject);
    const added = plan.added.find((one) => one.value.normal === value?.normal);
    if (!value) {
      if (current) letGo.add(current.id);
      point(pointer, null);
    } else if (twin) {
      point(pointer, twin.id);
      respell(twin, pointer, value);
    } else if (current && !isBrought && takes(current, value) && !isNeededElsewhere(current.id, pointer, value)) {
      rewrite(current, value);
      // This value was to be inserted for an earlier pointer. The rewritten record replaces that.
      plan.added = plan.added.filter((one) => one !== added);
      for (const other of added?.pointers ?? []) point(other, current.id);
    } else {
      point(pointer, null);
      if (added) added.pointers.push(pointer);
      else plan.added.push({ value, pointers: [pointer] });
    }
  }
  // The first email or phone of a customer takes the place, also if a contact person brings it.
  const isOwn = entries.every(([pointer]) => pointer.startsWith('person '));
  if (records.length === 0 && isOwn) plan.added[0]?.pointers.push(subject as Place);
  const pointed = new Set(Object.values(now));
  plan.rewritten = [...rewritten].map(([id, value]) => ({ id, value }));
  plan.removed = records
    .filter(({ id, isDisposable }) => letGo.has(id) && isDisposable && !pointed.has(id))
    .map(({ id }) => id);
  return plan;
}

/** The ID of no record. */
const NONE = -1;

interface PlaceRecord {
  id: number;
  flatOnly: boolean;
}

/** The statements of a repository that a planned write uses. */
interface Statements<Row> {
  reserve(tenant: TenantId, count: number): Promise<number[]>;
  addAtCommit(tenant: TenantId, values: Partial<Row>): void;
  setAtCommit(tenant: TenantId, id: number, values: Partial<Row>): void;
  deleteAtCommit(tenant: TenantId, ids: readonly number[]): void;
}

/** How a kind of record, such as emails, stores its values. */
interface Storing<Row> {
  subject: 'email' | 'phone';
  /** The columns of a new record. */
  stored: (value: PhoneNumber) => Partial<Row>;
  /** The columns that change when a record takes a value. */
  rewriting: (before: Row, value: PhoneNumber) => Partial<Row>;
}

/** Turns a plan into statements. New records get their IDs now, so that all statements can be sent together. */
export async function plannedRecords<Row extends PlaceRecord>(
  tenant: TenantId,
  statements: Statements<Row>,
  { subject, stored, rewriting }: Storing<Row>,
  { plan, records, by }: { plan: Plan; records: readonly Row[]; by: Writer },
): Promise<Planned<Record<Pointer, number | null>>> {
  plan.added.forEach((_, at) => assertRoom(subject, records.length - plan.removed.length + at));
  const ids = await statements.reserve(tenant, plan.added.length);
  const added: { id: number; value: Value; pointers: Pointer[] }[] = plan.added.map((one, at) => ({
    ...one,
    id: ids[at]!,
  }));
  const set = (id: number, values: object) => statements.setAtCommit(tenant, id, values);
  return {
    pointers: {
      ...plan.pointers,
      ...Object.fromEntries(added.flatMap(({ id, pointers }) => pointers.map((pointer) => [pointer, id]))),
    },
    touched: plan.rewritten.length > 0,
    write: (customerId) => {
      for (const { id, value } of plan.rewritten) {
        const before = records.find((record) => record.id === id)!;
        set(id, { ...rewriting(before, value), flatOnly: by.isFlat ? undefined : false });
      }
      for (const { id, value } of added) {
        const values: object = { id, customerId, ...stored(value), flatOnly: by.isFlat };
        statements.addAtCommit(tenant, values);
      }
      for (const id of claimed(plan, records, by)) set(id, { flatOnly: false });
      if (plan.removed.length > 0) statements.deleteAtCommit(tenant, plan.removed);
    },
  };
}

/** Records that only flat writes had made, and that an owner points at from now on. */
function claimed({ pointers }: Plan, records: readonly PlaceRecord[], { isFlat }: Writer): number[] {
  const pointed = new Set(Object.values(pointers));
  return isFlat ? [] : records.filter(({ id, flatOnly }) => flatOnly && pointed.has(id)).map(({ id }) => id);
}
