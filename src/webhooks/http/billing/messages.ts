import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../../../config/config.module.js';
import type { Env } from '../../../config/env.js';
import { type Delivery, type DeliveryEvent, type Message, MessageFormat } from '../../delivery.js';
import { RecordViews } from '../../record-views.js';
import { USER_AGENT } from '../../standard-headers.js';
import { EVENT_OF_KIND } from './events.js';

/** Messages as the modelled API documents them: the object, its ID, what happened to it, and a secret. */
@Injectable()
export class BillingMessages extends MessageFormat {
  private readonly source: string;

  constructor(
    private readonly views: RecordViews,
    @Inject(ENV) { publicUrls, host }: Env,
  ) {
    super();
    this.source = publicUrls[0] === undefined ? host : new URL(publicUrls[0]).host;
  }

  async messageOf(delivery: Delivery, { of: event }: DeliveryEvent): Promise<Message> {
    const { kind, customerId, version } = event;
    // A deleted customer is shown as it was before, because this contract shows no deleted ones.
    const shown = kind === 'deleted' && version !== null ? version - 1 : version;
    const answer = (await this.views.of(delivery.maker, 'billing', customerId, shown)) as
      { response: object } | undefined;
    // What was erased, or is not kept, has its ID alone.
    const id = await this.views.idIn('billing', delivery.maker, customerId);
    return this.message(delivery, EVENT_OF_KIND[kind], id, answer?.response ?? { customer_id: id });
  }

  testMessageOf(delivery: Delivery): Message {
    return this.message(delivery, 'test', 0, {});
  }

  private message({ secrets }: Delivery, event: string, id: number | string, customer: object): Message {
    // The newest secret: this form has no place for two.
    const { secret } = secrets[0]!;
    const body = { context_str: 'customer', context_id: id, event, data: { customer }, security_token: secret };
    return {
      headers: {
        'content-type': 'application/json',
        'user-agent': USER_AGENT,
        'x-chargeover-key': secret,
        'x-chargeover-source': this.source,
      },
      body: JSON.stringify(body),
    };
  }
}
