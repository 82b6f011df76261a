import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { FeedPlace } from '../feed/feed-follower.js';
import { WebhookEntity } from './webhook.entity.js';
import type { Webhook, WebhookState } from './webhook.js';

/** A webhook with what its delivery needs. */
export interface StoredWebhook extends Webhook {
  tenant: TenantId;
  secrets: Buffer;
  makerUserId: number | null;
  makerKeyId: number | null;
  place: FeedPlace;
  replays: number;
  revision: number;
  failures: number;
}

type Row = Omit<StoredWebhook, 'tenant' | 'place'> & FeedPlace;

type Maker = Pick<WebhookEntity, 'makerUserId' | 'makerKeyId'>;
export type NewWebhookRow = Pick<WebhookEntity, 'contract' | 'url' | 'description' | 'kinds' | 'shownBy' | 'secrets'> &
  Maker &
  FeedPlace;

/** What a change of a caller sets. `undefined` leaves a value as it is. */
export type ChangedWebhookRow = Partial<Pick<WebhookEntity, 'url' | 'description' | 'kinds' | 'shownBy'>> & Maker;

const NEW = [
  ...(['id', 'contract', 'url', 'description', 'kinds', 'shownBy', 'secrets', 'makerUserId', 'makerKeyId'] as const),
  ...(['era', 'writtenBy', 'seq'] as const),
];

const MAKER = { makerUserId: () => ':makerUserId', makerKeyId: () => ':makerKeyId' };
/** A delivery that is under way then knows that what it learned is not about the webhook of now. */
const REVISED = { revision: () => 'revision + 1' };
const IS_WELL = {
  failures: () => '0',
  failingSince: () => 'NULL',
  pausedUntil: () => 'NULL',
  outcome: () => 'NULL',
};

const stated = (state: WebhookState, reason: string) => ({
  state: () => `'${state}'`,
  reason: () => reason,
  // Citus allows no now() in a CASE. The time is by the clock of this process.
  stateSince: () => `CASE WHEN state = '${state}' THEN stateSince ELSE :at::timestamptz END`,
});

