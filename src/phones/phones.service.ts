import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TenantPorts } from '../auth/tenant-ports.js';
import { TenantsService } from '../auth/tenants.service.js';
import { REVOCATION_LAG_MS } from '../auth/ttl-cache.js';
import { defined, differing } from '../customers/changes.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomersService } from '../customers/customers.service.js';
import { CustomerWriter } from '../customers/customer-writer.js';
import { type Candidate, plannedRecords, planPlaces, type Value } from '../customers/place-plan.js';
import {
  type ContactPointStore,
  ContactPointStores,
  type MaybeNew,
  personPointers,
  type PlacePointers,
  type Planned,
  type Pointer,
  type Wish,
} from '../customers/places.js';
import { editRecords, exchanged, type RecordEdits } from '../customers/record-edits.js';
import { assertRoom } from '../customers/record-limit.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Belongings } from '../database/tenant.repository.js';
import { type Countries, numberIn, readPhone } from '../normal-forms/phones.js';
import { isEmptyText, oneLine } from '../normal-forms/texts.js';
import type { RecordRef } from '../own-ids.js';
import { locked, notFound } from '../problem.js';
import {
  extensionFrom,
  extensionIn,
  normalPhoneOf,
  phoneNumber,
  renumbered,
  rewriting,
  stored,
} from './phone-number.js';
import type { Phone } from './phone.entity.js';
import { type Compared, type PhonePlace, PhonesRepository, type PlacedPhone } from './phones.repository.js';

export type PhoneFields = Pick<Phone, 'phone' | 'extension' | 'isWhatsapp' | 'name' | 'role' | 'notes'> & {
  /** The place that it takes; `null` takes it out of all places. */
  place: PhonePlace | null;
};

/** The result of recomputing normal forms. */
export interface ComparedPhones {
  /** The number of phones whose comparison changed. */
  phonesCompared: number;
  /** The number of these that now equal another phone of their customer. */
  duplicatePhones: number;
}

const POINTERS = { main: 'mainPhoneId', mobile: 'mobilePhoneId', fax: 'faxPhoneId' } as const satisfies Record<
  PhonePlace,
  keyof PlacePointers
>;
const PLACES = Object.keys(POINTERS) as PhonePlace[];

type PhonePointers = Pick<PlacePointers, (typeof POINTERS)[PhonePlace]>;

/** The phone numbers of a customer. The first one becomes the main one; a locked one stays as it is. */
@Injectable()
export class PhonesService implements ContactPointStore, OnModuleInit {
  readonly places = ['phone', 'mobile', 'fax'] as const;

  constructor(
    private readonly phones: PhonesRepository,
    private readonly customers: CustomersService,
    private readonly writer: CustomerWriter,
    private readonly stores: ContactPointStores,
    private readonly tenants: TenantsService,
    private readonly tenantPorts: TenantPorts,
  ) {}

  onModuleInit(): void {
    this.stores.add(this);
    this.tenantPorts.countryChanged = (tenant) => this.recompareAll(tenant);
  }

  /** The phones of a customer, for a query that reads the customer. */
  get ofCustomer(): Belongings<PlacedPhone> {
    return this.phones.ofCustomer;
  }

  async list(tenant: TenantId, customer: RecordRef): Promise<PlacedPhone[]> {
    await this.customers.assertExists(tenant, customer);
    return this.phones.listShown(tenant, customer);
  }

  async get(tenant: TenantId, customerId: number, id: number): Promise<PlacedPhone> {
    await this.customers.assertExists(tenant, customerId);
    return there(await this.phones.findShown(tenant, customerId, id));
  }

  /** If no place is given, it becomes the main phone of a customer that has none. */
  async add(
    tenant: TenantId,
    customerId: number,
    { phone, extension, place, ...rest }: Partial<PhoneFields> & Pick<PhoneFields, 'phone'>,
  ): Promise<Phone> {
    const { defaultCountry } = await this.tenants.get(tenant);
    const digits = extensionFrom(extension);
    return this.writer.newVersion(tenant, customerId, async (locked) => {
      const customer = await locked;
      const value = phoneNumber(phone, [customer.countryIso, defaultCountry], digits);
      const { others, ...added } = await this.phones.add(tenant, { ...rest, customerId, ...stored(value) });
      assertRoom('phone', others);
      const columns = placing(
        customer,
        added.id,
        place === undefined && customer.mainPhoneId === null ? 'main' : (place ?? null),
      );
      for (const id of leaving(customer, columns)) await this.assertMayLeave(tenant, customerId, id);
      return { result: added, columns };
    });
  }

