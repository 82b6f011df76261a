import { Controller, Delete, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Writes } from '../../../auth/access.js';
import { Caller } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { billing } from '../../../contracts/billing.js';
import { Chapter } from '../../../contracts/chapter.js';
import { Id } from '../../../contracts/id.js';
import { Fields } from '../../../contracts/input.js';
import { renaming } from '../../../contracts/renaming.js';
import { only } from '../../../contracts/schema.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { tooManyWebhooks, WebhooksService } from '../../webhooks.service.js';
import { fromSubscription, SubscribeInput, SubscriptionOutput } from './billing.dto.js';

const inOurWords = renaming({ url: 'target_url' });

@Speaks(billing)
@Chapter('REST hooks', 'Subscriptions to events of customers.')
@Controller('api/v3/_resthook')
export class BillingRestHooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @Writes('webhooks:write')
  @Answers(201, SubscriptionOutput)
  @Refuses(tooManyWebhooks())
  @LeadsTo(['endSubscription'], { id: '/response/id' })
  @ApiOperation({
    operationId: 'subscribeToEvent',
    summary: 'Subscribe to an event',
    description:
      'Each event is sent to the URL as a POST request with `context_str`, `context_id`, `event`, `data.customer` in ' +
      'the words of this contract, and `security_token`, which is also in the header `X-ChargeOver-Key`. Any 2xx is ' +
      'success, redirects are not followed, and 410 ends the subscription. It is shown no more than the key may read.',
  })
  async subscribe(
    @Caller() caller: Principal,
    @Fields(SubscribeInput) input: SubscribeInput,
  ): Promise<SubscriptionOutput> {
    const { id } = await this.webhooks.create(caller, fromSubscription(input)).catch(inOurWords);
    return { id };
  }

  @Delete(':id')
  @Writes('webhooks:write')
  @Answers(200, only(true))
  @ApiOperation({ operationId: 'endSubscription', summary: 'End a subscription' })
  async unsubscribe(@Caller() caller: Principal, @Id('webhook') id: number): Promise<true> {
    await this.webhooks.remove(caller, id, 'billing');
    return true;
  }
}
