import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import type { Rule } from '../../../contracts/field.js';
import { EmailText, Flag, IdOf, PhoneText, Text, Texts, Whole, Word } from '../../../contracts/fields.js';
import { meaningsOf, viewOf, vocabularyOf, type Word as AnyWord } from '../../../contracts/vocabulary.js';
import { currencyOfNumber, numberOfCurrency } from '../../../normal-forms/currencies.js';
import { invalidField } from '../../../problem.js';
import { CUSTOM_FIELDS, type CustomFieldNumber } from '../../customer.entity.js';
import { LONGEST, LONGEST_NAME, LONGEST_TEXTS, MOST_TAGS } from '../../longest-texts.js';
import { type CustomerRecord, fullName, type NewCustomer } from '../../customer-record.js';
import { amount, balanceOf, symbolOf } from '../../money.js';
import { printedAddress } from './printed-address.js';
import { STATUSES, statusOf } from './status.js';
import { Line, LONGEST_URL, MAX, type Viewpoint } from './common.js';
import { OutTime, toTime } from './times.js';

const { reads, stamps, writes, creates, reader, writer } = vocabularyOf<CustomerRecord, NewCustomer, Viewpoint>(
  LONGEST_TEXTS,
);

/** Where customers are, below the base URL. */
export const CUSTOMER_PATH = 'api/v3/customer';

const Id = (description: string, example: number | null = 7) => Whole({ min: 1, description, example });
const Shown = (description: string, example: string, max?: number) =>
  ApiProperty({ type: String, description, example, maxLength: max });
const ShownMoney = (description: string) => ApiProperty({ type: Number, description, example: 0 });
const Status = (word: 'customer_status_name' | 'customer_status_str' | 'customer_status_state', description: string) =>
  ApiProperty({
    type: String,
    enum: STATUSES.map((status) => status[word]),
    description,
    example: STATUSES[0][word],
  });
/** Seven parts, with a separator between them. */
const LONGEST_BLOCK = 7 * LONGEST.line + 6;
const Delivery = (description: string) => Word({ words: ['email', 'print'], nullable: false, description });

/** Another main contact shows other names, and its own email and phone become the customer's. */
const person = ['salutation', 'firstName', 'lastName', 'email', 'phone'] as const;
const sums = ['invoiced', 'adjusted', 'paid', 'credited'] as const;
/** The first name, or the last, creates a main contact if the customer has none. */
const made = { moves: ['mainContactId'] } as const;

const customWord = (number: CustomFieldNumber) =>
  writes(
    `custom${number}`,
    Text({ max: MAX.custom, multiline: true, description: `Custom field #${number}`, example: 'blue' }),
  );

const CUSTOM = Object.fromEntries(CUSTOM_FIELDS.map((_, at) => [`custom_${at + 1}`, customWord((at + 1) as 1)])) as {
  [N in CustomFieldNumber as `custom_${N}`]: AnyWord<`custom${N}`, string | null, false, string | null>;
};

