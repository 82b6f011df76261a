import { Controller, Get, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { allOf } from '../../../contracts/credentials.js';
import { accounting } from '../../../contracts/accounting.js';
import { Answers, AnswersList } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { Id } from '../../../contracts/id.js';
import { Fields } from '../../../contracts/input.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks, withCredentials } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { Reads, SignsIn, Writes } from '../../access.js';
import { KeysService } from '../../keys.service.js';
import { Address, Caller, InTenant } from '../../principal.js';
import type { Principal } from '../../principal.js';
import { SignInService } from '../../sign-in.service.js';
import {
  ApiKeyOutput,
  fromGenerateApiKey,
  GenerateApiKeyInput,
  GeneratedApiKeyOutput,
  RevokedApiKeyOutput,
  SignedInOutput,
  SignInInput,
  toApiKey,
  toGeneratedApiKey,
  toRevokedApiKey,
  toSignedIn,
} from './accounting.dto.js';

const nothing = allOf();
/** The example is not 1, as for other IDs: that could be the caller's own key. */
const keyId = { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, example: 42 };

@Speaks(accounting)
@Chapter('Auth', 'Sign-in with email and password.')
@Controller('api/auth')
export class AccountingSignInController {
  constructor(private readonly signIn: SignInService) {}

  // 201, although nothing lasting is created: the modelled API answers that.
  @Post('signin')
  @SignsIn()
  @withCredentials(nothing)
  @Answers(201, SignedInOutput)
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in with email and password',
    description:
      'The answer names the organization that the user joined first. The token is valid for all organizations of the user; a header selects one.',
  })
  async signin(
    @Address() address: string,
    @Fields(SignInInput) { email, password }: SignInInput,
  ): Promise<SignedInOutput> {
    return toSignedIn(await this.signIn.withPassword('accounting', 'email', email, password, { address }));
  }
}

@Speaks(accounting)
@Chapter('API keys', 'Keys that take the place of a sign-in, for programs.')
@Controller('api/api-keys')
export class AccountingKeysController {
  constructor(private readonly keys: KeysService) {}

  @Post('generate')
  @Writes('keys:write', { answersSecret: true })
  @Answers(201, GeneratedApiKeyOutput)
  @LeadsTo(['revokeApiKey'], { id: '/id' })
  @ApiOperation({
    operationId: 'generateApiKey',
    summary: 'Make an API key',
    description:
      'The answer is the only one that shows the key. Its permissions never exceed those of its maker; `permissions` ' +
      'limits them further. Without `permissions`, the key cannot make keys. ' +
      'It ends with its maker: the user or the key.',
  })
  async generate(
    @Caller() caller: Principal,
    @Fields(GenerateApiKeyInput, { optional: true }) input: GenerateApiKeyInput,
  ): Promise<GeneratedApiKeyOutput> {
    return toGeneratedApiKey(await this.keys.createFor(caller, 'accounting', fromGenerateApiKey(input)));
  }

  @Get()
  @Reads('keys:read')
  @AnswersList(ApiKeyOutput)
  @LeadsTo(['revokeApiKey'], { id: '/0/id' })
  @ApiOperation({ operationId: 'listApiKeys', summary: 'List the API keys of the organization, revoked ones too' })
  async list(@InTenant() tenant: TenantId): Promise<ApiKeyOutput[]> {
    return (await this.keys.list(tenant, 'accounting')).map(toApiKey);
  }

  @Put(':id/revoke')
  @Writes('keys:write')
  @Answers(200, RevokedApiKeyOutput)
  @ApiOperation({
    operationId: 'revokeApiKey',
    summary: 'End an API key for good',
    description: 'The keys that it has made end too. Revoking it twice is no error.',
  })
  async revoke(
    @Caller() { tenant, caller }: Principal,
    @Id('api_key', 'id', keyId) id: number,
  ): Promise<RevokedApiKeyOutput> {
    return toRevokedApiKey(await this.keys.revoke(tenant.id, id, 'accounting', caller));
  }
}
