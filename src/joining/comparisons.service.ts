import { Injectable } from '@nestjs/common';
import { TenantsService } from '../auth/tenants.service.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { blocksOf, hashed } from './blocks.js';
import { type BlockedRow, BlocksRepository } from './blocks.repository.js';
import { type Comparable, CUSTOMERS, type DescribedRow } from './comparable.js';
import { CountedBlocks } from './counted-blocks.js';
import { DescriptionsRepository } from './descriptions.repository.js';
import { type Evidence, evidenceFrom, evidenceOf } from './evidence.js';
import { pairKey } from './pair-key.js';
import { PairsRepository } from './pairs.repository.js';
import { decisionPart } from './part.js';
import { type Traits, traitsOf } from './traits.js';

/** Two rows that were compared. */
export interface ComparedPair {
  one: number;
  other: number;
  evidence: Evidence;
}

/** Two rows that are to be compared. */
export interface Pair {
  one: number;
  other: number;
}

/** Rows that are read and compared at once. */
export const AT_ONCE = 200;

/** One comparison of many rows. It remembers how frequent values are. */
export interface Comparison {
  /**
   * Compares rows with those that have something rare in common with them: customers, or rows of the same source.
   * Within one source, each pair comes once if `isOneWay`. The rows must be indexed.
   */
  withCandidates(ids: readonly number[], against: Comparable, isOneWay?: boolean): Promise<ComparedPair[]>;
  /** Compares given pairs. A pair with a row that does not exist is left out. */
  pairs(pairs: readonly Pair[], against: Comparable): Promise<ComparedPair[]>;
}

/** Finds out which rows may be one customer. A row is a customer of the tenant, or a row of an import. */
@Injectable()
export class ComparisonsService {
  constructor(
    private readonly database: Database,
    private readonly blocks: BlocksRepository,
    readonly customers: DescriptionsRepository,
    private readonly decisions: PairsRepository,
    private readonly tenants: TenantsService,
  ) {}

  /**
   * Indexes customers that were added or changed since they were last indexed. False: the time was up before all were.
   * Call it before customers are compared.
   */
  async indexCustomers(tenant: TenantId, isTimeUp = () => false): Promise<boolean> {
    for (let after = 0; !isTimeUp();) {
      const ids = await this.blocks.stale(tenant, after, AT_ONCE);
      await this.index(tenant, this.customers, ids);
      if (ids.length < AT_ONCE) return true;
      after = ids.at(-1)!;
    }
    return false;
  }

  /** Indexes rows, or indexes them again after they have changed. An import does it for all of its rows first. */
  async index(tenant: TenantId, rows: Comparable, ids: readonly number[]): Promise<void> {
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const described = await rows.describe(tenant, ids.slice(at, at + AT_ONCE));
      const traits = await this.traits(tenant, described);
      const blocked = described.map(({ id, version }) => {
        const own = traits.get(id);
        return { id, version, blocks: own ? blocksOf(own).map(hashed) : [] };
      });
      await this.replace(tenant, rows.source, blocked);
    }
  }

  /** Forgets rows of an import that are compared no more, or all of them. */
  async forget(tenant: TenantId, source: number, ids?: readonly number[]): Promise<void> {
    if (ids) await this.blocks.forget(tenant, source, ids);
    else await this.database.transaction(tenant, () => this.blocks.forgetAll(tenant, source));
  }

  /** Begins a comparison of rows, which are indexed. */
  async compare(tenant: TenantId, rows: Comparable): Promise<Comparison> {
    const counted = new CountedBlocks(
      (blocks) => this.blocks.counts(tenant, rows.source, blocks),
      await this.blocks.total(tenant, rows.source),
    );
    const pairs: Comparison['pairs'] = (asked, against) => this.compared(tenant, rows, against, asked, counted);
    return {
      pairs,
      withCandidates: async (ids, against, isOneWay = false) => {
        const found = await this.blocks.candidates(tenant, rows.source, ids, against.source, isOneWay);
        return pairs(
          found.map(({ id, candidate }) => ({ one: id, other: candidate })),
          against,
        );
      },
    };
  }

  /** Blocks that a row has no more are removed by their keys: a join would read all blocks of the source. */
  private async replace(tenant: TenantId, source: number, rows: readonly BlockedRow[]): Promise<void> {
    await this.database.transaction(tenant, async () => {
      await this.blocks.lock(tenant, source);
      const known = await this.blocks.known(
        tenant,
        source,
        rows.map(({ id }) => id),
      );
      const present = new Map(rows.map(({ id, blocks }) => [id, new Set(blocks)]));
      const gone = known.flatMap(({ id, blocks }) =>
        blocks.filter((block) => !present.get(id)!.has(block)).map((block) => ({ id, block })),
      );
      await this.blocks.remove(tenant, source, gone);
      await this.blocks.put(tenant, source, rows);
    });
  }

  private async compared(
    tenant: TenantId,
    rows: Comparable,
    against: Comparable,
    pairs: readonly Pair[],
    counted: CountedBlocks,
  ): Promise<ComparedPair[]> {
    const ones = distinct(pairs.map(({ one }) => one));
    const others = distinct(pairs.map(({ other }) => other));
    const isOneSource = rows.source === against.source;
    const own = await this.described(tenant, rows, isOneSource ? distinct([...ones, ...others]) : ones);
    const theirs = isOneSource ? own : await this.described(tenant, against, others);
    await counted.learn([...own.values(), ...theirs.values()]);
    const areCustomers = isOneSource && rows.source === CUSTOMERS;
    const frequencies = isOneSource ? counted : counted.betweenSources();
    const decided = areCustomers ? await this.decisions.decisionsOf(tenant, pairs) : undefined;
    return pairs.flatMap(({ one, other }) => {
      const [traits, otherTraits] = [own.get(one), theirs.get(other)];
      if (!traits || !otherTraits) return [];
      const evidence = evidenceOf(traits, otherTraits, frequencies);
      const decision = decided?.get(pairKey(one, other));
      return {
        one,
        other,
        evidence: decision ? evidenceFrom([decisionPart(decision), ...evidence.parts]) : evidence,
      };
    });
  }

  private async described(tenant: TenantId, rows: Comparable, ids: readonly number[]): Promise<Map<number, Traits>> {
    const all = new Map<number, Traits>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const described = await rows.describe(tenant, ids.slice(at, at + AT_ONCE));
      for (const [id, traits] of await this.traits(tenant, described)) all.set(id, traits);
    }
    return all;
  }

  private async traits(tenant: TenantId, rows: readonly DescribedRow[]): Promise<Map<number, Traits>> {
    const { defaultCountry } = await this.tenants.get(tenant);
    return new Map(
      rows.flatMap(({ id, description }) => (description ? [[id, traitsOf(description, defaultCountry)]] : [])),
    );
  }
}

const distinct = (ids: readonly number[]) => [...new Set(ids)];
