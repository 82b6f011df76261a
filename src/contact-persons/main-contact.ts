import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { invalidField } from '../problem.js';
import { defined, differing } from '../customers/changes.js';
import type { ContactPerson } from './contact-person.entity.js';
import { ContactPersonsRepository } from './contact-persons.repository.js';
import type { Customer } from '../customers/customer.entity.js';
import { type MainContact, namesFrom } from '../customers/customer-record.js';
import { type ContactNames, CustomerPorts, type MainContactPort } from '../customers/ports.js';
import type { Beginning, OwnPointers, PlacePointers } from '../customers/places.js';
import { assertRoom } from '../customers/record-limit.js';

const NOBODY: MainContact = { salutation: null, firstName: null, lastName: null };

/** The contact person whose e-mail and phone are the customer's own. Everything runs under the lock on the customer's row. */
@Injectable()
export class MainContacts implements MainContactPort, OnModuleInit {
  constructor(
    private readonly persons: ContactPersonsRepository,
    private readonly ports: CustomerPorts,
  ) {}

  onModuleInit(): void {
    this.ports.mainContacts = this;
  }

  /** The main contact of a customer that is to be made, if it has a name. */
  async begin(tenant: TenantId, names: ContactNames): Promise<Beginning<Pick<Customer, 'mainContactId'>>> {
    const named = differing(NOBODY, changedNames(NOBODY, names));
    if (Object.keys(named).length === 0) return { pointers: {}, write: () => {} };
    const [mainContactId] = await this.persons.reserve(tenant);
    return {
      pointers: { mainContactId },
      write: (customerId) => this.persons.post(tenant, { id: mainContactId, customerId, ...named }),
    };
  }

  /** Lets somebody else be the main contact, or nobody, and renames who is. Names of nobody make somebody. */
  async settle(
    tenant: TenantId,
    customer: Customer,
    wanted: number | null | undefined,
    names: ContactNames,
  ): Promise<{ columns: Partial<Customer>; touched: boolean }> {
    if (wanted === undefined && Object.keys(defined(names)).length === 0) return { columns: {}, touched: false };
    const id = wanted === undefined ? customer.mainContactId : wanted;
    const current = id === null ? undefined : await this.persons.find(tenant, customer.id, id);
    if (id !== null && !current)
      throw invalidField('mainContactId', 'exists', 'must be a contact person of this customer');
    const before: MainContact = current ?? NOBODY;
    const renamed = differing(before, changedNames(before, names));
    const isRenamed = Object.keys(renamed).length > 0;
    if (isRenamed && current) await this.persons.set(tenant, current.id, renamed);
    const main = current ?? (isRenamed ? await this.add(tenant, customer.id, renamed) : undefined);
    const isMoved = (main?.id ?? null) !== customer.mainContactId;
    return { columns: isMoved ? await this.appoint(tenant, customer, main) : {}, touched: isRenamed || isMoved };
  }

  /**
   * Columns that make somebody the main contact, or nobody. Their own e-mail and phone take the places; where they have
   * none, the place stays. Who was it keeps pointing at what was shown.
   */
  private async appoint(
    tenant: TenantId,
    { mainContactId, primaryEmailId, mainPhoneId }: Customer,
    person: ContactPerson | undefined,
  ): Promise<Partial<Customer>> {
    if (mainContactId !== null)
      await this.persons.set(tenant, mainContactId, { emailId: primaryEmailId, phoneId: mainPhoneId });
    if (!person) return { mainContactId: null };
    if (person.emailId !== null || person.phoneId !== null)
      await this.persons.set(tenant, person.id, { emailId: null, phoneId: null });
    return { mainContactId: person.id, ...placesFor(person) };
  }

  private async add(tenant: TenantId, customerId: number, names: Partial<MainContact>): Promise<ContactPerson> {
    assertRoom('contact_person', await this.persons.count(tenant, customerId));
    return this.persons.add(tenant, { customerId, ...names });
  }
}

/** The places that the records of a new main contact take. */
const placesFor = ({ emailId, phoneId }: Partial<OwnPointers>): Partial<PlacePointers> =>
  defined({ primaryEmailId: emailId ?? undefined, mainPhoneId: phoneId ?? undefined });

const changedNames = (before: MainContact, { contactName, ...names }: ContactNames): Partial<MainContact> => ({
  ...namesFrom(contactName, before),
  ...defined(names),
});
