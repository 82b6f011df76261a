import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { contacts } from '../../../contracts/contacts.js';
import { Covers } from '../../../contracts/footprint.js';
import { Fields, Query } from '../../../contracts/input.js';
import { Page } from '../../../contracts/page.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Versioned } from '../../../contracts/versioned.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { CustomersService } from '../../customers.service.js';
import {
  CONTACTS_FOOTPRINT,
  CONTACTS_VIEW,
  CustomerListOutput,
  CreateCustomerInput,
  CreatedCustomerOutput,
  fromNewCustomer,
  ListCustomersQuery,
  toCustomerList,
  toCreatedCustomer,
} from './contacts.dto.js';

/** The module `customer-cards` answers one customer with its records. */
@Speaks(contacts)
@Covers(CONTACTS_FOOTPRINT)
@Chapter('Customers', 'Customers, with their emails, phones and company names.')
@Controller('api/customers')
export class ContactsCustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get('getCustomers')
  @Reads('customers:read')
  @LeadsTo(['getCustomer'], { id: '/clientes/0/customer_id' })
  @ApiOperation({ operationId: 'listCustomers', summary: 'List customers' })
  @Answers(200, CustomerListOutput)
  async list(
    @InTenant() tenant: TenantId,
    @Query(ListCustomersQuery) { page = 0, limit = 10, search }: ListCustomersQuery,
  ): Promise<CustomerListOutput> {
    const offset = page * limit;
    const { rows, total } = await this.customers.page(tenant, { text: search, limit, offset }, CONTACTS_VIEW);
    return toCustomerList(new Page(rows, total, limit, offset));
  }

  @Post('create')
  @Writes('customers:write')
  @Versioned('creates')
  @LeadsTo(['getCustomer', 'listEmails', 'addEmail', 'listPhones', 'addPhone', 'listCompanyNames', 'addCompanyName'], {
    id: '/customer/customer_id',
  })
  @ApiOperation({ operationId: 'createCustomer', summary: 'Create a customer' })
  @Answers(201, CreatedCustomerOutput)
  async create(
    @InTenant() tenant: TenantId,
    @Fields(CreateCustomerInput) input: CreateCustomerInput,
  ): Promise<CreatedCustomerOutput> {
    return toCreatedCustomer(await this.customers.create(tenant, fromNewCustomer(input), CONTACTS_VIEW));
  }
}
