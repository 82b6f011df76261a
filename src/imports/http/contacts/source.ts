import { CreateCompanyNameInput, fromCompanyName } from '../../../company-names/http/contacts/contacts.dto.js';
import { contacts } from '../../../contracts/contacts.js';
import { toCustomerCard } from '../../../customer-cards/http/contacts/contacts.dto.js';
import { CONTACTS_VIEW, CreateCustomerInput, fromNewCustomer } from '../../../customers/http/contacts/contacts.dto.js';
import { CreateEmailInput, fromEmail } from '../../../emails/http/contacts/contacts.dto.js';
import { CreatePhoneInput, fromPhone } from '../../../phones/http/contacts/contacts.dto.js';
import type { ReadCompanyName, ReadEmail, ReadPhone } from '../../draft.js';
import type { Source } from '../../sources.js';
import { cells } from '../cells.js';
import { knows, type Row, RowReader } from '../row-reader.js';

const POINT = ['customer_id', 'name', 'role', 'notes', 'is_locked', 'created_at', 'updated_at'];

const KNOWN = {
  ...knows('customer_id', 'name', 'legal_name', 'tax_id', 'contact_origin', 'created_at', 'updated_at'),
  // The number of rows of the list that the row was in.
  ...knows('total_count'),
  emails: knows('email_id', 'email', 'is_for_invoicing', 'is_primary', ...POINT),
  phones: knows('phone_id', 'phone', 'extension', 'is_whatsapp', 'place', ...POINT),
  company_names: knows(
    ...['company_name_id', 'customer_id', 'name', 'tax_id', 'billing_email', 'address', 'billing_address'],
    ...['is_active', 'is_default', 'created_at', 'updated_at'],
  ),
};

/** A customer with its emails, phones and company names, as a detail answers it. */
export const contactsSource: Source = {
  contract: contacts.name,
  cell: cells({
    '': CreateCustomerInput,
    emails: CreateEmailInput,
    phones: CreatePhoneInput,
    company_names: CreateCompanyNameInput,
  }),
  view: CONTACTS_VIEW,
  show: (card) => toCustomerCard(card).cliente,
  read(row) {
    const reader = new RowReader(row);
    const customer = reader.as(CreateCustomerInput);
    const emails = reader.list('emails')?.map(({ item, at }) => readEmail(reader, item, at));
    const phones = reader.list('phones')?.map(({ item, at }) => readPhone(reader, item, at));
    const companyNames = reader.list('company_names')?.map(({ item, at }) => readName(reader, item, at));
    const [id, createdAt, updatedAt] = [reader.id('customer_id'), reader.time('created_at'), reader.time('updated_at')];
    return reader.finish(KNOWN, () => ({
      id,
      // What a source leaves out is unknown, and no web form made it.
      customer: { ...fromNewCustomer(customer), contactOrigin: customer.contact_origin ?? null },
      createdAt,
      updatedAt,
      emails: emails ?? [],
      phones: phones ?? [],
      companyNames: companyNames ?? [],
    }));
  },
};

function readEmail(reader: RowReader, { is_primary, ...item }: Row, at: string): ReadEmail {
  const { isPrimary: _, ...fields } = fromEmail(reader.as(CreateEmailInput, item, at));
  return {
    ...fields,
    email: fields.email ?? '',
    isPrimary: reader.flag('is_primary', { is_primary }, at),
    isLocked: reader.flag('is_locked', item, at),
    sourceId: reader.id('email_id', item, at) ?? undefined,
    createdAt: reader.time('created_at', item, at),
  };
}

function readPhone(reader: RowReader, item: Row, at: string): ReadPhone {
  const { place, ...fields } = fromPhone(reader.as(CreatePhoneInput, item, at));
  return {
    ...fields,
    phone: fields.phone ?? '',
    places: place === undefined ? undefined : place === null ? [] : [place],
    isLocked: reader.flag('is_locked', item, at),
    sourceId: reader.id('phone_id', item, at) ?? undefined,
    createdAt: reader.time('created_at', item, at),
  };
}

function readName(reader: RowReader, item: Row, at: string): ReadCompanyName {
  const fields = fromCompanyName(reader.as(CreateCompanyNameInput, item, at));
  return {
    ...fields,
    name: fields.name ?? '',
    sourceId: reader.id('company_name_id', item, at) ?? undefined,
    createdAt: reader.time('created_at', item, at),
  };
}
