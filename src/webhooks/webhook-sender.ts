import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { type Span, Traces } from '../engine/traces/index.js';
import { isSuccess, Outbound, type Outcome, RefusedTarget } from '../engine/webhooks/index.js';
import { type Delivery, type DeliveryEvent, type Message, MESSAGE_FORMATS, type MessageFormat } from './delivery.js';
import { Places } from './places.js';
import type { WebhookContract } from './webhook.js';
import { resultOf, WebhookFigures } from './webhook-figures.js';

/** Milliseconds until a receiver of a contract must answer, if it is not the usual time. */
const TIMEOUTS: Partial<Record<WebhookContract, { headers: number; whole: number }>> = {
  // ChargeOver gives up after 14 seconds.
  billing: { headers: 14_000, whole: 14_000 },
};

/** Sends messages to receivers. */
@Injectable()
export class WebhookSender {
  private readonly outbound: Record<WebhookContract, Outbound>;

  constructor(
    @Inject(ENV) { webhooks: { allowedHosts } }: Env,
    @Inject(MESSAGE_FORMATS) private readonly formats: Record<WebhookContract, MessageFormat>,
    private readonly places: Places,
    private readonly figures: WebhookFigures,
    private readonly traces: Traces,
  ) {
    this.outbound = {
      clientela: new Outbound({ allowedHosts, timeouts: TIMEOUTS.clientela }),
      billing: new Outbound({ allowedHosts, timeouts: TIMEOUTS.billing }),
    };
  }

  /** Why a URL cannot be used. Undefined if it can, as far as that is known before its name is resolved. */
  faultIn(contract: WebhookContract, url: string): string | undefined {
    try {
      const { isSecure, isAllowed } = this.outbound[contract].check(url);
      // Messages have personal data, and a signature does not hide them.
      return isSecure || isAllowed ? undefined : 'the URL must begin with https://';
    } catch (error) {
      if (error instanceof RefusedTarget) return error.message;
      throw error;
    }
  }

  send(delivery: Delivery, event: DeliveryEvent, signal: AbortSignal): Promise<Outcome> {
    const { contract } = delivery.webhook;
    return this.traced(delivery, async () => {
      // Made now and not when it was claimed: what was erased meanwhile is not sent.
      const message = await this.places.take(() => this.formats[contract].messageOf(delivery, event));
      return this.post(delivery, message, signal);
    });
  }

  /** Sends a message that is about no customer. */
  test(delivery: Delivery): Promise<Outcome> {
    const { contract } = delivery.webhook;
    return this.traced(delivery, () => this.post(delivery, this.formats[contract].testMessageOf(delivery)));
  }

  private async post({ url, webhook }: Delivery, message: Message, signal?: AbortSignal): Promise<Outcome> {
    // The operator may have closed the host since the webhook was made.
    if (this.faultIn(webhook.contract, url) !== undefined) return { failure: 'refused' };
    const began = performance.now();
    const outcome = await this.traces.within({ name: 'POST', kind: 'client' }, async (span) =>
      noted(span, await this.outbound[webhook.contract].try({ url, ...message, signal })),
    );
    this.figures.sent(outcome, (performance.now() - began) / 1_000);
    return outcome;
  }

  /** The span names the webhook by its ID. Its URL may have a secret of the receiver. */
  private traced({ webhook }: Delivery, send: () => Promise<Outcome>): Promise<Outcome> {
    const { contract, tenant, id } = webhook;
    const attributes = { 'clientela.contract': contract, 'clientela.tenant': tenant, 'clientela.webhook': id };
    return this.traces.within({ name: 'webhook', attributes }, async (span) => noted(span, await send()));
  }
}

function noted(span: Span, outcome: Outcome): Outcome {
  if ('status' in outcome) span.note({ 'http.response.status_code': outcome.status });
  if (!isSuccess(outcome)) span.failed(resultOf(outcome));
  return outcome;
}
