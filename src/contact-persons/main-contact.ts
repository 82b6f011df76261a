import { Injectable, type OnModuleInit } from '@nestjs/common';
import { defined, differing } from '../customers/changes.js';
import { type MainContact, namesFrom } from '../customers/customer-record.js';
import type { MaybeNew, OwnPointers, PlacePointers, Planned } from '../customers/places.js';
import { type ContactNames, CustomerPorts, type MainContactPort, type MainPointers } from '../customers/ports.js';
import { assertRoom } from '../customers/record-limit.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { invalidField } from '../problem.js';
import { ContactPersonsRepository } from './contact-persons.repository.js';

const UNNAMED: MainContact = { salutation: null, firstName: null, lastName: null };
const NO_CHANGE: Planned<MainPointers> = { pointers: {}, touched: false, write: () => {} };

/** The main contact of a customer: the contact person whose email and phone are the customer's own. */
@Injectable()
export class MainContacts implements MainContactPort, OnModuleInit {
  constructor(
    private readonly persons: ContactPersonsRepository,
    private readonly ports: CustomerPorts,
  ) {}

  onModuleInit(): void {
    this.ports.mainContacts = this;
  }

  async plan(
    tenant: TenantId,
    customer: MaybeNew,
    wanted: number | null | undefined,
    names: ContactNames,
  ): Promise<Planned<MainPointers>> {
    if (wanted === undefined && Object.keys(defined(names)).length === 0) return NO_CHANGE;
    const formerId = customer.mainContactId ?? null;
    const id = wanted === undefined ? formerId : wanted;
    const current =
      id === null || customer.id === undefined ? undefined : await this.persons.find(tenant, customer.id, id);
    if (id !== null && !current)
      throw invalidField('mainContactId', 'exists', 'must be a contact person of this customer');
    const before: MainContact = current ?? UNNAMED;
    const renamed = differing(before, changedNames(before, names));
    const isRenamed = Object.keys(renamed).length > 0;
    const newId = isRenamed && !current ? await this.idOfNew(tenant, customer) : null;
    const mainId = current?.id ?? newId;
    const isMoved = mainId !== formerId;
    return {
      pointers: isMoved ? { mainContactId: mainId, ...placesOf(current) } : {},
      touched: isRenamed || isMoved,
      write: (customerId) => {
        if (isRenamed && current) this.persons.setAtCommit(tenant, current.id, renamed);
        if (newId !== null) this.persons.addAtCommit(tenant, { id: newId, customerId, ...renamed });
        if (!isMoved) return;
        // The former main contact keeps pointing at the email and phone that it showed.
        if (formerId !== null)
          this.persons.setAtCommit(tenant, formerId, {
            emailId: customer.primaryEmailId,
            phoneId: customer.mainPhoneId,
          });
        if (current && (current.emailId !== null || current.phoneId !== null))
          this.persons.setAtCommit(tenant, current.id, { emailId: null, phoneId: null });
      },
    };
  }

  private async idOfNew(tenant: TenantId, { id }: MaybeNew): Promise<number> {
    if (id !== undefined) assertRoom('contact_person', await this.persons.count(tenant, id));
    const [reserved] = await this.persons.reserve(tenant);
    return reserved!;
  }
}

/**
 * A new main contact's own email and phone take the customer's places. A place without such a record stays as it is.
 */
const placesOf = ({ emailId, phoneId }: Partial<OwnPointers> = {}): Partial<PlacePointers> =>
  defined({ primaryEmailId: emailId ?? undefined, mainPhoneId: phoneId ?? undefined });

const changedNames = (before: MainContact, { contactName, ...names }: ContactNames): Partial<MainContact> => ({
  ...namesFrom(contactName, before),
  ...defined(names),
});
