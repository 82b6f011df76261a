import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ description: 'What a contract shows of a customer.' })
export class FaceOutput {
  @ApiProperty({ description: 'The name of the contract.', example: 'billing' }) contract: string;
  @ApiProperty({ description: 'The address that was read, a GET.', example: '/api/v3/customer/42' }) address: string;
  @ApiProperty({ type: 'integer', description: 'The status of the answer.', example: 200 }) status: number;
  @ApiProperty({
    anyOf: [
      { type: 'object', additionalProperties: true },
      { type: 'array', items: { type: 'object', additionalProperties: true } },
    ],
    description: 'The answer, in the words of the contract.',
    example: { code: 200 },
  })
  answer: unknown;
}

@ApiSchema({ description: 'What the other contracts show of a customer.' })
export class FaceListOutput {
  @ApiProperty({ type: [FaceOutput], description: 'One for each contract.' }) data: FaceOutput[];
  @ApiProperty({ type: String, nullable: true, description: 'Always null: there is one page.', example: null })
  next: string | null;
}
