import type { ContractName } from '../contracts/index.js';
import type { Turn } from '../database/kept-changes.js';
import type { FeedPlace } from '../feed/feed-follower.js';

/** The contracts by which webhooks are made. Each has messages of its own. */
export const WEBHOOK_CONTRACTS = ['clientela', 'billing'] as const;
export type WebhookContract = (typeof WEBHOOK_CONTRACTS)[number];

/** What may happen to a customer. */
export type EventKind = Turn;
export const EVENT_KINDS = [
  'created',
  'updated',
  'deleted',
  'restored',
  'erased',
] as const satisfies readonly EventKind[];

/** The contract in whose words a message shows the customer. */
export type ShownBy = ContractName;

/** `paused`: events wait for it. `ended`: nothing is kept for it. A caller may let both go on. */
export const WEBHOOK_STATES = ['active', 'paused', 'ended'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

export type PauseReason =
  | 'caller' // a caller paused it
  | 'maker'; // its maker has ended, or may not read customers any more

export type EndReason =
  | 'gone' // its receiver answered 410
  | 'failing' // its receiver has taken nothing for days
  | 'trimmed'; // changes that it had still to send were removed

/** A webhook without its secrets. */
export interface Webhook {
  id: number;
  contract: WebhookContract;
  url: string;
  description: string | null;
  /** The kinds of events that it hears. Null: all. */
  kinds: Turn[] | null;
  /** Null: messages have no values. */
  shownBy: ShownBy | null;
  /** `user:7` or `key:9`: who made or changed it last. It is shown no more than this caller may see. */
  maker: string;
  state: WebhookState;
  reason: PauseReason | EndReason | null;
  stateSince: Date;
  failingSince: Date | null;
  deliveredAt: Date | null;
  /** The receiver is away. It is tried again at this time. */
  pausedUntil: Date | null;
  /** The last failure: a status, or a word. */
  outcome: string | null;
  createdAt: Date;
}

export interface NewWebhook {
  contract: WebhookContract;
  url: string;
  description?: string | null;
  kinds?: Turn[] | null;
  shownBy?: ShownBy | null;
  /** A cursor of the feed. Default: from now on. */
  after?: string;
}

/** What a caller may change. */
export interface WebhookChanges extends Partial<Pick<NewWebhook, 'url' | 'description' | 'kinds' | 'shownBy'>> {
  state?: 'active' | 'paused';
}

/** An event that has not arrived. */
export interface PendingEvent {
  place: FeedPlace;
  customerId: number;
  failures: number;
  failingSince: Date | null;
  until: Date | null;
  outcome: string | null;
  leftOutAt: Date | null;
}
