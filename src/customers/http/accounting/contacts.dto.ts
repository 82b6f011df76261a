import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IdOf, QueryText } from '../../../contracts/fields.js';
import { Problem } from '../../../problem.js';
import { CustomerOutput } from './accounting.dto.js';
import { type AccountingCustomer, toCustomer } from './words.js';

export class AutoCompleteQuery {
  @QueryText({
    max: 255,
    description:
      'Words of the display name, or parts of them, in any order; case and accents do not matter. When ' +
      'empty or omitted: all customers by name.',
    example: 'acme',
  })
  keyword?: string;
}

/** In this contract, contacts are customers and vendors. This server has customers only. */
@ApiSchema({ description: 'A customer, as a contact.' })
export class ContactOutput extends CustomerOutput {
  @ApiProperty({
    enum: ['customer'],
    description: 'The `contactService`, for older clients.',
    example: 'customer',
  })
  contactType: 'customer';
  @ApiProperty({ enum: ['Customer'], description: 'The `contactService`, as people read it.', example: 'Customer' })
  formattedContactService: 'Customer';
  @ApiProperty({
    description: 'True if the name has the keyword only with a typing error. Then no name has it exactly.',
    example: false,
  })
  isSimilar: boolean;
}

export const toContact = (customer: AccountingCustomer, isSimilar: boolean): ContactOutput => ({
  ...toCustomer(customer),
  contactType: 'customer',
  formattedContactService: 'Customer',
  isSimilar,
});

@ApiSchema({ description: 'The contact that was activated or inactivated.' })
export class ActivatedOutput {
  @IdOf('contact') id: number;
  @ApiProperty({ enum: [true], description: 'Always true: the contact was activated or inactivated.', example: true })
  activated: true;
}

export const alreadyActive = () =>
  new Problem('invalid', 'This contact is active already.', { subject: 'customer', reason: 'CONTACT_ALREADY_ACTIVE' });
export const alreadyInactive = () =>
  new Problem('invalid', 'This contact is inactive already.', {
    subject: 'customer',
    reason: 'CONTACT_ALREADY_INACTIVE',
  });
