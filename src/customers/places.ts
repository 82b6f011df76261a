import type { TenantId } from '../engine/tenant-database/index.js';
import type { Customer } from './customer.entity.js';
import type { FlatContacts, OwnContacts } from './customer-record.js';

/** A flat email or phone field of a customer. It shows the record that the customer's row points at. */
export type Place = keyof FlatContacts;
/** What can point at an email or phone record: a place of its customer, or a contact person. */
export type Pointer = Place | `person ${string}`;

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

/** A planned part of a change that is stored in records beside the customer's row. */
export interface Planned<Pointers> {
  /** Pointers to set. Records that are to be inserted have their IDs already. */
  pointers: Partial<Pointers>;
  /** Whether a record changes, so that the customer's version rises even if no pointer does. */
  touched: boolean;
  /** Sends the planned statements together with COMMIT. */
  write: (customerId: number) => void;
}

/** A customer, or the columns of a customer that is to be inserted. */
export type MaybeNew = Customer | (Partial<Customer> & { id?: undefined });

/** How a write treats the records. */
export interface Writer {
  /** True for flat fields of a customer. False for fields of a record's owner, such as a billing user. */
  isFlat: boolean;
  /** Fields that the writer's contract shows. A new spelling may appear in these, and in no others. */
  shows: readonly string[];
}

/** A contact person owns the records that it writes. A record that it shares with a place keeps its spelling. */
export const OWNER: Writer = { isFlat: false, shows: [] };

/** What a write wants the records to be. */
export interface Wish<At extends string = Pointer> {
  /** The values that the write wants behind its pointers. `null` clears a pointer. */
  wanted: Partial<Record<At, string | null>>;
  by: Writer;
  /** Places that get values of a new main contact: the records that leave these places stay as they are. */
  brought?: readonly string[];
}

/** The port to emails and to phones: they store the records that flat fields and contact persons point at. */
export interface ContactPointStore {
  readonly places: readonly Place[];
  /** Plans the records. For an existing customer it runs in the transaction that has locked the customer's row. */
  plan(tenant: TenantId, customer: MaybeNew, wish: Wish): Promise<Planned<Record<Pointer, number | null>>>;
  /** Refuses if the record is locked. */
  assertMayLeave(tenant: TenantId, customerId: number, id: number): Promise<void>;
  /** Recomputes the normal forms of values after the customer's country changed. */
  recompare?(tenant: TenantId, customer: Customer): Promise<void>;
}

/** Emails and phones depend on customers, so they register here when the application starts. */
export class ContactPointStores {
  private readonly stores: ContactPointStore[] = [];

  add(store: ContactPointStore): void {
    this.stores.push(store);
  }

  /** Plans the records of flat fields. */
  async plan(tenant: TenantId, customer: MaybeNew, wish: Wish<Place>): Promise<Planned<PlacePointers>> {
    const planned = await allInOrder(
      this.stores.flatMap((store) => {
        const mine = store.places.filter((place) => wish.wanted[place] !== undefined);
        const wanted = Object.fromEntries(mine.map((place) => [place, wish.wanted[place]]));
        return mine.length === 0 ? [] : [store.plan(tenant, customer, { ...wish, wanted })];
      }),
    );
    return together(
      planned,
      planned.map(({ pointers }) => pointersOf(pointers)),
    );
  }

  /**
   * Plans the records of a contact person that is not the main one, or is to be inserted. `columns` are the customer's
   * own pointers: the first email or phone of a customer takes its place, too.
   */
  async planOwn(
    tenant: TenantId,
    customer: Customer,
    personId: number | 'new',
    wanted: Partial<OwnContacts>,
  ): Promise<Planned<OwnPointers> & { columns: Partial<PlacePointers> }> {
    const pointer = personPointer(personId);
    const kinds = (['email', 'phone'] as const).filter((kind) => wanted[kind] !== undefined);
    const planned = await allInOrder(
      kinds.map((kind) =>
        this.storeOf(kind).plan(tenant, customer, { wanted: { [pointer]: wanted[kind] }, by: OWNER }),
      ),
    );
    const own = planned.map(({ pointers }, at): Partial<OwnPointers> =>
      pointers[pointer] === undefined ? {} : { [OWN_POINTERS[kinds[at]!]]: pointers[pointer] },
    );
    const columns = Object.assign({}, ...planned.map(({ pointers }) => pointersOf(pointers))) as Partial<PlacePointers>;
    return { ...together(planned, own), columns };
  }

  /** Refuses pointers that would take a locked record out of its place. */
  async assertMayMove(tenant: TenantId, customer: Customer, moved: Partial<PlacePointers>): Promise<void> {
    for (const place of Object.keys(POINTERS) as Place[]) {
      const [current, next] = [customer[POINTERS[place]], moved[POINTERS[place]]];
      if (current !== null && next !== undefined && next !== current)
        await this.storeOf(place).assertMayLeave(tenant, customer.id, current);
    }
  }

  async recompare(tenant: TenantId, customer: Customer): Promise<void> {
    for (const store of this.stores) await store.recompare?.(tenant, customer);
  }

  private storeOf(place: Place): ContactPointStore {
    return this.stores.find(({ places }) => places.includes(place))!;
  }
}

/** Waits for all. If several are refused, the first in the list tells the caller why, not the first in time. */
async function allInOrder<Result>(under: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(under);
  const results: Result[] = [];
  for (const one of under) results.push(await one);
  return results;
}

const together = <Pointers>(
  planned: readonly Omit<Planned<unknown>, 'pointers'>[],
  pointers: readonly Partial<Pointers>[],
): Planned<Pointers> => ({
  pointers: Object.assign({}, ...pointers) as Partial<Pointers>,
  touched: planned.some(({ touched }) => touched),
  write: (customerId) => planned.forEach((one) => one.write(customerId)),
});

/** The pointers that are in the customer's row, by column. */
const pointersOf = (pointers: Partial<Record<Pointer, number | null>>): Partial<PlacePointers> =>
  Object.fromEntries(
    (Object.keys(POINTERS) as Place[]).flatMap((place) =>
      pointers[place] === undefined ? [] : [[POINTERS[place], pointers[place]]],
    ),
  );

/**
 * The places whose values, if the same write sets them, become records of a new main contact. Places that its former
 * records take are not among them.
 */
export const broughtBy = ({ mainContactId, primaryEmailId, mainPhoneId }: Partial<Customer>): (keyof OwnContacts)[] =>
  typeof mainContactId !== 'number'
    ? []
    : [
        ...(primaryEmailId === undefined ? (['email'] as const) : []),
        ...(mainPhoneId === undefined ? (['phone'] as const) : []),
      ];

const personPointer = (personId: number | string): Pointer => `person ${personId}`;

/** The pointers of contact persons, from records with the IDs of the persons that point at them. */
export const personPointers = (
  records: readonly { id: number; personIds: readonly string[] }[],
): Partial<Record<Pointer, number>> =>
  Object.fromEntries(
    records.flatMap(({ id, personIds }) => personIds.map((personId) => [personPointer(personId), id])),
  );
