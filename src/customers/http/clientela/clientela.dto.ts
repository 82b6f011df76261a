import { ApiProperty, ApiSchema, PartialType } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Flag } from '../../../contracts/fields.js';
import { NextCursor } from '../../../contracts/short-lists.js';
import { answerOf, inputOf } from '../../../contracts/vocabulary.js';
import type { Rows } from '../../../rows.js';
import { MAX_CURSOR } from './cursor.js';
import { MOST_PER_PAGE } from './query.js';
import { CHILD, CUSTOMER } from './words.js';

class CustomerInput extends inputOf(CUSTOMER) {}

@ApiSchema({ description: 'Fields to update. Omitted fields keep their value, and null clears a field.' })
@Example('Another name and an email', { displayName: 'Acme Corporation', email: 'office@acme.example' })
@Example('A field is cleared', { website: null })
export class UpdateCustomerInput extends PartialType(CustomerInput, { skipNullProperties: false }) {}

@ApiSchema({ description: 'A customer, without the records that it owns.' })
export class CustomerOutput extends answerOf(CUSTOMER) {}

@ApiSchema({ description: 'A customer that belongs to another one.' })
export class ChildOutput extends answerOf(CHILD) {}

@ApiSchema({ description: 'A page of customers.' })
export class CustomerListOutput {
  @ApiProperty({ type: [CustomerOutput], maxItems: MOST_PER_PAGE, description: 'The customers of the page.' })
  data: Rows<CustomerOutput>;
  @NextCursor(MAX_CURSOR) next: string | null;
}

@ApiSchema({ description: 'How a customer is restored.' })
@Example('With its external key', {})
@Example('Another customer may have its external key', { releaseExternalKey: true })
export class RestoreCustomerInput {
  @Flag({ description: 'Clears the external key, so that another customer can have it.', example: false })
  releaseExternalKey?: boolean;
}
