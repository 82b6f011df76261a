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

/** All headers of one try as Standard Webhooks says. `now`: milliseconds of the epoch. */
export const standardHeaders = (
  event: { id: string; body: string },
  secrets: readonly SigningSecret[],
  userAgent: string,
  now: number,
) => ({
  'content-type': 'application/json',
  'user-agent': userAgent,
  ...signedHeaders(event, secrets, now),
});

/** Sends events as Standard Webhooks says. A retry has the ID of the first try, and its own time and signatures. */
export const standardSender =
  (outbound: Outbound, userAgent: string, now = Date.now): Send<StandardSubscription, StandardEvent> =>
  ({ url, secrets }, event, signal) =>
    outbound.try({ url, headers: standardHeaders(event, secrets, userAgent, now()), body: event.body, signal });
