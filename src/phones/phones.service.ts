import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TenantsService } from '../auth/tenants.service.js';
import { differing } from '../customers/changes.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomersService } from '../customers/customers.service.js';
import { beginning, type Beginning, type Holder, isOwn, ownSeats, type Place, PlaceKeepers, type PlaceKeeper, planPlaces, type Seat, type Settled } from '../customers/places.js';
import { assertRoom } from '../customers/record-limit.js';
import type { TenantId } from '../database/tenant-id.js';
import type { Belongings } from '../database/tenant.repository.js';
import { locked, notFound } from '../problem.js';
import { phoneNumber, phoneTaken } from './phone-number.js';
import type { Phone } from './phone.entity.js';
import { PhonesRepository } from './phones.repository.js';

export type PhoneFields = Pick<Phone, 'phone' | 'extension' | 'isWhatsapp' | 'name' | 'role' | 'notes'>;

/** The phone numbers of a customer. The first one becomes the main one; a locked one stays as it is. */
@Injectable()
export class PhonesService implements PlaceKeeper, OnModuleInit {
  readonly places = ['phone', 'mobile', 'fax'] as const;

  constructor(
    private readonly phones: PhonesRepository,
    private readonly customers: CustomersService,
    private readonly keepers: PlaceKeepers,
    private readonly tenants: TenantsService,
  ) {}

  onModuleInit(): void {
    this.keepers.add(this);
  }

  /** For who reads a customer with its records. */
  get ofCustomer(): Belongings<Phone> {
    return this.phones.ofCustomer;
  }

  async list(tenant: TenantId, customerId: number): Promise<Phone[]> {
    await this.customers.assertExists(tenant, customerId);
    return this.phones.list(tenant, customerId);
  }

  async get(tenant: TenantId, customerId: number, id: number): Promise<Phone> {
    await this.customers.assertExists(tenant, customerId);
    return this.existing(tenant, customerId, id);
  }

  async add(tenant: TenantId, customerId: number, { phone, extension, ...rest }: Partial<PhoneFields> & Pick<PhoneFields, 'phone'>): Promise<Phone> {
    const { defaultCountry } = await this.tenants.get(tenant);
    return this.customers.amendSurely(tenant, customerId, async (locked) => {
      const [customer, others] = await Promise.all([locked, this.phones.list(tenant, customerId)]);
      const { text, normal } = phoneNumber(phone, [customer.countryIso, defaultCountry], extension);
      assertRoom('phone', others.length);
      assertReadsOtherwise(others, { phone: text, extension });
      const added = await this.phones.add(tenant, { ...rest, customerId, phone: text, extension, phoneNormal: normal });
      return { result: added, columns: customer.mainPhoneId === null ? { mainPhoneId: added.id } : {} };
    });
  }

  async update(tenant: TenantId, customerId: number, id: number, fields: Partial<PhoneFields>): Promise<Phone> {
    const { defaultCountry } = await this.tenants.get(tenant);
    return this.customers.amend(tenant, customerId, async ({ countryIso }) => {
      const before = await this.existing(tenant, customerId, id);
      const changes = differing<Phone>(before, { ...fields, phone: fields.phone?.trim() });
      if (Object.keys(changes).length === 0) return { result: before };
      if (before.isLocked) throw locked('phone');
      const after = { ...before, ...changes };
      const isRenumbered = changes.phone !== undefined || changes.extension !== undefined;
      if (isRenumbered) assertReadsOtherwise((await this.phones.list(tenant, customerId)).filter((other) => other.id !== id), after);
      const phoneNormal = isRenumbered ? phoneNumber(after.phone, [countryIso, defaultCountry], after.extension).normal : undefined;
      return { result: await this.phones.set(tenant, id, { ...changes, phoneNormal }), touched: true };
    });
  }

  async toggleLock(tenant: TenantId, customerId: number, id: number): Promise<Phone> {
    return this.customers.amendSurely(tenant, customerId, async () => {
      const { isLocked } = await this.existing(tenant, customerId, id);
      return { result: await this.phones.set(tenant, id, { isLocked: !isLocked }) };
    });
  }

