import { ApiProperty } from '@nestjs/swagger';
import { CompanyNameOutput, toCompanyName } from '../../company-names/http/contacts.dto.js';
import { CustomerOutput, toCustomer } from '../../customers/http/contacts.dto.js';
import { EmailOutput, toEmail } from '../../emails/http/contacts.dto.js';
import { PhoneOutput, toPhone } from '../../phones/http/contacts.dto.js';
import type { CustomerCard } from '../customer-cards.service.js';

export class CustomerWithRecordsOutput extends CustomerOutput {
  @ApiProperty({ type: [EmailOutput] }) emails: EmailOutput[];
  @ApiProperty({ type: [PhoneOutput] }) phones: PhoneOutput[];
  @ApiProperty({ type: [CompanyNameOutput] }) company_names: CompanyNameOutput[];
}

export class CustomerCardOutput {
  @ApiProperty({ example: true }) success: boolean;
  @ApiProperty({ type: CustomerWithRecordsOutput }) cliente: CustomerWithRecordsOutput;
}

export const toCustomerCard = ({ customer, emails, phones, companyNames }: CustomerCard): CustomerCardOutput => ({
  success: true,
  cliente: { ...toCustomer(customer), emails: emails.map(toEmail), phones: phones.map(toPhone), company_names: companyNames.map(toCompanyName) },
});
