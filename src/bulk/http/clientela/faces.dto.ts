import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ShownText } from '../../../contracts/fields.js';
import { NoCursor } from '../../../contracts/short-lists.js';

@ApiSchema({ description: 'What a contract shows of a customer.' })
export class FaceOutput {
  @ShownText('The name of the contract.', 'billing', { max: 64 }) contract: string;
  @ShownText('The address that was read, a GET.', '/api/v3/customer/42', { max: 200 }) address: string;
  @ApiProperty({ type: 'integer', minimum: 100, maximum: 599, description: 'The status of the answer.', example: 200 })
  status: number;
  @ApiProperty({
    anyOf: [
      { type: 'object', additionalProperties: true },
      { type: 'array', items: { type: 'object', additionalProperties: true }, maxItems: 1000 },
    ],
    description: 'The answer, in the words of the contract.',
    example: { code: 200 },
  })
  answer: unknown;
}

@ApiSchema({ description: 'What the other contracts show of a customer.' })
export class FaceListOutput {
  @ApiProperty({ type: [FaceOutput], maxItems: 20, description: 'One for each contract.' }) data: FaceOutput[];
  @NoCursor()
  next: string | null;
}
