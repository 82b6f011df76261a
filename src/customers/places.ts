import type { TenantId } from '../database/tenant-id.js';
import { locked, type Subject } from '../problem.js';
import type { Customer } from './customer.entity.js';
import type { FlatContacts } from './customer-record.js';

export type Place = keyof FlatContacts;
type Pointer = 'primaryEmailId' | 'mainPhoneId' | 'mobilePhoneId' | 'faxPhoneId';

/** What became of the places: the pointers to set, and whether a record was touched. */
export interface Settled {
  pointers: Partial<Pick<Customer, Pointer>>;
  touched: boolean;
}

/**
 * Keeps the records behind the flat e-mail and phone fields. The e-mails and phones modules are the keepers; customers
 * asks them without knowing them.
 */
export interface PlaceKeeper {
  readonly places: readonly Place[];
  /** Puts values in places, or empties them. Runs in the transaction that holds the lock on the customer's row. */
  settle(tenant: TenantId, customer: Customer, wanted: Partial<FlatContacts>): Promise<Settled>;
}

/** Where keepers introduce themselves when the application starts. */
export class PlaceKeepers {
  private readonly keepers: PlaceKeeper[] = [];

  add(keeper: PlaceKeeper): void {
    this.keepers.push(keeper);
  }

  async settle(tenant: TenantId, customer: Customer, wanted: Partial<FlatContacts>): Promise<Settled> {
    const all: Settled = { pointers: {}, touched: false };
    for (const keeper of this.keepers) {
      const mine = keeper.places.filter((place) => wanted[place] !== undefined);
      if (mine.length === 0) continue;
      const { pointers, touched } = await keeper.settle(tenant, customer, Object.fromEntries(mine.map((place) => [place, wanted[place]])));
      Object.assign(all.pointers, pointers);
      all.touched ||= touched;
    }
    return all;
  }
}

/** A record that holds a place or could. */
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
  added: { value: Value; places: Place[] }[];
  removed: number[];
  pointers: Partial<Record<Place, number | null>>;
}

/**
 * The rules of `places`, without a database: a value changes in place; a record that has the value already takes the
 * place; a cleared record stays if anything else is known about it; what is locked neither changes nor leaves.
 */
export function planPlaces(subject: Subject, records: readonly Holder[], held: Partial<Record<Place, number | null>>, wanted: Partial<Record<Place, Value | null>>): Plan {
  const plan: Plan = { rewritten: [], added: [], removed: [], pointers: {} };
  const now = { ...held };
  const normals = new Map(records.map(({ id, normal }) => [id, normal]));
  const having = (value: Value | null) => (value ? records.find(({ id }) => normals.get(id) === value.normal) : undefined);
  const point = (place: Place, id: number | null) => {
    now[place] = id;
    plan.pointers[place] = id;
  };
  /** Do other places keep the record from changing? Not those that leave it too, or want the same of it. */
  const isKept = (id: number, place: Place, value: Value) =>
    (Object.keys(now) as Place[]).some((other) => other !== place && now[other] === id && wanted[other] !== null && wanted[other]?.normal !== value.normal);

  // Who takes over a record that has the value goes first, before its value could be overwritten in another place.
  const entries = (Object.entries(wanted) as [Place, Value | null][]).toSorted(([, one], [, other]) => Number(Boolean(having(other))) - Number(Boolean(having(one))));
  for (const [place, value] of entries) {
    const holder = records.find(({ id }) => id === now[place]);
    const twin = having(value);
    if (value && holder && normals.get(holder.id) === value.normal) {
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
