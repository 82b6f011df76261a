import { Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { Caller, InTenant, type Principal } from '../../../auth/principal.js';
import { Answers, AnswersList, Refuses } from '../../../contracts/answers.js';
import { billing } from '../../../contracts/billing.js';
import { Chapter } from '../../../contracts/chapter.js';
import { ShowsRecord } from '../../../contracts/face.js';
import { Covers, renamesOf } from '../../../contracts/footprint.js';
import { Changed, Changes, Query } from '../../../contracts/input.js';
import { NO_ID } from '../../../contracts/id.js';
import { BaseUrl, LocatedUnder } from '../../../contracts/location.js';
import { renaming } from '../../../contracts/renaming.js';
import { only, described, whole } from '../../../contracts/schema.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Versioned } from '../../../contracts/versioned.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { recordOf } from '../../../own-ids.js';
import { duplicate, hasTransactions, invalidField, locked } from '../../../problem.js';
import type { Rows } from '../../../rows.js';
import { ID } from '../../customer-record.js';
import { CustomersService } from '../../customers.service.js';
import { MOST_PER_PAGE } from './common.js';
import { noRoom } from '../../record-limit.js';
import {
  CountCustomersQuery,
  CreateCustomerInput,
  CustomerIdOutput,
  CustomerOutput,
  CustomerRowOutput,
  fromNewCustomer,
  ListCustomersQuery,
  toCustomerId,
  UpdateCustomerInput,
} from './billing.dto.js';
import { given, limitedTo, noData, TOLERATED, TOLERATED_IN_COUNTS } from './common.js';
import { type CustomerKey, isRef, Named } from './key.js';
import { CUSTOMER_SEARCH } from './where.js';
import { BILLING_FOOTPRINT, BILLING_VIEW, CUSTOMER_PATH, fromCustomer, toCustomer } from './words.js';

const inOurWords = renaming(renamesOf(BILLING_FOOTPRINT));
const location = { Location: 'The URL of the customer.' };
const keyTaken = duplicate('external_key', 'external_key "crm-1001" is already in use');
/** The words that name other records. */
const NAMES = { parent_customer_id: 'customer', superuser_id: 'contact_person' } as const;
const parentPaid = invalidField(
  'parent_customer_id',
  'paid',
  'cannot change: the parent has made a payment for this customer',
);

@Speaks(billing)
@Covers(BILLING_FOOTPRINT)
@Chapter('Customers', 'Customers with their main contact, addresses and custom fields.')
@Controller(CUSTOMER_PATH)
export class BillingCustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Post()
  @Writes('customers:write')
  @Versioned('creates')
  @LocatedUnder(CUSTOMER_PATH)
  @Answers(201, CustomerIdOutput, location)
  @Refuses(noData, keyTaken)
  @LeadsTo(['getCustomer', 'updateCustomer', 'deleteCustomer'], { customer_id: '/response/id' })
  @ApiOperation({
    operationId: 'createCustomer',
    summary: 'Create a customer',
    description: 'Only the company is required.',
  })
  async create(
    @InTenant() tenant: TenantId,
    @Changed(CreateCustomerInput, { names: NAMES }) sent: Changes<CreateCustomerInput>,
  ): Promise<CustomerIdOutput> {
    const input = await given(sent, () => Promise.resolve({}));
    return toCustomerId(await this.customers.create(tenant, fromNewCustomer(input), ID).catch(inOurWords));
  }

  @Put(':customer_id')
  @Writes('customers:write')
  @LocatedUnder(CUSTOMER_PATH)
  @Answers(202, CustomerIdOutput, location)
  @Refuses(noData, keyTaken, parentPaid, locked('email'), locked('phone'), noRoom('contact_person'))
  @LeadsTo(['getCustomer'], { customer_id: '/response/id' })
  @ApiOperation({
    operationId: 'updateCustomer',
    summary: 'Update a customer',
    description:
      'Omitted fields keep their value; null clears. Setting the parent_customer_id to null will ' +
      'effectively disconnect the child customer from its parent. Note that a customer’s parent_customer_id' +
      ' can only be updated if its parent has not made a payment for the customer.',
  })
  async update(
    @Caller() { tenant }: Principal,
    @Named() key: CustomerKey,
    @Changed(UpdateCustomerInput, { names: NAMES }) sent: Changes<UpdateCustomerInput>,
    @BaseUrl() baseUrl: string,
  ): Promise<CustomerIdOutput> {
    // An invalid body is refused before an unknown customer is, however the path names the customer.
    const input = await given(sent, async () =>
      toCustomer(await this.customers.get(tenant.id, await this.idOf(tenant.id, key), BILLING_VIEW), {
        ...tenant,
        baseUrl,
      }),
    );
    const id = await this.idOf(tenant.id, key);
    return toCustomerId(
      await this.customers
        .update(tenant.id, id, fromCustomer(input), ID, { shows: BILLING_VIEW.fields })
        .catch(inOurWords),
    );
  }

  @Get()
  @Reads('customers:read')
  @AnswersList(CustomerRowOutput, MOST_PER_PAGE)
  @LeadsTo(['getCustomer', 'updateCustomer', 'deleteCustomer'], { customer_id: '/response/0/customer_id' })
  @ApiOperation({ operationId: 'listCustomers', summary: 'List and search customers' })
  async list(
    @Caller() { tenant }: Principal,
    @Query(ListCustomersQuery, { tolerating: TOLERATED }) query: ListCustomersQuery,
    @BaseUrl() baseUrl: string,
  ): Promise<Rows<CustomerRowOutput>> {
    const { where = '', order = '', limit = 10, offset = 0, fields = '' } = query;
    const found = await this.customers
      .list(
        tenant.id,
        {
          criteria: CUSTOMER_SEARCH.toCriteria(where, tenant.timeZone),
          order: CUSTOMER_SEARCH.toOrder(order),
          limit,
          offset,
        },
        BILLING_VIEW,
      )
      .catch(inOurWords);
    return found.map((customer) => toCustomer(customer, { ...tenant, baseUrl })).map(limitedTo(fields));
  }

  @Get('_count')
  @Reads('customers:read')
  @Answers(200, described('Number of customers.', whole(), 42))
  @ApiOperation({ operationId: 'countCustomers', summary: 'Count customers' })
  async count(
    @Caller() { tenant }: Principal,
    @Query(CountCustomersQuery, { tolerating: TOLERATED_IN_COUNTS }) { where = '' }: CountCustomersQuery,
  ): Promise<number> {
    return this.customers
      .count(tenant.id, { criteria: CUSTOMER_SEARCH.toCriteria(where, tenant.timeZone) })
      .catch(inOurWords);
  }

  @Get(':customer_id')
  @ShowsRecord()
  @Reads('customers:read')
  @Answers(200, CustomerOutput)
  @ApiOperation({ operationId: 'getCustomer', summary: 'Read a customer' })
  async get(
    @Caller() { tenant }: Principal,
    @Named() key: CustomerKey,
    @BaseUrl() baseUrl: string,
  ): Promise<CustomerOutput> {
    const ref = isRef(key) ? key : await this.idOf(tenant.id, key);
    return toCustomer(await this.customers.get(tenant.id, ref, BILLING_VIEW), { ...tenant, baseUrl });
  }

  @Delete(':customer_id')
  @Writes('customers:write')
  @Answers(200, only(true))
  @Refuses(hasTransactions())
  @ApiOperation({
    operationId: 'deleteCustomer',
    summary: 'Delete a customer',
    description: 'A customer with transactions cannot be deleted. Its external key cannot be used again.',
  })
  async delete(@InTenant() tenant: TenantId, @Named() key: CustomerKey): Promise<true> {
    await this.customers.delete(tenant, await this.idOf(tenant, key));
    return true;
  }

  private async idOf(tenant: TenantId, key: CustomerKey): Promise<number> {
    if (isRef(key)) return (await recordOf(key)) ?? NO_ID;
    return 'token' in key
      ? this.customers.idOfToken(tenant, key.token)
      : this.customers.idOfExternalKey(tenant, key.externalKey);
  }
}
