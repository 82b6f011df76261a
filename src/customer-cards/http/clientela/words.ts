import { ApiProperty } from '@nestjs/swagger';
import { ShownId } from '../../../contracts/fields.js';
import { type Footprint, inside, readsOf } from '../../../contracts/footprint.js';
import { viewOf, vocabularyOf, type Words } from '../../../contracts/vocabulary.js';
import { CUSTOMER, ShownTime, toId, toTime } from '../../../customers/http/clientela/words.js';
import { LONGEST } from '../../../customers/longest-texts.js';
import { LONGEST_EXTENSION } from '../../../normal-forms/phones.js';
import type { CardCompanyName, CardEmail, CardPerson, CardPhone } from '../../customer-cards.service.js';

const { line, email: longestEmail } = LONGEST;

// Contacts writes these records, and imports do, within the limits of contacts.
const email = vocabularyOf<CardEmail, object>({ email: longestEmail, name: 200, role: 200, notes: 1000 });
const phone = vocabularyOf<CardPhone, object>({
  phone: line,
  extension: LONGEST_EXTENSION,
  name: 200,
  role: 200,
  notes: 1000,
});
const companyName = vocabularyOf<CardCompanyName, object>({
  name: 200,
  taxId: 60,
  billingEmail: longestEmail,
  address: 500,
  billingAddress: 500,
});
const person = vocabularyOf<CardPerson, object>({
  externalKey: line,
  token: 12,
  salutation: line,
  firstName: line,
  middleName: line,
  lastName: line,
  nameSuffix: line,
  title: line,
});

const Shown = (description: string, example: string) => ApiProperty({ type: String, description, example });
const ShownOrNull = (description: string, example: string | null = null) =>
  ApiProperty({ type: String, nullable: true, description, example });
const ShownFlag = (description: string, example = false) => ApiProperty({ type: Boolean, description, example });

const Locked = ShownFlag('Whether no contract can change the value, delete the record or take it out of its place.');
const Twin = ShownFlag('Whether an older record of the customer has an equal value.');
const CREATED = 'When the record was created.';
const UPDATED = 'When the record last changed.';

export const EMAIL = {
  id: email.reads('id', ShownId('email'), ({ id }) => toId(id)),
  email: email.reads('email', Shown('The address, as it was sent.', 'office@acme.example')),
  isPrimary: email.reads('isPrimary', ShownFlag('Whether it is what flat contracts show.', true)),
  isForInvoicing: email.reads('isForInvoicing', ShownFlag('Whether invoices are sent to it.')),
  name: email.reads('name', ShownOrNull('Name of the contact person.', 'John Doe')),
  role: email.reads('role', ShownOrNull('Role of the contact person.', 'Finance Manager')),
  notes: email.reads('notes', ShownOrNull('Notes about this email.')),
  isLocked: email.reads('isLocked', Locked),
  isTwin: email.reads('isTwin', Twin),
  createdAt: email.reads('createdAt', ShownTime(CREATED), ({ createdAt }) => toTime(createdAt)),
  updatedAt: email.reads('updatedAt', ShownTime(UPDATED), ({ updatedAt }) => toTime(updatedAt)),
};

export const PHONE = {
  id: phone.reads('id', ShownId('phone'), ({ id }) => toId(id)),
  phone: phone.reads('phone', Shown('The number, as it was sent.', '+1 (555) 123-4567')),
  extension: phone.reads('extension', ShownOrNull('The extension.', '12')),
  places: phone.reads(
    'places',
    ApiProperty({
      type: [String],
      enum: ['main', 'mobile', 'fax'],
      maxItems: 3,
      description: 'Its places: what flat contracts show of it.',
      example: ['main'],
    }),
  ),
  isWhatsapp: phone.reads('isWhatsapp', ShownFlag('Whether it has WhatsApp.')),
  name: phone.reads('name', ShownOrNull('Name of the contact person.', 'Jane Smith')),
  role: phone.reads('role', ShownOrNull('Role of the contact person.', 'Sales Manager')),
  notes: phone.reads('notes', ShownOrNull('Notes about this phone.')),
  isLocked: phone.reads('isLocked', Locked),
  isTwin: phone.reads('isTwin', Twin),
  createdAt: phone.reads('createdAt', ShownTime(CREATED), ({ createdAt }) => toTime(createdAt)),
  updatedAt: phone.reads('updatedAt', ShownTime(UPDATED), ({ updatedAt }) => toTime(updatedAt)),
};

