import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Rule } from '../../../contracts/field.js';
import {
  Decimal,
  EmailText,
  EmptyIsNull,
  Flag,
  IdOf,
  Moment,
  PhoneText,
  Text,
  Whole,
  Word,
} from '../../../contracts/fields.js';
import { momentFrom, toIso } from '../../../contracts/iso-time.js';
import { meaningsOf, viewOf, vocabularyOf } from '../../../contracts/vocabulary.js';
import { LONGEST_CODE, LONGEST_TEXTS } from '../../longest-texts.js';
import { codeOf, type CustomerRecord, isActive, type NewCustomer, type SeenBy } from '../../customer-record.js';
import { amount, balanceOf, localOpeningBalance, printed } from '../../money.js';

const { reads, stamps, writes, creates, reader, writer } = vocabularyOf<CustomerRecord, NewCustomer>(LONGEST_TEXTS);

const Line = (description: string, example: string) => Text({ max: 255, description, example });
const Email = (description: string, example: string) => EmailText({ max: 254, description, example });
const Phone = (description: string, example: string) => PhoneText({ max: 255, description, example });
const Shown = (type: typeof String | typeof Number, description: string, example: string | number, max?: number) =>
  ApiProperty({ type, description, example, maxLength: max });
const ShownTime = (description: string, nullable?: true) =>
  ApiProperty({ type: String, nullable, format: 'date-time', description, example: '2024-01-01T00:00:00Z' });

const sums = ['invoiced', 'adjusted', 'paid', 'credited'] as const;
/** The first of the names creates a main contact if the customer has none. */
const made = { moves: ['mainContactId'] } as const;
const opening = { by: 'opening-balance' };

/** A thousand billions: with three decimal places still exact as a JSON number. */
export const MOST = 1_000_000_000_000;

/** A sum of entries of `MOST` each, with a symbol and separators. */
const LONGEST_MONEY = 64;

export const openingBalance = {
  min: -MOST,
  max: MOST,
  description: 'Opening balance in the currency of the customer. It is rounded to the decimal places of that currency.',
  example: 1000,
};
export const openingBalanceAt = {
  description: 'Date of the opening balance; required with an opening balance. A time without a time zone is UTC.',
  example: '2024-01-01T00:00:00Z',
};
export const exchangeRate = { min: 0.000_001, max: MOST, example: 1 };
export const branchId = { min: 1, description: 'Branch of the opening balance.', example: 1 };

/** A rule that reads an empty text as null. */
const emptyIsNull = (rule: Rule<number | null, false>) =>
  applyDecorators(rule, EmptyIsNull()) as Rule<number | null, false>;

/** Given with a new customer; later only `opening-balance` changes the opening balance. */
export const OPENING = {
  currencyCode: creates(
    'currency',
    Text({
      required: true,
      max: 3,
      pattern: /^[A-Z]{3}$/,
      description: 'Currency (ISO 4217). It cannot change afterwards.',
      example: 'USD',
    }),
  ),
  openingBalance: writes('openingBalance', emptyIsNull(Decimal(openingBalance)), {
    ...opening,
    beside: ['currency'],
    write: (balance) => (balance === null ? {} : { openingBalance: String(balance) }),
    read: (customer) => amount(customer.openingBalance, customer.currency),
    shown: Shown(Number, 'Opening balance in the currency of the customer.', 1000),
  }),
  openingBalanceAt: writes('openingBalanceAt', Moment(openingBalanceAt), {
    ...opening,
    write: (date) => ({ openingBalanceAt: date === null ? null : momentFrom(date) }),
    read: (customer) => customer.openingBalanceAt && toIso(customer.openingBalanceAt),
    shown: ShownTime('Date of the opening balance.', true),
  }),
  openingBalanceExchangeRate: writes(
    'openingBalanceRate',
    emptyIsNull(Decimal({ ...exchangeRate, description: 'Exchange rate of the opening balance; 1 when omitted.' })),
    {
      ...opening,
      write: (rate) => (rate === null ? {} : { openingBalanceRate: String(rate) }),
      read: (customer) => Number(customer.openingBalanceRate),
      shown: Shown(Number, 'Exchange rate of the opening balance.', 1),
    },
  ),
  openingBalanceBranchId: writes('openingBalanceBranchId', emptyIsNull(Whole(branchId)), opening),
};

const customerType = writes(
  'kind',
  Word({ required: true, words: ['business', 'individual'], description: 'Customer type.', example: 'business' }),
);

