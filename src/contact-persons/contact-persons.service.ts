import { Injectable } from '@nestjs/common';
import { namedCustomer } from '../active-request.js';
import type { Belongings } from '../database/tenant.repository.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Rows } from '../rows.js';
import type { RecordRef } from '../own-ids.js';
import { invalidField, notFound, Problem } from '../problem.js';
import { defined, differing } from '../customers/changes.js';
import type { ContactPersonListing } from './criteria.js';
import type { ContactPerson } from './contact-person.entity.js';
import { type ContactPersonRecord, ContactPersonsRepository } from './contact-persons.repository.js';
import { namesFrom, type OwnContacts } from '../customers/customer-record.js';
import { CustomerWriter } from '../customers/customer-writer.js';
import { OWNER, ContactPointStores } from '../customers/places.js';
import type { RecordEdits } from '../customers/record-edits.js';
import { assertRoom } from '../customers/record-limit.js';
import { isConditionalRead, showing, unlessKnown } from '../customers/versions.js';

/** The fields of a partial update. `fullName` stands for first and last name. */
export type ContactPersonChanges = Partial<
  Pick<ContactPerson, 'externalKey' | 'firstName' | 'middleName' | 'lastName' | 'nameSuffix' | 'title'> &
    OwnContacts & { fullName: string | null }
>;

const UNNAMED = { firstName: null, lastName: null };

/**
 * The contact persons of a customer. Their emails and phones are records of the customer: the main contact shows the
 * primary email and the main phone, the others point at records of their own. The first person becomes the main
 * contact.
 */
@Injectable()
export class ContactPersonsService {
  constructor(
    private readonly persons: ContactPersonsRepository,
    private readonly writer: CustomerWriter,
    private readonly stores: ContactPointStores,
  ) {}

  /** The contact persons of a customer, for a query that reads the customer. */
  get ofCustomer(): Belongings<ContactPerson> {
    return this.persons.ofCustomer;
  }

  list(tenant: TenantId, listing: ContactPersonListing): Promise<Rows<ContactPersonRecord>> {
    return this.persons.list(tenant, listing);
  }

  async get(tenant: TenantId, id: RecordRef): Promise<ContactPersonRecord> {
    const known = isConditionalRead() ? await this.persons.versionOf(tenant, id) : undefined;
    if (known) unlessKnown(known);
    const record = await this.persons.findRecord(tenant, id);
    if (!record) throw notFound('contact_person');
    return showing(record);
  }

  /** A contact person needs a name or an email. */
  async add(
    tenant: TenantId,
    ofCustomer: number,
    { fullName, email, phone, ...fields }: ContactPersonChanges,
  ): Promise<ContactPerson> {
    const customerId = namedCustomer(ofCustomer);
    const columns = { ...namesFrom(fullName, UNNAMED), ...defined(fields) };
    if (!columns.firstName?.trim() && !columns.lastName?.trim() && !email)
      throw invalidField('fullName', 'required', 'or email is required');
    const added = this.writer.change(tenant, customerId, async (customer) => {
      assertRoom('contact_person', await this.persons.count(tenant, customerId));
      if (customer.mainContactId !== null) {
        const own = await this.stores.planOwn(tenant, customer, 'new', { email, phone });
        own.write(customerId);
        return {
          result: await this.persons.add(tenant, { ...columns, ...own.pointers, customerId }),
          columns: own.columns,
          touched: true,
        };
      }
      const wanted = filled({ email, phone });
      const { pointers, write } = await this.stores.plan(tenant, customer, { wanted, by: OWNER, brought: BROUGHT });
      write(customerId);
      const person = await this.persons.add(tenant, { ...columns, customerId });
      return { result: person, columns: { mainContactId: person.id, ...pointers } };
    });
    return added.catch(unknownCustomer);
  }

