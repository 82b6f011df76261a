import { Injectable, type OnModuleInit } from '@nestjs/common';
import { differing } from '../customers/changes.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomersService } from '../customers/customers.service.js';
import { beginning, type Beginning, type Holder, isOwn, ownSeats, type Place, PlaceKeepers, type PlaceKeeper, planPlaces, type Seat, type Settled } from '../customers/places.js';
import { assertRoom } from '../customers/record-limit.js';
import type { TenantId } from '../database/tenant-id.js';
import type { Belongings } from '../database/tenant.repository.js';
import { locked, notFound } from '../problem.js';
import { emailAddress } from './email-address.js';
import type { Email } from './email.entity.js';
import { EmailsRepository } from './emails.repository.js';

export type EmailFields = Pick<Email, 'email' | 'isForInvoicing' | 'name' | 'role' | 'notes'>;

/** The e-mail addresses of a customer. The first one becomes the primary; a locked one stays as it is. */
@Injectable()
export class EmailsService implements PlaceKeeper, OnModuleInit {
  readonly places = ['email'] as const;

  constructor(
    private readonly emails: EmailsRepository,
    private readonly customers: CustomersService,
    private readonly keepers: PlaceKeepers,
  ) {}

  onModuleInit(): void {
    this.keepers.add(this);
  }

  /** For who reads a customer with its records. */
  get ofCustomer(): Belongings<Email> {
    return this.emails.ofCustomer;
  }

  async list(tenant: TenantId, customerId: number): Promise<Email[]> {
    await this.customers.assertExists(tenant, customerId);
    return this.emails.list(tenant, customerId);
  }

  async get(tenant: TenantId, customerId: number, id: number): Promise<Email> {
    await this.customers.assertExists(tenant, customerId);
    return this.existing(tenant, customerId, id);
  }

  async add(tenant: TenantId, customerId: number, { email, ...rest }: Partial<EmailFields> & Pick<EmailFields, 'email'>): Promise<Email> {
    const { text, normal } = emailAddress(email);
    return this.customers.amendSurely(tenant, customerId, async (customer) => {
      const { others, ...added } = await this.emails.addBesideOthers(tenant, { ...rest, customerId, email: text, emailNormal: normal });
      assertRoom('email', others);
      return { result: added, columns: (await customer).primaryEmailId === null ? { primaryEmailId: added.id } : {} };
    });
  }

  async update(tenant: TenantId, customerId: number, id: number, { email, ...rest }: Partial<EmailFields>): Promise<Email> {
    const value = email === undefined ? undefined : emailAddress(email);
    return this.customers.amend(tenant, customerId, async () => {
      const before = await this.existing(tenant, customerId, id);
      const changes = differing(before, { ...rest, ...(value && { email: value.text, emailNormal: value.normal }) });
      if (Object.keys(changes).length === 0) return { result: before };
      if (before.isLocked) throw locked('email');
      return { result: await this.emails.set(tenant, id, changes), touched: true };
    });
  }

  async toggleLock(tenant: TenantId, customerId: number, id: number): Promise<Email> {
    return this.customers.amendSurely(tenant, customerId, async () => {
      const { isLocked } = await this.existing(tenant, customerId, id);
      return { result: await this.emails.set(tenant, id, { isLocked: !isLocked }) };
    });
  }

  async delete(tenant: TenantId, customerId: number, id: number): Promise<void> {
    await this.customers.amendSurely(tenant, customerId, async (customer) => {
      const { isLocked } = await this.existing(tenant, customerId, id);
      if (isLocked) throw locked('email');
      await this.emails.delete(tenant, [id]);
      return { result: undefined, columns: (await customer).primaryEmailId === id ? { primaryEmailId: null } : {} };
    });
  }

  async settle(tenant: TenantId, customer: Customer, wanted: Partial<Record<Seat, string | null>>): Promise<Settled<Record<Seat, number | null>>> {
    const values = valuesOf(wanted);
    const records = await this.emails.listHeld(tenant, customer.id);
    const plan = planPlaces('email', records.map(holder), { email: customer.primaryEmailId, ...ownSeats(records) }, values);
    for (const { id, value } of plan.rewritten) await this.emails.set(tenant, id, { email: value.text, emailNormal: value.normal });
    for (const { value, places } of plan.added) {
      if (places.some(isOwn)) assertRoom('email', records.length);
      const { id } = await this.emails.add(tenant, { customerId: customer.id, email: value.text, emailNormal: value.normal });
      for (const place of places) plan.pointers[place] = id;
    }
    if (plan.removed.length > 0) await this.emails.delete(tenant, plan.removed);
    return { pointers: plan.pointers, touched: plan.rewritten.length > 0 };
  }

  begin(tenant: TenantId, _customer: Partial<Customer>, wanted: Partial<Record<Place, string>>): Promise<Beginning<Record<Place, number>>> {
    return beginning(
      planPlaces('email', [], {}, valuesOf(wanted)),
      (count) => this.emails.reserve(tenant, count),
      (id, customerId, { text, normal }) => this.emails.post(tenant, { id, customerId, email: text, emailNormal: normal }),
    );
  }

  async assertMayLeave(tenant: TenantId, customerId: number, id: number): Promise<void> {
    if ((await this.emails.find(tenant, customerId, id))?.isLocked) throw locked('email');
  }

  private async existing(tenant: TenantId, customerId: number, id: number): Promise<Email> {
    const email = await this.emails.find(tenant, customerId, id);
    if (!email) throw notFound('email');
    return email;
  }
}

const valuesOf = (wanted: Partial<Record<Seat, string | null>>) =>
  Object.fromEntries(Object.entries(wanted).map(([seat, text]) => [seat, typeof text === 'string' ? emailAddress(text) : text]));

const holder = ({ id, email, emailNormal, isLocked, isForInvoicing, name, role, notes }: Email): Holder => ({
  id,
  value: email,
  normal: emailNormal,
  isLocked,
  isBare: !isForInvoicing && name === null && role === null && notes === null,
});
