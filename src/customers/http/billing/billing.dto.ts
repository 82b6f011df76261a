import { ApiSchema, PartialType } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { IdOf } from '../../../contracts/fields.js';
import { answerOf, inputOf } from '../../../contracts/vocabulary.js';
import type { Customer } from '../../customer.entity.js';
import type { NewCustomer } from '../../customer-record.js';
import { QueryFields, QueryLimit, QueryOffset, QueryOrder, QueryWhere } from './common.js';
import { CUSTOMER_SEARCH } from './where.js';
import { CUSTOMER, fromCustomer } from './words.js';

// A new customer has no contact persons yet, so it names no main contact.
const { superuser_id: _, ...NEW } = CUSTOMER;
const { currency_id: __, ...CHANGED } = CUSTOMER;

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
export class CreateCustomerInput extends inputOf(NEW) {}

@ApiSchema({ description: 'Fields to update. Omitted fields keep their value.' })
@Example('Another main contact', {
  superuser_name: 'Todd Customer',
  superuser_email: 'test@example.com',
  superuser_phone: '8025551212',
})
@Example('Disconnected from its parent', { parent_customer_id: null })
export class UpdateCustomerInput extends PartialType(inputOf(CHANGED), { skipNullProperties: false }) {}

export const fromNewCustomer = (input: CreateCustomerInput): NewCustomer => ({
  ...fromCustomer(input),
  displayName: input.company,
});

export class CountCustomersQuery {
  @QueryWhere(CUSTOMER_SEARCH.description, 'company:CONTAINS:test') where?: string;
}

export class ListCustomersQuery extends CountCustomersQuery {
  @QueryOrder('customer_id:DESC') order?: string;
  @QueryLimit('Customers') limit?: number;
  @QueryOffset('Customers') offset?: number;
  @QueryFields('customer_id,company') fields?: string;
}

@ApiSchema({ description: 'The customer that was written.' })
export class CustomerIdOutput {
  @IdOf('customer', { example: 1234 }) id: number;
}

export const toCustomerId = ({ id }: Pick<Customer, 'id'>): CustomerIdOutput => ({ id });

@ApiSchema({ description: 'A customer.' })
export class CustomerOutput extends answerOf(CUSTOMER) {}

@ApiSchema({ description: 'A customer in a list: all fields, or those that the query names.' })
export class CustomerRowOutput extends PartialType(CustomerOutput) {}
