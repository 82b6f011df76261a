import { ApiProperty, ApiSchema, IntersectionType } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Decimal, EmptyIsLeftOut, EmptyIsNull, Moment, Whole } from '../../../contracts/fields.js';
import { momentFrom } from '../../../contracts/iso-time.js';
import { eitherCase, type Spelling } from '../../../contracts/spelling.js';
import { answerOf, inputOf } from '../../../contracts/vocabulary.js';
import type { NewCustomer, OpeningBalance } from '../../customer-record.js';
import { undated } from '../../customer-change.js';
import {
  branchId,
  CUSTOMER,
  exchangeRate,
  fromNew,
  OPENING,
  openingBalance,
  openingBalanceAt,
  WRITTEN,
} from './words.js';

/** Both cases, and `…Zipcode` for `…Postcode`: the modelled API takes the one name and answers the other. */
export const spelling: Spelling = (field, preferred) =>
  [field, field.replace(/Postcode$/, 'Zipcode')].flatMap((name) => eitherCase(name, preferred));

/** For the document only: `spelling` reads it as the post code. */
const Zipcode = (side: string) =>
  ApiProperty({
    type: String,
    required: false,
    nullable: true,
    maxLength: 255,
    description: `Another name for \`${side}AddressPostcode\`, which takes precedence.`,
    example: '10001',
  });

@ApiSchema({
  description: 'A customer: its type and name, and other fields to update. Omitted fields keep their value.',
})
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
export class UpdateCustomerInput extends inputOf(WRITTEN) {
  @Zipcode('billing') billingAddressZipcode?: string | null;
  @Zipcode('shipping') shippingAddressZipcode?: string | null;
}

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
export class CreateCustomerInput extends IntersectionType(UpdateCustomerInput, inputOf(OPENING)) {}

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
    description: 'Exchange rate of the opening balance; an empty text leaves it unchanged.',
  })
  openingBalanceExchangeRate?: number;
  @EmptyIsNull() @Whole(branchId) openingBalanceBranchId?: number | null;
}

export function fromNewCustomer(input: CreateCustomerInput): NewCustomer {
  if (typeof input.openingBalance === 'number' && typeof input.openingBalanceAt !== 'string') throw undated();
  return { ...fromNew(input), displayName: input.displayName };
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
export class CustomerOutput extends answerOf(CUSTOMER) {}