export const CUSTOMER = {
  customer_id: reads('id', IdOf('customer', { example: 1234 })),
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
  url_self: reads(
    'id',
    Shown('The URL of this record.', 'https://billing.example/api/v3/customer/1234', LONGEST_URL),
    ({ id }, { baseUrl }) => `${baseUrl}/${CUSTOMER_PATH}/${id}`,
  ),
  display_as: reads('displayName', Shown('The display name of the customer: its company.', 'Test Customer')),
  parent_customer_id: writes('parentId', Id('Parent customer ID #', null)),
  superuser_id: writes('mainContactId', Id('Main contact ID #: a contact person of this customer.', null), {
    moves: person,
    shown: IdOf('main contact', { nullable: true, example: 7 }),
  }),
  external_key: writes('externalKey', Line('External key value: unique, also against deleted customers.', 'crm-1001')),
  company: writes(
    'displayName',
    Text({ required: true, max: MAX.line, description: 'Company/customer name', example: 'Test Customer' }),
  ),
  language_id: writes('languageId', Id('Language ID #')),
  class_id: writes('classId', Id('Default class tracking ID #')),
  admin_id: writes('adminId', Id('Admin/Worker ID #')),
  campaign_id: writes('campaignId', Id('Campaign/lead source ID #')),
  terms_id: writes('termsId', Id('Default terms ID #')),
  superuser_email: writes(
    'email',
    EmailText({ max: MAX.email, description: 'Main contact email address', example: 'test@example.com' }),
  ),
  superuser_name: writes(
    ['firstName', 'lastName'],
    Line('Main contact name: the first word is the first name, the rest is the last name.', 'Todd Customer'),
    { ...made, write: (contactName) => ({ contactName }), read: fullName, longest: LONGEST_NAME },
  ),
  superuser_first_name: writes('firstName', Line('Main contact first name', 'Todd'), made),
  superuser_last_name: writes('lastName', Line('Main contact last name', 'Customer'), made),
  superuser_phone: writes(
    'phone',
    PhoneText({ max: MAX.line, description: 'Main contact phone number', example: '8025551212' }),
  ),
  bill_addr1: writes('billingLine1', Line('Billing address line 1', '123 Main Street')),
  bill_addr2: writes('billingLine2', Line('Billing address line 2', 'Suite 42')),
  bill_addr3: writes('billingLine3', Line('Billing address line 3', 'Second door')),
  bill_city: writes('billingCity', Line('Billing address city', 'Burlington')),
  bill_state: writes('billingState', Line('Billing address state/province', 'VT')),
  bill_postcode: writes('billingPostcode', Line('Billing address postal code', '05401')),
  bill_country: writes('billingCountry', Line('Billing address country', 'United States')),
  ship_addr1: writes('shippingLine1', Line('Shipping address line 1', '16 Dog Lane')),
  ship_addr2: writes('shippingLine2', Line('Shipping address line 2', 'Suite 7')),
  ship_addr3: writes('shippingLine3', Line('Shipping address line 3', 'At the back')),
  ship_city: writes('shippingCity', Line('Shipping address city', 'Storrs')),
  ship_state: writes('shippingState', Line('Shipping address state', 'CT')),
  ship_postcode: writes('shippingPostcode', Line('Shipping address postal code', '06268')),
  ship_country: writes('shippingCountry', Line('Shipping address country', 'United States')),
  bill_block: reads(
    [
      'billingLine1',
      'billingLine2',
      'billingLine3',
      'billingCity',
      'billingState',
      'billingPostcode',
      'billingCountry',
    ],
    Shown('The billing address for printing.', '123 Main Street\nBurlington VT 05401\nUnited States', LONGEST_BLOCK),
    (customer) => printedAddress(customer, 'billing'),
  ),
  ship_block: reads(
    [
      'shippingLine1',
      'shippingLine2',
      'shippingLine3',
      'shippingCity',
      'shippingState',
      'shippingPostcode',
      'shippingCountry',
    ],
    Shown('The shipping address for printing.', '', LONGEST_BLOCK),
    (customer) => printedAddress(customer, 'shipping'),
  ),
  ...CUSTOM,
  no_taxes: writes('noTaxes', Flag({ description: 'Flag to disable charging of taxes' })),
  no_dunning: writes('noDunning', Flag({ description: 'Flag to disable dunning' })),
  no_latefees: writes('noLatefees', Flag({ description: 'Flag to disable late fees' })),
  no_procfees: writes('noProcfees', Flag({ description: 'Flag to disable processing fees' })),
  invoice_delivery: writes(
    'invoiceDelivery',
    Delivery('Delivery method for initial invoices ("email" or "print" for printed hard-copy)'),
  ),
  dunning_delivery: writes(
    'dunningDelivery',
    Delivery('Delivery method for dunning/reminder invoices ("email" or "print" for printed hard-copy)'),
  ),
  tax_ident: writes('taxId', Line('Tax ID #/VAT #', 'US123456789')),
  tags: writes('tags', Tags(), {
    write: (tags) => ({ tags: tags ?? [] }),
    shown: ApiProperty({ type: [String], maxItems: MOST_TAGS, description: 'The tags, as texts.', example: ['vip'] }),
  }),
  currency_id: creates(
    'currency',
    Whole({
      min: 1,
      max: 999,
      description:
        'Currency ID #: its ISO 4217 number. The tenant’s own currency when omitted; it cannot change afterwards.',
      example: 840,
    }),
    {
      write: (id) => ({ currency: currencyFrom(id) }),
      read: ({ currency }) => numberOfCurrency(currency),
      shown: ApiProperty({
        type: 'integer',
        minimum: 1,
        maximum: 999,
        description: 'The ISO 4217 number of the currency.',
        example: 840,
      }),
    },
  ),
  currency_iso4217: reads('currency', Shown('The ISO 4217 code of the currency.', 'USD')),
  currency_symbol: reads('currency', Shown('The symbol of the currency.', '$', 8), ({ currency }) =>
    symbolOf(currency),
  ),
  balance: reads(
    ['openingBalance', ...sums, 'currency'],
    ShownMoney('What the customer owes: opening balance + invoices + adjustments − payments − credits.'),
    balanceOf,
  ),
  total: reads(['invoiced', 'currency'], ShownMoney('The sum of the invoices.'), ({ invoiced, currency }) =>
    amount(invoiced, currency),
  ),
  paid: reads(['paid', 'currency'], ShownMoney('The sum of the payments.'), ({ paid, currency }) =>
    amount(paid, currency),
  ),
  customer_status_id: reads(
    'status',
    ApiProperty({ type: 'integer', minimum: 1, maximum: 2, description: '1 is current, 2 is inactive.', example: 1 }),
    (customer) => statusOf(customer).customer_status_id as number,
  ),
  customer_status_name: reads(
    'status',
    Status('customer_status_name', 'The status as text.'),
    (customer) => statusOf(customer).customer_status_name as string,
  ),
  customer_status_str: reads(
    'status',
    Status('customer_status_str', 'The status in one word.'),
    (customer) => statusOf(customer).customer_status_str as string,
  ),
  customer_status_state: reads(
    'status',
    Status('customer_status_state', 'The status in one letter.'),
    (customer) => statusOf(customer).customer_status_state as string,
  ),
  write_datetime: reads('createdAt', OutTime(), ({ createdAt }, clocks) => toTime(createdAt, clocks)),
  mod_datetime: stamps('updatedAt', OutTime(), ({ updatedAt }, clocks) => toTime(updatedAt, clocks)),
};

