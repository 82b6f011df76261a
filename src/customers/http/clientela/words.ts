import { ApiProperty } from '@nestjs/swagger';
import {
  Country,
  Decimal,
  EmailText,
  Flag,
  IdText,
  PhoneText,
  ShownId,
  Text,
  Texts,
  Whole,
  Word,
} from '../../../contracts/fields.js';
import { type Footprint, inside, readsOf } from '../../../contracts/footprint.js';
import { meaningsOf, viewOf, vocabularyOf, type Word as AnyWord } from '../../../contracts/vocabulary.js';
import { ADDRESS_PARTS, type AddressPart, CUSTOM_FIELDS, type CustomFieldNumber } from '../../customer.entity.js';
import { LONGEST, LONGEST_CODE, LONGEST_TEXTS, MOST_TAGS } from '../../longest-texts.js';
import { addressIdsOf, codeOf, type CustomerRecord, isActive, type NewCustomer } from '../../customer-record.js';
import { balanceText, localOpeningBalanceText, rounded } from '../../money.js';

const { reads, stamps, writes, reader, writer } = vocabularyOf<CustomerRecord, NewCustomer>(LONGEST_TEXTS);

/** What a caller may send. A value that another contract has stored may be longer, and can be written back. */
const MAX = { ...LONGEST, tags: MOST_TAGS };

const Line = (description: string, example: string) => Text({ max: MAX.line, description, example });
const Email = (description: string, example: string) => EmailText({ max: MAX.email, description, example });
const Phone = (description: string, example: string) => PhoneText({ max: MAX.line, description, example });
const Delivery = (description: string) =>
  Word({ words: ['email', 'print'], nullable: false, description, example: 'email' });
const Shown = (description: string, example: string, max?: number) =>
  ApiProperty({ type: String, description, example, maxLength: max });
/** A sum of many entries, each at most 10^12. */
const LONGEST_MONEY = 40;
const ShownMoney = (description: string, example = '1500.00') =>
  ApiProperty({ type: String, pattern: '^-?\\d+(\\.\\d+)?$', maxLength: LONGEST_MONEY, description, example });
export const ShownTime = (description: string, nullable = false) =>
  ApiProperty({ type: String, nullable, format: 'date-time', description, example: '2024-01-15T10:30:00.000Z' });

export const toTime = (moment: Date) => moment.toISOString();
export const toId = (id: number) => String(id);
const toIdOrNull = (id: number | null) => (id === null ? null : String(id));
const fromId = (id: string | null) => (id === null ? null : Number(id));

/** The IDs of a word that the record stores as numbers. */
type IdField = 'languageId' | 'classId' | 'adminId' | 'campaignId' | 'termsId' | 'parentId' | 'mainContactId';

const idWord = <const Field extends IdField, Moved extends keyof CustomerRecord = never>(
  field: Field,
  description: string,
  { moves = [], example = null }: { moves?: readonly Moved[]; example?: string | null } = {},
) =>
  writes(field, IdText({ description, example }), {
    moves,
    write: (id) => ({ [field]: fromId(id) }),
    read: (customer) => toIdOrNull(customer[field]),
  });

const readId = <const Field extends keyof CustomerRecord>(field: Field, what: string) =>
  reads(field, ShownId(what, { nullable: true }), (customer) => toIdOrNull(customer[field] as number | null));

const readMoney = <const Field extends 'invoiced' | 'adjusted' | 'paid' | 'credited'>(
  field: Field,
  description: string,
) => reads([field, 'currency'], ShownMoney(description), (customer) => rounded(customer[field], customer.currency));

