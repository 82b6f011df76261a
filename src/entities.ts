import { CompanyName } from './company-names/company-name.entity.js';
import { ContactPerson } from './contact-persons/contact-person.entity.js';
import { Customer } from './customers/customer.entity.js';
import { LedgerEntry } from './ledger/ledger-entry.entity.js';
import { Email } from './emails/email.entity.js';
import { Phone } from './phones/phone.entity.js';

/** Every table that belongs to tenants' customers. */
export const entities = [Customer, ContactPerson, LedgerEntry, Email, Phone, CompanyName];