const FLAT = {
  salutation: writes('salutation', Line('Salutation of the contact person.', 'Mr.'), made),
  firstName: writes('firstName', Line('First name of the contact person.', 'John'), made),
  lastName: writes('lastName', Line('Last name of the contact person.', 'Doe'), made),
  companyName: writes('legalName', Line('Company name.', 'Acme Corporation')),
  displayName: writes(
    'displayName',
    Text({ required: true, max: 255, description: 'Display name.', example: 'John Doe - Acme Corporation' }),
  ),
  email: writes('email', Email('Email.', 'john.doe@acme.com')),
  workPhone: writes('phone', Phone('Work phone.', '+1 (555) 123-4567')),
  personalPhone: writes('mobile', Phone('Personal phone.', '+1 (555) 987-6543')),
  website: writes('website', Text({ max: 2000, description: 'Website.', example: 'https://www.acme.com' })),
  billingAddress1: writes('billingLine1', Line('Billing address line 1.', '123 Business Ave')),
  billingAddress2: writes('billingLine2', Line('Billing address line 2.', 'Suite 100')),
  billingAddressCity: writes('billingCity', Line('Billing address city.', 'New York')),
  billingAddressCountry: writes('billingCountry', Line('Billing address country.', 'United States')),
  billingAddressEmail: writes('billingEmail', Email('Billing address email.', 'billing@acme.com')),
  billingAddressPostcode: writes('billingPostcode', Line('Billing address post code.', '10001'), {
    as: ['billingAddressPostcode', 'billingAddressZipcode'],
  }),
  billingAddressPhone: writes('billingPhone', Phone('Billing address phone.', '+1 (555) 111-2222')),
  billingAddressState: writes('billingState', Line('Billing address state.', 'NY')),
  shippingAddress1: writes('shippingLine1', Line('Shipping address line 1.', '456 Shipping St')),
  shippingAddress2: writes('shippingLine2', Line('Shipping address line 2.', 'Unit 200')),
  shippingAddressCity: writes('shippingCity', Line('Shipping address city.', 'Los Angeles')),
  shippingAddressCountry: writes('shippingCountry', Line('Shipping address country.', 'United States')),
  shippingAddressEmail: writes('shippingEmail', Email('Shipping address email.', 'shipping@acme.com')),
  shippingAddressPostcode: writes('shippingPostcode', Line('Shipping address post code.', '90001'), {
    as: ['shippingAddressPostcode', 'shippingAddressZipcode'],
  }),
  shippingAddressPhone: writes('shippingPhone', Phone('Shipping address phone.', '+1 (555) 333-4444')),
  shippingAddressState: writes('shippingState', Line('Shipping address state.', 'CA')),
  note: writes(
    'note',
    Text({
      max: 65_535,
      multiline: true,
      description: 'Note.',
      example: 'Important client with regular monthly orders',
    }),
  ),
  active: writes('status', Flag({ description: 'Active status; a new customer is active.', example: true }), {
    write: (active) => ({ active }),
    read: isActive,
    shown: ApiProperty({ type: Boolean, description: 'Active status.', example: true }),
  }),
};

/** What an update may give. */
const { displayName, ...others } = FLAT;
export const WRITTEN = { customerType, displayName, ...others };

export const CUSTOMER = {
  id: reads('id', IdOf('customer')),
  code: reads(
    'id',
    Shown(String, 'The code of the customer, which follows from its ID.', 'C0042', LONGEST_CODE),
    ({ id }) => codeOf(id),
  ),
  contactService: reads<never, 'customer'>(
    [],
    ApiProperty({ type: String, enum: ['customer'], description: 'The kind of contact.', example: 'customer' }),
    () => 'customer',
  ),
  customerType,
  formattedCustomerType: reads(
    'kind',
    ApiProperty({
      type: String,
      enum: ['Business', 'Individual'],
      description: 'The customer type, as people read it.',
      example: 'Business',
    }),
    ({ kind }) => TYPES[kind] ?? kind,
  ),
  balance: reads(
    ['openingBalance', ...sums, 'currency'],
    Shown(Number, 'Opening balance + invoices + adjustments − payments − credits.', 1500),
    balanceOf,
  ),
  ...OPENING,
  ...FLAT,
  createdAt: reads('createdAt', ShownTime('When the customer was created.'), ({ createdAt }) => toIso(createdAt)),
  updatedAt: stamps('updatedAt', ShownTime('When the customer last changed.'), ({ updatedAt }) => toIso(updatedAt)),
  localOpeningBalance: reads(
    ['openingBalance', 'openingBalanceRate', 'tenantCurrency'],
    Shown(
      Number,
      'The opening balance times its exchange rate, in the organization’s own currency and its decimal places.',
      1000,
    ),
    localOpeningBalance,
  ),
  closingBalance: reads(['openingBalance', ...sums, 'currency'], Shown(Number, 'The balance.', 1500), balanceOf),
  formattedBalance: reads(
    ['openingBalance', ...sums, 'currency'],
    Shown(String, 'The balance, as people read it.', '$1,500.00', LONGEST_MONEY),
    (customer) => printed(balanceOf(customer), customer.currency),
  ),
  formattedOpeningBalance: reads(
    ['openingBalance', 'currency'],
    Shown(String, 'The opening balance, as people read it.', '$1,000.00', LONGEST_MONEY),
    (customer) => printed(customer.openingBalance, customer.currency),
  ),
  formattedOpeningBalanceAt: reads(
    'openingBalanceAt',
    Shown(
      String,
      'The date of the opening balance (UTC), as people read it; empty if there is none.',
      '2024 Jan 01',
      11,
    ),
    (customer) => printedDay(customer.openingBalanceAt),
  ),
};

export const ACCOUNTING_FOOTPRINT = meaningsOf(CUSTOMER);
export const ACCOUNTING_VIEW = viewOf(CUSTOMER);
export type AccountingCustomer = SeenBy<typeof ACCOUNTING_VIEW>;

export const fromCustomer = writer(WRITTEN);
export const fromNew = writer({ ...WRITTEN, ...OPENING });
export const toCustomer = reader(CUSTOMER);

const TYPES: Readonly<Record<string, string>> = { business: 'Business', individual: 'Individual' };
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2024 Jan 01`, as the modelled system prints days. */
function printedDay(moment: Date | null): string {
  const [year, month, day] = moment ? toIso(moment).slice(0, 10).split('-') : [];
  return day ? `${year} ${MONTHS[Number(month) - 1]} ${day}` : '';
}
