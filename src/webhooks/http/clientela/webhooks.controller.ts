import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { Caller, InTenant } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Fields, Query } from '../../../contracts/input.js';
import { pageOf, ShortListQuery } from '../../../contracts/short-lists.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { startAgain, tooManyWebhooks, WebhooksService } from '../../webhooks.service.js';
import { cursorOf, placeIn } from './cursor.js';
import {
  CreateWebhookInput,
  DeliveryListOutput,
  fromNewWebhook,
  fromReplay,
  fromRotation,
  fromWebhookChanges,
  ListDeliveriesQuery,
  ReplayInput,
  RotateSecretInput,
  TestOutput,
  toDelivery,
  toTest,
  toWebhook,
  toWebhookWithSecret,
  UpdateWebhookInput,
  WebhookListOutput,
  WebhookOutput,
  WebhookWithSecretOutput,
} from './webhooks.dto.js';

@Speaks(clientela)
@Chapter('Webhooks', 'Events of customers, sent to a receiver as Standard Webhooks.')
@Controller(`${CLIENTELA}/webhooks`)
export class ClientelaWebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get()
  @Reads('webhooks:read')
  @Answers(200, WebhookListOutput)
  @LeadsTo(['getWebhook', 'updateWebhook', 'deleteWebhook', 'listDeliveries'], { id: '/data/0/id' })
  @ApiOperation({ operationId: 'listWebhooks', summary: 'List the webhooks of the tenant' })
  async list(@InTenant() tenant: TenantId, @Query(ShortListQuery) page: ShortListQuery): Promise<WebhookListOutput> {
    const { data, next } = pageOf(await this.webhooks.list(tenant), page);
    return { data: data.map(toWebhook), next };
  }

  @Post()
  @Writes('webhooks:write', { answersSecret: true })
  @Answers(201, WebhookWithSecretOutput)
  @Refuses(tooManyWebhooks(), startAgain())
  @LeadsTo(['getWebhook', 'updateWebhook', 'deleteWebhook', 'listDeliveries', 'testWebhook'], { id: '/id' })
  @ApiOperation({
    operationId: 'createWebhook',
    summary: 'Make a webhook',
    description:
      'The answer is the only one that shows the secret. Messages are signed as Standard Webhooks says. The webhook is ' +
      'shown no more than the caller who made or changed it last may see.',
  })
  async create(
    @Caller() caller: Principal,
    @Fields(CreateWebhookInput) input: CreateWebhookInput,
  ): Promise<WebhookWithSecretOutput> {
    return toWebhookWithSecret(await this.webhooks.create(caller, fromNewWebhook(input)));
  }

  @Get(':id')
  @Reads('webhooks:read')
  @Answers(200, WebhookOutput)
  @ApiOperation({ operationId: 'getWebhook', summary: 'Read a webhook' })
  async get(@InTenant() tenant: TenantId, @Id('webhook', 'id', TEXT_ID) id: number): Promise<WebhookOutput> {
    return toWebhook(await this.webhooks.get(tenant, id));
  }

  @Patch(':id')
  @Writes('webhooks:write')
  @Answers(200, WebhookOutput)
  @ApiOperation({
    operationId: 'updateWebhook',
    summary: 'Update a webhook',
    description: 'The caller becomes its maker.',
  })
  async update(
    @Caller() caller: Principal,
    @Id('webhook', 'id', TEXT_ID) id: number,
    @Fields(UpdateWebhookInput) input: UpdateWebhookInput,
  ): Promise<WebhookOutput> {
    return toWebhook(await this.webhooks.change(caller, id, fromWebhookChanges(input)));
  }

  @Delete(':id')
  @Writes('webhooks:write')
  @Answers(204)
  @ApiOperation({ operationId: 'deleteWebhook', summary: 'Delete a webhook' })
  async remove(@Caller() caller: Principal, @Id('webhook', 'id', TEXT_ID) id: number): Promise<void> {
    await this.webhooks.remove(caller, id);
  }

  @Post(':id/rotate')
  @Writes('webhooks:write', { answersSecret: true })
  @Answers(201, WebhookWithSecretOutput)
  @ApiOperation({
    operationId: 'rotateWebhookSecret',
    summary: 'Replace the secret of a webhook',
    description: 'For some more time the old secret signs, too: a message then has two signatures.',
  })
  async rotate(
    @Caller() caller: Principal,
    @Id('webhook', 'id', TEXT_ID) id: number,
    @Fields(RotateSecretInput, { optional: true }) input: RotateSecretInput,
  ): Promise<WebhookWithSecretOutput> {
    return toWebhookWithSecret(await this.webhooks.rotate(caller, id, fromRotation(input)));
  }

  @Post(':id/replay')
  @Writes('webhooks:write')
  @Answers(200, WebhookOutput)
  @Refuses(startAgain())
  @ApiOperation({
    operationId: 'replayWebhook',
    summary: 'Send events again',
    description: 'From a cursor or a time on. The messages have IDs of their own. Events that wait are given up first.',
  })
  async replay(
    @Caller() caller: Principal,
    @Id('webhook', 'id', TEXT_ID) id: number,
    @Fields(ReplayInput) input: ReplayInput,
  ): Promise<WebhookOutput> {
    return toWebhook(await this.webhooks.replay(caller, id, fromReplay(input)));
  }

  @Post(':id/resume')
  @Writes('webhooks:write')
  @Answers(200, WebhookOutput)
  @ApiOperation({
    operationId: 'resumeWebhook',
    summary: 'Let a webhook go on',
    description: 'One that is paused, has ended, or waits for its receiver. The caller becomes its maker.',
  })
  async resume(@Caller() caller: Principal, @Id('webhook', 'id', TEXT_ID) id: number): Promise<WebhookOutput> {
    return toWebhook(await this.webhooks.resume(caller, id));
  }

  // Each try sends a message, so its answer is no part of a transaction.
  @Post(':id/test')
  @Writes('webhooks:write', { inParts: true })
  @Answers(200, TestOutput)
  @ApiOperation({
    operationId: 'testWebhook',
    summary: 'Try a receiver',
    description: 'Sends a message of the type `webhook.test` at once, whatever the state of the webhook is.',
  })
  async test(@Caller() caller: Principal, @Id('webhook', 'id', TEXT_ID) id: number): Promise<TestOutput> {
    return toTest(await this.webhooks.test(caller, id));
  }

  @Get(':id/deliveries')
  @Reads('webhooks:read')
  @Answers(200, DeliveryListOutput)
  @ApiOperation({
    operationId: 'listDeliveries',
    summary: 'List events that have failed',
    description: 'Those that are tried again, and the last thousand of those that were left out.',
  })
  async deliveries(
    @InTenant() tenant: TenantId,
    @Id('webhook', 'id', TEXT_ID) id: number,
    @Query(ListDeliveriesQuery) { after, limit = 50 }: ListDeliveriesQuery,
  ): Promise<DeliveryListOutput> {
    const found = await this.webhooks.failed(tenant, id, placeIn(after), limit + 1);
    const data = found.slice(0, limit);
    return { data: data.map(toDelivery), next: found.length > limit ? cursorOf(data.at(-1)!.place) : null };
  }
}
