import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { toIso } from '../../../contracts/iso-time.js';
import { IdOf, Like, QueryText, QueryWhole, Text } from '../../../contracts/fields.js';
import type { Page } from '../../../contracts/page.js';
import type { Rows } from '../../../rows.js';
import type { NewCustomer } from '../../customer-record.js';
import type { ContactsCustomer } from './footprint.js';
import { SEARCH } from '../search.js';

export { type ContactsCustomer, CONTACTS_VIEW } from './footprint.js';

@ApiSchema({ description: 'A new customer.' })
@Example('A company', { name: 'Acme Corporation', legal_name: 'Acme Corp Ltd.', tax_id: 'ABC123456789' })
export class CreateCustomerInput {
  @Text({ required: true, max: 200, description: 'Name of the customer.', example: 'Acme Corporation' }) name: string;
  @Text({ max: 200, description: 'Legal name.', example: 'Acme Corp Ltd.' }) legal_name?: string | null;
  @Text({ max: 60, description: 'Tax identification number.', example: 'ABC123456789' }) tax_id?: string | null;
  @Text({
    max: 60,
    description: 'Where the customer came from; `WEB_FORM` when left out, none when null.',
    example: 'WEB_FORM',
  })
  contact_origin?: string | null;
}

export const fromNewCustomer = (input: CreateCustomerInput): NewCustomer => ({
  displayName: input.name,
  legalName: input.legal_name,
  taxId: input.tax_id,
  contactOrigin: input.contact_origin === undefined ? 'WEB_FORM' : input.contact_origin,
});

export class ListCustomersQuery {
  @QueryWhole({ fallback: 0, description: 'Number of the page; the first is 0.' }) page?: number;
  @QueryWhole({ min: 1, max: 100, fallback: 10, description: 'Customers per page.' }) limit?: number;
  @QueryText({ max: 200, description: SEARCH, example: 'acme' })
  search?: string;
}

@ApiSchema({ description: 'A customer.' })
export class CustomerOutput {
  @IdOf('customer') customer_id: number;
  @Like(CreateCustomerInput) name: string;
  @Like(CreateCustomerInput) legal_name: string | null;
  @Like(CreateCustomerInput) tax_id: string | null;
  @Like(CreateCustomerInput, 'Where the customer came from.') contact_origin: string | null;
  @ApiProperty({ format: 'date-time', description: 'When it was added.', example: '2024-01-15T10:30:00Z' })
  created_at: string;
  @ApiProperty({ format: 'date-time', description: 'When it last changed.', example: '2024-01-15T10:30:00Z' })
  updated_at: string;
}

export const toCustomer = (customer: ContactsCustomer): CustomerOutput => ({
  customer_id: customer.id,
  name: customer.displayName,
  legal_name: customer.legalName,
  tax_id: customer.taxId,
  contact_origin: customer.contactOrigin,
  created_at: toIso(customer.createdAt),
  updated_at: toIso(customer.updatedAt),
});

@ApiSchema({ description: 'A customer that was created.' })
export class CreatedCustomerOutput {
  @ApiProperty({ description: 'Always true.', example: true }) success: boolean;
  @ApiProperty({ type: CustomerOutput, description: 'The new customer.' }) customer: CustomerOutput;
}

export const toCreatedCustomer = (customer: ContactsCustomer): CreatedCustomerOutput => ({
  success: true,
  customer: toCustomer(customer),
});

@ApiSchema({ description: 'A customer in a list.' })
export class CustomerRowOutput extends CustomerOutput {
  @ApiProperty({ type: 'integer', description: 'The same as `totalCount`.', example: 1 }) total_count: number;
}

@ApiSchema({ description: 'A page of customers.' })
export class CustomerListOutput {
  @ApiProperty({ description: 'Always true.', example: true }) success: boolean;
  @ApiProperty({ type: [CustomerRowOutput], description: 'The customers of this page.' })
  clientes: Rows<CustomerRowOutput>;
  @ApiProperty({ type: 'integer', description: 'How many customers match.', example: 1 }) totalCount: number;
  @ApiProperty({ type: 'integer', description: 'Number of the page; the first is 0.', example: 0 }) page: number;
  @ApiProperty({ type: 'integer', description: 'How many customers a page has at most.', example: 10 })
  pageSize: number;
}

export const toCustomerList = ({ rows, total, limit, offset }: Page<ContactsCustomer>): CustomerListOutput => ({
  success: true,
  clientes: rows.map((customer) => ({ ...toCustomer(customer), total_count: total })),
  totalCount: total,
  page: offset / limit,
  pageSize: limit,
});