export const BILLING_FOOTPRINT = meaningsOf(CUSTOMER);
export const BILLING_VIEW = viewOf(CUSTOMER);
export const fromCustomer = writer(CUSTOMER);
export const toCustomer = reader(CUSTOMER);

/** Texts, or objects that hold a text as `tag`. Transforms run from the last decorator to the first. */
function Tags() {
  const items = {
    anyOf: [
      { type: 'string', maxLength: MAX.line },
      {
        type: 'object',
        properties: { tag: { type: 'string', maxLength: MAX.line, description: 'The tag.', example: 'vip' } },
        required: ['tag'],
      },
    ],
  };
  const texts = Texts({
    max: MAX.line,
    most: MAX.tags,
    description: 'A list of tags: texts, or objects that hold a text as `tag`.',
    example: ['vip'],
  });
  const unwrap = Transform(({ value }: { value: unknown }) => unwrapped(value));
  return applyDecorators(texts, ApiProperty({ items }), unwrap) as Rule<string[] | null, false>;
}

const unwrapped = (tags: unknown): unknown =>
  Array.isArray(tags)
    ? tags.map((tag: unknown) => (typeof tag === 'object' && tag !== null && 'tag' in tag ? tag.tag : tag))
    : tags;

function currencyFrom(id: number | null): string | undefined {
  if (id === null) return undefined;
  const currency = currencyOfNumber(id);
  if (!currency) throw invalidField('currency_id', 'currency', 'is no ISO 4217 number');
  return currency;
}
