import { Controller, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { accounting } from '../../../contracts/accounting.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { recordsIn } from '../../../contracts/id-text.js';
import { Fields } from '../../../contracts/input.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Versioned } from '../../../contracts/versioned.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { hasTransactions, notFound } from '../../../problem.js';
import { CustomersService } from '../../customers.service.js';
import { BulkDeleteInput, BulkDeleteValidationOutput, toBulkDeleteValidation } from './bulk.dto.js';
import { spelling } from './accounting.dto.js';

// 201, although nothing is created: the modelled API answers that.
@Speaks(accounting)
@Chapter('Customers')
@Controller('api/customers')
export class AccountingBulkController {
  constructor(private readonly customers: CustomersService) {}

  @Post('validate-bulk-delete')
  @Writes('customers:write')
  @Answers(201, BulkDeleteValidationOutput)
  @ApiOperation({
    operationId: 'validateBulkDelete',
    summary: 'Check which customers can be deleted',
    description: 'Does not delete anything.',
  })
  async validate(
    @InTenant() tenant: TenantId,
    @Fields(BulkDeleteInput, { spelling }) { ids }: BulkDeleteInput,
  ): Promise<BulkDeleteValidationOutput> {
    const records = await recordsIn('customer', ids);
    const deletable = new Set(await this.customers.deletable(tenant, records));
    return toBulkDeleteValidation(
      ids,
      ids.filter((_, at) => deletable.has(records[at]!)),
    );
  }

  @Post('bulk-delete')
  @Writes('customers:write')
  @Versioned()
  @Answers(201)
  @Refuses(notFound('customer'), hasTransactions())
  @ApiOperation({
    operationId: 'bulkDeleteCustomers',
    summary: 'Delete several customers',
    description:
      'Deletes all of the customers or none, unless `skipUndeletable` is set. The answer is empty. `If-Match` is ' +
      'possible with one customer only.',
  })
  async delete(
    @InTenant() tenant: TenantId,
    @Fields(BulkDeleteInput, { spelling }) { ids, skipUndeletable }: BulkDeleteInput,
  ): Promise<void> {
    await this.customers.deleteAll(tenant, await recordsIn('customer', ids), { skipUndeletable });
  }
}
