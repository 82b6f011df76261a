import { Injectable, type OnModuleInit } from '@nestjs/common';
import { differing } from '../customers/changes.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomersService } from '../customers/customers.service.js';
import {
  beginning,
  type Beginning,
  claimed,
  type Holder,
  ownSeats,
  type Place,
  PlaceKeepers,
  type PlaceKeeper,
  planPlaces,
  type Seat,
  type Settled,
  type Settling,
  type Value,
} from '../customers/places.js';
import { assertRoom } from '../customers/record-limit.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Belongings } from '../database/tenant.repository.js';
import { trimmedEmail } from '../normal-forms/emails.js';
import type { Normal } from '../normal-forms/normal.js';
import { isEmptyText } from '../normal-forms/texts.js';
import { locked, notFound } from '../problem.js';
import { emailAddress } from './email-address.js';
import type { Email } from './email.entity.js';
import { EmailsRepository, type PlacedEmail } from './emails.repository.js';

export type EmailFields = Pick<Email, 'email' | 'isForInvoicing' | 'name' | 'role' | 'notes'> & {
  /** True takes the place. It is emptied by another e-mail that takes it, or by deleting the record. */
  isPrimary: true;
};

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
  get ofCustomer(): Belongings<PlacedEmail> {
    return this.emails.ofCustomer;
  }

  async list(tenant: TenantId, customerId: number): Promise<PlacedEmail[]> {
    await this.customers.assertExists(tenant, customerId);
    return this.emails.list(tenant, customerId);
  }

  async get(tenant: TenantId, customerId: number, id: number): Promise<PlacedEmail> {
    await this.customers.assertExists(tenant, customerId);
    return there(await this.emails.findShown(tenant, customerId, id));
  }

  async add(
    tenant: TenantId,
    customerId: number,
    { email, isPrimary, ...rest }: Partial<EmailFields> & Pick<EmailFields, 'email'>,
  ): Promise<Email> {
    const { text, normal } = emailAddress(email);
    return this.customers.amendSurely(tenant, customerId, async (customer) => {
      const { others, ...added } = await this.emails.addBesideOthers(tenant, {
        ...rest,
        customerId,
        email: text,
        emailNormal: normal,
      });
      assertRoom('email', others);
      const { primaryEmailId } = await customer;
      if (isPrimary && primaryEmailId !== null) await this.assertMayLeave(tenant, customerId, primaryEmailId);
      return { result: added, columns: isPrimary || primaryEmailId === null ? { primaryEmailId: added.id } : {} };
    });
  }

  async update(
    tenant: TenantId,
    customerId: number,
    id: number,
    { email, isPrimary, ...rest }: Partial<EmailFields>,
  ): Promise<PlacedEmail> {
    const value = email === undefined ? undefined : emailAddress(email);
    return this.customers.amend(tenant, customerId, async (customer) => {
      const before = await this.existing(tenant, customerId, id);
      const changes = differing(before, { ...rest, ...(value && rewriting(before, value)) });
      const wasPrimary = customer.primaryEmailId === id;
      const isMoved = isPrimary === true && !wasPrimary;
      if (!isMoved && Object.keys(changes).length === 0) return { result: { ...before, isPrimary: wasPrimary } };
      if (before.isLocked) throw locked('email');
      const columns = isMoved ? { primaryEmailId: id } : {};
      await this.keepers.assertMayMove(tenant, customer, columns);
      const after = await this.emails.set(tenant, id, { ...changes, flatOnly: false });
      return { result: { ...after, isPrimary: wasPrimary || isMoved }, columns, touched: true };
    });
  }

  async toggleLock(tenant: TenantId, customerId: number, id: number): Promise<Email> {
    return this.customers.amendSurely(tenant, customerId, async () => {
      const { isLocked } = await this.existing(tenant, customerId, id);
      return { result: await this.emails.set(tenant, id, { isLocked: !isLocked, flatOnly: false }) };
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

  async settle(
    tenant: TenantId,
    customer: Customer,
    { wanted, by, brought }: Settling,
  ): Promise<Settled<Record<Seat, number | null>>> {
    const records = await this.emails.listHeld(tenant, customer.id);
    const held = { email: customer.primaryEmailId, ...ownSeats(records) };
    const plan = planPlaces('email', records.map(holder), held, valuesOf(wanted), { shows: by.shows, brought });
    const flatOnly = by.isFlat ? undefined : false;
    for (const { id, value } of plan.rewritten) {
      const before = records.find((email) => email.id === id)!;
      await this.emails.set(tenant, id, { ...rewriting(before, value), flatOnly });
    }
    for (const [at, { value, places }] of plan.added.entries()) {
      assertRoom('email', records.length - plan.removed.length + at);
      const { id } = await this.emails.add(tenant, {
        customerId: customer.id,
        email: value.text,
        emailNormal: value.normal,
        flatOnly: by.isFlat,
      });
      for (const place of places) plan.pointers[place] = id;
    }
    for (const id of claimed(plan, records, by)) await this.emails.set(tenant, id, { flatOnly: false });
    if (plan.removed.length > 0) await this.emails.delete(tenant, plan.removed);
    return { pointers: plan.pointers, touched: plan.rewritten.length > 0 };
  }

  begin(
    tenant: TenantId,
    _customer: Partial<Customer>,
    wanted: Partial<Record<Place, string>>,
  ): Promise<Beginning<Record<Place, number>>> {
    return beginning(
      planPlaces('email', [], {}, valuesOf(wanted)),
      (count) => this.emails.reserve(tenant, count),
      (id, customerId, { text, normal }) =>
        this.emails.post(tenant, { id, customerId, email: text, emailNormal: normal, flatOnly: true }),
    );
  }

  async assertMayLeave(tenant: TenantId, customerId: number, id: number): Promise<void> {
    if ((await this.emails.find(tenant, customerId, id))?.isLocked) throw locked('email');
  }

  private async existing(tenant: TenantId, customerId: number, id: number): Promise<Email> {
    return there(await this.emails.find(tenant, customerId, id));
  }
}

function there<Found>(email: Found | undefined): Found {
  if (!email) throw notFound('email');
  return email;
}

/** What a record becomes by a value. A locked one keeps its spelling, and so does one whose text is the value already. */
function rewriting(before: Email, { text, normal }: Normal): Partial<Email> {
  if (normal !== before.emailNormal) return { email: text, emailNormal: normal, isTwin: false };
  return before.isLocked || trimmedEmail(before.email) === text ? {} : { email: text };
}

const valuesOf = (wanted: Partial<Record<Seat, string | null>>) =>
  Object.fromEntries(
    Object.entries(wanted).map(([seat, text]) => [
      seat,
      typeof text === 'string' && !isEmptyText(text) ? valueOf(emailAddress(text)) : null,
    ]),
  );

// An address has no extension.
const valueOf = ({ text, normal }: Normal): Value => ({ text, written: text, normal, number: normal, extension: null });

const holder = ({ id, email, emailNormal, isLocked, flatOnly, isForInvoicing, name, role, notes }: Email): Holder => ({
  id,
  ...valueOf({ text: trimmedEmail(email), normal: emailNormal }),
  isLocked,
  isDisposable: flatOnly && !isForInvoicing && name === null && role === null && notes === null,
});
