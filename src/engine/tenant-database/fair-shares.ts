import { memoized } from '../kit/memoized.js';
import { type Connected, direct, exclusive, SHARED_PART, type Source } from './connections.js';
import { Division } from './division.js';
import type { ServerPool } from './server-pool.js';
import type { Caller, TenantDatabaseSettings } from './settings.js';
import type { TenantId } from './tenant-id.js';

/**
 * Divides the connections of a pool. One tenant has at most its share of them at once, and all tenants together leave
 * some to credentials and to reads by key. A tenant beyond its share waits, and only its own requests are refused. The
 * requests of a tenant are served in the order in which they arrived, and tenants in turn.
 */
export class FairShares {
  private static readonly divisions = new WeakMap<ServerPool, Division>();
  private static readonly streams = new WeakMap<ServerPool, Division>();

  /** For work of several tenants on one connection: it takes what all tenants together leave. */
  readonly withoutTenant: Source;
  private readonly part: number;
  private readonly patience: Readonly<Record<'list' | 'other', number>>;
  private readonly caller: () => Caller | undefined;

  constructor({ tenantShare, timeouts, caller }: Pick<TenantDatabaseSettings, 'tenantShare' | 'timeouts' | 'caller'>) {
    this.part = tenantShare;
    this.patience = { list: timeouts.list, other: timeouts.connect };
    this.caller = caller ?? (() => undefined);
    this.withoutTenant = this.sourceFor(undefined, timeouts.connect);
  }

  /** How many requests wait for the share of their tenant. */
  static waitingFor(pool: ServerPool): number {
    return FairShares.divisions.get(pool)?.waiting ?? 0;
  }

  /** A connection of the tenant's share. A list waits for it no longer than the list itself may take. */
  of(tenant: TenantId | undefined, what: 'list' | 'other' = 'other'): Connected {
    return exclusive(this.sourceFor(tenant, this.patience[what]));
  }

  /**
   * A connection for a list that is streamed. A client that reads slowly keeps it for long, so the streams of all
   * tenants together have at most half of the tenants' connections, and those of one tenant a third.
   */
  ofStream(tenant: TenantId): Connected {
    const { list } = this.patience;
    return exclusive(this.limited(this.sourceFor(tenant, list), (pool) => this.streamsOf(pool), tenant, list));
  }

  private sourceFor(tenant: TenantId | undefined, patience: number): Source {
    return this.limited(direct, (pool) => this.divisionOf(pool), tenant, patience);
  }

  private streamsOf(pool: ServerPool): Division {
    return memoized(FairShares.streams, pool, () => {
      const { all } = this.divisionOf(pool);
      return new Division(Math.max(1, Math.floor(all / 2)), Math.max(1, Math.floor(all / 3)));
    });
  }

  private divisionOf(pool: ServerPool): Division {
    return memoized(FairShares.divisions, pool, () => {
      const max = pool.options.max;
      // Too few to divide: no connections are shared then, either.
      if (Math.floor(max * SHARED_PART) === 0) return new Division(max, max);
      // The shared connections, and one for credentials.
      const setAside = Math.floor(max * SHARED_PART) + 1;
      return new Division(Math.max(1, max - setAside), Math.max(1, Math.floor(max * this.part)));
    });
  }

  /** A source from which a tenant takes a connection only while the division has room for it. */
  private limited(
    source: Source,
    divisionOf: (pool: ServerPool) => Division,
    tenant: TenantId | undefined,
    patience: number,
  ): Source {
    return {
      take: async (pool) => {
        const division = divisionOf(pool);
        // Without a tenant the connection is for several requests, so no single caller stops the wait.
        await division.enter(tenant, patience, tenant === undefined ? undefined : this.caller());
        try {
          return await source.take(pool);
        } catch (error) {
          division.leave(tenant);
          throw error;
        }
      },
      giveBack: (pool, client, isBroken) => {
        source.giveBack(pool, client, isBroken);
        divisionOf(pool).leave(tenant);
      },
    };
  }
}
