import { Controller, Delete, Get, Header, Post, Req, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela, session, SESSION_COOKIE } from '../../../contracts/clientela.js';
import { allOf, cookieOf } from '../../../contracts/credentials.js';
import { Fields, Query } from '../../../contracts/input.js';
import { Speaks, withCredentials } from '../../../contracts/speaks.js';
import { forgeryTokenMissing } from '../../checks/session-cookie.js';
import { ReadsSession, SignsIn, WritesSession } from '../../access.js';
import { ForgeryTokens } from '../../forgery-tokens.js';
import { Address, Caller } from '../../principal.js';
import type { Principal } from '../../principal.js';
import { SignInService } from '../../sign-in.service.js';
import { UserAccountsService } from '../../user-accounts.service.js';
import { UsersService } from '../../users.service.js';
import { endedCookie, sessionCookieOf } from './cookie.js';
import { choiceOf, EndSessionQuery, SessionOutput, SignInInput, toSession } from './session.dto.js';

const nothing = allOf();

@Speaks(clientela)
@Chapter('Session', 'Sessions of people in a browser.')
@Controller(`${CLIENTELA}/session`)
export class ClientelaSessionController {
  constructor(
    private readonly signIn: SignInService,
    private readonly users: UsersService,
    private readonly accounts: UserAccountsService,
    private readonly forgery: ForgeryTokens,
  ) {}

  @Post()
  @SignsIn()
  @withCredentials(nothing)
  @Answers(201, SessionOutput, { 'Set-Cookie': 'The session, for eight hours. Scripts cannot read it.' })
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in with email and password',
    description: 'The answer sets a cookie. Writes with it send the `csrfToken` in the header `X-CSRF-Token`.',
  })
  async open(
    @Address() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Fields(SignInInput) { email, password, tenant }: SignInInput,
  ): Promise<SessionOutput> {
    const choice = choiceOf(tenant);
    const {
      token,
      user,
      tenant: opened,
      permissions,
    } = await this.signIn.withPassword('clientela', 'email', email, password, { address, choice });
    void reply.header('Set-Cookie', sessionCookieOf(token, request));
    return toSession({ tenant: opened, permissions }, user, this.forgery.of(token));
  }

  @Get()
  @ReadsSession()
  @Header('Cache-Control', 'no-store')
  @Answers(200, SessionOutput)
  @ApiOperation({
    operationId: 'getSession',
    summary: 'Read who the caller is and what it may do',
    description: 'For a session and for an API key.',
  })
  async get(@Caller() caller: Principal, @Req() request: FastifyRequest): Promise<SessionOutput> {
    if (caller.keyId !== undefined) return toSession(caller, undefined, null);
    const user = await this.users.find(caller.userId!);
    return toSession(caller, user, this.forgery.of(cookieOf(request, SESSION_COOKIE)!));
  }

  @Delete()
  @WritesSession()
  @withCredentials(session)
  @Answers(204)
  @Refuses(forgeryTokenMissing())
  @ApiOperation({
    operationId: 'endSession',
    summary: 'Sign out',
    description: 'The answer removes the cookie. With `everywhere`, all sessions of the user end.',
  })
  async end(
    @Caller() { userId }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query(EndSessionQuery) { everywhere }: EndSessionQuery,
  ): Promise<void> {
    if (everywhere === 'true') await this.accounts.signOut(userId!);
    void reply.header('Set-Cookie', endedCookie(request));
  }
}
