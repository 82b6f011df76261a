import type { TenantId } from '../engine/tenant-database/index.js';
import type { PhoneNumber } from '../normal-forms/phones.js';
import { locked, type Subject } from '../problem.js';
import type { Customer } from './customer.entity.js';
import type { FlatContacts, OwnContacts } from './customer-record.js';

export type Place = keyof FlatContacts;
/** What shows a record: a place of its customer, or a contact person whose own it is. */
export type Seat = Place | `person ${string}`;

const POINTERS = {
  email: 'primaryEmailId',
  phone: 'mainPhoneId',
  mobile: 'mobilePhoneId',
  fax: 'faxPhoneId',
} as const satisfies Record<Place, keyof Customer>;
const OWN_POINTERS = { email: 'emailId', phone: 'phoneId' } as const satisfies Record<
  keyof OwnContacts,
  keyof OwnPointers
>;

/** The customer's pointers to the records in its places. */
export type PlacePointers = Pick<Customer, (typeof POINTERS)[Place]>;
/** A contact person's pointers to records of the customer. */
export interface OwnPointers {
  emailId: number | null;
  phoneId: number | null;
}

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

/** Whose words a write comes in. */
export interface Writer {
  /** Flat words of a customer; else words of the record's owner, such as a user of billing. */
  isFlat: boolean;
  /** Fields that the words of its contract show. A new spelling may show there, and nowhere else. */
  shows: readonly string[];
}

/** Users of billing are the owners of what they write. A record that they share with a place keeps its spelling. */
export const OWNER: Writer = { isFlat: false, shows: [] };

/** What a keeper is asked to do. */
export interface Settling<At extends string = Seat> {
  wanted: Partial<Record<At, string | null>>;
  by: Writer;
  /** Places whose values a new main contact brings as records of its own: what leaves them stays as it is. */
  brought?: readonly string[];
}

/**
 * Keeps the records behind the flat e-mail and phone fields and behind those of contact persons. The e-mails and phones
 * modules are the keepers; customers asks them without knowing them.
 */
export interface PlaceKeeper {
  readonly places: readonly Place[];
  /** Puts values in seats, or empties them. Runs in the transaction that holds the lock on the customer's row. */
  settle(tenant: TenantId, customer: Customer, settling: Settling): Promise<Settled<Record<Seat, number | null>>>;
  /** The records of a customer that is to be made by flat words. */
  begin(
    tenant: TenantId,
    customer: Partial<Customer>,
    wanted: Partial<Record<Place, string>>,
  ): Promise<Beginning<Record<Place, number>>>;
  /** Refuses if the record is locked. */
  assertMayLeave(tenant: TenantId, customerId: number, id: number): Promise<void>;
  /** The customer is in another country now, where its values may compare otherwise. */
  recompare?(tenant: TenantId, customer: Customer): Promise<void>;
}

/** Where keepers introduce themselves when the application starts. */
export class PlaceKeepers {
  private readonly keepers: PlaceKeeper[] = [];

  add(keeper: PlaceKeeper): void {
    this.keepers.push(keeper);
  }

  async settle(
    tenant: TenantId,
    customer: Customer,
    { wanted, ...rest }: Settling<Place>,
  ): Promise<Settled<PlacePointers>> {
    const all: Settled<PlacePointers> = { pointers: {}, touched: false };
    for (const keeper of this.keepers) {
      const mine = keeper.places.filter((place) => wanted[place] !== undefined);
      if (mine.length === 0) continue;
      const values = Object.fromEntries(mine.map((place) => [place, wanted[place]]));
      const { pointers, touched } = await keeper.settle(tenant, customer, { ...rest, wanted: values });
      for (const place of keeper.places)
        if (pointers[place] !== undefined) all.pointers[POINTERS[place]] = pointers[place];
      all.touched ||= touched;
    }
    return all;
  }

  /** The same for a customer that is to be made and has no records yet. */
  async begin(
    tenant: TenantId,
    customer: Partial<Customer>,
    wanted: Partial<FlatContacts>,
  ): Promise<Beginning<PlacePointers>> {
    const begun = await Promise.all(
      this.keepers.flatMap((keeper) => {
        const mine = keeper.places.flatMap((place) =>
          typeof wanted[place] === 'string' ? [[place, wanted[place]]] : [],
        );
        return mine.length === 0
          ? []
          : [keeper.begin(tenant, customer, Object.fromEntries(mine) as Partial<Record<Place, string>>)];
      }),
    );
    const ids = Object.assign({}, ...begun.map(({ pointers }) => pointers)) as Partial<Record<Place, number>>;
    return {
      pointers: Object.fromEntries(Object.entries(ids).map(([place, id]) => [POINTERS[place as Place], id])),
      write: (id) => begun.forEach(({ write }) => write(id)),
    };
  }

  /**
   * Puts values where a contact person shows them that is not the main one, or is still to be made. `columns` are the
   * customer's own pointers, where the first email or phone came with it.
   */
  async settleOwn(
    tenant: TenantId,
    customer: Customer,
    personId: number | 'new',
    wanted: Partial<OwnContacts>,
  ): Promise<Settled<OwnPointers> & { columns: Partial<PlacePointers> }> {
    const all = { pointers: {} as Partial<OwnPointers>, columns: {} as Partial<PlacePointers>, touched: false };
    const seat = seatOf(personId);
    for (const kind of ['email', 'phone'] as const) {
      const value = wanted[kind];
      if (value === undefined) continue;
      const { pointers, touched } = await this.keeperOf(kind).settle(tenant, customer, {
        wanted: { [seat]: value },
        by: OWNER,
      });
      if (pointers[seat] !== undefined) all.pointers[OWN_POINTERS[kind]] = pointers[seat];
      if (pointers[kind] !== undefined) all.columns[POINTERS[kind]] = pointers[kind];
      all.touched ||= touched;
    }
    return all;
  }