const ADDRESS_RULES: Record<AddressPart, (side: string) => ReturnType<typeof Line>> = {
  Line1: (side) => Line(`First line of the ${side} address.`, '123 Business Ave'),
  Line2: (side) => Line(`Second line of the ${side} address.`, 'Suite 100'),
  Line3: (side) => Line(`Third line of the ${side} address.`, 'At the back'),
  City: (side) => Line(`City of the ${side} address.`, 'New York'),
  State: (side) => Line(`State or province of the ${side} address.`, 'NY'),
  Postcode: (side) => Line(`Postal code of the ${side} address.`, '10001'),
  Country: (side) => Line(`Country of the ${side} address: a code or a name.`, 'US'),
  Email: (side) => Email(`Email address of the ${side} address.`, 'billing@acme.example'),
  Phone: (side) => Phone(`Phone number of the ${side} address.`, '+1 (555) 111-2222'),
};

type Side = 'billing' | 'shipping';
type AddressField<Of extends Side = Side> = `${Of}${AddressPart}`;
type TextWord<Field extends string> = AnyWord<Field, string | null, false, string | null>;

const addressOf = <Of extends Side>(side: Of) =>
  Object.fromEntries(
    ADDRESS_PARTS.map((part) => [
      `${side}${part}`,
      writes(`${side}${part}` as AddressField, ADDRESS_RULES[part](side)),
    ]),
  ) as { [Field in AddressField<Of>]: TextWord<Field> };

const CUSTOM = Object.fromEntries(
  CUSTOM_FIELDS.map((field, at) => [
    field,
    writes(field, Text({ max: MAX.custom, multiline: true, description: `Custom field ${at + 1}.`, example: 'blue' })),
  ]),
) as { [N in CustomFieldNumber as `custom${N}`]: TextWord<`custom${N}`> };

/** Another main contact shows other names, and its own email and phone become the customer's. */
const ofPerson = ['salutation', 'firstName', 'lastName', 'email', 'phone', 'primaryEmailId', 'mainPhoneId'] as const;
/** The first of the names creates a main contact if the customer has none. */
const made = { moves: ['mainContactId'] } as const;
const sums = ['invoiced', 'adjusted', 'paid', 'credited'] as const;

