import { ApiProperty, ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Example } from '../../../contracts/example.js';
import {
  EmailText,
  Flag,
  IdOf,
  Like,
  PhoneText,
  QueryText,
  QueryWhole,
  Text,
  Texts,
  Whole,
  Word,
} from '../../../contracts/fields.js';
import type { Changes } from '../../../contracts/input.js';
import { currencyOfNumber, numberOfCurrency } from '../../../normal-forms/currencies.js';
import { invalid, invalidField } from '../../../problem.js';
import { CUSTOM_FIELDS, type Customer, type CustomFieldNumber, type CustomFields } from '../../customer.entity.js';
import { type CustomerChanges, fullName, type NewCustomer } from '../../customer-record.js';
import { amount, balanceOf, symbolOf } from '../../money.js';
import type { BillingCustomer } from './footprint.js';
import { statusOf } from './status.js';
import { type Clocks, toTime } from './times.js';
import { CUSTOMER_SEARCH } from './where.js';

/** The document names no limits. These are ours: short texts and names, an e-mail as RFC 5321 has it, and room in custom fields. */
export const MAX = { line: 255, email: 254, custom: 4000, tags: 100 };
const DELIVERIES = ['email', 'print'] as const;

export const Line = (description: string, example: string) => Text({ max: MAX.line, description, example });
const Id = (description: string, example: number | null = 7) => Whole({ min: 1, description, example });
const Custom = (number: CustomFieldNumber) =>
  Text({ max: MAX.custom, multiline: true, description: `Custom field #${number}`, example: 'blue' });

type Customs = { [N in CustomFieldNumber as `custom_${N}`]?: string | null };

@ApiSchema({ description: 'A new customer.' })
@Example('A customer with a main contact', {
  company: 'Test Customer',
  superuser_name: 'Todd Customer',
  superuser_email: 'test@example.com',
  superuser_phone: '8025551212',
  bill_addr1: '123 Main Street',
  bill_city: 'Burlington',
  bill_state: 'VT',
  bill_postcode: '05401',
  bill_country: 'United States',
  tags: ['vip'],
})
@Example('The company alone', { company: 'Test Customer' })
export class CreateCustomerInput implements Customs {
  @Id('Parent customer ID #', null) parent_customer_id?: number | null;
  @Line('External key value: unique, also against deleted customers.', 'crm-1001') external_key?: string | null;
  @Text({ required: true, max: MAX.line, description: 'Company/customer name', example: 'Test Customer' })
  company: string;
  @Id('Language ID #') language_id?: number | null;
  @Id('Default class tracking ID #') class_id?: number | null;
  @Id('Admin/Worker ID #') admin_id?: number | null;
  @Id('Campaign/lead source ID #') campaign_id?: number | null;
  @EmailText({ max: MAX.email, description: 'Main contact e-mail address', example: 'test@example.com' })
  superuser_email?: string | null;
  @Line('Main contact name: the first word is the first name, the rest the last.', 'Todd Customer') superuser_name?:
    string | null;
  @Line('Main contact first name', 'Todd') superuser_first_name?: string | null;
  @Line('Main contact last name', 'Customer') superuser_last_name?: string | null;
  @PhoneText({ max: MAX.line, description: 'Main contact phone number', example: '8025551212' }) superuser_phone?:
    string | null;
  @Line('Billing address line 1', '123 Main Street') bill_addr1?: string | null;
  @Line('Billing address line 2', 'Suite 42') bill_addr2?: string | null;
  @Line('Billing address line 3', 'Second door') bill_addr3?: string | null;
  @Line('Billing address city', 'Burlington') bill_city?: string | null;
  @Line('Billing address state/province', 'VT') bill_state?: string | null;
  @Line('Billing address postal code', '05401') bill_postcode?: string | null;
  @Line('Billing address country', 'United States') bill_country?: string | null;
  @Line('Shipping address line 1', '16 Dog Lane') ship_addr1?: string | null;
  @Line('Shipping address line 2', 'Suite 7') ship_addr2?: string | null;
  @Line('Shipping address line 3', 'At the back') ship_addr3?: string | null;
  @Line('Shipping address city', 'Storrs') ship_city?: string | null;
  @Line('Shipping address state', 'CT') ship_state?: string | null;
  @Line('Shipping address postal code', '06268') ship_postcode?: string | null;
  @Line('Shipping address country', 'United States') ship_country?: string | null;
  @Custom(1) custom_1?: string | null;
  @Custom(2) custom_2?: string | null;
  @Custom(3) custom_3?: string | null;
  @Custom(4) custom_4?: string | null;
  @Custom(5) custom_5?: string | null;
  @Custom(6) custom_6?: string | null;
  @Custom(7) custom_7?: string | null;
  @Custom(8) custom_8?: string | null;
  @Custom(9) custom_9?: string | null;
  @Custom(10) custom_10?: string | null;
  @Custom(11) custom_11?: string | null;
  @Custom(12) custom_12?: string | null;
  @Custom(13) custom_13?: string | null;
  @Custom(14) custom_14?: string | null;
  @Custom(15) custom_15?: string | null;
  @Custom(16) custom_16?: string | null;
  @Custom(17) custom_17?: string | null;
  @Custom(18) custom_18?: string | null;
  @Custom(19) custom_19?: string | null;
  @Custom(20) custom_20?: string | null;
  @Id('Default terms ID #') terms_id?: number | null;
  @Flag({ description: 'Flag to disable charging of taxes' }) no_taxes?: boolean;
  @Flag({ description: 'Flag to disable dunning' }) no_dunning?: boolean;
  @Flag({ description: 'Flag to disable late fees' }) no_latefees?: boolean;
  @Flag({ description: 'Flag to disable processing fees' }) no_procfees?: boolean;
  @Word({
    words: DELIVERIES,
    nullable: false,
    description: 'Delivery method for initial invoices ("email" or "print" for printed hard-copy)',
  })
  invoice_delivery?: 'email' | 'print';
  @Word({
    words: DELIVERIES,
    nullable: false,
    description: 'Delivery method for dunning/reminder invoices ("email" or "print" for printed hard-copy)',
  })
  dunning_delivery?: 'email' | 'print';
  @Line('Tax ID #/VAT #', 'US123456789') tax_ident?: string | null;
  // Transforms run from the first to the last: the tags are out of their objects before they are cleaned.
  @Transform(({ value }: { value: unknown }) => unwrapped(value))
  @ApiProperty({
    items: {
      anyOf: [
        { type: 'string', maxLength: MAX.line },
        {
          type: 'object',
          properties: { tag: { type: 'string', maxLength: MAX.line, description: 'The tag.', example: 'vip' } },
          required: ['tag'],
        },
      ],
    },
  })
  @Texts({
    max: MAX.line,
    most: MAX.tags,
    description: 'A list of tags: texts, or objects that hold a text as `tag`.',
    example: ['vip'],
  })
  tags?: string[] | null;
  @Whole({
    min: 1,
    max: 999,
    description:
      'Currency ID #: its ISO 4217 number. The tenant’s own currency when left out; it cannot change afterwards.',
    example: 840,
  })
  currency_id?: number | null;
}

