import { Injectable } from '@nestjs/common';
import { AccountEvents } from '../auth/account-events.js';
import type { Principal } from '../auth/principal.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { startAgain } from '../feed/feed-cursor.js';
import { FeedFollower, type FeedPlace } from '../feed/feed-follower.js';
import { conflict, invalidField, notFound } from '../problem.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { NewWebhook, PendingEvent, Webhook, WebhookChanges, WebhookContract } from './webhook.js';
import { consumerOf } from './webhook-claims.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { type StoredWebhook, WebhooksRepository } from './webhooks.repository.js';

export { startAgain };

/** A tenant that needs more should tell its events apart at one receiver. */
const MOST_WEBHOOKS = 100;

/** Where a replay begins. */
export type ReplayFrom = { after: string } | { since: Date };

export const tooManyWebhooks = () =>
  conflict('too_many_webhooks', `A tenant has at most ${MOST_WEBHOOKS} webhooks.`, { subject: 'webhook' });

/** The webhooks of a tenant. Who makes or changes one becomes its maker: it is shown no more than its maker may see. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly database: Database,
    private readonly rows: WebhooksRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly feed: FeedFollower,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
    private readonly events: AccountEvents,
  ) {}

  list(tenant: TenantId): Promise<StoredWebhook[]> {
    return this.rows.list(tenant);
  }

  async get(tenant: TenantId, id: number): Promise<StoredWebhook> {
    const webhook = await this.rows.find(tenant, id);
    if (!webhook) throw notFound('webhook');
    return webhook;
  }

  /** The secret is shown this once. */
  async create(caller: Principal, input: NewWebhook): Promise<Webhook & { secret: string }> {
    const { contract, url, description = null, kinds = null, shownBy = null, after } = input;
    const tenant = caller.tenant.id;
    this.assertUsable(contract, url);
    const place = after === undefined ? await this.feed.end(tenant) : await this.feed.placeOf(tenant, after);
    const id = await this.rows.reserve(tenant);
    const secret = this.secrets.create(contract);
    const secrets = this.secrets.encrypt({ tenant, id }, [{ secret }]);
    return this.database.transaction(tenant, async () => {
      if ((await this.rows.count(tenant)) >= MOST_WEBHOOKS) throw tooManyWebhooks();
      const row = { contract, url, description, kinds, shownBy, secrets, ...makerOf(caller), ...place };
      await this.rows.add(tenant, id, row);
      await this.feed.hold(tenant, consumerOf(id), place);
      this.record('created', tenant, id, caller);
      return { ...(await this.get(tenant, id)), secret };
    });
  }

  change(caller: Principal, id: number, { state, ...changes }: WebhookChanges): Promise<Webhook> {
    return this.changing(caller, id, 'changed', async (webhook) => {
      if (changes.url !== undefined) this.assertUsable(webhook.contract, changes.url);
      await this.rows.change(webhook.tenant, id, { ...changes, ...makerOf(caller) });
      if (changes.url !== undefined) await this.deliveries.release(webhook.tenant, id);
      if (state === 'paused') await this.rows.pause(webhook.tenant, id, 'caller');
      if (state === 'active' && webhook.state !== 'active') await this.resumed(webhook, caller);
    });
  }

  /** Lets a webhook go on that is paused, has ended, or waits for its receiver. */
  resume(caller: Principal, id: number): Promise<Webhook> {
    return this.changing(caller, id, 'resumed', (webhook) => this.resumed(webhook, caller));
  }

  remove(caller: Principal, id: number, contract?: WebhookContract): Promise<void> {
    const tenant = caller.tenant.id;
    return this.database.transaction(tenant, async () => {
      const webhook = await this.rows.lock(tenant, id);
      if (!webhook || (contract !== undefined && webhook.contract !== contract)) throw notFound('webhook');
      await this.deliveries.removeAll(tenant, id);
      await this.rows.remove(tenant, id);
      await this.feed.forget(tenant, consumerOf(id));
      this.record('deleted', tenant, id, caller);
    });
  }

  /** Makes a new secret. The old ones sign for some more time, too. */
  async rotate(caller: Principal, id: number, overlapMs: number): Promise<Webhook & { secret: string }> {
    let secret = '';
    const webhook = await this.changing(caller, id, 'rotated', async ({ tenant, contract, secrets }) => {
      secret = this.secrets.create(contract);
      // Secrets that cannot be decrypted sign nothing any more.
      const old = this.secrets.read({ tenant, id }, secrets) ?? [];
      const next = this.secrets.rotated(old, secret, overlapMs);
      await this.rows.rotate(tenant, id, this.secrets.encrypt({ tenant, id }, next));
    });
    return { ...webhook, secret };
  }

  /** Sends events again, from a cursor or a time on. */
  async replay(caller: Principal, id: number, from: ReplayFrom): Promise<Webhook> {
    const tenant = caller.tenant.id;
    await this.get(tenant, id);
    const place =
      'after' in from ? await this.feed.placeOf(tenant, from.after) : await this.feed.placeSince(tenant, from.since);
    return this.changing(caller, id, 'replayed', async () => {
      await this.deliveries.removeAll(tenant, id);
      await this.rows.replay(tenant, id, place);
      await this.feed.hold(tenant, consumerOf(id), place);
    });
  }

  /** Sends a message that is about no customer, once, and says what became of it. */
  async test(caller: Principal, id: number): Promise<string> {
    const webhook = await this.get(caller.tenant.id, id);
    const secrets = this.secrets.read(webhook, webhook.secrets);
    if (!secrets) throw conflict('secrets_unreadable', 'The secrets of this webhook cannot be read; rotate them.');
    const { url, failures } = webhook;
    const delivery = { id: String(id), group: '', url, failures, secrets, webhook, maker: caller };
    const outcome = await this.sender.test(delivery);
    return 'status' in outcome ? String(outcome.status) : outcome.failure;
  }

  /** Events that have failed and wait, and those that were left out. */
  async failed(tenant: TenantId, id: number, after: FeedPlace, limit: number): Promise<PendingEvent[]> {
    await this.get(tenant, id);
    return this.deliveries.failed(tenant, id, after, limit);
  }

  private async resumed({ tenant, id, place }: StoredWebhook, caller: Principal): Promise<void> {
    await this.rows.resume(tenant, id, makerOf(caller));
    await this.deliveries.release(tenant, id);
    await this.feed.hold(tenant, consumerOf(id), (await this.deliveries.oldest(tenant, id)) ?? place);
  }

  private changing(
    caller: Principal,
    id: number,
    what: 'changed' | 'resumed' | 'rotated' | 'replayed',
    work: (webhook: StoredWebhook) => Promise<void>,
  ): Promise<Webhook> {
    const tenant = caller.tenant.id;
    return this.database.transaction(tenant, async () => {
      const webhook = await this.rows.lock(tenant, id);
      if (!webhook) throw notFound('webhook');
      await work(webhook);
      this.record(what, tenant, id, caller);
      return this.get(tenant, id);
    });
  }

  private record(
    what: 'created' | 'changed' | 'resumed' | 'rotated' | 'replayed' | 'deleted',
    tenant: TenantId,
    webhook: number,
    { caller }: Principal,
  ): void {
    this.events.record(`webhook.${what}`, { tenant, webhook }, caller);
  }

  private assertUsable(contract: WebhookContract, url: string): void {
    const fault = this.sender.faultIn(contract, url);
    if (fault !== undefined) throw invalidField('url', 'usable', `cannot be used: ${fault}`);
  }
}

/** A key that a user has made counts as the key, so that the webhook ends with the key. */
const makerOf = ({ keyId, userId }: Principal) => ({
  makerKeyId: keyId ?? null,
  makerUserId: keyId === undefined ? (userId ?? null) : null,
});
