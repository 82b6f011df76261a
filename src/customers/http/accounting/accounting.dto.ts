import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import {
  Decimal,
  EmailText,
  EmptyIsLeftOut,
  EmptyIsNull,
  Flag,
  IdOf,
  Like,
  Moment,
  PhoneText,
  Text,
  Whole,
  Word,
} from '../../../contracts/fields.js';
import { momentFrom, toIso } from '../../../contracts/iso-time.js';
import { eitherCase, type Spelling } from '../../../contracts/spelling.js';
import {
  codeOf,
  type CustomerChanges,
  isActive,
  type NewCustomer,
  type OpeningBalance,
} from '../../customer-record.js';
import { undated } from '../../customers.service.js';
import { amount, balanceOf, localOpeningBalance, printed } from '../../money.js';
import type { AccountingCustomer } from './footprint.js';

/** Both cases, and `…Zipcode` for `…Postcode`: the published document asks for the one and answers the other. */
export const spelling: Spelling = (field, preferred) =>
  [field, field.replace(/Postcode$/, 'Zipcode')].flatMap((name) => eitherCase(name, preferred));

/** Of the document, which no class needs to declare: `spelling` takes it for the post code. */
const Zipcode = (side: string) =>
  ApiProperty({
    type: String,
    required: false,
    nullable: true,
    maxLength: 255,
    description: `Another name for \`${side}AddressPostcode\`, which wins.`,
    example: '10001',
  });

class CustomerFields {
  @Text({ max: 255, description: 'Salutation of the contact person.', example: 'Mr.' }) salutation?: string | null;
  @Text({ max: 255, description: 'First name of the contact person.', example: 'John' }) firstName?: string | null;
  @Text({ max: 255, description: 'Last name of the contact person.', example: 'Doe' }) lastName?: string | null;
  @Text({ max: 255, description: 'Company name.', example: 'Acme Corporation' }) companyName?: string | null;
  @EmailText({ max: 254, description: 'Email.', example: 'john.doe@acme.com' }) email?: string | null;
  @PhoneText({ max: 255, description: 'Work phone.', example: '+1 (555) 123-4567' }) workPhone?: string | null;
  @PhoneText({ max: 255, description: 'Personal phone.', example: '+1 (555) 987-6543' }) personalPhone?: string | null;
  @Text({ max: 2000, description: 'Website.', example: 'https://www.acme.com' }) website?: string | null;
  @Text({ max: 255, description: 'Billing address line 1.', example: '123 Business Ave' }) billingAddress1?:
    string | null;
  @Text({ max: 255, description: 'Billing address line 2.', example: 'Suite 100' }) billingAddress2?: string | null;
  @Text({ max: 255, description: 'Billing address city.', example: 'New York' }) billingAddressCity?: string | null;
  @Text({ max: 255, description: 'Billing address country.', example: 'United States' }) billingAddressCountry?:
    string | null;
  @EmailText({ max: 254, description: 'Billing address email.', example: 'billing@acme.com' }) billingAddressEmail?:
    string | null;
  @Text({ max: 255, description: 'Billing address post code.', example: '10001' }) billingAddressPostcode?:
    string | null;
  @Zipcode('billing') billingAddressZipcode?: string | null;
  @PhoneText({ max: 255, description: 'Billing address phone.', example: '+1 (555) 111-2222' }) billingAddressPhone?:
    string | null;
  @Text({ max: 255, description: 'Billing address state.', example: 'NY' }) billingAddressState?: string | null;
  @Text({ max: 255, description: 'Shipping address line 1.', example: '456 Shipping St' }) shippingAddress1?:
    string | null;
  @Text({ max: 255, description: 'Shipping address line 2.', example: 'Unit 200' }) shippingAddress2?: string | null;
  @Text({ max: 255, description: 'Shipping address city.', example: 'Los Angeles' }) shippingAddressCity?:
    string | null;
  @Text({ max: 255, description: 'Shipping address country.', example: 'United States' }) shippingAddressCountry?:
    string | null;
  @EmailText({ max: 254, description: 'Shipping address email.', example: 'shipping@acme.com' }) shippingAddressEmail?:
    string | null;
  @Text({ max: 255, description: 'Shipping address post code.', example: '90001' }) shippingAddressPostcode?:
    string | null;
  @Zipcode('shipping') shippingAddressZipcode?: string | null;
  @PhoneText({ max: 255, description: 'Shipping address phone.', example: '+1 (555) 333-4444' }) shippingAddressPhone?:
    string | null;
  @Text({ max: 255, description: 'Shipping address state.', example: 'CA' }) shippingAddressState?: string | null;
  @Text({ max: 65_535, multiline: true, description: 'Note.', example: 'Important client with regular monthly orders' })
  note?: string | null;
  @Flag({ description: 'Active status; a new customer is active.', example: true }) active?: boolean;
}

