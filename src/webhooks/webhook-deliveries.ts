import { Injectable } from '@nestjs/common';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { Deliveries, Outcome, Settlement } from '../engine/webhooks/index.js';
import { FeedFollower, type FeedPlace, type PlacedEvent } from '../feed/feed-follower.js';
import { DeliveriesRepository, type KeptEvent } from './deliveries.repository.js';
import type { Delivery, DeliveryEvent } from './delivery.js';
import { Places } from './places.js';
import type { PendingEvent } from './webhook.js';
import { WebhookFigures } from './webhook-figures.js';
import { WebhookMakers } from './webhook-makers.js';
import { WebhookNotices } from './webhook-notices.js';
import { WebhookSecrets } from './webhook-secrets.js';
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
interface Claim {
  events: DeliveryEvent[];
  /** The cursor at the claim. */
  from: FeedPlace;
  /** The cursor may move here when all of the events are kept or have arrived. */
  upTo: FeedPlace;
  /** Events before `upTo` of customers that have an event which is tried again later. */
  passed: PlacedEvent[];
}

/**
 * Which events wait for which webhook: those after its cursor in the feed, and those beside it. One process uses it at
 * a time, the leader.
 */
@Injectable()
export class WebhookDeliveries implements Deliveries<Delivery, DeliveryEvent> {
  private readonly claims = new Map<string, Claim>();
  private now: () => number = Date.now;

  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhooksRepository,
    private readonly rows: DeliveriesRepository,
    private readonly feed: FeedFollower,
    private readonly makers: WebhookMakers,
    private readonly secrets: WebhookSecrets,
    private readonly notices: WebhookNotices,
    private readonly figures: WebhookFigures,
    private readonly places: Places,
  ) {}

  /** A leader begins: it knows of no claims. Tests hand in a clock of their own. */
  begin(now: () => number = Date.now): void {
    this.claims.clear();
    this.now = now;
  }

  async due(limit: number, without: { ids: readonly string[]; groups: readonly string[] }): Promise<Delivery[]> {
    const found = await this.places.take(() => this.rows.due(this.now(), limit, without));
    const prepared = await Promise.all(
      found.map((one) =>
        // One that cannot be prepared must not keep the others from their turn. It is due again.
        this.places.take(() => this.prepared(one)).catch((error: unknown) => this.notices.unprepared(one, error)),
      ),
    );
    return prepared.filter((one) => one !== undefined);
  }

  claim({ id }: Delivery, limit: number): Promise<DeliveryEvent[]> {
    const claim = this.claims.get(id);
    if (claim && claim.events.length > limit) throw new Error('more events were claimed than may be sent');
    return Promise.resolve(claim?.events ?? []);
  }

  async settle({ id, webhook }: Delivery, settlement: Settlement<DeliveryEvent>): Promise<void> {
    const { delivered, postponed, leftOut, waiting, next } = settlement;
    const { tenant } = webhook;
    const claim = this.claims.get(id)!;
    this.claims.delete(id);
    const now = this.now();
    const kept: KeptEvent[] = [
      ...postponed.map(({ event, outcome, failures, failingSince, until }) => ({
        ...keptOf(event.of),
        ...{ failures, failingSince, until, outcome: wordOf(outcome) },
      })),
      ...waiting.map((event) => ({ ...keptOf(event.of), failures: event.failures, failingSince: event.failingSince })),
      ...claim.passed.map(keptOf),
    ];
    const abandoned = leftOut.map(({ event, outcome }) => ({
      ...keptOf(event.of),
      ...{ failures: event.failures + 1, failingSince: event.failingSince, outcome: wordOf(outcome), leftOutAt: now },
    }));
    const hasEnded = await this.places.take(() =>
      this.database.transaction(tenant, async () => {
        const present = await this.webhooks.lock(tenant, webhook.id);
        // It was removed meanwhile.
        if (!present) return false;
        // After a replay, what was sent belongs to an order that is over.
        if (present.replays === webhook.replays && samePlace(present.place, claim.from)) {
          if (next.is === 'well' && next.hasRecovered) await this.rows.release(tenant, webhook.id);
          const sent = delivered.map((event) => event.of);
          await this.rows.remove(tenant, webhook.id, sent);
          await this.rows.keep(tenant, webhook.id, [...kept, ...abandoned]);
          await this.moveTo(webhook, claim.upTo);
        }
        await this.rows.served(tenant, webhook.id, delivered.length > 0 ? now : undefined);
        return this.noteHealth(webhook, next);
      }),
    );
    this.figures.settled(webhook, { delivered: delivered.length, failed: postponed.length, leftOut: leftOut.length });
    this.figures.backlog(webhook, hasEnded ? [] : [...postponed.map(({ event }) => event), ...waiting].map(timeOf));
    if (hasEnded) this.notices.ended(webhook, next.is === 'ended' ? next.why : 'failing');
    if (leftOut.length > 0) this.notices.leftOut(webhook, leftOut.length);
  }

  private async prepared({ tenant, id }: { tenant: TenantId; id: number }): Promise<Delivery | undefined> {
    const webhook = await this.webhooks.find(tenant, id);
    return webhook?.state === 'active' ? this.prepare(webhook) : undefined;
  }

  /** A webhook with the events of its turn. Undefined if it has none that can be sent now. */
  private async prepare(webhook: StoredWebhook): Promise<Delivery | undefined> {
    const { tenant } = webhook;
    const maker = await this.makers.principalOf(webhook);
    if (!maker) {
      await this.webhooks.pauseIfActive(webhook, 'maker');
      this.notices.paused(webhook, 'maker');
      return undefined;
    }
    const secrets = this.secrets.read({ tenant, id: webhook.id }, webhook.secrets);
    if (!secrets) return this.notices.unreadable(webhook);
    const claim = await this.claimFor(webhook, webhook.failures > 0 ? TEST : BATCH);
    if (!claim) return undefined;
    const id = String(webhook.id);
    this.claims.set(id, claim);
    this.figures.backlog(webhook, claim.events.map(timeOf));
    return {
      ...{ id, group: String(tenant), url: webhook.url, secrets, webhook, maker, failures: webhook.failures },
      failingSince: webhook.failingSince?.getTime(),
      deliveredAt: webhook.deliveredAt?.getTime(),
    };
  }

  private async claimFor(webhook: StoredWebhook, limit: number): Promise<Claim | undefined> {
    const { tenant, id } = webhook;
    const now = this.now();
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
    await this.rows.served(tenant, webhook.id);
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

  private async moveTo({ tenant, id }: StoredWebhook, place: FeedPlace): Promise<void> {
    await this.rows.advance(tenant, id, place);
    await this.feed.hold(tenant, consumerOf(id), (await this.rows.oldest(tenant, id)) ?? place);
  }

  private async endTrimmed(webhook: StoredWebhook): Promise<undefined> {
    const hasEnded = await this.rows.end(webhook.tenant, webhook.id, webhook.revision, 'trimmed');
    if (hasEnded) this.notices.ended(webhook, 'trimmed');
  }

  /** Keeps how the receiver has answered. True if the webhook has ended. */
  private async noteHealth(
    { tenant, id, revision, failures, failingSince }: StoredWebhook,
    next: Settlement<DeliveryEvent>['next'],
  ): Promise<boolean> {
    if (next.is === 'well' && (failures > 0 || failingSince))
      await this.rows.note(tenant, id, revision, { failures: 0 });
    if (next.is === 'failing') await this.rows.note(tenant, id, revision, { ...next, outcome: wordOf(next.outcome) });
    if (next.is !== 'ended') return false;
    const hasEnded = await this.rows.end(tenant, id, revision, next.why, wordOf(next.outcome));
    // An ended webhook holds no changes back.
    if (hasEnded) await this.feed.forget(tenant, consumerOf(id));
    return hasEnded;
  }
}

/** The name of a webhook among the consumers of the feed. */
export const consumerOf = (id: number) => `webhook:${id}`;

const keptOf = ({ place, customerId }: PlacedEvent): KeptEvent => ({ place, customerId, failures: 0 });

const timeOf = ({ of }: DeliveryEvent) => of.at.getTime();

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

const samePlace = (one: FeedPlace, other: FeedPlace) =>
  one.era === other.era && one.writtenBy === other.writtenBy && one.seq === other.seq;

const wordOf = (outcome: Outcome) => ('status' in outcome ? String(outcome.status) : outcome.failure);
