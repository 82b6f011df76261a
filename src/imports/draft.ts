import type { CompanyName } from '../company-names/company-name.entity.js';
import type { ContactPerson } from '../contact-persons/contact-person.entity.js';
import type { FlatContacts, MainContact, NewCustomer } from '../customers/customer-record.js';
import type { Customer } from '../customers/customer.entity.js';
import type { Email } from '../emails/email.entity.js';
import type { LedgerKind } from '../ledger/ledger-entry.entity.js';
import type { Phone } from '../phones/phone.entity.js';
import type { PhonePlace } from '../phones/phones.repository.js';

type Given<Row, Field extends keyof Row> = Partial<Pick<Row, Field>> & { createdAt?: Date };

export type ReadEmail = Given<Email, 'isForInvoicing' | 'name' | 'role' | 'notes' | 'isLocked'> & {
  email: string;
  sourceId?: string;
  isPrimary?: boolean;
};

export type ReadPhone = Given<Phone, 'extension' | 'isWhatsapp' | 'name' | 'role' | 'notes' | 'isLocked'> & {
  phone: string;
  sourceId?: string;
  /** Omitted if the source does not know places. */
  places?: readonly PhonePlace[];
};

export type ReadCompanyName = Given<
  CompanyName,
  'taxId' | 'billingEmail' | 'address' | 'billingAddress' | 'isActive'
> & { name: string; sourceId?: string; isDefault?: boolean };

export type ReadPerson = Given<
  ContactPerson,
  'externalKey' | 'token' | 'salutation' | 'firstName' | 'middleName' | 'lastName' | 'nameSuffix' | 'title'
> & {
  sourceId?: string;
  isMain: boolean;
  fullName?: string | null;
  email?: string | null;
  phone?: string | null;
  /** The IDs of the email and the phone in the source, in place of their values. */
  emailId?: string | null;
  phoneId?: string | null;
};

/** A row of a source in terms of the record. Omitted fields are unknown to the source. */
export interface ReadRecord {
  id: string | null;
  customer: NewCustomer;
  /** Columns that no caller can give. */
  columns?: Partial<Pick<Customer, 'statusBefore'>>;
  createdAt?: Date;
  updatedAt?: Date;
  token?: string | null;
  /** The ID of the parent in the source. */
  parent?: string | null;
  /** The IDs of the children, in a source that names these. */
  children?: readonly string[];
  emails?: readonly ReadEmail[];
  phones?: readonly ReadPhone[];
  companyNames?: readonly ReadCompanyName[];
  persons?: readonly ReadPerson[];
  /** Sums of the ledger, decimal text. */
  ledger?: Partial<Record<LedgerKind, string>>;
  /** Other IDs of the customer in the source: a code, say. */
  ids?: Readonly<Record<string, string>>;
}

/** A position in a list of the draft. */
type At = number;

/**
 * What a row would be as rows of the record, by property. PostgreSQL inserts them from here, so a draft is plain JSON.
 */
export interface Draft {
  customer: Partial<Record<keyof Customer, unknown>>;
  emails: DraftEmail[];
  phones: DraftPhone[];
  companyNames: DraftCompanyName[];
  persons: DraftPerson[];
  entries: DraftEntry[];
  pointers: Partial<
    Record<'primaryEmail' | 'mainPhone' | 'mobilePhone' | 'faxPhone' | 'mainContact' | 'defaultCompanyName', At>
  >;
  /** For a customer whose token is taken. */
  spareToken: string;
  /** The flat fields that the source states. */
  flat: Partial<FlatContacts & MainContact>;
  /** Whether the source states lists of emails and phones, and not flat fields alone. */
  hasLists: boolean;
  children?: readonly string[];
  ids?: Readonly<Record<string, string>>;
}

export type DraftEmail = Partial<Omit<Email, 'createdAt'>> & { createdAt?: string; sourceId?: string };
export type DraftPhone = Partial<Omit<Phone, 'createdAt'>> & { createdAt?: string; sourceId?: string };
export type DraftCompanyName = Partial<Omit<CompanyName, 'createdAt'>> & { createdAt?: string; sourceId?: string };
export type DraftPerson = Partial<Omit<ContactPerson, 'createdAt' | 'emailId' | 'phoneId'>> & {
  createdAt?: string;
  sourceId?: string;
  email?: At;
  phone?: At;
};
export interface DraftEntry {
  kind: LedgerKind;
  amount: string;
}
