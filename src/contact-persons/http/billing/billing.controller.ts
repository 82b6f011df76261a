import { Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { Caller, InTenant, type Principal } from '../../../auth/principal.js';
import { Answers, AnswersList, Refuses } from '../../../contracts/answers.js';
import { billing } from '../../../contracts/billing.js';
import { Chapter } from '../../../contracts/chapter.js';
import { Covers } from '../../../contracts/footprint.js';
import { Id, Ref } from '../../../contracts/id.js';
import { Changed, Changes, Query } from '../../../contracts/input.js';
import { BaseUrl, LocatedUnder } from '../../../contracts/location.js';
import { renaming } from '../../../contracts/renaming.js';
import { withShownIds } from '../../../contracts/request-ids.js';
import { only } from '../../../contracts/schema.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Versioned } from '../../../contracts/versioned.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import type { RecordRef } from '../../../own-ids.js';
import { duplicate, locked } from '../../../problem.js';
import type { Rows } from '../../../rows.js';
import { ContactPersonsService } from '../../contact-persons.service.js';
import { MOST_PER_PAGE } from '../../../customers/http/billing/common.js';
import { noRoom } from '../../../customers/record-limit.js';
import { given, limitedTo, noData, TOLERATED } from '../../../customers/http/billing/common.js';
import {
  CreateUserInput,
  fromUser,
  ListUsersQuery,
  toUser,
  toUserId,
  UpdateUserInput,
  USER_PATH,
  USER_SEARCH,
  USER_SEARCH_WORDS,
  USER_WORDS,
  UserIdOutput,
  UserOutput,
  UserRowOutput,
} from './billing.dto.js';
import { USER_FOOTPRINT } from './footprint.js';

const inOurWords = renaming(USER_WORDS);
const location = { Location: 'The URL of the user.' };
const keyTaken = duplicate('external_key', 'external_key "crm-contact-7" is already in use');

const UserId = () => Id('contact_person', 'user_id', undefined, 'user');
const UserRef = () => Ref('contact_person', 'user_id', undefined, 'user');

/** This contract calls contact persons users: in the modelled API they can sign in to a customer portal. */
@Speaks(billing)
@Chapter('Users', 'The contact persons of a customer.')
@Covers(USER_FOOTPRINT)
@Controller(USER_PATH)
export class BillingUsersController {
  constructor(private readonly persons: ContactPersonsService) {}

  @Post()
  @Writes('customers:write')
  @Versioned()
  @LocatedUnder(USER_PATH)
  @Answers(201, UserIdOutput, location)
  @Refuses(noData, keyTaken, noRoom('contact_person'), locked('email'), locked('phone'))
  @LeadsTo(['getUser', 'updateUser', 'deleteUser'], { user_id: '/response/id' })
  @ApiOperation({
    operationId: 'createUser',
    summary: 'Create a user',
    description: 'A name or an email is required. If the customer has no main contact, the new user becomes it.',
  })
  async create(
    @InTenant() tenant: TenantId,
    @Changed(CreateUserInput, { names: { customer_id: 'customer' } }) sent: Changes<CreateUserInput>,
  ): Promise<UserIdOutput> {
    const { customer_id, ...input } = await given(sent, () => Promise.resolve({}));
    const person = await this.persons.add(tenant, customer_id, fromUser(input)).catch(inOurWords);
    return toUserId(await withShownIds(person, { id: 'contact_person' }));
  }

  @Put(':user_id')
  @Writes('customers:write')
  @LocatedUnder(USER_PATH)
  @Answers(202, UserIdOutput, location)
  @Refuses(noData, keyTaken, noRoom('email'), locked('email'), locked('phone'))
  @ApiOperation({
    operationId: 'updateUser',
    summary: 'Update a user',
    description: 'Omitted fields keep their value; null clears. The customer of a user cannot change.',
  })
  async update(
    @Caller() { tenant }: Principal,
    @UserId() id: number,
    @Changed(UpdateUserInput) sent: Changes<UpdateUserInput>,
    @BaseUrl() baseUrl: string,
  ): Promise<UserIdOutput> {
    const input = await given(sent, async () => toUser(await this.persons.get(tenant.id, id), { ...tenant, baseUrl }));
    await this.persons.update(tenant.id, id, fromUser(input)).catch(inOurWords);
    return toUserId(await withShownIds({ id }, { id: 'contact_person' }));
  }

  @Get()
  @Reads('customers:read')
  @AnswersList(UserRowOutput, MOST_PER_PAGE)
  @LeadsTo(['getUser', 'updateUser', 'deleteUser'], { user_id: '/response/0/user_id' })
  @ApiOperation({ operationId: 'listUsers', summary: 'List and search users' })
  async list(
    @Caller() { tenant }: Principal,
    @Query(ListUsersQuery, { tolerating: TOLERATED }) query: ListUsersQuery,
    @BaseUrl() baseUrl: string,
  ): Promise<Rows<UserRowOutput>> {
    const { where = '', order = '', limit = 10, offset = 0, fields = '' } = query;
    const listing = {
      criteria: USER_SEARCH.toCriteria(where, tenant.timeZone),
      order: USER_SEARCH.toOrder(order),
      limit,
      offset,
    };
    const found = await this.persons.list(tenant.id, listing).catch(renaming(USER_SEARCH_WORDS));
    return found.map((person) => toUser(person, { ...tenant, baseUrl })).map(limitedTo(fields));
  }

  @Get(':user_id')
  @Reads('customers:read')
  @Answers(200, UserOutput)
  @LeadsTo(['getCustomer'], { customer_id: '/response/customers/0/customer_id' })
  @ApiOperation({ operationId: 'getUser', summary: 'Read a user' })
  async get(
    @Caller() { tenant }: Principal,
    @UserRef() id: RecordRef,
    @BaseUrl() baseUrl: string,
  ): Promise<UserOutput> {
    return toUser(await this.persons.get(tenant.id, id), { ...tenant, baseUrl });
  }

  @Delete(':user_id')
  @Writes('customers:write')
  @Answers(200, only(true))
  @Refuses(locked('email'), locked('phone'))
  @ApiOperation({
    operationId: 'deleteUser',
    summary: 'Delete a user',
    description:
      'The external key cannot be used again. Deleting the main contact leaves the customer without one; ' +
      'the email and phone of the customer stay.',
  })
  async delete(@InTenant() tenant: TenantId, @UserId() id: number): Promise<true> {
    await this.persons.delete(tenant, id);
    return true;
  }
}
