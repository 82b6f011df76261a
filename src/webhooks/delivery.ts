import type { Principal } from '../auth/principal.js';
import type { PlacedEvent } from '../feed/feed-follower.js';
import type { StandardEvent, StandardSubscription } from '../engine/webhooks/index.js';
import type { StoredWebhook } from './webhooks.repository.js';

/** A webhook while it is served. */
export interface Delivery extends StandardSubscription {
  readonly webhook: StoredWebhook;
  /** Its maker, with what the maker may do now. */
  readonly maker: Principal;
}

/** An event that is to be sent. Its body is made when it is sent. */
export interface DeliveryEvent extends Omit<StandardEvent, 'body'> {
  readonly of: PlacedEvent;
}

/** A request to a receiver. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a contract puts an event into a request. Each contract with webhooks has one, beside its routes. */
export abstract class MessageFormat {
  abstract messageOf(delivery: Delivery, event: DeliveryEvent): Promise<Message>;

  /** A message that is about no customer, by which a caller tries a receiver. */
  abstract testMessageOf(delivery: Delivery): Message;
}

/** The formats by contract. */
export const MESSAGE_FORMATS = 'formats of messages';