@Injectable()
export class WebhooksRepository extends TenantRepository<WebhookEntity> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, WebhookEntity);
    const of = 'id = :id';
    this.statements = {
      add: fenced(this.inserting(NEW)),
      list: fenced(`${SHOWN} WHERE tenant_id = :tenant ORDER BY id`),
      find: fenced(`${SHOWN} WHERE tenant_id = :tenant AND id = :id`),
      lock: fenced(`${SHOWN} WHERE tenant_id = :tenant AND id = :id FOR UPDATE`),
      count: fenced('SELECT count(*)::int AS count FROM webhooks WHERE tenant_id = :tenant'),
      remove: fenced(this.deleting().andWhere(of)),
      rotate: fenced(this.updating({ secrets: () => ':secrets' }).andWhere(of)),
      replay: fenced(
        this.updating({
          era: () => ':era',
          writtenBy: () => ':writtenBy',
          seq: () => ':seq',
          replays: () => 'replays + 1',
          ...REVISED,
        }).andWhere(of),
      ),
      resume: fenced(this.updating({ ...stated('active', 'NULL'), ...MAKER, ...IS_WELL, ...REVISED }).andWhere(of)),
      pause: fenced(this.updating({ ...stated('paused', ':reason'), ...REVISED }).andWhere(of)),
      pauseIfActive: fenced(
        this.updating(stated('paused', ':reason')).andWhere(`${of} AND state = 'active' AND revision = :revision`),
      ),
      outdated: fenced(
        'SELECT id, secrets FROM webhooks WHERE tenant_id = :tenant AND substr(secrets, 1, 8) <> :keyId ORDER BY id',
      ),
      replaceSecrets: fenced(
        this.updating({ secrets: () => ':after' })
          .andWhere(`${of} AND secrets = :before`)
          .returning('id'),
      ),
    };
  }

  /** An ID that no other webhook gets. Its secrets are encrypted for it. */
  async reserve(tenant: TenantId): Promise<number> {
    const text = "SELECT nextval('webhooks_id_seq') AS id";
    return (await this.database.reserve<{ id: number }>(tenant, { text }))[0]!.id;
  }

  async add(tenant: TenantId, id: number, row: NewWebhookRow): Promise<void> {
    await this.write(tenant, this.statements.add, { ...row, id });
  }

  async list(tenant: TenantId): Promise<StoredWebhook[]> {
    return (await this.write<Row>(tenant, this.statements.list)).map((row) => stored(tenant, row));
  }

  async find(tenant: TenantId, id: number): Promise<StoredWebhook | undefined> {
    return (await this.write<Row>(tenant, this.statements.find, { id })).map((row) => stored(tenant, row))[0];
  }

  /** Locks the row until the transaction ends. */
  async lock(tenant: TenantId, id: number): Promise<StoredWebhook | undefined> {
    return (await this.write<Row>(tenant, this.statements.lock, { id })).map((row) => stored(tenant, row))[0];
  }

  async count(tenant: TenantId): Promise<number> {
    return (await this.write<{ count: number }>(tenant, this.statements.count))[0]!.count;
  }

  async remove(tenant: TenantId, id: number): Promise<void> {
    await this.write(tenant, this.statements.remove, { id });
  }

  async change(tenant: TenantId, id: number, row: ChangedWebhookRow): Promise<void> {
    const given = Object.entries(row).filter(([, value]) => value !== undefined);
    const properties = given.map(([property]) => property as keyof ChangedWebhookRow);
    const set = Object.fromEntries(properties.map((property) => [property, () => `:${property}`]));
    // What is known of the receiver is about the old URL.
    const health = row.url === undefined ? {} : IS_WELL;
    const statement = this.variant('change', properties, () =>
      this.updating({ ...set, ...health, ...REVISED }).andWhere('id = :id'),
    );
    await this.write(tenant, statement, { ...Object.fromEntries(given), id });
  }

  async rotate(tenant: TenantId, id: number, secrets: Buffer): Promise<void> {
    await this.write(tenant, this.statements.rotate, { id, secrets });
  }

  /** Sets the cursor. */
  async replay(tenant: TenantId, id: number, { era, writtenBy, seq }: FeedPlace): Promise<void> {
    await this.write(tenant, this.statements.replay, { id, era, writtenBy, seq });
  }

  async resume(tenant: TenantId, id: number, maker: Maker, at = new Date()): Promise<void> {
    await this.write(tenant, this.statements.resume, { id, at, ...maker });
  }

  async pause(tenant: TenantId, id: number, reason: string, at = new Date()): Promise<void> {
    await this.write(tenant, this.statements.pause, { id, at, reason });
  }

  /** Pauses it unless a caller has changed it since it was read. */
  async pauseIfActive({ tenant, id, revision }: StoredWebhook, reason: string, at = new Date()): Promise<void> {
    await this.write(tenant, this.statements.pauseIfActive, { id, at, reason, revision });
  }

  /** The tenants that have secrets which are not encrypted under this key. */
  async tenantsWithOtherSecrets(keyId: Buffer): Promise<TenantId[]> {
    const rows = await this.database.system<{ tenant: TenantId }>({ text: OTHER_TENANTS, values: [keyId] });
    return rows.map(({ tenant }) => tenant);
  }

  outdated(tenant: TenantId, keyId: Buffer): Promise<{ id: number; secrets: Buffer }[]> {
    return this.write(tenant, this.statements.outdated, { keyId });
  }

  /** False if they were changed since they were read. */
  async replaceSecrets(tenant: TenantId, id: number, before: Buffer, after: Buffer): Promise<boolean> {
    return (await this.write(tenant, this.statements.replaceSecrets, { id, before, after })).length > 0;
  }
}

// The number of a place may be above those that a number of JavaScript can have.
const SHOWN = `SELECT id, contract, url, description, kinds, shown_by AS "shownBy", secrets,
    maker_user_id AS "makerUserId", maker_key_id AS "makerKeyId",
    coalesce('key:' || maker_key_id, 'user:' || maker_user_id) AS maker,
    era, written_by::text AS "writtenBy", seq::text AS seq, replays, revision, state, reason,
    state_since AS "stateSince", failures, failing_since AS "failingSince", delivered_at AS "deliveredAt",
    paused_until AS "pausedUntil", outcome, created_at AS "createdAt"
  FROM webhooks`;

// The query builder cannot select from a function. This one reads across tenants, which row-level security forbids.
const OTHER_TENANTS = 'SELECT * FROM tenants_with_other_secrets($1) AS tenant';

const stored = (tenant: TenantId, { era, writtenBy, seq, ...row }: Row): StoredWebhook => ({
  ...row,
  tenant,
  place: { era, writtenBy, seq },
});