@ApiSchema({ description: 'A customer: its type and name, and the other fields that shall change.' })
@Example('The required fields and a note', {
  customerType: 'business',
  displayName: 'John Doe - Acme Corporation',
  note: 'Important client with regular monthly orders',
})
@Example('Every field', {
  customerType: 'business',
  displayName: 'John Doe - Acme Corporation',
  billingAddress1: '123 Business Ave',
  billingAddress2: 'Suite 100',
  billingAddressCity: 'New York',
  billingAddressCountry: 'United States',
  billingAddressEmail: 'billing@acme.com',
  billingAddressZipcode: '10001',
  billingAddressPhone: '+1 (555) 111-2222',
  billingAddressState: 'NY',
  shippingAddress1: '456 Shipping St',
  shippingAddress2: 'Unit 200',
  shippingAddressCity: 'Los Angeles',
  shippingAddressCountry: 'United States',
  shippingAddressEmail: 'shipping@acme.com',
  shippingAddressZipcode: '90001',
  shippingAddressPhone: '+1 (555) 333-4444',
  shippingAddressState: 'CA',
  salutation: 'Mr.',
  firstName: 'John',
  lastName: 'Doe',
  companyName: 'Acme Corporation',
  website: 'https://www.acme.com',
  email: 'john.doe@acme.com',
  workPhone: '+1 (555) 123-4567',
  personalPhone: '+1 (555) 987-6543',
  note: 'Important client with regular monthly orders',
  active: true,
})
export class UpdateCustomerInput extends CustomerFields {
  @Word({ required: true, words: ['business', 'individual'], description: 'Customer type.', example: 'business' })
  customerType: 'business' | 'individual';
  @Text({ required: true, max: 255, description: 'Display name.', example: 'John Doe - Acme Corporation' })
  displayName: string;
}

/** A thousand billions: with three decimal places still exact as a JSON number. */
export const MOST = 1_000_000_000_000;

const openingBalance = {
  min: -MOST,
  max: MOST,
  description: 'Opening balance in the customer’s currency, whose decimal places it is rounded to.',
  example: 1000,
};
const openingBalanceAt = {
  description: 'Date of the opening balance, which needs one; a time without a zone is UTC.',
  example: '2024-01-01T00:00:00Z',
};
const exchangeRate = { min: 0.000_001, max: MOST, example: 1 };
const branchId = { min: 1, description: 'Branch of the opening balance.', example: 1 };

@ApiSchema({ description: 'A new customer.' })
@Example('A company in dollars', {
  customerType: 'business',
  displayName: 'John Doe - Acme Corporation',
  currencyCode: 'USD',
  companyName: 'Acme Corporation',
  email: 'john.doe@acme.com',
  workPhone: '+1 (555) 123-4567',
})
@Example('One that owes something already', {
  customerType: 'business',
  displayName: 'John Doe - Acme Corporation',
  currencyCode: 'USD',
  openingBalance: 1000,
  openingBalanceAt: '2024-01-01T00:00:00Z',
})
export class CreateCustomerInput extends UpdateCustomerInput {
  @Text({
    required: true,
    max: 3,
    pattern: /^[A-Z]{3}$/,
    description: 'Currency (ISO 4217); it stays as it is.',
    example: 'USD',
  })
  currencyCode: string;
  @EmptyIsNull() @Decimal(openingBalance) openingBalance?: number | null;
  @Moment(openingBalanceAt) openingBalanceAt?: string | null;
  @EmptyIsNull()
  @Decimal({ ...exchangeRate, description: 'Exchange rate of the opening balance; 1 when left out.' })
  openingBalanceExchangeRate?: number | null;
  @EmptyIsNull() @Whole(branchId) openingBalanceBranchId?: number | null;
}

@ApiSchema({ description: 'An opening balance.' })
@Example('A thousand, owed since New Year', {
  openingBalance: 1000,
  openingBalanceAt: '2024-01-01T00:00:00Z',
  openingBalanceExchangeRate: 1,
  openingBalanceBranchId: 1,
})
export class OpeningBalanceInput {
  @EmptyIsNull() @Decimal({ required: true, ...openingBalance }) openingBalance: number;
  @Moment(openingBalanceAt) openingBalanceAt?: string | null;
  @EmptyIsLeftOut()
  @Decimal({
    nullable: false,
    ...exchangeRate,
    description: 'Exchange rate of the opening balance; an empty text leaves it as it is.',
  })
  openingBalanceExchangeRate?: number;
  @EmptyIsNull() @Whole(branchId) openingBalanceBranchId?: number | null;
}

