import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Fields, Query } from '../../../contracts/input.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { conflict } from '../../../problem.js';
import { Reads, Writes } from '../../access.js';
import { KeysService } from '../../keys.service.js';
import { Caller } from '../../principal.js';
import type { Principal } from '../../principal.js';
import {
  CreateKeyInput,
  fromCreateKey,
  fromRotateKey,
  KeyListOutput,
  KeyOutput,
  ListKeysQuery,
  KeyWithSecretOutput,
  RotatedKeyOutput,
  RotateKeyInput,
  toKey,
  toNewKey,
  toRotatedKey,
} from './keys.dto.js';
import { pageOf } from '../../../contracts/short-lists.js';

/** The example is not 1, as for other IDs: that could be the caller's own key. */
const keyId = { ...TEXT_ID, example: '42' };

@Speaks(clientela)
@Chapter('Keys', 'API keys of all contracts.')
@Controller(`${CLIENTELA}/keys`)
export class ClientelaKeysController {
  constructor(private readonly keys: KeysService) {}

  @Get()
  @Reads('keys:read')
  @Answers(200, KeyListOutput)
  @LeadsTo(['rotateKey', 'revokeKey'], { id: '/data/0/id' })
  @ApiOperation({ operationId: 'listKeys', summary: 'List the API keys of the tenant, ended ones too' })
  async list(
    @Caller() { tenant }: Principal,
    @Query(ListKeysQuery) { contract, ...page }: ListKeysQuery,
  ): Promise<KeyListOutput> {
    const { data, next } = pageOf(await this.keys.list(tenant.id, contract), page);
    return { data: data.map(toKey), next };
  }

  @Post()
  @Writes('keys:write', { answersSecret: true })
  @Answers(201, KeyWithSecretOutput)
  @LeadsTo(['rotateKey', 'revokeKey'], { id: '/id' })
  @ApiOperation({
    operationId: 'createKey',
    summary: 'Make an API key of any contract',
    description: 'The answer is the only one that shows the secret. The key ends with its maker: the user or the key.',
  })
  async create(
    @Caller() caller: Principal,
    @Fields(CreateKeyInput) input: CreateKeyInput,
  ): Promise<KeyWithSecretOutput> {
    return toNewKey(await this.keys.createFor(caller, input.contract, fromCreateKey(input)));
  }

  @Post(':id/rotate')
  @Writes('keys:write', { answersSecret: true })
  @Answers(201, RotatedKeyOutput)
  @Refuses(conflict('key_ended', 'This key has ended; make a new one.'))
  @ApiOperation({
    operationId: 'rotateKey',
    summary: 'Replace an API key by a new one',
    description:
      'The old key works for some more time; keys that it has made end with it. A caller rotates only keys whose ' +
      'permissions it has itself.',
  })
  async rotate(
    @Caller() caller: Principal,
    @Id('api_key', 'id', keyId) id: number,
    @Fields(RotateKeyInput, { optional: true }) input: RotateKeyInput,
  ): Promise<RotatedKeyOutput> {
    return toRotatedKey(await this.keys.rotateFor(caller, id, fromRotateKey(input)));
  }

  @Post(':id/revoke')
  @Writes('keys:write')
  @Answers(200, KeyOutput)
  @ApiOperation({
    operationId: 'revokeKey',
    summary: 'End an API key for good',
    description: 'The keys that it has made end too. Revoking it twice is no error.',
  })
  async revoke(@Caller() { tenant, caller }: Principal, @Id('api_key', 'id', keyId) id: number): Promise<KeyOutput> {
    return toKey(await this.keys.revoke(tenant.id, id, undefined, caller));
  }
}
