import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Fields, Query } from '../../../contracts/input.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { conflict, duplicate } from '../../../problem.js';
import { Reads, Writes } from '../../access.js';
import { MembersService } from '../../members.service.js';
import { Caller } from '../../principal.js';
import type { Principal } from '../../principal.js';
import { pageOf, ShortListQuery } from '../../../contracts/short-lists.js';
import {
  fromInvite,
  InvitedUserOutput,
  InviteUserInput,
  toUser,
  UpdateUserInput,
  UserListOutput,
  UserOutput,
} from './users.dto.js';

const ownMembership = conflict('OWN_MEMBERSHIP', 'Another member must change this one: it is your own.', {
  subject: 'user',
});

@Speaks(clientela)
@Chapter('Users', 'The users who work for the tenant.')
@Controller(`${CLIENTELA}/users`)
export class ClientelaUsersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @Reads('users:read')
  @Answers(200, UserListOutput)
  @LeadsTo(['updateUser', 'removeUser'], { id: '/data/0/id' })
  @ApiOperation({ operationId: 'listUsers', summary: 'List the users of the tenant' })
  async list(@Caller() { tenant }: Principal, @Query(ShortListQuery) page: ShortListQuery): Promise<UserListOutput> {
    const { data, next } = pageOf(await this.members.list(tenant), page);
    return { data: data.map(toUser), next };
  }

  @Post()
  @Writes('users:write', { answersSecret: true })
  @Answers(201, InvitedUserOutput)
  @Refuses(duplicate('email', 'This user works for the tenant already.', { subject: 'user' }))
  @LeadsTo(['updateUser', 'removeUser'], { id: '/id' })
  @ApiOperation({
    operationId: 'inviteUser',
    summary: 'Let a user work for the tenant',
    description:
      'A person has one account. A new user gets a password, which only this answer shows. A user who works for ' +
      'another tenant keeps login name, names and password.',
  })
  async invite(
    @Caller() caller: Principal,
    @Fields(InviteUserInput) input: InviteUserInput,
  ): Promise<InvitedUserOutput> {
    const { password, ...member } = await this.members.invite(caller, fromInvite(input));
    return { ...toUser(member), password };
  }

  @Patch(':id')
  @Writes('users:write')
  @Answers(200, UserOutput)
  @Refuses(ownMembership)
  @ApiOperation({ operationId: 'updateUser', summary: 'Change what a user may do' })
  async update(
    @Caller() caller: Principal,
    @Id('user', 'id', TEXT_ID) id: number,
    @Fields(UpdateUserInput) { permissions }: UpdateUserInput,
  ): Promise<UserOutput> {
    return toUser(await this.members.setPermissions(caller, id, permissions));
  }

  @Delete(':id')
  @Writes('users:write')
  @Answers(204)
  @Refuses(ownMembership)
  @ApiOperation({
    operationId: 'removeUser',
    summary: 'End the membership of a user',
    description: 'Sessions of the user for this tenant, and keys that the user made here, end within a second.',
  })
  async remove(@Caller() caller: Principal, @Id('user', 'id', TEXT_ID) id: number): Promise<void> {
    await this.members.remove(caller, id);
  }
}