  /** A partial update, as docs/record.md defines it: all or nothing. */
  async update(
    tenant: TenantId,
    id: number,
    { fullName, email, phone, ...fields }: ContactPersonChanges,
  ): Promise<void> {
    const customerId = await this.customerOf(tenant, id);
    await this.writer.change(tenant, customerId, async (customer) => {
      const person = await this.existing(tenant, customerId, id);
      const columns = { ...namesFrom(fullName, person), ...defined(fields) };
      if (customer.mainContactId === id) {
        const { pointers, touched, write } = await this.stores.plan(tenant, customer, {
          wanted: { email, phone },
          by: OWNER,
        });
        write(customerId);
        const isChanged = await this.set(
          tenant,
          person,
          columns,
          touched || Object.keys(differing(customer, pointers)).length > 0,
        );
        return { result: undefined, columns: pointers, touched: isChanged };
      }
      const own = await this.stores.planOwn(tenant, customer, id, { email, phone });
      own.write(customerId);
      return {
        result: undefined,
        columns: own.columns,
        touched: await this.set(tenant, person, { ...columns, ...own.pointers }, own.touched),
      };
    });
  }

  /** Keeps the row, so the external key stays taken. Without its main contact, a customer keeps its email and phone. */
  async delete(tenant: TenantId, id: number): Promise<void> {
    const customerId = await this.customerOf(tenant, id);
    await this.writer.change(tenant, customerId, async (customer) => {
      const { emailId, phoneId } = await this.existing(tenant, customerId, id);
      const own = await this.stores.planOwn(tenant, customer, id, {
        email: emailId === null ? undefined : null,
        phone: phoneId === null ? undefined : null,
      });
      own.write(customerId);
      await this.persons.set(tenant, id, { deletedAt: new Date(), emailId: null, phoneId: null });
      return {
        result: undefined,
        columns: customer.mainContactId === id ? { mainContactId: null } : {},
        touched: true,
      };
    });
  }

  /**
   * Carries out planned edits, in the transaction that has locked the customer's row. Rows of contact persons stay, so
   * one that was deleted is changed, and none is added.
   */
  async edit(tenant: TenantId, { changed, removed }: Omit<RecordEdits<ContactPerson>, 'added'>): Promise<void> {
    const deleted = { deletedAt: new Date(), emailId: null, phoneId: null };
    for (const id of removed) await this.persons.set(tenant, id, deleted);
    for (const { id, values } of changed) await this.persons.set(tenant, id, values);
  }

  /** Writes the values that differ. Answers whether any did, here or in the records that the person shows. */
  private async set(
    tenant: TenantId,
    person: ContactPerson,
    values: Partial<ContactPerson>,
    touched: boolean,
  ): Promise<boolean> {
    const changes = differing(person, values);
    const isChanged = touched || Object.keys(changes).length > 0;
    if (isChanged) await this.persons.set(tenant, person.id, changes);
    return isChanged;
  }

  private async customerOf(tenant: TenantId, id: number): Promise<number> {
    const customerId = await this.persons.customerOf(tenant, id);
    if (customerId === undefined) throw notFound('contact_person');
    return customerId;
  }

  private async existing(tenant: TenantId, customerId: number, id: number): Promise<ContactPerson> {
    const person = await this.persons.find(tenant, customerId, id);
    if (!person) throw notFound('contact_person');
    return person;
  }
}

/** A new main contact without an email or phone of its own shows the record that is in the place. */
const filled = (contacts: Partial<OwnContacts>): Partial<OwnContacts> =>
  Object.fromEntries(Object.entries(contacts).filter(([, value]) => value));

const BROUGHT = ['email', 'phone'] as const satisfies (keyof OwnContacts)[];

/**
 * The customer is a field of the new contact person, not the subject of the request: unknown is invalid, not missing.
 */
function unknownCustomer(error: unknown): never {
  if (!(error instanceof Problem) || error.kind !== 'not_found') throw error;
  throw invalidField('customerId', 'exists', 'does not exist');
}
