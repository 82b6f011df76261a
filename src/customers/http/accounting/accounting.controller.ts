import { Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { assertMay, Reads, Writes } from '../../../auth/access.js';
import { Caller, InTenant, type Principal } from '../../../auth/principal.js';
import { accounting } from '../../../contracts/accounting.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { ShowsRecord } from '../../../contracts/face.js';
import { Covers, renamesOf } from '../../../contracts/footprint.js';
import { Id, Ref } from '../../../contracts/id.js';
import { Changed, Changes, Fields, Query } from '../../../contracts/input.js';
import { renaming } from '../../../contracts/renaming.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Versioned } from '../../../contracts/versioned.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import type { RecordRef } from '../../../own-ids.js';
import { hasTransactions, locked } from '../../../problem.js';
import { opensBalance } from '../../customer-record.js';
import { CustomersService } from '../../customers.service.js';
import { noRoom } from '../../record-limit.js';
import { COLUMN_WORDS, columnNotFound, fieldNotFound, rolesInvalid } from './columns.js';
import {
  CreateCustomerInput,
  CustomerOutput,
  fromNewCustomer,
  fromOpeningBalance,
  OpeningBalanceInput,
  spelling,
  UpdateCustomerInput,
} from './accounting.dto.js';

import { CustomersOutput, ListCustomersQuery, TOLERATED, toCustomers, toListing } from './query.js';
import { ACCOUNTING_FOOTPRINT, ACCOUNTING_VIEW, fromCustomer, toCustomer } from './words.js';

const inOurWords = renaming(renamesOf(ACCOUNTING_FOOTPRINT));

@Speaks(accounting)
@Covers(ACCOUNTING_FOOTPRINT)
@Chapter('Customers', 'Customers with their addresses, opening balances and balances.')
@Controller('api/customers')
export class AccountingCustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get()
  @Reads('customers:read')
  @Answers(200, CustomersOutput)
  @Refuses(columnNotFound('colour'), fieldNotFound('colour'), rolesInvalid('The filter roles are not JSON.'))
  @LeadsTo(
    ['getCustomer', 'updateCustomer', 'deleteCustomer', 'updateOpeningBalance', 'listLedgerEntries', 'addLedgerEntry'],
    { id: '/data/0/id' },
  )
  @ApiOperation({
    operationId: 'listCustomers',
    summary: 'List customers',
    description: 'Names of parameters may be in camelCase or snake_case.',
  })
  async list(
    @Caller() { tenant }: Principal,
    @Query(ListCustomersQuery, { spelling, tolerating: TOLERATED }) query: ListCustomersQuery,
  ): Promise<CustomersOutput> {
    const listing = toListing(query, tenant.accountingCase);
    return toCustomers(
      await this.customers.page(tenant.id, listing, ACCOUNTING_VIEW).catch(renaming(COLUMN_WORDS)),
      query,
      tenant.accountingCase,
    );
  }

  @Post()
  @Writes('customers:write')
  @Versioned('creates')
  @Answers(201, CustomerOutput)
  @LeadsTo(
    ['getCustomer', 'updateCustomer', 'deleteCustomer', 'updateOpeningBalance', 'listLedgerEntries', 'addLedgerEntry'],
    { id: '/id' },
  )
  @ApiOperation({
    operationId: 'createCustomer',
    summary: 'Create a customer',
    description: 'An opening balance also needs the permission `ledger:write`.',
  })
  async create(
    @Caller() caller: Principal,
    @Fields(CreateCustomerInput, { spelling }) input: CreateCustomerInput,
  ): Promise<CustomerOutput> {
    const customer = fromNewCustomer(input);
    if (opensBalance(customer)) assertMay(caller, 'ledger:write');
    return toCustomer(await this.customers.create(caller.tenant.id, customer, ACCOUNTING_VIEW).catch(inOurWords));
  }

  @Get(':id')
  @ShowsRecord()
  @Reads('customers:read')
  @Answers(200, CustomerOutput)
  @ApiOperation({ operationId: 'getCustomer', summary: 'Read a customer' })
  async get(@InTenant() tenant: TenantId, @Ref('customer') id: RecordRef): Promise<CustomerOutput> {
    return toCustomer(await this.customers.get(tenant, id, ACCOUNTING_VIEW));
  }

  @Put(':id')
  @Writes('customers:write')
  @Answers(200, CustomerOutput)
  @Refuses(locked('email'), locked('phone'), noRoom('contact_person'))
  @ApiOperation({
    operationId: 'updateCustomer',
    summary: 'Update a customer',
    description: 'Omitted fields keep their value; null clears. The currency and the opening balance are ignored here.',
  })
  async update(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Changed(UpdateCustomerInput, { spelling }) changes: Changes<UpdateCustomerInput>,
  ): Promise<CustomerOutput> {
    const input = await changes.against(async () => toCustomer(await this.customers.get(tenant, id, ACCOUNTING_VIEW)));
    return toCustomer(
      await this.customers
        .update(tenant, id, fromCustomer(input), ACCOUNTING_VIEW, { shows: ACCOUNTING_VIEW.fields })
        .catch(inOurWords),
    );
  }

  @Put(':id/opening-balance')
  @Writes('ledger:write')
  @Answers(200, CustomerOutput)
  @ApiOperation({
    operationId: 'updateOpeningBalance',
    summary: 'Set the opening balance of a customer',
    description: 'Omitted fields keep their value. A balance needs a date: a new one, or the stored one.',
  })
  async open(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Fields(OpeningBalanceInput, { spelling }) input: OpeningBalanceInput,
  ): Promise<CustomerOutput> {
    return toCustomer(
      await this.customers.openWith(tenant, id, fromOpeningBalance(input), ACCOUNTING_VIEW).catch(inOurWords),
    );
  }

  @Delete(':id')
  @Writes('customers:write')
  @Answers(200)
  @Refuses(hasTransactions())
  @ApiOperation({ operationId: 'deleteCustomer', summary: 'Delete a customer', description: 'The answer is empty.' })
  async delete(@InTenant() tenant: TenantId, @Id('customer') id: number): Promise<void> {
    await this.customers.delete(tenant, id);
  }
}