  async delete(tenant: TenantId, customerId: number, id: number): Promise<void> {
    await this.customers.amendSurely(tenant, customerId, async (customer) => {
      const { isLocked } = await this.existing(tenant, customerId, id);
      if (isLocked) throw locked('phone');
      await this.phones.delete(tenant, [id]);
      const before = await customer;
      const freed = (['mainPhoneId', 'mobilePhoneId', 'faxPhoneId'] as const).filter((pointer) => before[pointer] === id);
      return { result: undefined, columns: Object.fromEntries(freed.map((pointer) => [pointer, null])) };
    });
  }

  async settle(tenant: TenantId, customer: Customer, wanted: Partial<Record<Seat, string | null>>): Promise<Settled<Record<Seat, number | null>>> {
    const countries = await this.countriesOf(tenant, customer);
    const values = valuesOf(wanted, countries);
    const records = await this.phones.listHeld(tenant, customer.id);
    const held = { phone: customer.mainPhoneId, mobile: customer.mobilePhoneId, fax: customer.faxPhoneId, ...ownSeats(records) };
    const plan = planPlaces('phone', records.map((phone) => holder(phone, values)), held, values);
    for (const { id, value } of plan.rewritten) {
      // A flat contract knows no extension, so it cannot change one.
      const extension = records.find((phone) => phone.id === id)?.extension;
      await this.phones.set(tenant, id, { phone: value.text, phoneNormal: phoneNumber(value.text, countries, extension).normal });
    }
    for (const { value, places } of plan.added) {
      if (places.some(isOwn)) assertRoom('phone', records.length);
      const { id } = await this.phones.add(tenant, { customerId: customer.id, phone: value.text, phoneNormal: value.normal });
      for (const place of places) plan.pointers[place] = id;
    }
    if (plan.removed.length > 0) await this.phones.delete(tenant, plan.removed);
    return { pointers: plan.pointers, touched: plan.rewritten.length > 0 };
  }

  async begin(tenant: TenantId, customer: Partial<Customer>, wanted: Partial<Record<Place, string>>): Promise<Beginning<Record<Place, number>>> {
    return beginning(
      planPlaces('phone', [], {}, valuesOf(wanted, await this.countriesOf(tenant, customer))),
      (count) => this.phones.reserve(tenant, count),
      (id, customerId, { text, normal }) => this.phones.post(tenant, { id, customerId, phone: text, phoneNormal: normal }),
    );
  }

  async assertMayLeave(tenant: TenantId, customerId: number, id: number): Promise<void> {
    if ((await this.phones.find(tenant, customerId, id))?.isLocked) throw locked('phone');
  }

  /** Where a number may be from that does not say so itself, the likelier one first. */
  private async countriesOf(tenant: TenantId, { countryIso = null }: Partial<Customer>): Promise<(string | null)[]> {
    return [countryIso, (await this.tenants.get(tenant)).defaultCountry];
  }

  private async existing(tenant: TenantId, customerId: number, id: number): Promise<Phone> {
    const phone = await this.phones.find(tenant, customerId, id);
    if (!phone) throw notFound('phone');
    return phone;
  }
}

const valuesOf = (wanted: Partial<Record<Seat, string | null>>, countries: readonly (string | null)[]) =>
  Object.fromEntries(Object.entries(wanted).map(([seat, text]) => [seat, typeof text === 'string' ? phoneNumber(text, countries) : text]));

/** Refuses what reads the same as another phone of the customer, though the two are compared by other countries. */
function assertReadsOtherwise(others: readonly Phone[], { phone, extension = null }: Partial<Pick<Phone, 'phone' | 'extension'>>): void {
  if (others.some((other) => other.phone === phone && other.extension === extension)) throw phoneTaken();
}

// Compared as it was when it was written: a customer that has moved to another country since still has the same numbers.
function holder({ id, phone, phoneNormal, extension, isLocked, isWhatsapp, name, role, notes }: Phone, wanted: Wanted): Holder {
  // A flat number mostly says nothing of an extension, and then it is the number alone that is compared.
  const isMeant = Object.values(wanted).some((value) => value?.normal === phoneNormal);
  return {
    id,
    value: phone,
    normal: isMeant ? phoneNormal : phoneNormal.replace(/;ext=[^;]*$/, ''),
    isLocked,
    isBare: extension === null && !isWhatsapp && name === null && role === null && notes === null,
  };
}

type Wanted = Parameters<typeof planPlaces>[3];
