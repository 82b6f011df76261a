import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { answerOf } from '../../../contracts/vocabulary.js';
import { ChildOutput, CustomerOutput } from '../../../customers/http/clientela/clientela.dto.js';
import { toCustomer } from '../../../customers/http/clientela/words.js';
import { RECORDS_PER_CUSTOMER } from '../../../customers/record-limit.js';
import type { SeenBy } from '../../../customers/customer-record.js';
import type { WholeCard } from '../../customer-cards.service.js';
import { toWireId, WireIdOutput } from '../../../wire-ids/http/clientela/ids.dto.js';
import {
  type CARD_VIEW,
  COMPANY_NAME,
  EMAIL,
  PERSON,
  PHONE,
  toCompanyName,
  toEmail,
  toPerson,
  toPhone,
} from './words.js';

@ApiSchema({ description: 'An email of a customer.' })
export class EmailOutput extends answerOf(EMAIL) {}

@ApiSchema({ description: 'A phone of a customer.' })
export class PhoneOutput extends answerOf(PHONE) {}

@ApiSchema({ description: 'A company name of a customer.' })
export class CompanyNameOutput extends answerOf(COMPANY_NAME) {}

@ApiSchema({ description: 'A contact person of a customer.' })
export class ContactPersonOutput extends answerOf(PERSON) {}

@ApiSchema({ description: 'A customer with the records that it owns, each list in the order of its IDs.' })
export class CustomerCardOutput extends CustomerOutput {
  @ApiProperty({ type: [ChildOutput], description: 'The customers with this one as their parent.' })
  children: ChildOutput[];
  @ApiProperty({ type: [EmailOutput], maxItems: RECORDS_PER_CUSTOMER, description: 'The emails.' })
  emails: EmailOutput[];
  @ApiProperty({ type: [PhoneOutput], maxItems: RECORDS_PER_CUSTOMER, description: 'The phones.' })
  phones: PhoneOutput[];
  @ApiProperty({ type: [CompanyNameOutput], maxItems: RECORDS_PER_CUSTOMER, description: 'The company names.' })
  companyNames: CompanyNameOutput[];
  @ApiProperty({ type: [ContactPersonOutput], maxItems: RECORDS_PER_CUSTOMER, description: 'The contact persons.' })
  contactPersons: ContactPersonOutput[];
  @ApiProperty({
    type: [WireIdOutput],
    description: 'The IDs of these records in the contracts that have their own, also former ones.',
  })
  wireIds: WireIdOutput[];
}

export const toCard = ({
  emails,
  phones,
  companyNames,
  persons,
  wireIds,
  ...customer
}: WholeCard<SeenBy<typeof CARD_VIEW>>): CustomerCardOutput => ({
  ...toCustomer(customer),
  children: customer.children.map(({ id, displayName }) => ({ id: String(id), displayName })),
  emails: emails.map((email) => toEmail(email)),
  phones: phones.map((phone) => toPhone(phone)),
  companyNames: companyNames.map((name) => toCompanyName(name)),
  contactPersons: persons.map((person) => toPerson(person)),
  wireIds: wireIds.map(toWireId),
});
