import type { Event, Send, Subscription } from './deliveries.js';
import type { Outbound } from './outbound.js';
import { signedHeaders, type SigningSecret } from './signing.js';

export interface StandardSubscription extends Subscription {
  readonly url: string;
  readonly secrets: readonly SigningSecret[];
}

export interface StandardEvent extends Event {
  /** JSON. */
  readonly body: string;
}

/** Sends events as Standard Webhooks says. A retry has the ID of the first try, and its own time and signatures. */
export const standardSender =
  (outbound: Outbound, userAgent: string, now = Date.now): Send<StandardSubscription, StandardEvent> =>
  ({ url, secrets }, event, signal) =>
    outbound.try({
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': userAgent,
        ...signedHeaders(event, secrets, now()),
      },
      body: event.body,
      signal,
    });