@ApiSchema({ description: 'The fields of a customer that shall change.' })
@Example('Another main contact', {
  superuser_name: 'Todd Customer',
  superuser_email: 'test@example.com',
  superuser_phone: '8025551212',
})
@Example('Disconnected from its parent', { parent_customer_id: null })
export class UpdateCustomerInput extends PartialType(OmitType(CreateCustomerInput, ['currency_id']), {
  skipNullProperties: false,
}) {
  @Id('Main contact ID #: a contact person of this customer.', null) superuser_id?: number | null;
}

const unwrapped = (tags: unknown): unknown =>
  Array.isArray(tags)
    ? tags.map((tag: unknown) => (typeof tag === 'object' && tag !== null && 'tag' in tag ? tag.tag : tag))
    : tags;

export const noData = invalid('A required parameter was missing: No data.');

/** The fields that a body carried. One without any is no write at all. */
export async function given<Dto extends object>(sent: Changes<Dto>, current: () => Promise<object>): Promise<Dto> {
  if (sent.isEmpty) throw noData;
  return sent.against(current);
}

export const fromCustomer = (input: UpdateCustomerInput): CustomerChanges => ({
  parentId: input.parent_customer_id,
  mainContactId: input.superuser_id,
  externalKey: input.external_key,
  displayName: input.company,
  languageId: input.language_id,
  classId: input.class_id,
  adminId: input.admin_id,
  campaignId: input.campaign_id,
  termsId: input.terms_id,
  email: input.superuser_email,
  contactName: input.superuser_name,
  firstName: input.superuser_first_name,
  lastName: input.superuser_last_name,
  phone: input.superuser_phone,
  billingLine1: input.bill_addr1,
  billingLine2: input.bill_addr2,
  billingLine3: input.bill_addr3,
  billingCity: input.bill_city,
  billingState: input.bill_state,
  billingPostcode: input.bill_postcode,
  billingCountry: input.bill_country,
  shippingLine1: input.ship_addr1,
  shippingLine2: input.ship_addr2,
  shippingLine3: input.ship_addr3,
  shippingCity: input.ship_city,
  shippingState: input.ship_state,
  shippingPostcode: input.ship_postcode,
  shippingCountry: input.ship_country,
  ...fromCustoms(input),
  noTaxes: input.no_taxes,
  noDunning: input.no_dunning,
  noLatefees: input.no_latefees,
  noProcfees: input.no_procfees,
  invoiceDelivery: input.invoice_delivery,
  dunningDelivery: input.dunning_delivery,
  taxId: input.tax_ident,
  tags: input.tags === null ? [] : input.tags,
});

