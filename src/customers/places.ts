import type { TenantId } from '../database/tenant-id.js';
import { locked, type Subject } from '../problem.js';
import type { ContactPerson } from './contact-person.entity.js';
import type { Customer } from './customer.entity.js';
import type { FlatContacts, OwnContacts } from './customer-record.js';

export type Place = keyof FlatContacts;
/** What shows a record: a place of its customer, or a contact person whose own it is. */
export type Seat = Place | `person ${string}`;

const POINTERS = { email: 'primaryEmailId', phone: 'mainPhoneId', mobile: 'mobilePhoneId', fax: 'faxPhoneId' } as const satisfies Record<Place, keyof Customer>;
const OWN_POINTERS = { email: 'emailId', phone: 'phoneId' } as const satisfies Record<keyof OwnContacts, keyof ContactPerson>;

/** The customer's pointers to the records in its places. */
export type PlacePointers = Pick<Customer, (typeof POINTERS)[Place]>;
/** A contact person's pointers to records of the customer. */
export type OwnPointers = Pick<ContactPerson, 'emailId' | 'phoneId'>;

/** What became of it: the pointers to set, and whether a record was touched. */
export interface Settled<Pointers> {
  pointers: Partial<Pointers>;
  touched: boolean;
}

/** Records of a customer that is to be made: the ids that they will have, and how to write them in its transaction, once it is there. */
export interface Beginning<Pointers> {
  pointers: Partial<Pointers>;
  write: (customerId: number) => void;
}

/**
 * Keeps the records behind the flat e-mail and phone fields and behind those of contact persons. The e-mails and phones
 * modules are the keepers; customers asks them without knowing them.
 */
export interface PlaceKeeper {
  readonly places: readonly Place[];
  /** Puts values in seats, or empties them. Runs in the transaction that holds the lock on the customer's row. */
  settle(tenant: TenantId, customer: Customer, wanted: Partial<Record<Seat, string | null>>): Promise<Settled<Record<Seat, number | null>>>;
  /** The same for a customer that is to be made. */
  begin(tenant: TenantId, customer: Partial<Customer>, wanted: Partial<Record<Place, string>>): Promise<Beginning<Record<Place, number>>>;
  /** Refuses if the record is locked. */
  assertMayLeave(tenant: TenantId, customerId: number, id: number): Promise<void>;
}

/** Where keepers introduce themselves when the application starts. */
export class PlaceKeepers {
  private readonly keepers: PlaceKeeper[] = [];

  add(keeper: PlaceKeeper): void {
    this.keepers.push(keeper);
  }

  async settle(tenant: TenantId, customer: Customer, wanted: Partial<FlatContacts>): Promise<Settled<PlacePointers>> {
    const all: Settled<PlacePointers> = { pointers: {}, touched: false };
    for (const keeper of this.keepers) {
      const mine = keeper.places.filter((place) => wanted[place] !== undefined);
      if (mine.length === 0) continue;
      const { pointers, touched } = await keeper.settle(tenant, customer, Object.fromEntries(mine.map((place) => [place, wanted[place]])));
      for (const place of keeper.places) if (pointers[place] !== undefined) all.pointers[POINTERS[place]] = pointers[place];
      all.touched ||= touched;
    }
    return all;
  }

  /** The same for a customer that is to be made and has no records yet. */
  async begin(tenant: TenantId, customer: Partial<Customer>, wanted: Partial<FlatContacts>): Promise<Beginning<PlacePointers>> {
    const begun = await Promise.all(
      this.keepers.flatMap((keeper) => {
        const mine = keeper.places.flatMap((place) => (typeof wanted[place] === 'string' ? [[place, wanted[place]]] : []));
        return mine.length === 0 ? [] : [keeper.begin(tenant, customer, Object.fromEntries(mine) as Partial<Record<Place, string>>)];
      }),
    );
    const ids = Object.assign({}, ...begun.map(({ pointers }) => pointers)) as Partial<Record<Place, number>>;
    return {
      pointers: Object.fromEntries(Object.entries(ids).map(([place, id]) => [POINTERS[place as Place], id])),
      write: (id) => begun.forEach(({ write }) => write(id)),
    };
  }

  /** The same for what a contact person shows who is not the main one, or is still to be made. */
  async settleOwn(tenant: TenantId, customer: Customer, personId: number | 'new', wanted: Partial<OwnContacts>): Promise<Settled<OwnPointers>> {
    const all: Settled<OwnPointers> = { pointers: {}, touched: false };
    const seat = seatOf(personId);
    for (const kind of ['email', 'phone'] as const) {
      const value = wanted[kind];
      if (value === undefined) continue;
      const { pointers, touched } = await this.keeperOf(kind).settle(tenant, customer, { [seat]: value });
      if (pointers[seat] !== undefined) all.pointers[OWN_POINTERS[kind]] = pointers[seat];
      all.touched ||= touched;
    }
    return all;
  }

