import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { CompanyNameOutput, toCompanyName } from '../../company-names/http/contacts.dto.js';
import { type ContactsCustomer, CustomerOutput, toCustomer } from '../../customers/http/contacts.dto.js';
import { EmailOutput, toEmail } from '../../emails/http/contacts.dto.js';
import { PhoneOutput, toPhone } from '../../phones/http/contacts.dto.js';
import type { CustomerCard } from '../customer-cards.service.js';

@ApiSchema({ description: 'A customer with all its e-mails, phones and company names.' })
export class CustomerWithRecordsOutput extends CustomerOutput {
  @ApiProperty({ type: [EmailOutput], description: 'Its e-mails.' }) emails: EmailOutput[];
  @ApiProperty({ type: [PhoneOutput], description: 'Its phones.' }) phones: PhoneOutput[];
  @ApiProperty({ type: [CompanyNameOutput], description: 'Its company names.' }) company_names: CompanyNameOutput[];
}

@ApiSchema({ description: 'One customer.' })
export class CustomerCardOutput {
  @ApiProperty({ description: 'Always true.', example: true }) success: boolean;
  @ApiProperty({ type: CustomerWithRecordsOutput, description: 'The customer.' }) cliente: CustomerWithRecordsOutput;
}

export const toCustomerCard = ({ emails, phones, companyNames, ...customer }: CustomerCard<ContactsCustomer>): CustomerCardOutput => ({
  success: true,
  cliente: { ...toCustomer(customer), emails: emails.map(toEmail), phones: phones.map(toPhone), company_names: companyNames.map(toCompanyName) },
});
