import { CompanyName } from './company-names/company-name.entity.js';
import { ContactPerson } from './customers/contact-person.entity.js';
import { Customer } from './customers/customer.entity.js';
import { LedgerEntry } from './customers/ledger-entry.entity.js';
import { Email } from './emails/email.entity.js';
import { Phone } from './phones/phone.entity.js';

/** Every table that belongs to tenants' customers. */
export const entities = [Customer, ContactPerson, LedgerEntry, Email, Phone, CompanyName];
