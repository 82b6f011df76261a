import { Injectable } from '@nestjs/common';
import { Database } from '../engine/tenant-database/index.js';
import { FeedFollower, type FeedPlace, type PlacedEvent } from '../feed/feed-follower.js';
import { DeliveriesRepository, type KeptEvent } from './deliveries.repository.js';
import type { DeliveryEvent } from './delivery.js';
import type { PendingEvent } from './webhook.js';
import { WebhookNotices } from './webhook-notices.js';
import { type StoredWebhook, WebhooksRepository } from './webhooks.repository.js';

/** Events that are claimed for a receiver. As many may arrive twice after a crash. */
export const BATCH = 50;
/** Events that find out whether a receiver is back. */
const TEST = 3;
/** Events that may wait beside the cursor of a webhook. With more, its cursor stays where it is until some arrive. */
const MOST_BESIDE = 50_000;
/** Pages of the feed that are read for one webhook in one turn, if it hears nothing in them. */
const PAGES_OF_A_TURN = 20;

/** What a turn of a webhook has claimed. */
export interface Claim {
  events: DeliveryEvent[];
  /** The cursor at the claim. */
  from: FeedPlace;
  /** The cursor may move here when all of the events are kept or have arrived. */
  upTo: FeedPlace;
  /** Events before `upTo` of customers that have an event which is tried again later. */
  passed: PlacedEvent[];
}

/** Finds the events of a webhook's turn: those beside its cursor that are due, then those after it in the feed. */
@Injectable()
export class WebhookClaims {
  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhooksRepository,
    private readonly rows: DeliveriesRepository,
    private readonly feed: FeedFollower,
    private readonly notices: WebhookNotices,
  ) {}

  /** Undefined if nothing can be sent now. */
  async claim(webhook: StoredWebhook, now: number): Promise<Claim | undefined> {
    const { tenant, id } = webhook;
    const limit = webhook.failures > 0 ? TEST : BATCH;
    const beside = await this.rows.claimable(tenant, id, now, limit);
    const found = new Map((await this.feed.at(tenant, beside)).map((event) => [event.place.seq, event]));
    const trimmed = beside.filter(({ place }) => !found.has(place.seq));
    await this.rows.remove(tenant, id, trimmed);
    const events = beside.flatMap((one) => eventOf(webhook, found.get(one.place.seq), one) ?? []);
    const blocked = new Set(await this.rows.blocked(tenant, id, now));
    const mayFollow =
      beside.length < limit && (blocked.size === 0 || (await this.rows.count(tenant, id)) < MOST_BESIDE);
    if (mayFollow) return this.follow(webhook, events, limit, blocked);
    const from = webhook.place;
    return events.length > 0 ? { events, from, upTo: from, passed: [] } : undefined;
  }

  /** Adds events after the cursor. Pages in which the webhook hears nothing move its cursor. */
  private async follow(
    webhook: StoredWebhook,
    events: DeliveryEvent[],
    limit: number,
    blocked: ReadonlySet<number>,
  ): Promise<Claim | undefined> {
    const { tenant, kinds } = webhook;
    let from = webhook.place;
    for (let pages = 0; pages < PAGES_OF_A_TURN; pages++) {
      const page = await this.feed.read(tenant, from, limit - events.length);
      if (!page.isKept) return this.endTrimmed(webhook);
      const heard = page.events.filter(({ kind }) => kinds === null || kinds.includes(kind));
      const passed = heard.filter(({ customerId }) => blocked.has(customerId));
      const fresh = heard.filter(({ customerId }) => !blocked.has(customerId));
      events.push(...fresh.flatMap((event) => eventOf(webhook, event) ?? []));
      if (events.length > 0) return { events, from, upTo: page.next, passed };
      if (!samePlace(page.next, from) && !(await this.pass(webhook, from, page.next, passed))) return undefined;
      from = page.next;
      if (page.isLast) break;
    }
    return undefined;
  }

  /** Moves the cursor without a delivery. False if the webhook has changed meanwhile. */
  private pass(webhook: StoredWebhook, from: FeedPlace, to: FeedPlace, passed: PlacedEvent[]): Promise<boolean> {
    const { tenant, id, replays } = webhook;
    return this.database.transaction(tenant, async () => {
      const present = await this.webhooks.lock(tenant, id);
      if (!present || present.replays !== replays || !samePlace(present.place, from)) return false;
      await this.rows.keep(tenant, id, passed.map(keptOf));
      await this.moveTo(webhook, to);
      return true;
    });
  }

  /** Moves the cursor, and keeps the changes that the webhook still needs. */
  async moveTo({ tenant, id }: StoredWebhook, place: FeedPlace): Promise<void> {
    await this.rows.advance(tenant, id, place);
    await this.feed.hold(tenant, consumerOf(id), (await this.rows.oldest(tenant, id)) ?? place);
  }

  private async endTrimmed(webhook: StoredWebhook): Promise<undefined> {
    const hasEnded = await this.rows.end(webhook.tenant, webhook.id, webhook.revision, 'trimmed');
    if (hasEnded) this.notices.ended(webhook, 'trimmed');
  }
}

/** The name of a webhook among the consumers of the feed. */
export const consumerOf = (id: number) => `webhook:${id}`;

export const keptOf = ({ place, customerId }: PlacedEvent): KeptEvent => ({ place, customerId, failures: 0 });

/** Stable over retries. A replay sends a message of its own, so that a receiver does not take it for a repetition. */
function eventOf(
  { id, replays }: StoredWebhook,
  event: PlacedEvent | undefined,
  { failures = 0, failingSince = null }: Partial<PendingEvent> = {},
): DeliveryEvent | undefined {
  if (!event) return undefined;
  const { place, customerId } = event;
  const name = `msg_${id}_${place.era}_${place.writtenBy}_${place.seq}_${customerId}`;
  return {
    id: replays > 0 ? `${name}_${replays}` : name,
    key: String(customerId),
    failures,
    failingSince: failingSince?.getTime(),
    of: event,
  };
}

export const samePlace = (one: FeedPlace, other: FeedPlace) =>
  one.era === other.era && one.writtenBy === other.writtenBy && one.seq === other.seq;
