import { Injectable } from '@nestjs/common';
import { activeRequest } from '../active-request.js';
import type { CompanyNameRecord } from '../company-names/company-names.repository.js';
import { CompanyNamesService } from '../company-names/company-names.service.js';
import type { ContactPerson } from '../contact-persons/contact-person.entity.js';
import { ContactPersonsService } from '../contact-persons/contact-persons.service.js';
import type { CustomerRecord, Listed, Lists, Seen, View } from '../customers/customer-record.js';
import { CustomersService } from '../customers/customers.service.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { PlacedEmail } from '../emails/emails.repository.js';
import { EmailsService } from '../emails/emails.service.js';
import type { RecordRef } from '../own-ids.js';
import type { PhonePlace, PlacedPhone } from '../phones/phones.repository.js';
import { PhonesService } from '../phones/phones.service.js';
import { type ShownWireId, WireIdsService } from '../wire-ids/wire-ids.service.js';

export type { ShownWireId } from '../wire-ids/wire-ids.service.js';

interface Records {
  emails: PlacedEmail;
  phones: PlacedPhone;
  companyNames: CompanyNameRecord;
}

interface AllRecords extends Records {
  persons: ContactPerson;
  wireIds: ShownWireId;
}

/** A customer with the rows of all of its records. */
export type AnyCard<Field extends keyof CustomerRecord = keyof CustomerRecord> = Seen<Field> & Listed<AllRecords>;

/** A customer with its emails, phones and company names. */
export type CustomerCard<Customer> = Customer & Listed<Records>;

export type CardEmail = PlacedEmail;
/** A phone with all of its places. */
export type CardPhone = PlacedPhone & { places: PhonePlace[] };
export type CardCompanyName = CompanyNameRecord;
/** A contact person with the email and the phone that it shows: the main one, those of the customer. */
export type CardPerson = ContactPerson & { isMain: boolean };

/** A customer with all records that it owns, but for its ledger. */
export type WholeCard<Customer> = Customer & {
  emails: CardEmail[];
  phones: CardPhone[];
  companyNames: CardCompanyName[];
  persons: CardPerson[];
  /** The IDs of the customer and of its records in contracts with IDs of their own. */
  wireIds: ShownWireId[];
};

type Pointers = Seen<'primaryEmailId' | 'mainPhoneId' | 'mobilePhoneId' | 'faxPhoneId' | 'mainContactId'>;

/** Reads a customer together with the records that it owns. */
@Injectable()
export class CustomerCardsService {
  private readonly lists: Lists<Records>;
  private readonly allLists: Lists<Records & { persons: ContactPerson }>;
  private readonly listsWithIds: Lists<AllRecords>;

  constructor(
    private readonly customers: CustomersService,
    emails: EmailsService,
    phones: PhonesService,
    companyNames: CompanyNamesService,
    persons: ContactPersonsService,
    wireIds: WireIdsService,
  ) {
    this.lists = { emails: emails.ofCustomer, phones: phones.ofCustomer, companyNames: companyNames.ofCustomer };
    this.allLists = { ...this.lists, persons: persons.ofCustomer };
    this.listsWithIds = { ...this.allLists, wireIds: wireIds.ofCustomer };
  }

  get<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: RecordRef,
    view: View<Field>,
  ): Promise<CustomerCard<Seen<Field>>> {
    return this.customers.getWith(tenant, id, view, this.lists);
  }

  /** The view must have the pointers of the customer's row. */
  async getWhole<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: number,
    view: View<Field | keyof Pointers>,
  ): Promise<WholeCard<Seen<Field | keyof Pointers>>> {
    return wholeOf(await this.withIds(tenant, id, view));
  }

  /** All customers with all of their records, some at a time, from one snapshot: see `everyWith`. */
  every<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    view: View<Field>,
    how?: { isTwice?: boolean },
  ): AsyncGenerator<AnyCard<Field>[]> {
    return this.customers.everyWith(tenant, view, this.listsWithIds, how);
  }

  /** A tenant without IDs of contracts does not pay for them. */
  private async withIds<Field extends keyof CustomerRecord>(tenant: TenantId, id: number, view: View<Field>) {
    if (activeRequest()?.givesIds === false)
      return { ...(await this.customers.getWith(tenant, id, view, this.allLists)), wireIds: [] };
    return this.customers.getWith(tenant, id, view, this.listsWithIds);
  }
}

/** A card with the places of its phones, and with what its main contact shows. */
export const wholeOf = <Customer extends Pointers>(card: Customer & Listed<AllRecords>): WholeCard<Customer> => ({
  ...card,
  phones: card.phones.map((phone) => ({ ...phone, places: placesOf(phone, card) })),
  persons: card.persons.map((person) => shown(person, card)),
});

function placesOf({ id }: { id: number }, { mainPhoneId, mobilePhoneId, faxPhoneId }: Pointers): PhonePlace[] {
  const pointers = { main: mainPhoneId, mobile: mobilePhoneId, fax: faxPhoneId };
  return (Object.keys(pointers) as PhonePlace[]).filter((place) => pointers[place] === id);
}

const shown = (person: ContactPerson, { mainContactId, primaryEmailId, mainPhoneId }: Pointers): CardPerson =>
  person.id === mainContactId
    ? { ...person, isMain: true, emailId: primaryEmailId, phoneId: mainPhoneId }
    : { ...person, isMain: false };