  /** Refuses pointers that would take a locked record out of its place. */
  async assertMayMove(tenant: TenantId, customer: Customer, moved: Partial<PlacePointers>): Promise<void> {
    for (const place of Object.keys(POINTERS) as Place[]) {
      const [held, next] = [customer[POINTERS[place]], moved[POINTERS[place]]];
      if (held !== null && next !== undefined && next !== held) await this.keeperOf(place).assertMayLeave(tenant, customer.id, held);
    }
  }

  private keeperOf(place: Place): PlaceKeeper {
    return this.keepers.find(({ places }) => places.includes(place))!;
  }
}

const seatOf = (personId: number | string): Seat => `person ${personId}`;

export const isOwn = (seat: string) => seat.startsWith('person ');

/** The seats of contact persons, from records with the ids of those who point at them. */
export const ownSeats = (records: readonly { id: number; personIds: readonly string[] }[]): Partial<Record<Seat, number>> =>
  Object.fromEntries(records.flatMap(({ id, personIds }) => personIds.map((personId) => [seatOf(personId), id])));

/** A record that holds a seat or could. */
export interface Holder {
  id: number;
  value: string;
  /** What values are compared by. */
  normal: string;
  isLocked: boolean;
  /** Nothing is known about it but its value. */
  isBare: boolean;
}

export interface Value {
  text: string;
  normal: string;
}

/** What to do so that every wanted place shows its wanted value. New records are known by their place in `added`. */
export interface Plan {
  rewritten: { id: number; value: Value }[];
  added: { value: Value; places: Seat[] }[];
  removed: number[];
  pointers: Partial<Record<Seat, number | null>>;
}

/**
 * The rules of `places`, without a database: a value changes in place; a record that has the value already takes the
 * place; a cleared record stays if anything else is known about it; what is locked neither changes nor leaves. A contact
 * person's own is a place like the others.
 */
export function planPlaces(subject: Subject, records: readonly Holder[], held: Partial<Record<Seat, number | null>>, wanted: Partial<Record<Seat, Value | null>>): Plan {
  const plan: Plan = { rewritten: [], added: [], removed: [], pointers: {} };
  const now = { ...held };
  const normals = new Map(records.map(({ id, normal }) => [id, normal]));
  // What reads the same is the same, though it might be compared otherwise if it were written today.
  const texts = new Map(records.map(({ id, value }) => [id, value]));
  const shows = (id: number, value: Value) => normals.get(id) === value.normal || texts.get(id) === value.text;
  const having = (value: Value | null) => (value ? (records.find(({ id }) => texts.get(id) === value.text) ?? records.find(({ id }) => shows(id, value))) : undefined);
  const point = (place: Seat, id: number | null) => {
    now[place] = id;
    plan.pointers[place] = id;
  };
  /** Do other places keep the record from changing? Not those that leave it too, or want the same of it. */
  const isKept = (id: number, place: Seat, value: Value) =>
    (Object.keys(now) as Seat[]).some((other) => other !== place && now[other] === id && wanted[other] !== null && wanted[other]?.normal !== value.normal);

  // Who takes over a record that has the value goes first, before its value could be overwritten in another place.
  const entries = (Object.entries(wanted) as [Seat, Value | null][]).toSorted(([, one], [, other]) => Number(Boolean(having(other))) - Number(Boolean(having(one))));
  for (const [place, value] of entries) {
    const holder = records.find(({ id }) => id === now[place]);
    const twin = having(value);
    if (value && holder && shows(holder.id, value)) {
      // The same value in another spelling: a place that was not spoken of keeps its own.
      if (holder.value !== value.text && !holder.isLocked && !isKept(holder.id, place, value)) plan.rewritten.push({ id: holder.id, value });
      continue;
    }
    if (holder?.isLocked) throw locked(subject);
    const added = plan.added.find((one) => one.value.normal === value?.normal);
    if (!value) point(place, null);
    else if (twin) point(place, twin.id);
    else if (holder && !isKept(holder.id, place, value)) {
      plan.rewritten.push({ id: holder.id, value });
      normals.set(holder.id, value.normal);
      texts.set(holder.id, value.text);
      // What another place was going to make is not needed any more.
      plan.added = plan.added.filter((one) => one !== added);
      for (const other of added?.places ?? []) point(other, holder.id);
    } else {
      point(place, null);
      if (added) added.places.push(place);
      else plan.added.push({ value, places: [place] });
    }
  }
  const holding = new Set(Object.values(now));
  const released = new Set(Object.values(held).filter((id) => !holding.has(id)));
  plan.removed = records.filter(({ id, isBare }) => released.has(id) && isBare).map(({ id }) => id);
  return plan;
}

/** What a plan makes of a customer that is to be made: all its records are new. */
export async function beginning({ added }: Plan, reserve: (count: number) => Promise<number[]>, write: (id: number, customerId: number, value: Value) => void): Promise<Beginning<Record<Place, number>>> {
  const ids = await reserve(added.length);
  return {
    pointers: Object.fromEntries(added.flatMap(({ places }, at) => places.map((place) => [place, ids[at]]))),
    write: (customerId) => added.forEach(({ value }, at) => write(ids[at]!, customerId, value)),
  };
}