export const fromNewCustomer = (input: CreateCustomerInput): NewCustomer => ({
  ...fromCustomer(input),
  displayName: input.company,
  currency: currencyFrom(input.currency_id),
});

function currencyFrom(id: number | null | undefined): string | undefined {
  if (id === null || id === undefined) return undefined;
  const currency = currencyOfNumber(id);
  if (!currency) throw invalidField('currency_id', 'currency', 'is no ISO 4217 number');
  return currency;
}

const fromCustoms = (input: Customs): Partial<CustomFields> =>
  Object.fromEntries(CUSTOM_FIELDS.map((field, at) => [field, input[wireName(at)]]));
const toCustoms = (customer: CustomFields) =>
  Object.fromEntries(CUSTOM_FIELDS.map((field, at) => [wireName(at), customer[field]])) as Required<Customs>;
const wireName = (at: number) => `custom_${at + 1}` as keyof Customs;

/** Names that clients put on any URL and that mean nothing here: nothing can be expanded. */
export const TOLERATED = /^(?:_dummy|_flag_\w+|expand)$/;
/** A count has no rows whose fields could be limited. */
export const TOLERATED_IN_COUNTS = /^(?:_dummy|_flag_\w+|expand|fields)$/;

/** The query parameter that limits rows to some of their fields. */
export const QueryFields = (example: string) =>
  QueryText({
    max: 2000,
    description: 'The fields that each row has, joined by commas; unknown names are ignored. All fields when left out.',
    example,
  });

/** Limits a row to the fields that a query named. */
export function limitedTo<Row extends object>(fields: string): (row: Row) => Partial<Row> {
  const names = new Set(
    fields
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
  if (names.size === 0) return (row) => row;
  return (row) => Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name))) as Partial<Row>;
}

export class CountCustomersQuery {
  @QueryText({ max: 8000, verbatim: true, description: CUSTOMER_SEARCH.description, example: 'company:CONTAINS:test' })
  where?: string;
}

export class ListCustomersQuery extends CountCustomersQuery {
  @QueryText({
    max: 2000,
    verbatim: true,
    description:
      '`field:ASC` or `field:DESC`, several joined by commas, at most 20; the fields are those of `where`. By id when left out.',
    example: 'customer_id:DESC',
  })
  order?: string;
  @QueryWhole({
    min: 1,
    max: 500,
    clamp: true,
    fallback: 10,
    description: 'Customers per page; more than 500 means 500.',
  })
  limit?: number;
  @QueryWhole({ fallback: 0, description: 'Customers to skip.' }) offset?: number;
  @QueryFields('customer_id,company') fields?: string;
}

@ApiSchema({ description: 'Which customer was written.' })
export class CustomerIdOutput {
  @IdOf('customer', { example: 1234 }) id: number;
}

export const toCustomerId = ({ id }: Pick<Customer, 'id'>): CustomerIdOutput => ({ id });

const OutMoney = (description: string) => ApiProperty({ description, example: 0 });
export const OutTime = () =>
  ApiProperty({
    description:
      'ISO 8601 with the offset of the tenant’s clocks, or `YYYY-MM-DD HH:MM:SS` on them where the tenant is set to that.',
    example: '2026-10-05T10:11:57-05:00',
  });