export const COMPANY_NAME = {
  id: companyName.reads('id', ShownId('company name'), ({ id }) => toId(id)),
  name: companyName.reads('name', Shown('The legal name.', 'Acme Corporation Ltd.')),
  taxId: companyName.reads('taxId', ShownOrNull('Tax ID.', 'US123456789')),
  billingEmail: companyName.reads('billingEmail', ShownOrNull('Email address for billing.', 'billing@acme.example')),
  address: companyName.reads('address', ShownOrNull('Physical address.')),
  billingAddress: companyName.reads('billingAddress', ShownOrNull('Address for billing.')),
  isActive: companyName.reads('isActive', ShownFlag('Whether invoices may name it.', true)),
  isDefault: companyName.reads('isDefault', ShownFlag('Whether it is the default of the customer.', true)),
  createdAt: companyName.reads('createdAt', ShownTime(CREATED), ({ createdAt }) => toTime(createdAt)),
  updatedAt: companyName.reads('updatedAt', ShownTime(UPDATED), ({ updatedAt }) => toTime(updatedAt)),
};

const idOrNull = (id: number | null) => (id === null ? null : toId(id));

export const PERSON = {
  id: person.reads('id', ShownId('contact person'), ({ id }) => toId(id)),
  isMain: person.reads('isMain', ShownFlag('Whether it is the main contact.', true)),
  externalKey: person.reads('externalKey', ShownOrNull('The key in another system.')),
  token: person.reads('token', Shown('Names the contact person in links.', '8c3nxe47hrdt')),
  salutation: person.reads('salutation', ShownOrNull('Salutation.', 'Mr.')),
  firstName: person.reads('firstName', ShownOrNull('First name.', 'John')),
  middleName: person.reads('middleName', ShownOrNull('Middle name.')),
  lastName: person.reads('lastName', ShownOrNull('Last name.', 'Doe')),
  nameSuffix: person.reads('nameSuffix', ShownOrNull('Suffix of the name.')),
  title: person.reads('title', ShownOrNull('Title.')),
  emailId: person.reads('emailId', ShownId('email that it shows', { nullable: true }), ({ emailId }) =>
    idOrNull(emailId),
  ),
  phoneId: person.reads('phoneId', ShownId('phone that it shows', { nullable: true }), ({ phoneId }) =>
    idOrNull(phoneId),
  ),
  createdAt: person.reads('createdAt', ShownTime(CREATED), ({ createdAt }) => toTime(createdAt)),
  updatedAt: person.reads('updatedAt', ShownTime(UPDATED), ({ updatedAt }) => toTime(updatedAt)),
};

/** Other contracts call these fields by the record that they are in. A list is only read here. */
const listed = (key: string, records: string, words: Words): Footprint =>
  inside(
    `${key}[]`,
    Object.fromEntries(
      Object.entries(words).map(([word, { of }]) => [word, readsOf(of.map((field) => `${records}.${field}`))]),
    ),
  );

export const RECORDS_FOOTPRINT: Footprint = {
  ...listed('emails', 'emails', EMAIL),
  ...listed('phones', 'phones', PHONE),
  ...listed('companyNames', 'companyNames', COMPANY_NAME),
  ...listed('contactPersons', 'persons', PERSON),
  ...inside('wireIds[]', {
    contract: readsOf('wireIds'),
    kind: readsOf('wireIds'),
    recordId: readsOf('wireIds'),
    id: readsOf('wireIds'),
    isCurrent: readsOf('wireIds'),
  }),
};

export const toEmail = email.reader(EMAIL);
export const toPhone = phone.reader(PHONE);
export const toCompanyName = companyName.reader(COMPANY_NAME);
export const toPerson = person.reader(PERSON);

const { fields } = viewOf(CUSTOMER);
export const CARD_VIEW = { fields: [...fields, 'children'] } as const;