  /** Refuses pointers that would take a locked record out of its place. */
  async assertMayMove(tenant: TenantId, customer: Customer, moved: Partial<PlacePointers>): Promise<void> {
    for (const place of Object.keys(POINTERS) as Place[]) {
      const [held, next] = [customer[POINTERS[place]], moved[POINTERS[place]]];
      if (held !== null && next !== undefined && next !== held)
        await this.keeperOf(place).assertMayLeave(tenant, customer.id, held);
    }
  }

  /** Compares the customer's values anew: it is in another country now. */
  async recompare(tenant: TenantId, customer: Customer): Promise<void> {
    for (const keeper of this.keepers) await keeper.recompare?.(tenant, customer);
  }

  private keeperOf(place: Place): PlaceKeeper {
    return this.keepers.find(({ places }) => places.includes(place))!;
  }
}

/** The places whose values, where they come in the same write, are a new main contact's own records. What it had before takes its place. */
export const broughtBy = ({ mainContactId, primaryEmailId, mainPhoneId }: Partial<Customer>): (keyof OwnContacts)[] =>
  typeof mainContactId !== 'number'
    ? []
    : [
        ...(primaryEmailId === undefined ? (['email'] as const) : []),
        ...(mainPhoneId === undefined ? (['phone'] as const) : []),
      ];

const seatOf = (personId: number | string): Seat => `person ${personId}`;

/** The seats of contact persons, from records with the ids of those who point at them. */
export const ownSeats = (
  records: readonly { id: number; personIds: readonly string[] }[],
): Partial<Record<Seat, number>> =>
  Object.fromEntries(records.flatMap(({ id, personIds }) => personIds.map((personId) => [seatOf(personId), id])));

/** What a seat is to show. */
export interface Value extends PhoneNumber {
  /** As it was sent: an extension may still be inside. */
  written: string;
}

/** A record that holds a seat or could. */
export interface Holder extends PhoneNumber {
  id: number;
  isLocked: boolean;
  /** Flat writes alone made it, and nothing else is known about it. */
  isDisposable: boolean;
}

/** What to do so that every wanted place shows its wanted value. New records are known by their place in `added`. */
export interface Plan {
  rewritten: { id: number; value: PhoneNumber }[];
  added: { value: Value; places: Seat[] }[];
  removed: number[];
  pointers: Partial<Record<Seat, number | null>>;
}

/**
 * The rules of `places`, without a database. A value that another record has moves the pointer to that record; else the
 * value of the record in the place changes; else a record is made. A record that leaves a place stays, unless `null` let
 * go of it and it is disposable. A locked record neither changes nor leaves. A record with an extension changes
 * its spelling only: its number and its extension are one value. What a contact person shows is a place like the others.
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
  /** Other places that keep the record as it is: not those that leave it too, or want the same of it. */
  const keepers = (id: number, place: Seat, value: Value) =>
    (Object.keys(now) as Seat[]).filter(
      (other) =>
        other !== place && now[other] === id && wanted[other] !== null && wanted[other]?.normal !== value.normal,
    );
  const isKept = (id: number, place: Seat, value: Value) => keepers(id, place, value).length > 0;
  /** The same value in another spelling. A place keeps the old one where the writer does not see it. */
  const respell = (holder: Holder, place: Seat, value: Value) => {
    if (
      holder.text === value.text ||
      holder.isLocked ||
      keepers(holder.id, place, value).some((other) => !shows.includes(other))
    )
      return;
    rewrite(holder, { ...holder, text: value.text });
  };
  /** May the record take the value in place? An extension is added to its number, and never to another one. */
  const takes = ({ number, extension }: Holder, value: Value) =>
    extension === null && (value.extension === null || number === value.number);
  const isNumberOf = (holder: Holder, { number, extension }: Value) => extension === null && number === holder.number;

  // A record that has a wanted value goes first, before that value could be overwritten in another place.
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
      // What another place was going to make is not needed any more.
      plan.added = plan.added.filter((one) => one !== added);
      for (const other of added?.places ?? []) point(other, holder.id);
    } else {
      point(place, null);
      if (added) added.places.push(place);
      else plan.added.push({ value, places: [place] });
    }
  }
  // The first email or phone of a customer takes the place, also where a contact person brings it.
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

/** Records that flat writes alone had made and that an owner points at from now on. */
export const claimed = (
  { pointers }: Plan,
  records: readonly { id: number; flatOnly: boolean }[],
  { isFlat }: Writer,
): number[] => {
  const pointed = new Set(Object.values(pointers));
  return isFlat ? [] : records.filter(({ id, flatOnly }) => flatOnly && pointed.has(id)).map(({ id }) => id);
};

/** What a plan makes of a customer that is to be made: all its records are new. */
export async function beginning(
  { added }: Plan,
  reserve: (count: number) => Promise<number[]>,
  write: (id: number, customerId: number, value: Value) => void,
): Promise<Beginning<Record<Place, number>>> {
  const ids = await reserve(added.length);
  return {
    pointers: Object.fromEntries(added.flatMap(({ places }, at) => places.map((place) => [place, ids[at]]))),
    write: (customerId) => added.forEach(({ value }, at) => write(ids[at]!, customerId, value)),
  };
}
