import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TenantsService } from '../auth/tenants.service.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { Copies, type Copy } from '../erasure/copies.js';
import { invalidField, notFound } from '../problem.js';
import { BlocksRepository } from './blocks.repository.js';
import { CUSTOMERS } from './comparable.js';
import { AT_ONCE, type ComparedPair, ComparisonsService, type Pair } from './comparisons.service.js';
import type { Evidence } from './evidence.js';
import { pairKey } from './pair-key.js';
import { type PairPlace, PairsRepository, type StoredPair } from './pairs.repository.js';
import type { Decision } from './part.js';
import { LOWEST_SCORE } from './thresholds.js';

/** A pair of customers, with the evidence of now. */
export interface ShownPair extends StoredPair {
  evidence: Evidence;
}

export interface PairPage {
  pairs: ShownPair[];
  next: PairPlace | null;
}

export interface PairSearch {
  /** Customers whose pairs were looked for. */
  looked: number;
  /** Pairs that were found, in so far as they wait for a decision. */
  found: number;
  /** Customers that are left. Another search goes on with them. */
  left: number;
}

/** Looks for customers that a tenant has twice, and keeps what people say about them. */
@Injectable()
export class PairsService implements Copy, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly pairs: PairsRepository,
    private readonly blocks: BlocksRepository,
    private readonly comparisons: ComparisonsService,
    private readonly tenants: TenantsService,
    private readonly copies: Copies,
  ) {}

  onModuleInit(): void {
    this.copies.add(this);
  }

  /** Looks for pairs of customers that were added or changed since the last search, for some seconds. */
  async search(tenant: TenantId, seconds: number): Promise<PairSearch> {
    const until = performance.now() + seconds * 1000;
    const isTimeUp = () => performance.now() > until;
    let [looked, found] = [0, 0];
    if (await this.comparisons.indexCustomers(tenant, isTimeUp)) {
      const comparison = await this.comparisons.compare(tenant, this.comparisons.customers);
      do {
        const rows = await this.blocks.unpaired(tenant, AT_ONCE);
        if (rows.length === 0) break;
        const ids = rows.map(({ id }) => id);
        const candidates = await comparison.withCandidates(ids, this.comparisons.customers);
        const waiting = await comparison.pairs(await this.pairs.waitingOf(tenant, ids), this.comparisons.customers);
        const scored = distinct([...candidates, ...waiting])
          .filter(({ evidence }) => evidence.score >= LOWEST_SCORE && decisionIn(evidence) === undefined)
          .map(({ one, other, evidence }) => ({ one, other, score: evidence.score }));
        await this.database.transaction(tenant, async () => {
          await this.pairs.replace(tenant, ids, scored);
          await this.blocks.markPaired(tenant, rows);
        });
        looked += rows.length;
        found += scored.length;
      } while (!isTimeUp());
    }
    return { looked, found, left: await this.blocks.countUnpaired(tenant) };
  }

  /** Pairs that wait for a decision, or that have this one. */
  async list(
    tenant: TenantId,
    asked: { decision?: Decision; customer?: number; after?: PairPlace; limit: number },
  ): Promise<PairPage> {
    const { reviewAt } = await this.tenants.get(tenant);
    const { decision = null, customer = null, after, limit } = asked;
    const from = decision === null ? reviewAt : -DECIDED_BELOW;
    const rows = await this.pairs.list(tenant, { decision, customer, from, after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const compared = await this.compare(
      tenant,
      page.map(({ oneId, otherId }) => ({ one: oneId, other: otherId })),
    );
    return {
      pairs: page.flatMap((pair) => {
        const evidence = compared.get(pairKey(pair.oneId, pair.otherId));
        return evidence ? { ...pair, evidence } : [];
      }),
      next: last && rows.length > limit ? { score: last.score, oneId: last.oneId, otherId: last.otherId } : null,
    };
  }

  /** Keeps decisions: all of them, or none if one is refused. Null takes a decision back. */
  async decide(
    tenant: TenantId,
    decisions: readonly (Pair & { decision: Decision | null })[],
    by: string,
  ): Promise<void> {
    assertPairs(decisions);
    await this.database.transaction(tenant, async () => {
      const compared = await this.compare(tenant, decisions);
      const scored = decisions.map((decided) => {
        const evidence = compared.get(pairKey(decided.one, decided.other));
        if (!evidence) throw notFound('customer');
        return { ...decided, score: scoreOf(evidence) };
      });
      await this.pairs.decide(tenant, scored, by);
    });
  }

  async erase(tenant: TenantId, customerId: number): Promise<void> {
    await this.pairs.forget(tenant, customerId);
    await this.blocks.forget(tenant, CUSTOMERS, [customerId]);
  }

  private async compare(tenant: TenantId, pairs: readonly Pair[]): Promise<Map<string, Evidence>> {
    const comparison = await this.comparisons.compare(tenant, this.comparisons.customers);
    const compared = await comparison.pairs(pairs, this.comparisons.customers);
    return new Map(compared.map(({ one, other, evidence }) => [pairKey(one, other), evidence]));
  }
}

/** Lower than any score without a decision. */
const DECIDED_BELOW = 1_000_000;

/** Without what a person has said. Decided pairs keep their place in the list when a decision is taken back. */
const scoreOf = (evidence: Evidence): number => evidence.score - (decisionIn(evidence)?.weight ?? 0);

const decisionIn = ({ parts }: Evidence) => parts.find(({ reason }) => reason === 'decision');

const distinct = (pairs: readonly ComparedPair[]): ComparedPair[] => [
  ...new Map(pairs.map((pair) => [pairKey(pair.one, pair.other), pair])).values(),
];

function assertPairs(pairs: readonly Pair[]): void {
  const seen = new Set<string>();
  for (const [at, { one, other }] of pairs.entries()) {
    if (one === other) throw invalidField(`${at}.otherId`, 'different', 'must be another customer');
    const key = pairKey(one, other);
    if (seen.has(key)) throw invalidField(`${at}`, 'unique', 'is a pair that the list has already');
    seen.add(key);
  }
}
