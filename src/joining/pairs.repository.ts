import { Injectable } from '@nestjs/common';
import { fenced, HERE } from '../database/fence.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { pairKey } from './pair-key.js';
import type { Decision } from './part.js';

/** Two customers that may be one. `oneId` is the lower ID. */
export interface StoredPair {
  oneId: number;
  otherId: number;
  score: number;
  decision: Decision | null;
  decidedAt: Date | null;
  decidedBy: string | null;
}

export interface ScoredPair {
  one: number;
  other: number;
  score: number;
}

export interface DecidedPair extends ScoredPair {
  /** Null takes a decision back. */
  decision: Decision | null;
}

/** Where a page ends. */
export interface PairPlace {
  score: number;
  oneId: number;
  otherId: number;
}

export interface PairsAsked {
  /** Null: those that wait for a decision. */
  decision: Decision | null;
  /** Only pairs of this customer. */
  customer: number | null;
  /** Only pairs of this score or above, if they wait. */
  from: number;
  after?: PairPlace;
  limit: number;
}

@Injectable()
export class PairsRepository {
  constructor(private readonly database: Database) {}

  /** Pairs of living customers, the highest score first. */
  list(tenant: TenantId, { decision, customer, from, after, limit }: PairsAsked): Promise<StoredPair[]> {
    const { score = null, oneId = null, otherId = null } = after ?? {};
    const values = { tenant, customer, from, score, oneId, otherId, limit };
    if (decision === null) return this.database.read(tenant, WAITING.with(values));
    return this.database.read(tenant, DECIDED.with({ ...values, decision }));
  }

  /** The decisions about pairs, by `pairKey`. */
  async decisionsOf(
    tenant: TenantId,
    pairs: readonly { one: number; other: number }[],
  ): Promise<Map<string, Decision>> {
    if (pairs.length === 0) return new Map();
    const rows = await this.database.write<{ oneId: number; otherId: number; decision: Decision }>(
      tenant,
      DECISIONS.with({ tenant, ...ordered(pairs) }),
    );
    return new Map(rows.map(({ oneId, otherId, decision }) => [pairKey(oneId, otherId), decision]));
  }

  /** Pairs of these customers that wait for a decision. */
  async waitingOf(tenant: TenantId, ids: readonly number[]): Promise<{ one: number; other: number }[]> {
    return this.database.write(tenant, WAITING_OF.with({ tenant, ids }));
  }

  /** Replaces the pairs of customers that wait for a decision. Decided ones get their score. */
  async replace(tenant: TenantId, ids: readonly number[], pairs: readonly ScoredPair[]): Promise<void> {
    const asked = PRESENT.with({ tenant, ids: pairs.flatMap(({ one, other }) => [one, other]) });
    const present = new Set((await this.database.write<{ id: number }>(tenant, asked)).map(({ id }) => id));
    const found = pairs.filter(({ one, other }) => present.has(one) && present.has(other));
    const values = { tenant, ...ordered(found) };
    await Promise.all([
      this.database.write(tenant, REMOVE_OTHERS.with({ ...values, ids })),
      this.database.write(tenant, SCORE.with({ ...values, scores: found.map(({ score }) => score) })),
    ]);
  }

  async decide(tenant: TenantId, pairs: readonly DecidedPair[], by: string): Promise<void> {
    const decisions = pairs.map(({ decision }) => decision);
    const values = { tenant, by, ...ordered(pairs), scores: pairs.map(({ score }) => score), decisions };
    await this.database.write(tenant, DECIDE.with(values));
  }

  async forget(tenant: TenantId, customer: number): Promise<void> {
    await this.database.write(tenant, FORGET.with({ tenant, customer }));
  }
}

/** The lower ID first, in the order of the pairs. */
const ordered = (pairs: readonly { one: number; other: number }[]) => ({
  ones: pairs.map(({ one, other }) => Math.min(one, other)),
  others: pairs.map(({ one, other }) => Math.max(one, other)),
});

const COLUMNS = `p.one_id AS "oneId", p.other_id AS "otherId", p.score, p.decision, p.decided_at AS "decidedAt",
  p.decided_by AS "decidedBy"`;