export const fromCustomer = (input: Partial<UpdateCustomerInput>): CustomerChanges => ({
  displayName: input.displayName,
  kind: input.customerType,
  salutation: input.salutation,
  firstName: input.firstName,
  lastName: input.lastName,
  legalName: input.companyName,
  email: input.email,
  phone: input.workPhone,
  mobile: input.personalPhone,
  website: input.website,
  billingLine1: input.billingAddress1,
  billingLine2: input.billingAddress2,
  billingCity: input.billingAddressCity,
  billingCountry: input.billingAddressCountry,
  billingEmail: input.billingAddressEmail,
  billingPostcode: input.billingAddressPostcode,
  billingPhone: input.billingAddressPhone,
  billingState: input.billingAddressState,
  shippingLine1: input.shippingAddress1,
  shippingLine2: input.shippingAddress2,
  shippingCity: input.shippingAddressCity,
  shippingCountry: input.shippingAddressCountry,
  shippingEmail: input.shippingAddressEmail,
  shippingPostcode: input.shippingAddressPostcode,
  shippingPhone: input.shippingAddressPhone,
  shippingState: input.shippingAddressState,
  note: input.note,
  active: input.active,
});

export function fromNewCustomer(input: CreateCustomerInput): NewCustomer {
  if (typeof input.openingBalance === 'number' && typeof input.openingBalanceAt !== 'string') throw undated();
  return {
    ...fromCustomer(input),
    displayName: input.displayName,
    currency: input.currencyCode,
    openingBalance: typeof input.openingBalance === 'number' ? String(input.openingBalance) : undefined,
    openingBalanceAt: fromMoment(input.openingBalanceAt),
    openingBalanceRate:
      typeof input.openingBalanceExchangeRate === 'number' ? String(input.openingBalanceExchangeRate) : undefined,
    openingBalanceBranchId: input.openingBalanceBranchId,
  };
}

export const fromOpeningBalance = (input: OpeningBalanceInput): Partial<OpeningBalance> => ({
  openingBalance: String(input.openingBalance),
  openingBalanceAt: fromMoment(input.openingBalanceAt),
  openingBalanceRate:
    input.openingBalanceExchangeRate === undefined ? undefined : String(input.openingBalanceExchangeRate),
  openingBalanceBranchId: input.openingBalanceBranchId,
});

const fromMoment = (text: string | null | undefined) => (typeof text === 'string' ? momentFrom(text) : text);

@ApiSchema({ description: 'A customer.' })
export class CustomerOutput {
  @IdOf('customer') id: number;
  @ApiProperty({ description: 'Follows from the id.', example: 'C0042' }) code: string;
  @ApiProperty({ enum: ['customer'], description: 'What kind of contact it is.', example: 'customer' })
  contactService: 'customer';
  @Like(UpdateCustomerInput) customerType: string;
  @ApiProperty({ enum: ['Business', 'Individual'], description: 'The customer type, for people.', example: 'Business' })
  formattedCustomerType: string;
  @ApiProperty({ description: 'Opening balance + invoices + adjustments − payments − credits.', example: 1500 })
  balance: number;
  @Like(CreateCustomerInput) currencyCode: string;
  @ApiProperty({ description: 'Opening balance in the customer’s currency.', example: 1000 }) openingBalance: number;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'Date of the opening balance.',
    example: '2024-01-01T00:00:00Z',
  })
  openingBalanceAt: string | null;
  @ApiProperty({ description: 'Exchange rate of the opening balance.', example: 1 }) openingBalanceExchangeRate: number;
  @Like(CreateCustomerInput) openingBalanceBranchId: number | null;
  @Like(UpdateCustomerInput) salutation: string | null;
  @Like(UpdateCustomerInput) firstName: string | null;
  @Like(UpdateCustomerInput) lastName: string | null;
  @Like(UpdateCustomerInput) companyName: string | null;
  @Like(UpdateCustomerInput) displayName: string;
  @Like(UpdateCustomerInput) email: string | null;
  @Like(UpdateCustomerInput) workPhone: string | null;
  @Like(UpdateCustomerInput) personalPhone: string | null;
  @Like(UpdateCustomerInput) website: string | null;
  @Like(UpdateCustomerInput) billingAddress1: string | null;
  @Like(UpdateCustomerInput) billingAddress2: string | null;
  @Like(UpdateCustomerInput) billingAddressCity: string | null;
  @Like(UpdateCustomerInput) billingAddressCountry: string | null;
  @Like(UpdateCustomerInput) billingAddressEmail: string | null;
  @Like(UpdateCustomerInput) billingAddressPostcode: string | null;
  @Like(UpdateCustomerInput) billingAddressPhone: string | null;
  @Like(UpdateCustomerInput) billingAddressState: string | null;
  @Like(UpdateCustomerInput) shippingAddress1: string | null;
  @Like(UpdateCustomerInput) shippingAddress2: string | null;
  @Like(UpdateCustomerInput) shippingAddressCity: string | null;
  @Like(UpdateCustomerInput) shippingAddressCountry: string | null;
  @Like(UpdateCustomerInput) shippingAddressEmail: string | null;
  @Like(UpdateCustomerInput) shippingAddressPostcode: string | null;
  @Like(UpdateCustomerInput) shippingAddressPhone: string | null;
  @Like(UpdateCustomerInput) shippingAddressState: string | null;
  @Like(UpdateCustomerInput) note: string | null;
  @Like(UpdateCustomerInput, 'Active status.') active: boolean;
  @ApiProperty({ format: 'date-time', description: 'When the customer was created.', example: '2024-01-01T00:00:00Z' })
  createdAt: string;
  @ApiProperty({ format: 'date-time', description: 'When the customer last changed.', example: '2024-01-01T00:00:00Z' })
  updatedAt: string;
  @ApiProperty({
    description:
      'The opening balance times its exchange rate, in the organization’s own currency and its decimal places.',
    example: 1000,
  })
  localOpeningBalance: number;
  @ApiProperty({ description: 'The balance.', example: 1500 }) closingBalance: number;
  @ApiProperty({ description: 'The balance, for people.', example: '$1,500.00' }) formattedBalance: string;
  @ApiProperty({ description: 'The opening balance, for people.', example: '$1,000.00' })
  formattedOpeningBalance: string;
  @ApiProperty({
    description: 'The date of the opening balance (UTC), for people; empty when there is none.',
    example: '2024 Jan 01',
  })
  formattedOpeningBalanceAt: string;
}

