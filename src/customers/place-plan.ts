import type { TenantId } from '../engine/tenant-database/index.js';
import type { PhoneNumber } from '../normal-forms/phones.js';
import { locked, type Subject } from '../problem.js';
import type { Place, Planned, Seat, Writer } from './places.js';
import { assertRoom } from './record-limit.js';

/** The value that a write wants a seat to show. */
export interface Value extends PhoneNumber {
  /** The text as it was sent. An extension may be part of it. */
  written: string;
}

/** A record that a seat points at, or could point at. */
export interface Holder extends PhoneNumber {
  id: number;
  isLocked: boolean;
  /** Only flat writes made and changed it, and it has no other fields. */
  isDisposable: boolean;
}

/** The changes after which each seat shows its wanted value. New records have no ID yet. */
export interface Plan {
  rewritten: { id: number; value: PhoneNumber }[];
  added: { value: Value; places: Seat[] }[];
  removed: number[];
  pointers: Partial<Record<Seat, number | null>>;
}

/**
 * The rules of flat writes, without a database. If another record has the value, the pointer moves to that record. If
 * not, the record in the place takes the value; if there is none that may, a record is inserted. A record that leaves a
 * place stays, unless `null` emptied the place and the record is disposable. A locked record neither changes nor leaves
 * its place. A record with an extension changes its spelling only, because its number and extension are one value. The
 * same rules apply to the seats of contact persons.
 */
export function planPlaces(
  subject: Subject,
  records: readonly Holder[],
  held: Partial<Record<Seat, number | null>>,
  wanted: Partial<Record<Seat, Value | null>>,
  { shows = [], brought = [] }: { shows?: readonly string[]; brought?: readonly string[] } = {},
): Plan {
  const plan: Plan = { rewritten: [], added: [], removed: [], pointers: {} };
  const now = { ...held };
  const known = new Map(records.map((record) => [record.id, record]));
  const rewritten = new Map<number, PhoneNumber>();
  const letGo = new Set<number>();

  const twinOf = (value: Value | null) => {
    const equal = value ? [...known.values()].filter(({ normal }) => normal === value.normal) : [];
    return equal.find(({ text }) => text === value?.text) ?? equal[0];
  };
  const point = (place: Seat, id: number | null) => {
    now[place] = id;
    plan.pointers[place] = id;
  };
  const rewrite = (holder: Holder, { text, number, normal, extension }: PhoneNumber) => {
    rewritten.set(holder.id, { text, number, normal, extension });
    known.set(holder.id, { ...holder, text, number, normal, extension });
  };
  /** Other seats that need the record unchanged: they keep pointing at it, and do not want the new value. */
  const keepers = (id: number, place: Seat, value: Value) =>
    (Object.keys(now) as Seat[]).filter(
      (other) =>
        other !== place && now[other] === id && wanted[other] !== null && wanted[other]?.normal !== value.normal,
    );
  const isKept = (id: number, place: Seat, value: Value) => keepers(id, place, value).length > 0;
  /** Changes the spelling of an equal value, unless a seat shows it that the writer does not see. */
  const respell = (holder: Holder, place: Seat, value: Value) => {
    if (
      holder.text === value.text ||
      holder.isLocked ||
      keepers(holder.id, place, value).some((other) => !shows.includes(other))
    )
      return;
    rewrite(holder, { ...holder, text: value.text });
  };
  /** Whether the record may be rewritten to the value. An extension can only join the number that the record has. */
  const takes = ({ number, extension }: Holder, value: Value) =>
    extension === null && (value.extension === null || number === value.number);
  const isNumberOf = (holder: Holder, { number, extension }: Value) => extension === null && number === holder.number;

  // Seats whose wanted value exists in a record come first, before another seat could overwrite that record.
  const entries = (Object.entries(wanted) as [Seat, Value | null][]).toSorted(
    ([, one], [, other]) => Number(Boolean(twinOf(other))) - Number(Boolean(twinOf(one))),
  );
  for (const [place, value] of entries) {
    const holder = known.get(now[place] ?? NONE);
    if (value && holder?.text === value.written) continue;
    const twin = twinOf(value);
    const isBrought = brought.includes(place);
    if (value && holder && (holder.normal === value.normal || (!twin && !isBrought && isNumberOf(holder, value)))) {
      respell(holder, place, value);
      continue;
    }
    if (holder?.isLocked) throw locked(subject);
    const added = plan.added.find((one) => one.value.normal === value?.normal);
    if (!value) {
      if (holder) letGo.add(holder.id);
      point(place, null);
    } else if (twin) {
      point(place, twin.id);
      respell(twin, place, value);
    } else if (holder && !isBrought && takes(holder, value) && !isKept(holder.id, place, value)) {
      rewrite(holder, value);
      // An earlier seat was to insert this value. The rewritten record replaces that.
      plan.added = plan.added.filter((one) => one !== added);
      for (const other of added?.places ?? []) point(other, holder.id);
    } else {
      point(place, null);
      if (added) added.places.push(place);
      else plan.added.push({ value, places: [place] });
    }
  }
  // The first email or phone of a customer takes the place, also if a contact person brings it.
  const isOwn = entries.every(([seat]) => seat.startsWith('person '));
  if (records.length === 0 && isOwn) plan.added[0]?.places.push(subject as Place);
  const holding = new Set(Object.values(now));
  plan.rewritten = [...rewritten].map(([id, value]) => ({ id, value }));
  plan.removed = records
    .filter(({ id, isDisposable }) => letGo.has(id) && isDisposable && !holding.has(id))
    .map(({ id }) => id);
  return plan;
}

/** The id of no record. */
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
): Promise<Planned<Record<Seat, number | null>>> {
  plan.added.forEach((_, at) => assertRoom(subject, records.length - plan.removed.length + at));
  const ids = await statements.reserve(tenant, plan.added.length);
  const added: { id: number; value: Value; places: Seat[] }[] = plan.added.map((one, at) => ({ ...one, id: ids[at]! }));
  const set = (id: number, values: object) => statements.setAtCommit(tenant, id, values);
  return {
    pointers: {
      ...plan.pointers,
      ...Object.fromEntries(added.flatMap(({ id, places }) => places.map((place) => [place, id]))),
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
