import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced, HERE } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { FeedPlace } from '../feed/feed-follower.js';
import { WebhookEvent } from './webhook-event.entity.js';
import type { PendingEvent } from './webhook.js';

/** What is kept of an event beside the cursor. Times are milliseconds of the epoch. */
export interface KeptEvent {
  place: FeedPlace;
  customerId: number;
  failures: number;
  failingSince?: number;
  until?: number;
  outcome?: string;
  leftOutAt?: number;
}

/** How the receiver of a webhook is. Times are milliseconds of the epoch. */
export interface WebhookHealth {
  failures: number;
  failingSince?: number;
  pausedUntil?: number;
  outcome?: string;
}

type Row = FeedPlace & Omit<PendingEvent, 'place'>;

/** Events that were left out, which are kept to be seen. */
const MOST_LEFT_OUT = 1_000;

/** The events that webhooks have still to get, and how far each has come. */
@Injectable()
export class DeliveriesRepository extends TenantRepository<WebhookEvent> {
  constructor(database: Database, source: DataSource) {
    super(database, source, WebhookEvent);
  }

  /** Webhooks of all tenants that have an event to be sent now. */
  due(at: number, most: number, without: { ids: readonly string[]; groups: readonly string[] }) {
    const values = [new Date(at), most, without.ids, without.groups];
    return this.database.system<{ tenant: TenantId; id: number }>({ text: DUE, values });
  }

  /** Events beside the cursor that may be sent now, in their order. */
  async claimable(tenant: TenantId, webhook: number, at: number, limit: number): Promise<PendingEvent[]> {
    return (await this.write<Row>(tenant, CLAIMABLE, { webhook, at: new Date(at), limit })).map(pending);
  }

  /** Customers whose events wait for an event that is tried again later. */
  async blocked(tenant: TenantId, webhook: number, at: number): Promise<number[]> {
    const rows = await this.write<{ id: number }>(tenant, BLOCKED, { webhook, at: new Date(at) });
    return rows.map(({ id }) => id);
  }

  /** How many events wait beside the cursor. */
  async count(tenant: TenantId, webhook: number): Promise<number> {
    return (await this.write<{ count: number }>(tenant, COUNT, { webhook }))[0]!.count;
  }

  /** Events that have failed or were left out, the oldest first, after a place. */
  async failed(tenant: TenantId, webhook: number, after: FeedPlace, limit: number): Promise<PendingEvent[]> {
    const { era, writtenBy, seq } = after;
    return (await this.write<Row>(tenant, FAILED, { webhook, era, writtenBy, seq, limit })).map(pending);
  }

  async keep(tenant: TenantId, webhook: number, events: readonly KeptEvent[]): Promise<void> {
    if (events.length === 0) return;
    const times = (name: 'failingSince' | 'until' | 'leftOutAt') =>
      events.map((event) => (event[name] === undefined ? null : new Date(event[name]).toISOString()));
    await this.write(tenant, KEEP, {
      webhook,
      ...placesOf(events),
      customers: events.map(({ customerId }) => customerId),
      failures: events.map(({ failures }) => failures),
      outcomes: events.map(({ outcome }) => outcome ?? null),
      failingSince: times('failingSince'),
      until: times('until'),
      leftOutAt: times('leftOutAt'),
    });
    if (events.some(({ leftOutAt }) => leftOutAt !== undefined))
      await this.write(tenant, FORGET_LEFT_OUT, { webhook, most: MOST_LEFT_OUT });
  }

  async remove(tenant: TenantId, webhook: number, events: readonly { place: FeedPlace }[]): Promise<void> {
    if (events.length > 0) await this.write(tenant, REMOVE, { webhook, ...placesOf(events) });
  }

  async removeAll(tenant: TenantId, webhook: number): Promise<void> {
    await this.write(tenant, REMOVE_ALL, { webhook });
  }

  /** The receiver is back: events that were postponed are due at once, as if they had never failed. */
  async release(tenant: TenantId, webhook: number): Promise<void> {
    await this.write(tenant, RELEASE, { webhook });
  }

  /** The place of the oldest event that waits beside the cursor. */
  async oldest(tenant: TenantId, webhook: number): Promise<FeedPlace | undefined> {
    return (await this.write<FeedPlace>(tenant, OLDEST, { webhook }))[0];
  }

  /** Moves the cursor forward. */
  async advance(tenant: TenantId, webhook: number, { era, writtenBy, seq }: FeedPlace): Promise<void> {
    await this.write(tenant, ADVANCE, { webhook, era, writtenBy, seq });
  }

  /** Notes that the webhook had its turn. */
  async served(tenant: TenantId, webhook: number, deliveredAt?: number): Promise<void> {
    await this.write(tenant, SERVED, { webhook, deliveredAt: timeOf(deliveredAt) });
  }

  /** Keeps how the receiver has answered. It is not kept if a caller has changed the webhook meanwhile. */
  async note(tenant: TenantId, webhook: number, revision: number, health: WebhookHealth): Promise<void> {
    await this.write(tenant, NOTE, {
      webhook,
      revision,
      failures: health.failures,
      failingSince: timeOf(health.failingSince),
      pausedUntil: timeOf(health.pausedUntil),
      outcome: health.outcome ?? null,
    });
  }

  /** Ends the webhook. False if a caller has changed it meanwhile. */
  async end(tenant: TenantId, webhook: number, revision: number, reason: string, outcome?: string): Promise<boolean> {
    return (await this.write(tenant, END, { webhook, revision, reason, outcome: outcome ?? null })).length > 0;
  }
}

const timeOf = (time?: number) => (time === undefined ? null : new Date(time));