/** The words of a customer. Each fact of the record has one word that writes it. */
export const CUSTOMER = {
  id: reads('id', ShownId('customer'), ({ id }) => toId(id)),
  code: reads('id', Shown('The code, which follows from the ID.', 'C0042', LONGEST_CODE), ({ id }) => codeOf(id)),
  token: reads(
    'token',
    ApiProperty({
      type: String,
      pattern: '^[a-z0-9]{12}$',
      maxLength: 12,
      description: 'Names the customer in links.',
      example: '8c3nxe47hrdt',
    }),
  ),
  version: stamps(
    'version',
    ApiProperty({
      type: 'integer',
      format: 'int64',
      minimum: 1,
      description: 'Rises with each change of the customer or of its records. The `ETag` is this number in quotes.',
      example: 3,
    }),
    ({ version }) => version,
  ),
  createdAt: reads('createdAt', ShownTime('When the customer was created.'), ({ createdAt }) => toTime(createdAt)),
  updatedAt: stamps('updatedAt', ShownTime('When it last changed.'), ({ updatedAt }) => toTime(updatedAt)),
  externalKey: writes('externalKey', Line('The key in another system: unique, also against deleted ones.', 'CRM-1001')),
  displayName: writes(
    'displayName',
    Text({ required: true, max: MAX.line, description: 'The name that all contracts show.', example: 'Acme' }),
  ),
  legalName: writes('legalName', Line('Legal name.', 'Acme Corporation Ltd.')),
  tradeName: writes('tradeName', Line('Trade name.', 'Acme Tools')),
  kind: writes(
    'kind',
    Word({
      words: ['business', 'individual'],
      nullable: false,
      description: 'A company or a person.',
      example: 'business',
    }),
  ),
  taxId: writes('taxId', Line('Tax ID.', 'US123456789')),
  document: writes('document', Line('Document number.', '4123456')),
  documentType: writes('documentType', Whole({ max: 2_147_483_647, description: 'Type of the document.', example: 1 })),
  website: writes('website', Text({ max: MAX.url, description: 'Website.', example: 'https://www.acme.example' })),
  imageUrl: writes(
    'imageUrl',
    Text({ max: MAX.url, description: 'Image URL.', example: 'https://acme.example/a.png' }),
  ),
  note: writes('note', Text({ max: MAX.note, multiline: true, description: 'Free text.', example: 'Key account' })),
  status: writes(
    'status',
    Text({
      required: true,
      max: MAX.status,
      description: '`I` is inactive; all other words are active.',
      example: 'A',
    }),
    {
      moves: ['statusBefore'],
    },
  ),
  isActive: reads(
    'status',
    ApiProperty({ type: Boolean, description: 'Whether the status is not `I`.', example: true }),
    isActive,
  ),
  statusBefore: reads(
    ['statusBefore', 'status'],
    ApiProperty({
      type: String,
      nullable: true,
      maxLength: LONGEST.status,
      description: 'The status that an inactive customer had. It gets it back when it becomes active.',
      example: null,
    }),
    ({ statusBefore }) => statusBefore,
  ),
  countryIso: writes('countryIso', Country({ description: 'ISO 3166-1 code of two letters.', example: 'US' })),
  contactOrigin: writes('contactOrigin', Line('Where the contact came from.', 'WEB_FORM')),
  parentId: idWord('parentId', 'The ID of the parent customer.'),
  childCount: reads(
    'childCount',
    ApiProperty({ type: 'integer', description: 'Number of customers with this one as their parent.', example: 0 }),
  ),
  tags: writes('tags', Texts({ max: MAX.line, most: MAX.tags, description: 'Tags.', example: ['vip'] }), {
    write: (tags) => ({ tags: tags ?? [] }),
    read: ({ tags }) => tags,
    longest: LONGEST.line,
    shown: ApiProperty({ type: [String], maxItems: MOST_TAGS, description: 'Tags.', example: ['vip'] }),
  }),
  languageId: idWord('languageId', 'The ID of the language.'),
  classId: idWord('classId', 'The ID of the class.'),
  adminId: idWord('adminId', 'The ID of the worker in charge.'),
  campaignId: idWord('campaignId', 'The ID of the campaign.'),
  termsId: idWord('termsId', 'The ID of the payment terms.'),
  noTaxes: writes('noTaxes', Flag({ description: 'Whether no taxes are charged.', example: false })),
  noDunning: writes('noDunning', Flag({ description: 'Whether no reminders are sent.', example: false })),
  noLatefees: writes('noLatefees', Flag({ description: 'Whether no late fees are charged.', example: false })),
  noProcfees: writes('noProcfees', Flag({ description: 'Whether no processing fees are charged.', example: false })),
  invoiceDelivery: writes('invoiceDelivery', Delivery('How invoices are delivered.')),
  dunningDelivery: writes('dunningDelivery', Delivery('How reminders are delivered.')),
  discountGroup: writes('discountGroup', Line('Discount group.', 'GOLD')),
  salesperson: writes('salesperson', Line('Code of the salesperson.', 'JOHN')),
  electronicDocumentInterchange: writes('electronicDocumentInterchange', Line('EDI flag or identifier.', 'S')),
  ediIdentifier: writes('ediIdentifier', Line('EDI identifier.', '5600000000001')),
  email: writes('email', Email('The value of the primary email.', 'office@acme.example'), {
    moves: ['primaryEmailId'],
  }),
  phone: writes('phone', Phone('The number of the main phone, without its extension.', '+1 (555) 123-4567'), {
    moves: ['mainPhoneId'],
  }),
  mobile: writes('mobile', Phone('The number of the mobile phone.', '+1 (555) 987-6543'), { moves: ['mobilePhoneId'] }),
  fax: writes('fax', Phone('The number of the fax.', '+1 (555) 123-4568'), { moves: ['faxPhoneId'] }),
  primaryEmailId: readId('primaryEmailId', 'primary email'),
  mainPhoneId: readId('mainPhoneId', 'main phone'),
  mobilePhoneId: readId('mobilePhoneId', 'mobile phone'),
  faxPhoneId: readId('faxPhoneId', 'fax'),
  mainContactId: idWord('mainContactId', 'The ID of the main contact: a contact person of this customer.', {
    moves: ofPerson,
  }),
  salutation: writes('salutation', Line('Salutation of the main contact.', 'Mr.'), made),
  firstName: writes('firstName', Line('First name of the main contact.', 'John'), made),
  lastName: writes('lastName', Line('Last name of the main contact.', 'Doe'), made),
  defaultCompanyNameId: readId('defaultCompanyNameId', 'default company name'),
  billingAddressId: reads('id', ShownId('billing address'), ({ id }) => toId(addressIdsOf(id).billing)),
  ...addressOf('billing'),
  shippingAddressId: reads('id', ShownId('shipping address'), ({ id }) => toId(addressIdsOf(id).shipping)),
  ...addressOf('shipping'),
  siteStreet: writes('siteStreet', Line('Street of the site.', 'Bvar. Artigas')),
  siteDoorNumber: writes('siteDoorNumber', Line('Door number of the site.', '567')),
  siteApartment: writes('siteApartment', Line('Apartment of the site.', '3B')),
  siteCorner: writes('siteCorner', Line('Cross street of the site.', 'Av. Italia')),
  siteZipCode: writes('siteZipCode', Line('Postal code of the site.', '11600')),
  siteLatitude: writes(
    'siteLatitude',
    Decimal({ min: -90, max: 90, description: 'Latitude of the site.', example: -34.894 }),
  ),
  siteLongitude: writes(
    'siteLongitude',
    Decimal({ min: -180, max: 180, description: 'Longitude of the site.', example: -56.152 }),
  ),
  siteCountryId: writes('siteCountryId', Line('ID of the country of the site.', '1')),
  siteDepartmentId: writes('siteDepartmentId', Line('ID of the department of the site.', '10')),
  ...CUSTOM,
  currency: reads('currency', Shown('The currency of the balances, ISO 4217.', 'USD')),
  openingBalance: reads(['openingBalance', 'currency'], ShownMoney('The opening balance.', '1000.00'), (customer) =>
    rounded(customer.openingBalance, customer.currency),
  ),
  openingBalanceAt: reads(
    'openingBalanceAt',
    ShownTime('The date of the opening balance.', true),
    ({ openingBalanceAt }) => openingBalanceAt && toTime(openingBalanceAt),
  ),
  openingBalanceRate: reads('openingBalanceRate', ShownMoney('The exchange rate of the opening balance.', '1')),
  openingBalanceBranchId: readId('openingBalanceBranchId', 'branch of the opening balance'),
  invoiced: readMoney('invoiced', 'The sum of the invoices.'),
  adjusted: readMoney('adjusted', 'The sum of the adjustments.'),
  paid: readMoney('paid', 'The sum of the payments.'),
  credited: readMoney('credited', 'The sum of the credits.'),
  balance: reads(
    ['openingBalance', ...sums, 'currency'],
    ShownMoney('Opening balance + invoices + adjustments − payments − credits.'),
    balanceText,
  ),
  tenantCurrency: reads('tenantCurrency', Shown('The currency of the tenant, ISO 4217.', 'USD')),
  localOpeningBalance: reads(
    ['openingBalance', 'openingBalanceRate', 'tenantCurrency'],
    ShownMoney('The opening balance in the currency of the tenant.', '1000.00'),
    localOpeningBalanceText,
  ),
};

/** The words of a child, in the detail of its parent. */
export const CHILD = { id: CUSTOMER.id, displayName: CUSTOMER.displayName };

export const CUSTOMER_FOOTPRINT: Footprint<keyof CustomerRecord> = {
  ...meaningsOf(CUSTOMER),
  ...inside('children[]', { id: readsOf('children'), displayName: readsOf('children') }),
};

export const CUSTOMER_VIEW = viewOf(CUSTOMER);
export const fromCustomer = writer(CUSTOMER);
export const toCustomer = reader(CUSTOMER);
