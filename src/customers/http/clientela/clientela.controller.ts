import { Controller, Get, Patch } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Covers } from '../../../contracts/footprint.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Changed, Changes, Query } from '../../../contracts/input.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Versioned } from '../../../contracts/versioned.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { duplicate, locked } from '../../../problem.js';
import { CustomersService } from '../../customers.service.js';
import { CustomerListOutput, CustomerOutput, UpdateCustomerInput } from './clientela.dto.js';
import { cursorOf } from './cursor.js';
import { ListCustomersQuery, toContinued } from './query.js';
import { CUSTOMER_FOOTPRINT, CUSTOMER_VIEW, fromCustomer, toCustomer } from './words.js';

@Speaks(clientela)
@Covers(CUSTOMER_FOOTPRINT)
@Chapter('Customers', 'The record in its own words.')
@Controller(`${CLIENTELA}/customers`)
export class ClientelaCustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get()
  @Reads('customers:read')
  @Answers(200, CustomerListOutput)
  @LeadsTo(['getCustomer', 'listCustomerChanges', 'listFaces'], { id: '/data/0/id' })
  @ApiOperation({
    operationId: 'listCustomers',
    summary: 'List and search customers',
    description: 'Filters must all hold. Customers that are added or deleted meanwhile move no other to another page.',
  })
  async list(
    @InTenant() tenant: TenantId,
    @Query(ListCustomersQuery) query: ListCustomersQuery,
  ): Promise<CustomerListOutput> {
    const { sort, ...continued } = toContinued(query);
    const { rows, next } = await this.customers.listAfter(tenant, continued, CUSTOMER_VIEW);
    return { data: rows.map((customer) => toCustomer(customer)), next: cursorOf(sort, next) };
  }

  @Patch(':id')
  @Writes('customers:write')
  @Versioned('requires')
  @Answers(200, CustomerOutput)
  @Refuses(duplicate('externalKey', 'externalKey "CRM-1001" is already in use'), locked('email'), locked('phone'))
  @ApiOperation({
    operationId: 'updateCustomer',
    summary: 'Update a customer',
    description: 'It needs `If-Match`, so that a caller overwrites no change that it has not seen.',
  })
  async update(
    @InTenant() tenant: TenantId,
    @Id('customer', 'id', TEXT_ID) id: number,
    @Changed(UpdateCustomerInput) changes: Changes<UpdateCustomerInput>,
  ): Promise<CustomerOutput> {
    const input = await changes.against(async () => toCustomer(await this.customers.get(tenant, id, CUSTOMER_VIEW)));
    return toCustomer(
      await this.customers.update(tenant, id, fromCustomer(input), CUSTOMER_VIEW, { shows: CUSTOMER_VIEW.fields }),
    );
  }
}
