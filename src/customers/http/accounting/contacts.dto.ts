import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IdOf, QueryText } from '../../../contracts/fields.js';
import { Problem } from '../../../problem.js';
import { CustomerOutput } from './accounting.dto.js';
import { type AccountingCustomer, toCustomer } from './words.js';

export class AutoCompleteQuery {
  @QueryText({
    max: 255,
    description:
      'Words of the display name, whole or in part, in any order; case and accents do not matter. All customers by name when empty or left out.',
    example: 'acme',
  })
  keyword?: string;
}

/** Contacts are what this contract calls customers and vendors together; here they are customers. */
@ApiSchema({ description: 'A customer, as a contact.' })
export class ContactOutput extends CustomerOutput {
  @ApiProperty({
    enum: ['customer'],
    description: 'The `contactService`, as older clients read it.',
    example: 'customer',
  })
  contactType: 'customer';
  @ApiProperty({ enum: ['Customer'], description: 'The `contactService`, for people.', example: 'Customer' })
  formattedContactService: 'Customer';
}

export const toContact = (customer: AccountingCustomer): ContactOutput => ({
  ...toCustomer(customer),
  contactType: 'customer',
  formattedContactService: 'Customer',
});

@ApiSchema({ description: 'The contact that was turned active or inactive.' })
export class ActivatedOutput {
  @IdOf('contact') id: number;
  @ApiProperty({ enum: [true], description: 'The change was made, whichever it was.', example: true }) activated: true;
}

export const alreadyActive = () =>
  new Problem('invalid', 'This contact is active already.', { subject: 'customer', reason: 'CONTACT_ALREADY_ACTIVE' });
export const alreadyInactive = () =>
  new Problem('invalid', 'This contact is inactive already.', {
    subject: 'customer',
    reason: 'CONTACT_ALREADY_INACTIVE',
  });
