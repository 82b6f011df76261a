import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Flag, Ids } from '../../../contracts/fields.js';

const MOST = 1000;

@ApiSchema({ description: 'The customers to delete.' })
@Example('One customer', { ids: [1] })
export class BulkDeleteInput {
  @Ids({ required: true, most: MOST, description: 'The customers to delete.', example: [1] }) ids: number[];
  @Flag({ description: 'Skips the customers that cannot be deleted, instead of deleting none.', example: false })
  skipUndeletable?: boolean;
}

const ids = (description: string, example: number[]) =>
  ApiProperty({ type: [Number], items: { type: 'integer', minimum: 1 }, maxItems: MOST, description, example });

/** In snake_case, as in the modelled API. */
@ApiSchema({ description: 'The customers that can be deleted, and those that cannot.' })
export class BulkDeleteValidationOutput {
  @ApiProperty({ type: 'integer', description: 'Number of customers that can be deleted.', example: 2 })
  deletable_count: number;
  @ApiProperty({ type: 'integer', description: 'Number of customers that cannot be deleted.', example: 1 })
  non_deletable_count: number;
  @ids('IDs of the customers that can be deleted.', [1, 2]) deletable_ids: number[];
  @ids('IDs of the customers that have transactions or do not exist.', [3]) non_deletable_ids: number[];
}

export function toBulkDeleteValidation(asked: readonly number[], deletable: number[]): BulkDeleteValidationOutput {
  const can = new Set(deletable);
  const rest = asked.filter((id) => !can.has(id));
  return {
    deletable_count: deletable.length,
    non_deletable_count: rest.length,
    deletable_ids: deletable,
    non_deletable_ids: rest,
  };
}