const placesOf = (events: readonly { place: FeedPlace }[]) => ({
  eras: events.map(({ place }) => place.era),
  writtenBys: events.map(({ place }) => place.writtenBy),
  seqs: events.map(({ place }) => place.seq),
});

const pending = ({ era, writtenBy, seq, ...row }: Row): PendingEvent => ({ ...row, place: { era, writtenBy, seq } });

// The query builder cannot select from a function. This one finds webhooks of all tenants.
const DUE = 'SELECT of_tenant AS tenant, of_webhook AS id FROM due_webhooks($1, $2, $3, $4)';

// The statements below are by hand, because their numbers of transactions and lists have types of PostgreSQL.
const SHOWN = `SELECT e.era, e.written_by::text AS "writtenBy", e.seq::text AS seq, e.customer_id AS "customerId",
    e.failures, e.failing_since AS "failingSince", e.until, e.outcome, e.left_out_at AS "leftOutAt"
  FROM webhook_events e WHERE e.tenant_id = :tenant AND e.webhook_id = :webhook`;
const WAITS = 'tenant_id = :tenant AND webhook_id = :webhook AND left_out_at IS NULL';

const CLAIMABLE = fenced(`${SHOWN} AND e.left_out_at IS NULL AND NOT EXISTS (
    SELECT FROM webhook_events later WHERE later.tenant_id = :tenant AND later.webhook_id = :webhook
      AND later.customer_id = e.customer_id AND later.left_out_at IS NULL AND later.until > :at::timestamptz)
  ORDER BY e.era, e.written_by, e.seq LIMIT :limit`);

const BLOCKED = fenced(
  `SELECT DISTINCT customer_id AS id FROM webhook_events WHERE ${WAITS} AND until > :at::timestamptz`,
);

const COUNT = fenced(`SELECT count(*)::int AS count FROM webhook_events WHERE ${WAITS}`);

const FAILED = fenced(`${SHOWN} AND (e.failures > 0 OR e.outcome IS NOT NULL OR e.left_out_at IS NOT NULL)
    AND (e.era, e.written_by, e.seq) > (:era::integer, :writtenBy::xid8, :seq::bigint)
  ORDER BY e.era, e.written_by, e.seq LIMIT :limit`);

const KEEP = fenced(`INSERT INTO webhook_events (tenant_id, webhook_id, era, written_by, seq, customer_id, failures,
    outcome, failing_since, until, left_out_at)
  SELECT here.tenant_id, :webhook, kept.era, kept.written_by::xid8, kept.seq, kept.customer_id, kept.failures, kept.outcome,
    kept.failing_since, kept.until, kept.left_out_at
  FROM ${HERE} CROSS JOIN unnest(:eras::integer[], :writtenBys::text[], :seqs::bigint[], :customers::bigint[], :failures::integer[],
    :outcomes::text[], :failingSince::timestamptz[], :until::timestamptz[], :leftOutAt::timestamptz[])
    AS kept (era, written_by, seq, customer_id, failures, outcome, failing_since, until, left_out_at)
  ON CONFLICT (tenant_id, webhook_id, era, written_by, seq) DO UPDATE SET failures = excluded.failures,
    outcome = coalesce(excluded.outcome, webhook_events.outcome), failing_since = excluded.failing_since,
    until = excluded.until, left_out_at = excluded.left_out_at`);

const FORGET_LEFT_OUT = fenced(`DELETE FROM webhook_events
  WHERE tenant_id = :tenant AND webhook_id = :webhook AND left_out_at < (
    SELECT left_out_at FROM webhook_events
    WHERE tenant_id = :tenant AND webhook_id = :webhook AND left_out_at IS NOT NULL
    ORDER BY left_out_at DESC OFFSET :most LIMIT 1)`);

const REMOVE = fenced(`DELETE FROM webhook_events WHERE tenant_id = :tenant AND webhook_id = :webhook
  AND (era, written_by, seq) IN (
    SELECT gone.era, gone.written_by::xid8, gone.seq
    FROM unnest(:eras::integer[], :writtenBys::text[], :seqs::bigint[]) AS gone (era, written_by, seq))`);

const REMOVE_ALL = fenced('DELETE FROM webhook_events WHERE tenant_id = :tenant AND webhook_id = :webhook');

const RELEASE = fenced(`UPDATE webhook_events SET until = NULL, failures = 0, failing_since = NULL
  WHERE ${WAITS} AND until IS NOT NULL`);

const OLDEST = fenced(`SELECT era, written_by::text AS "writtenBy", seq::text AS seq FROM webhook_events WHERE ${WAITS}
  ORDER BY era, webhook_events.written_by, webhook_events.seq LIMIT 1`);

const ADVANCE = fenced(`UPDATE webhooks SET era = :era::integer, written_by = :writtenBy::xid8, seq = :seq::bigint
  WHERE tenant_id = :tenant AND id = :webhook`);

const SERVED = fenced(`UPDATE webhooks SET served_at = now(),
    delivered_at = coalesce(:deliveredAt::timestamptz, delivered_at)
  WHERE tenant_id = :tenant AND id = :webhook`);

const NOTE = fenced(`UPDATE webhooks SET failures = :failures::integer, failing_since = :failingSince::timestamptz,
    paused_until = :pausedUntil::timestamptz, outcome = :outcome::text
  WHERE tenant_id = :tenant AND id = :webhook AND revision = :revision AND state = 'active'`);

const END = fenced(`UPDATE webhooks SET state = 'ended', reason = :reason, state_since = now(), paused_until = NULL,
    outcome = coalesce(:outcome::text, outcome)
  WHERE tenant_id = :tenant AND id = :webhook AND revision = :revision AND state = 'active' RETURNING id`);