@ApiSchema({ description: 'A customer.' })
export class CustomerOutput implements Required<Customs> {
  @IdOf('customer', { example: 1234 }) customer_id: number;
  @ApiProperty({ pattern: '^[a-z0-9]{12}$', description: 'Names the customer in links.', example: '8c3nxe47hrdt' })
  token: string;
  @ApiProperty({ description: 'Where this record is.', example: 'https://billing.example/api/v3/customer/1234' })
  url_self: string;
  @ApiProperty({ description: 'What the customer is called: the company.', example: 'Test Customer' })
  display_as: string;
  @Like(CreateCustomerInput) parent_customer_id: number | null;
  @IdOf('main contact', { nullable: true, example: 7 }) superuser_id: number | null;
  @Like(CreateCustomerInput) external_key: string | null;
  @Like(CreateCustomerInput) company: string;
  @Like(CreateCustomerInput) language_id: number | null;
  @Like(CreateCustomerInput) class_id: number | null;
  @Like(CreateCustomerInput) admin_id: number | null;
  @Like(CreateCustomerInput) campaign_id: number | null;
  @Like(CreateCustomerInput) terms_id: number | null;
  @Like(CreateCustomerInput) superuser_email: string | null;
  @Like(CreateCustomerInput) superuser_name: string | null;
  @Like(CreateCustomerInput) superuser_first_name: string | null;
  @Like(CreateCustomerInput) superuser_last_name: string | null;
  @Like(CreateCustomerInput) superuser_phone: string | null;
  @Like(CreateCustomerInput) bill_addr1: string | null;
  @Like(CreateCustomerInput) bill_addr2: string | null;
  @Like(CreateCustomerInput) bill_addr3: string | null;
  @Like(CreateCustomerInput) bill_city: string | null;
  @Like(CreateCustomerInput) bill_state: string | null;
  @Like(CreateCustomerInput) bill_postcode: string | null;
  @Like(CreateCustomerInput) bill_country: string | null;
  @Like(CreateCustomerInput) ship_addr1: string | null;
  @Like(CreateCustomerInput) ship_addr2: string | null;
  @Like(CreateCustomerInput) ship_addr3: string | null;
  @Like(CreateCustomerInput) ship_city: string | null;
  @Like(CreateCustomerInput) ship_state: string | null;
  @Like(CreateCustomerInput) ship_postcode: string | null;
  @Like(CreateCustomerInput) ship_country: string | null;
  @ApiProperty({
    description: 'The address for printing.',
    example: '123 Main Street\nBurlington VT 05401\nUnited States',
  })
  bill_block: string;
  @ApiProperty({ description: 'The address for printing.', example: '' }) ship_block: string;
  @Like(CreateCustomerInput) custom_1: string | null;
  @Like(CreateCustomerInput) custom_2: string | null;
  @Like(CreateCustomerInput) custom_3: string | null;
  @Like(CreateCustomerInput) custom_4: string | null;
  @Like(CreateCustomerInput) custom_5: string | null;
  @Like(CreateCustomerInput) custom_6: string | null;
  @Like(CreateCustomerInput) custom_7: string | null;
  @Like(CreateCustomerInput) custom_8: string | null;
  @Like(CreateCustomerInput) custom_9: string | null;
  @Like(CreateCustomerInput) custom_10: string | null;
  @Like(CreateCustomerInput) custom_11: string | null;
  @Like(CreateCustomerInput) custom_12: string | null;
  @Like(CreateCustomerInput) custom_13: string | null;
  @Like(CreateCustomerInput) custom_14: string | null;
  @Like(CreateCustomerInput) custom_15: string | null;
  @Like(CreateCustomerInput) custom_16: string | null;
  @Like(CreateCustomerInput) custom_17: string | null;
  @Like(CreateCustomerInput) custom_18: string | null;
  @Like(CreateCustomerInput) custom_19: string | null;
  @Like(CreateCustomerInput) custom_20: string | null;
  @Like(CreateCustomerInput) no_taxes: boolean;
  @Like(CreateCustomerInput) no_dunning: boolean;
  @Like(CreateCustomerInput) no_latefees: boolean;
  @Like(CreateCustomerInput) no_procfees: boolean;
  @Like(CreateCustomerInput) invoice_delivery: 'email' | 'print';
  @Like(CreateCustomerInput) dunning_delivery: 'email' | 'print';
  @Like(CreateCustomerInput) tax_ident: string | null;
  @ApiProperty({ type: [String], description: 'The tags, as texts.', example: ['vip'] }) tags: string[];
  @ApiProperty({ type: 'integer', description: 'The ISO 4217 number of the currency.', example: 840 })
  currency_id: number;
  @ApiProperty({ description: 'The ISO 4217 code of the currency.', example: 'USD' }) currency_iso4217: string;
  @ApiProperty({ description: 'The symbol of the currency.', example: '$' }) currency_symbol: string;
  @OutMoney('What the customer owes: opening balance + invoices + adjustments − payments − credits.') balance: number;
  @OutMoney('The sum of the invoices.') total: number;
  @OutMoney('The sum of the payments.') paid: number;
  @ApiProperty({ type: 'integer', description: '1 is current, 2 is inactive.', example: 1 }) customer_status_id: number;
  @ApiProperty({ description: 'The status for reading: `Current` or `Inactive`.', example: 'Current' })
  customer_status_name: string;
  @ApiProperty({
    description: 'The status in one word: `active-current` or `inactive-manual`.',
    example: 'active-current',
  })
  customer_status_str: string;
  @ApiProperty({ description: 'The status in one letter: `a` or `i`.', example: 'a' }) customer_status_state: string;
  @OutTime() write_datetime: string;
  @OutTime() mod_datetime: string;
}

