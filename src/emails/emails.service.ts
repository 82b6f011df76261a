import { Injectable, type OnModuleInit } from '@nestjs/common';
import { differing } from '../customers/changes.js';
import { CustomersService } from '../customers/customers.service.js';
import { CustomerWriter } from '../customers/customer-writer.js';
import { type Candidate, plannedRecords, planPlaces, type Value } from '../customers/place-plan.js';
import {
  type ContactPointStore,
  ContactPointStores,
  type MaybeNew,
  personPointers,
  type Planned,
  type Pointer,
  type Wish,
} from '../customers/places.js';
import { editRecords, exchanged, type RecordEdits } from '../customers/record-edits.js';
import { assertRoom } from '../customers/record-limit.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Belongings } from '../database/tenant.repository.js';
import { normalEmail, trimmedEmail } from '../normal-forms/emails.js';
import type { Normal } from '../normal-forms/normal.js';
import { isEmptyText } from '../normal-forms/texts.js';
import type { RecordRef } from '../own-ids.js';
import { locked, notFound } from '../problem.js';
import { emailAddress } from './email-address.js';
import type { Email } from './email.entity.js';
import { EmailsRepository, type PlacedEmail } from './emails.repository.js';

export type EmailFields = Pick<Email, 'email' | 'isForInvoicing' | 'name' | 'role' | 'notes'> & {
  /** True makes it the primary email. It stays that until another email takes its place, or it is deleted. */
  isPrimary: true;
};

/** The email addresses of a customer. The first one becomes the primary; a locked one stays as it is. */
@Injectable()
export class EmailsService implements ContactPointStore, OnModuleInit {
  readonly places = ['email'] as const;

  constructor(
    private readonly emails: EmailsRepository,
    private readonly customers: CustomersService,
    private readonly writer: CustomerWriter,
    private readonly stores: ContactPointStores,
  ) {}

  onModuleInit(): void {
    this.stores.add(this);
  }

  /** The emails of a customer, for a query that reads the customer. */
  get ofCustomer(): Belongings<PlacedEmail> {
    return this.emails.ofCustomer;
  }

  async list(tenant: TenantId, customer: RecordRef): Promise<PlacedEmail[]> {
    await this.customers.assertExists(tenant, customer);
    return this.emails.listShown(tenant, customer);
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
    return this.writer.newVersion(tenant, customerId, async (customer) => {
      const { others, ...added } = await this.emails.add(tenant, {
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
    return this.writer.change(tenant, customerId, async (customer) => {
      const before = await this.existing(tenant, customerId, id);
      const changes = differing(before, { ...rest, ...(value && rewriting(before, value)) });
      const wasPrimary = customer.primaryEmailId === id;
      const isMoved = isPrimary === true && !wasPrimary;
      if (!isMoved && Object.keys(changes).length === 0) return { result: { ...before, isPrimary: wasPrimary } };
      if (before.isLocked) throw locked('email');
      const columns = isMoved ? { primaryEmailId: id } : {};
      await this.stores.assertMayMove(tenant, customer, columns);
      const after = await this.emails.set(tenant, id, { ...changes, flatOnly: false });
      return { result: { ...after, isPrimary: wasPrimary || isMoved }, columns, touched: true };
    });
  }

  async toggleLock(tenant: TenantId, customerId: number, id: number): Promise<Email> {
    return this.writer.newVersion(tenant, customerId, async () => {
      const { isLocked } = await this.existing(tenant, customerId, id);
      return { result: await this.emails.set(tenant, id, { isLocked: !isLocked, flatOnly: false }) };
    });
  }

  async delete(tenant: TenantId, customerId: number, id: number): Promise<void> {
    await this.writer.newVersion(tenant, customerId, async (customer) => {
      const { isLocked } = await this.existing(tenant, customerId, id);
      if (isLocked) throw locked('email');
      await this.emails.delete(tenant, [id]);
      return { result: undefined, columns: (await customer).primaryEmailId === id ? { primaryEmailId: null } : {} };
    });
  }

  /** Carries out planned edits, in the transaction that has locked the customer's row. */
  async edit(tenant: TenantId, customerId: number, planned: RecordEdits<Email>): Promise<void> {
    const before = await this.emails.list(tenant, customerId);
    const edits = {
      ...planned,
      added: planned.added.map((row) => ({ ...row, ...compared(row), customerId })),
      changed: planned.changed.map(({ id, values }) => ({ id, values: { ...values, ...compared(values) } })),
    };
    for (const id of exchanged(before, edits, 'emailNormal')) await this.emails.set(tenant, id, { isTwin: true });
    await editRecords<Email>(tenant, this.emails, { subject: 'email', before, edits });
  }

  async plan(
    tenant: TenantId,
    customer: MaybeNew,
    { wanted, by, brought }: Wish,
  ): Promise<Planned<Record<Pointer, number | null>>> {
    const records = customer.id === undefined ? [] : await this.emails.listWithPersons(tenant, customer.id);
    const pointers = { email: customer.primaryEmailId, ...personPointers(records) };
    const plan = planPlaces('email', records.map(candidate), pointers, valuesOf(wanted), { shows: by.shows, brought });
    return plannedRecords(tenant, this.emails, STORING, { plan, records, by });
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

/**
 * The columns that change when a record takes a value. A locked record keeps its spelling, and so does one that shows
 * the text already.
 */
function rewriting(before: Email, { text, normal }: Normal): Partial<Email> {
  if (normal !== before.emailNormal) return { email: text, emailNormal: normal, isTwin: false };
  return before.isLocked || trimmedEmail(before.email) === text ? {} : { email: text };
}

/** The columns that follow from a value that is set again. */
const compared = ({ email }: Partial<Email>): Partial<Email> =>
  email === undefined ? {} : { emailNormal: normalEmail(email), isTwin: false };

const STORING = {
  subject: 'email',
  stored: ({ text, normal }: Normal) => ({ email: text, emailNormal: normal }),
  rewriting,
} as const;

const valuesOf = (wanted: Partial<Record<Pointer, string | null>>) =>
  Object.fromEntries(
    Object.entries(wanted).map(([pointer, text]) => [
      pointer,
      typeof text === 'string' && !isEmptyText(text) ? valueOf(emailAddress(text)) : null,
    ]),
  );

// An address has no extension.
const valueOf = ({ text, normal }: Normal): Value => ({ text, written: text, normal, number: normal, extension: null });

const candidate = ({
  id,
  email,
  emailNormal,
  isLocked,
  flatOnly,
  isForInvoicing,
  name,
  role,
  notes,
}: Email): Candidate => ({
  id,
  ...valueOf({ text: trimmedEmail(email), normal: emailNormal }),
  isLocked,
  isDisposable: flatOnly && !isForInvoicing && name === null && role === null && notes === null,
});