  async update(
    tenant: TenantId,
    customerId: number,
    id: number,
    { phone, extension, place, ...rest }: Partial<PhoneFields>,
  ): Promise<PlacedPhone> {
    const { defaultCountry } = await this.tenants.get(tenant);
    const digits = extensionFrom(extension);
    return this.writer.change(tenant, customerId, async (customer) => {
      const before = await this.existing(tenant, customerId, id);
      const value = renumbered(before, [customer.countryIso, defaultCountry], { phone, extension: digits });
      const changes = differing<Phone>(before, { ...rest, ...(value && rewriting(before, value)) });
      const columns = place === undefined ? {} : placing(customer, id, place);
      const isMoved = Object.keys(columns).length > 0;
      if (!isMoved && Object.keys(changes).length === 0) return { result: { ...before, place: placeOf(customer, id) } };
      if (before.isLocked) throw locked('phone');
      for (const other of leaving(customer, columns))
        if (other !== id) await this.assertMayLeave(tenant, customerId, other);
      const after = await this.phones.set(tenant, id, { ...changes, flatOnly: false });
      return { result: { ...after, place: placeOf({ ...customer, ...columns }, id) }, columns, touched: true };
    });
  }

  async toggleLock(tenant: TenantId, customerId: number, id: number): Promise<Phone> {
    return this.writer.newVersion(tenant, customerId, async () => {
      const { isLocked } = await this.existing(tenant, customerId, id);
      return { result: await this.phones.set(tenant, id, { isLocked: !isLocked, flatOnly: false }) };
    });
  }

  async delete(tenant: TenantId, customerId: number, id: number): Promise<void> {
    await this.writer.newVersion(tenant, customerId, async (customer) => {
      const { isLocked } = await this.existing(tenant, customerId, id);
      if (isLocked) throw locked('phone');
      await this.phones.delete(tenant, [id]);
      const before = await customer;
      return { result: undefined, columns: placing(before, id, null) };
    });
  }

  async plan(
    tenant: TenantId,
    customer: MaybeNew,
    { wanted, by, brought }: Wish,
  ): Promise<Planned<Record<Pointer, number | null>>> {
    const values = valuesOf(wanted, await this.countriesOf(tenant, customer));
    const records = customer.id === undefined ? [] : await this.phones.listWithPersons(tenant, customer.id);
    const { mainPhoneId: phone, mobilePhoneId: mobile, faxPhoneId: fax } = customer;
    const pointers = { phone, mobile, fax, ...personPointers(records) };
    const plan = planPlaces('phone', records.map(candidate), pointers, values, { shows: by.shows, brought });
    return plannedRecords(tenant, this.phones, STORING, { plan, records, by });
  }

  /**
   * Carries out planned edits, in the transaction that has locked the customer's row. `next` is the customer after it.
   * If its country changes, all numbers are compared anew, and meanwhile none of them is in the unique index.
   */
  async edit(tenant: TenantId, customer: Customer, next: Customer, planned: RecordEdits<Phone>): Promise<void> {
    const before = await this.phones.list(tenant, customer.id);
    const countries = await this.countriesOf(tenant, next);
    const stays = new Map(before.map((phone) => [phone.id, phone]));
    const isElsewhere = next.countryIso !== customer.countryIso;
    const compare = (set: Partial<Phone>, row?: Phone) => ({
      ...set,
      ...comparedIn(countries, set, row),
      ...(isElsewhere && { isTwin: true }),
    });
    const edits = {
      ...planned,
      added: planned.added.map((row) => ({ ...row, ...compare(row), customerId: customer.id })),
      changed: planned.changed.map(({ id, values }) => ({ id, values: compare(values, stays.get(id)) })),
    };
    const ids = isElsewhere ? before.map(({ id }) => id) : exchanged(before, edits, 'phoneNormal');
    if (ids.length > 0) await this.phones.takeOut(tenant, ids);
    await editRecords<Phone>(tenant, this.phones, { subject: 'phone', before, edits });
    if (isElsewhere) await this.compared(tenant, next);
  }

  async recompare(tenant: TenantId, customer: Customer): Promise<void> {
    await this.compared(tenant, customer);
  }