// A value and not EXISTS, which PostgreSQL may turn into a join. It knows no sizes of tables that were filled a moment
// ago, and has then read all customers for each pair.
const isLiving = (id: string) =>
  `(SELECT c.deleted_at IS NULL FROM customers c WHERE c.tenant_id = :tenant AND c.id = p.${id})`;

const listOf = (condition: string) =>
  fenced(
    `SELECT ${COLUMNS} FROM customer_pairs p
    WHERE p.tenant_id = :tenant AND ${condition} AND p.score >= :from
      AND (:customer::bigint IS NULL OR :customer IN (p.one_id, p.other_id))
      AND (:score::integer IS NULL
        OR (-p.score, p.one_id, p.other_id) > (-:score::integer, :oneId::bigint, :otherId::bigint))
      AND ${isLiving('one_id')} AND ${isLiving('other_id')}
    ORDER BY p.score DESC, p.one_id, p.other_id LIMIT :limit`,
    { prepare: 'never' },
  );

const WAITING = listOf('p.decision IS NULL');
const DECIDED = listOf('p.decision = :decision');

const ASKED = 'unnest(:ones::bigint[], :others::bigint[]) AS asked (one_id, other_id)';

const DECISIONS = fenced(`SELECT p.one_id AS "oneId", p.other_id AS "otherId", p.decision
  FROM ${ASKED} JOIN customer_pairs p ON p.tenant_id = :tenant AND p.one_id = asked.one_id
    AND p.other_id = asked.other_id WHERE p.decision IS NOT NULL`);

const WAITING_OF = fenced(`SELECT one_id AS one, other_id AS other FROM customer_pairs
  WHERE tenant_id = :tenant AND decision IS NULL AND (one_id = ANY (:ids::bigint[]) OR other_id = ANY (:ids::bigint[]))`);

// A customer may be removed while it is compared: undoing an import does that.
const PRESENT = fenced(`SELECT id FROM customers WHERE tenant_id = :tenant AND id = ANY (:ids::bigint[])
  ORDER BY id FOR KEY SHARE`);

const REMOVE_OTHERS = fenced(`DELETE FROM customer_pairs p WHERE p.tenant_id = :tenant AND p.decision IS NULL
  AND (p.one_id = ANY (:ids::bigint[]) OR p.other_id = ANY (:ids::bigint[]))
  AND NOT EXISTS (SELECT FROM ${ASKED} WHERE asked.one_id = p.one_id AND asked.other_id = p.other_id)`);

const SCORE = fenced(`INSERT INTO customer_pairs AS p (tenant_id, one_id, other_id, score)
  SELECT DISTINCT here.tenant_id, one_id, other_id, score
  FROM ${HERE} CROSS JOIN unnest(:ones::bigint[], :others::bigint[], :scores::integer[]) AS found (one_id, other_id, score)
  ORDER BY one_id, other_id
  ON CONFLICT (tenant_id, one_id, other_id) DO UPDATE SET score = excluded.score WHERE p.score <> excluded.score`);

const DECIDE = fenced(`INSERT INTO customer_pairs AS p
    (tenant_id, one_id, other_id, score, decision, decided_at, decided_by)
  SELECT here.tenant_id, one_id, other_id, score, decision,
    CASE WHEN decision IS NOT NULL THEN now() END, CASE WHEN decision IS NOT NULL THEN :by END
  FROM ${HERE} CROSS JOIN unnest(:ones::bigint[], :others::bigint[], :scores::integer[], :decisions::text[])
    AS decided (one_id, other_id, score, decision)
  ORDER BY one_id, other_id
  ON CONFLICT (tenant_id, one_id, other_id) DO UPDATE
    SET decision = excluded.decision, decided_at = excluded.decided_at, decided_by = excluded.decided_by
    WHERE p.decision IS DISTINCT FROM excluded.decision`);

const FORGET = fenced(`DELETE FROM customer_pairs
  WHERE tenant_id = :tenant AND decision IS NULL AND :customer IN (one_id, other_id)`);
