import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { accountInPath, allOf, exchangedKey } from '../../../contracts/credentials.js';
import { erp } from '../../../contracts/erp.js';
import { Query } from '../../../contracts/input.js';
import { Speaks, withCredentials } from '../../../contracts/speaks.js';
import { credentialMalformed, invalidField } from '../../../problem.js';
import { ReadsSession, SignsIn } from '../../access.js';
import { ExchangedKey } from '../../checks/keys.js';
import { OptionalNonce } from '../../checks/nonce.js';
import { Address, Caller, Chosen } from '../../principal.js';
import type { Choice, Principal } from '../../principal.js';
import { SignInService } from '../../sign-in.service.js';
import { SessionOutput, SignInQuery, StatusOutput, toSession, toStatus } from './erp.dto.js';

const account = accountInPath('account');
// The only route of this contract where a missing credential is answered with 400.
const apiToken = exchangedKey('apiToken', 'An API token: `xt_…`. It opens a session and nothing else.', () =>
  credentialMalformed('The Authorization header must be "Bearer <API token>".'),
);

@Speaks(erp)
@Chapter('Session', 'Sessions: how one is opened, and what it is.')
@Controller('api/:account/v4.0.0')
export class ErpSessionsController {
  constructor(private readonly signIn: SignInService) {}

  @Get('helo')
  @SignsIn()
  @withCredentials(allOf(apiToken, account))
  @OptionalNonce()
  @Answers(200, SessionOutput)
  @ApiOperation({
    operationId: 'openSession',
    summary: 'Open a session with an API token',
    description: 'The token of the session is for all other requests. It is the API token’s, so it can do no more.',
  })
  async helo(@Chosen() choice: Choice, @ExchangedKey() key: string): Promise<SessionOutput> {
    return toSession(await this.signIn.withApiToken('erp', key, choice));
  }

  @Post('auth')
  @SignsIn()
  @withCredentials(allOf(account))
  @OptionalNonce()
  @Answers(200, SessionOutput)
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Open a session with a login name and a password',
    description: 'The token of the session is for all other requests.',
  })
  async auth(
    @Address() address: string,
    @Chosen() choice: Choice,
    @Query(SignInQuery) { username, password }: SignInQuery,
  ): Promise<SessionOutput> {
    const { token } = await this.signIn.withPassword('erp', 'login', username, password, { address, choice });
    return toSession(token);
  }

  @Get('status')
  @ReadsSession()
  @OptionalNonce()
  @Answers(200, StatusOutput)
  @Refuses(invalidField('nonce', 'nonce', 'must be a positive 64-bit integer'))
  @ApiOperation({
    operationId: 'getStatus',
    summary: 'Read the signed-in user and company',
    description: 'Tells whether a token is still valid.',
  })
  async status(@Caller() caller: Principal): Promise<StatusOutput> {
    return toStatus(await this.signIn.nameOf(caller), caller.tenant.name);
  }
}