  /**
   * Recomputes the normal forms of a tenant's phones after its country changed, for each customer in a transaction that
   * locks the customer. An interrupted run can be repeated: phones that are done do not change again.
   */
  async recompareAll(tenant: TenantId): Promise<ComparedPhones> {
    // Until then, other processes store new phones by the country that they remember.
    await delay(REVOCATION_LAG_MS);
    const total = { phonesCompared: 0, duplicatePhones: 0 };
    for (let ids = [0]; (ids = await this.phones.customersByTenantCountry(tenant, ids.at(-1)!)).length > 0;) {
      for (const id of ids) {
        const compared = await this.writer.withAllLocked(tenant, [id], async ([customer]) =>
          customer ? this.compared(tenant, customer) : [],
        );
        total.phonesCompared += compared.length;
        total.duplicatePhones += compared.filter(({ isTwin }) => isTwin).length;
      }
    }
    return total;
  }

  /**
   * Stores the normal forms that phones have in the country of their customer and returns those that changed. In
   * another country, a number without a country code is another number. Numbers that become equal are flagged, and both
   * stay.
   */
  private async compared(tenant: TenantId, customer: Customer): Promise<Compared[]> {
    const countries = await this.countriesOf(tenant, customer);
    const seen = new Set<string>();
    const compared = (await this.phones.list(tenant, customer.id)).flatMap(({ id, phone, extension, ...before }) => {
      const phoneNormal = readPhone(phone, countries, extension)?.normal ?? before.phoneNormal;
      const isTwin = seen.has(phoneNormal);
      seen.add(phoneNormal);
      return phoneNormal === before.phoneNormal && isTwin === before.isTwin ? [] : [{ id, phoneNormal, isTwin }];
    });
    if (compared.length > 0) await this.phones.compareAs(tenant, compared);
    return compared;
  }

  async assertMayLeave(tenant: TenantId, customerId: number, id: number): Promise<void> {
    if ((await this.phones.find(tenant, customerId, id))?.isLocked) throw locked('phone');
  }

  /** The countries that a number without a country code may be from, the likelier one first. */
  private async countriesOf(tenant: TenantId, { countryIso = null }: Partial<Customer>): Promise<(string | null)[]> {
    return [countryIso, (await this.tenants.get(tenant)).defaultCountry];
  }

  private async existing(tenant: TenantId, customerId: number, id: number): Promise<Phone> {
    return there(await this.phones.find(tenant, customerId, id));
  }
}

function there<Found>(phone: Found | undefined): Found {
  if (!phone) throw notFound('phone');
  return phone;
}

/** The columns that follow from a number or an extension that is set again. What is not set stays as it is. */
function comparedIn(countries: Countries, set: Partial<Phone>, before?: Phone): Partial<Phone> {
  if (set.phone === undefined && set.extension === undefined) return {};
  const { phone, extension } = { ...before, ...defined(set) } as Phone;
  return { phoneNormal: normalPhoneOf(phone, extension ?? null, countries), isTwin: false };
}

const placeOf = (customer: PhonePointers, id: number): PhonePlace | null =>
  PLACES.find((place) => customer[POINTERS[place]] === id) ?? null;

/**
 * The customer's pointers that change when a phone takes one place and leaves the others. A phone that has the place
 * already changes none.
 */
function placing(customer: PhonePointers, id: number, wanted: PhonePlace | null): Partial<PhonePointers> {
  if (placeOf(customer, id) === wanted) return {};
  const moved = PLACES.filter((place) => place === wanted || customer[POINTERS[place]] === id);
  return Object.fromEntries(moved.map((place) => [POINTERS[place], place === wanted ? id : null]));
}

/** The phones that lose a place. */
const leaving = (customer: PhonePointers, moved: Partial<PhonePointers>): number[] =>
  (Object.keys(moved) as (keyof PhonePointers)[]).map((pointer) => customer[pointer]).filter((id) => id !== null);

const STORING = { subject: 'phone', stored, rewriting } as const;

const valuesOf = (
  wanted: Partial<Record<Pointer, string | null>>,
  countries: Countries,
): Partial<Record<Pointer, Value | null>> =>
  Object.fromEntries(
    Object.entries(wanted).map(([pointer, text]) => [
      pointer,
      typeof text === 'string' && !isEmptyText(text)
        ? { ...phoneNumber(text, countries), written: oneLine(text) }
        : null,
    ]),
  );

const candidate = (phone: Phone): Candidate => ({
  id: phone.id,
  text: oneLine(phone.phone),
  extension: extensionIn(phone),
  number: numberIn(phone.phoneNormal),
  normal: phone.phoneNormal,
  isLocked: phone.isLocked,
  isDisposable:
    phone.flatOnly && !phone.isWhatsapp && phone.name === null && phone.role === null && phone.notes === null,
});