@ApiSchema({ description: 'A customer in a list: all fields, or those that the query names.' })
export class CustomerRowOutput extends PartialType(CustomerOutput) {}

/** From where somebody looks at a record. */
export interface Viewpoint extends Clocks {
  baseUrl: string;
}

/** Where customers are, below the base URL. */
export const CUSTOMER_PATH = 'api/v3/customer';

export const toCustomer = (customer: BillingCustomer, viewpoint: Viewpoint): CustomerOutput => {
  const { customer_status_id, customer_status_name, customer_status_str, customer_status_state } = statusOf(customer);
  return {
    customer_id: customer.id,
    token: customer.token,
    url_self: `${viewpoint.baseUrl}/${CUSTOMER_PATH}/${customer.id}`,
    display_as: customer.displayName,
    parent_customer_id: customer.parentId,
    superuser_id: customer.mainContactId,
    external_key: customer.externalKey,
    company: customer.displayName,
    language_id: customer.languageId,
    class_id: customer.classId,
    admin_id: customer.adminId,
    campaign_id: customer.campaignId,
    terms_id: customer.termsId,
    superuser_email: customer.email,
    superuser_name: fullName(customer),
    superuser_first_name: customer.firstName,
    superuser_last_name: customer.lastName,
    superuser_phone: customer.phone,
    bill_addr1: customer.billingLine1,
    bill_addr2: customer.billingLine2,
    bill_addr3: customer.billingLine3,
    bill_city: customer.billingCity,
    bill_state: customer.billingState,
    bill_postcode: customer.billingPostcode,
    bill_country: customer.billingCountry,
    ship_addr1: customer.shippingLine1,
    ship_addr2: customer.shippingLine2,
    ship_addr3: customer.shippingLine3,
    ship_city: customer.shippingCity,
    ship_state: customer.shippingState,
    ship_postcode: customer.shippingPostcode,
    ship_country: customer.shippingCountry,
    bill_block: block(customer, 'billing'),
    ship_block: block(customer, 'shipping'),
    ...toCustoms(customer),
    no_taxes: customer.noTaxes,
    no_dunning: customer.noDunning,
    no_latefees: customer.noLatefees,
    no_procfees: customer.noProcfees,
    invoice_delivery: customer.invoiceDelivery,
    dunning_delivery: customer.dunningDelivery,
    tax_ident: customer.taxId,
    tags: customer.tags,
    currency_id: numberOfCurrency(customer.currency),
    currency_iso4217: customer.currency,
    currency_symbol: symbolOf(customer.currency),
    balance: balanceOf(customer),
    total: amount(customer.invoiced, customer.currency),
    paid: amount(customer.paid, customer.currency),
    customer_status_id,
    customer_status_name,
    customer_status_str,
    customer_status_state,
    write_datetime: toTime(customer.createdAt, viewpoint),
    mod_datetime: toTime(customer.updatedAt, viewpoint),
  };
};

/** An address as it is printed: city, state and postal code share a line, and what is empty leaves none. */
function block(customer: Customer, side: 'billing' | 'shipping'): string {
  const place = [customer[`${side}City`], customer[`${side}State`], customer[`${side}Postcode`]]
    .filter(Boolean)
    .join(' ');
  return [
    customer[`${side}Line1`],
    customer[`${side}Line2`],
    customer[`${side}Line3`],
    place,
    customer[`${side}Country`],
  ]
    .filter(Boolean)
    .join('\n');
}
