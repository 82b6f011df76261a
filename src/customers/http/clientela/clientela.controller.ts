import { Controller, Get, Patch, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Covers } from '../../../contracts/footprint.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Changed, Changes, Query } from '../../../contracts/input.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { duplicate, locked } from '../../../problem.js';
import { CustomersService } from '../../customers.service.js';
import type { Versions } from '../../customer-version.js';
import { CustomerListOutput, CustomerOutput, ETAG, UpdateCustomerInput } from './clientela.dto.js';
import { cursorOf } from './cursor.js';
import { etagOf, IfMatch } from './if-match.js';
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
  @Answers(200, CustomerOutput, ETAG)
  @Refuses(duplicate('externalKey', 'externalKey "CRM-1001" is already in use'), locked('email'), locked('phone'))
  @ApiOperation({
    operationId: 'updateCustomer',
    summary: 'Update a customer',
    description: 'It needs `If-Match`, so that a caller overwrites no change that it has not seen.',
  })
  async update(
    @InTenant() tenant: TenantId,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Id('customer', 'id', TEXT_ID) id: number,
    @IfMatch() ifVersion: Versions,
    @Changed(UpdateCustomerInput) changes: Changes<UpdateCustomerInput>,
  ): Promise<CustomerOutput> {
    const input = await changes.against(async () => toCustomer(await this.customers.get(tenant, id, CUSTOMER_VIEW)));
    const updated = await this.customers.update(tenant, id, fromCustomer(input), CUSTOMER_VIEW, {
      shows: CUSTOMER_VIEW.fields,
      ifVersion,
    });
    void reply.header('ETag', etagOf(updated));
    return toCustomer(updated);
  }
}
