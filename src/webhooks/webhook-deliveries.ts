import { Injectable } from '@nestjs/common';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { Deliveries, Outcome, Settlement } from '../engine/webhooks/index.js';
import { FeedFollower } from '../feed/feed-follower.js';
import { DeliveriesRepository, type KeptEvent } from './deliveries.repository.js';
import type { Delivery, DeliveryEvent } from './delivery.js';
import { Places } from './places.js';
import { type Claim, consumerOf, keptOf, samePlace, WebhookClaims } from './webhook-claims.js';
import { WebhookFigures } from './webhook-figures.js';
import { WebhookMakers } from './webhook-makers.js';
import { WebhookNotices } from './webhook-notices.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { type StoredWebhook, WebhooksRepository } from './webhooks.repository.js';

/**
 * Which events wait for which webhook: those after its cursor in the feed, and those beside it. One process uses it at
 * a time, the leader.
 */
@Injectable()
export class WebhookDeliveries implements Deliveries<Delivery, DeliveryEvent> {
  /** By webhook, what its turn has claimed. */
  private readonly turns = new Map<string, Claim>();
  private now: () => number = Date.now;

  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhooksRepository,
    private readonly rows: DeliveriesRepository,
    private readonly feed: FeedFollower,
    private readonly claims: WebhookClaims,
    private readonly makers: WebhookMakers,
    private readonly secrets: WebhookSecrets,
    private readonly notices: WebhookNotices,
    private readonly figures: WebhookFigures,
    private readonly places: Places,
  ) {}

  /** A leader begins: it knows of no claims. Tests hand in a clock of their own. */
  begin(now: () => number = Date.now): void {
    this.turns.clear();
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
    const claim = this.turns.get(id);
    if (claim && claim.events.length > limit) throw new Error('more events were claimed than may be sent');
    return Promise.resolve(claim?.events ?? []);
  }

  async settle({ id, webhook }: Delivery, settlement: Settlement<DeliveryEvent>): Promise<void> {
    const { delivered, postponed, leftOut, waiting, next } = settlement;
    const { tenant } = webhook;
    const claim = this.turns.get(id)!;
    this.turns.delete(id);
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
          await this.claims.moveTo(webhook, claim.upTo);
        }
        await this.rows.served(tenant, webhook.id, delivered.length > 0 ? now : undefined);
        return this.noteHealth(webhook, next);
      }),
    );
    this.figures.settled({ delivered: delivered.length, failed: postponed.length, leftOut: leftOut.length });
    this.figures.backlog(webhook, hasEnded ? [] : [...postponed.map(({ event }) => event), ...waiting].map(timeOf));
    if (hasEnded) this.notices.ended(webhook, next.is === 'ended' ? next.why : 'failing');
    if (leftOut.length > 0) this.notices.leftOut(webhook, leftOut.length);
  }

  private async prepared({ tenant, id }: { tenant: TenantId; id: number }): Promise<Delivery | undefined> {
    const webhook = await this.webhooks.find(tenant, id);
    const delivery = webhook?.state === 'active' ? await this.prepare(webhook) : undefined;
    // It had its turn, so that it does not stay ahead of the others.
    if (!delivery) await this.rows.served(tenant, id);
    return delivery;
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
    const claim = await this.claims.claim(webhook, this.now());
    if (!claim) return undefined;
    const id = String(webhook.id);
    this.turns.set(id, claim);
    this.figures.backlog(webhook, claim.events.map(timeOf));
    return {
      ...{ id, group: String(tenant), url: webhook.url, secrets, webhook, maker, failures: webhook.failures },
      failingSince: webhook.failingSince?.getTime(),
      deliveredAt: webhook.deliveredAt?.getTime(),
    };
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

const timeOf = ({ of }: DeliveryEvent) => of.at.getTime();

const wordOf = (outcome: Outcome) => ('status' in outcome ? String(outcome.status) : outcome.failure);
