import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { CompanyNameOutput, toCompanyName } from '../../../company-names/http/contacts/contacts.dto.js';
import { type ContactsCustomer, CustomerOutput, toCustomer } from '../../../customers/http/contacts/contacts.dto.js';
import { RECORDS_PER_CUSTOMER } from '../../../customers/record-limit.js';
import { PlacedEmailOutput, toPlacedEmail } from '../../../emails/http/contacts/contacts.dto.js';
import { PlacedPhoneOutput, toPlacedPhone } from '../../../phones/http/contacts/contacts.dto.js';
import type { CustomerCard } from '../../customer-cards.service.js';

@ApiSchema({ description: 'A customer with all its emails, phones and company names.' })
export class CustomerWithRecordsOutput extends CustomerOutput {
  @ApiProperty({
    type: [PlacedEmailOutput],
    maxItems: RECORDS_PER_CUSTOMER,
    description: 'The emails of the customer.',
  })
  emails: PlacedEmailOutput[];
  @ApiProperty({
    type: [PlacedPhoneOutput],
    maxItems: RECORDS_PER_CUSTOMER,
    description: 'The phones of the customer.',
  })
  phones: PlacedPhoneOutput[];
  @ApiProperty({
    type: [CompanyNameOutput],
    maxItems: RECORDS_PER_CUSTOMER,
    description: 'The company names of the customer.',
  })
  company_names: CompanyNameOutput[];
}

@ApiSchema({ description: 'One customer.' })
export class CustomerCardOutput {
  @ApiProperty({ description: 'Always true.', example: true }) success: boolean;
  @ApiProperty({ type: CustomerWithRecordsOutput, description: 'The customer.' }) cliente: CustomerWithRecordsOutput;
}

export const toCustomerCard = ({
  emails,
  phones,
  companyNames,
  ...customer
}: CustomerCard<ContactsCustomer>): CustomerCardOutput => ({
  success: true,
  cliente: {
    ...toCustomer(customer),
    emails: emails.map(toPlacedEmail),
    phones: phones.map(toPlacedPhone),
    company_names: companyNames.map(toCompanyName),
  },
});
