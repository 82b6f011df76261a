import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { toIso } from '../../../contracts/iso-time.js';
import { IdOf, QueryText, QueryWhole, Text } from '../../../contracts/fields.js';
import type { Page } from '../../../contracts/page.js';
import { answerOf, inputOf, meaningsOf, viewOf, vocabularyOf } from '../../../contracts/vocabulary.js';
import type { Rows } from '../../../rows.js';
import type { CustomerRecord, NewCustomer, SeenBy } from '../../customer-record.js';
import { LONGEST_TEXTS } from '../../longest-texts.js';
import { SEARCH } from '../search.js';

const { creates, reads, stamps, reader, writer } = vocabularyOf<CustomerRecord, NewCustomer>(LONGEST_TEXTS);

const MOST_PER_PAGE = 100;

const OutTime = (description: string) =>
  ApiProperty({ type: String, format: 'date-time', description, example: '2024-01-15T10:30:00Z' });

/** Emails, phones and company names of a customer have words of their own, in their modules. */
const CUSTOMER = {
  customer_id: reads('id', IdOf('customer')),
  name: creates(
    'displayName',
    Text({ required: true, max: 200, description: 'Name of the customer.', example: 'Acme Corporation' }),
  ),
  legal_name: creates('legalName', Text({ max: 200, description: 'Legal name.', example: 'Acme Corp Ltd.' })),
  tax_id: creates('taxId', Text({ max: 60, description: 'Tax identification number.', example: 'ABC123456789' })),
  contact_origin: creates(
    'contactOrigin',
    Text({
      max: 60,
      description: 'The source of the customer; `WEB_FORM` when omitted, none when null.',
      example: 'WEB_FORM',
    }),
    {
      shown: ApiProperty({
        type: String,
        nullable: true,
        description: 'The source of the customer.',
        example: 'WEB_FORM',
      }),
    },
  ),
  created_at: reads('createdAt', OutTime('When the customer was created.'), ({ createdAt }) => toIso(createdAt)),
  updated_at: stamps('updatedAt', OutTime('When the customer last changed.'), ({ updatedAt }) => toIso(updatedAt)),
};

export const CONTACTS_FOOTPRINT = meaningsOf(CUSTOMER);
export const CONTACTS_VIEW = viewOf(CUSTOMER);
export type ContactsCustomer = SeenBy<typeof CONTACTS_VIEW>;

const fromInput = writer(CUSTOMER);
export const toCustomer = reader(CUSTOMER);

@ApiSchema({ description: 'A new customer.' })
@Example('A company', { name: 'Acme Corporation', legal_name: 'Acme Corp Ltd.', tax_id: 'ABC123456789' })
export class CreateCustomerInput extends inputOf(CUSTOMER) {}

export const fromNewCustomer = (input: CreateCustomerInput): NewCustomer => ({
  contactOrigin: 'WEB_FORM',
  ...fromInput(input),
  displayName: input.name,
});

export class ListCustomersQuery {
  @QueryWhole({ fallback: 0, description: 'Number of the page; the first is 0.' }) page?: number;
  @QueryWhole({ min: 1, max: MOST_PER_PAGE, fallback: 10, description: 'Customers per page.' }) limit?: number;
  @QueryText({ max: 200, description: SEARCH, example: 'acme' })
  search?: string;
}

@ApiSchema({ description: 'A customer.' })
export class CustomerOutput extends answerOf(CUSTOMER) {}

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
  @ApiProperty({ type: 'integer', description: 'Equal to `totalCount`.', example: 1 }) total_count: number;
}

@ApiSchema({ description: 'A page of customers.' })
export class CustomerListOutput {
  @ApiProperty({ description: 'Always true.', example: true }) success: boolean;
  @ApiProperty({ type: [CustomerRowOutput], maxItems: MOST_PER_PAGE, description: 'The customers of this page.' })
  clientes: Rows<CustomerRowOutput>;
  @ApiProperty({ type: 'integer', description: 'Number of matching customers.', example: 1 }) totalCount: number;
  @ApiProperty({ type: 'integer', description: 'Number of the page; the first is 0.', example: 0 }) page: number;
  @ApiProperty({ type: 'integer', description: 'Maximum number of customers per page.', example: 10 })
  pageSize: number;
}

export const toCustomerList = ({ rows, total, limit, offset }: Page<ContactsCustomer>): CustomerListOutput => ({
  success: true,
  clientes: rows.map((customer) => ({ ...toCustomer(customer), total_count: total })),
  totalCount: total,
  page: offset / limit,
  pageSize: limit,
});
