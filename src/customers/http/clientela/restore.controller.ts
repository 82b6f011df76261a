import { Controller, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Fields } from '../../../contracts/input.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { conflict } from '../../../problem.js';
import { CustomersService } from '../../customers.service.js';
import { CustomerOutput, RestoreCustomerInput } from './clientela.dto.js';
import { CUSTOMER_VIEW, toCustomer } from './words.js';

@Speaks(clientela)
@Chapter('Customers')
@Controller(`${CLIENTELA}/customers`)
export class RestoredCustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Post(':id/restore')
  @Writes('customers:write')
  @Answers(200, CustomerOutput)
  @Refuses(conflict('NOT_DELETED', 'This customer is not deleted.', { subject: 'customer' }))
  @ApiOperation({
    operationId: 'restoreCustomer',
    summary: 'Restore a deleted customer',
    description:
      'The customer returns with its records, and with the contact persons that were deleted with it. ' +
      'Customers that had it as their parent stay without one.',
  })
  async restore(
    @InTenant() tenant: TenantId,
    @Id('customer', 'id', TEXT_ID) id: number,
    @Fields(RestoreCustomerInput, { optional: true }) { releaseExternalKey }: RestoreCustomerInput,
  ): Promise<CustomerOutput> {
    return toCustomer(await this.customers.restore(tenant, id, CUSTOMER_VIEW, { releaseKey: releaseExternalKey }));
  }
}