const TYPES: Readonly<Record<string, string>> = { business: 'Business', individual: 'Individual' };
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2024 Jan 01`, as the modelled system prints days. */
function printedDay(moment: Date | null): string {
  const [year, month, day] = moment ? toIso(moment).slice(0, 10).split('-') : [];
  return day ? `${year} ${MONTHS[Number(month) - 1]} ${day}` : '';
}

export const toCustomer = (customer: AccountingCustomer): CustomerOutput => ({
  id: customer.id,
  code: codeOf(customer.id),
  contactService: 'customer',
  customerType: customer.kind,
  formattedCustomerType: TYPES[customer.kind] ?? customer.kind,
  balance: balanceOf(customer),
  currencyCode: customer.currency,
  openingBalance: amount(customer.openingBalance, customer.currency),
  openingBalanceAt: customer.openingBalanceAt && toIso(customer.openingBalanceAt),
  openingBalanceExchangeRate: Number(customer.openingBalanceRate),
  openingBalanceBranchId: customer.openingBalanceBranchId,
  salutation: customer.salutation,
  firstName: customer.firstName,
  lastName: customer.lastName,
  companyName: customer.legalName,
  displayName: customer.displayName,
  email: customer.email,
  workPhone: customer.phone,
  personalPhone: customer.mobile,
  website: customer.website,
  billingAddress1: customer.billingLine1,
  billingAddress2: customer.billingLine2,
  billingAddressCity: customer.billingCity,
  billingAddressCountry: customer.billingCountry,
  billingAddressEmail: customer.billingEmail,
  billingAddressPostcode: customer.billingPostcode,
  billingAddressPhone: customer.billingPhone,
  billingAddressState: customer.billingState,
  shippingAddress1: customer.shippingLine1,
  shippingAddress2: customer.shippingLine2,
  shippingAddressCity: customer.shippingCity,
  shippingAddressCountry: customer.shippingCountry,
  shippingAddressEmail: customer.shippingEmail,
  shippingAddressPostcode: customer.shippingPostcode,
  shippingAddressPhone: customer.shippingPhone,
  shippingAddressState: customer.shippingState,
  note: customer.note,
  active: isActive(customer),
  createdAt: toIso(customer.createdAt),
  updatedAt: toIso(customer.updatedAt),
  localOpeningBalance: localOpeningBalance(customer),
  closingBalance: balanceOf(customer),
  formattedBalance: printed(balanceOf(customer), customer.currency),
  formattedOpeningBalance: printed(customer.openingBalance, customer.currency),
  formattedOpeningBalanceAt: printedDay(customer.openingBalanceAt),
});
