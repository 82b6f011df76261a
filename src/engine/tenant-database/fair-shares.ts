import type { Env } from '../../config/env.js';
import { memoized } from '../kit/memoized.js';
import { Problem } from '../../problem.js';
import { ClientDisconnected, activeRequest } from '../../active-request.js';
import { byItselfFrom, type Connected, direct, SHARED_PART, type Source } from './connections.js';
import { Crowded } from './postgres-errors.js';
import type { ServerPool } from './server-pool.js';
import type { TenantId } from './tenant-id.js';

/**
 * Divides the connections of a pool: one tenant has at most its share of them at once, and all tenants together leave
 * some to credentials and to reads by key. A tenant beyond its share waits, and is then refused alone; its requests
 * are served in the order in which they came, and tenants in turn.
 */
export class FairShares {
  private static readonly divisions = new WeakMap<ServerPool, Division>();
  private static readonly streams = new WeakMap<ServerPool, Division>();

  /** For work that is no tenant's alone: it takes what all tenants together leave. */
  readonly ofNobody: Source;
  private readonly part: number;
  private readonly patience: Readonly<Record<'list' | 'other', number>>;

  constructor({
    databaseTenantShare,
    databaseTimeouts: { connect, list },
  }: Pick<Env, 'databaseTenantShare' | 'databaseTimeouts'>) {
    this.part = databaseTenantShare / 100;
    this.patience = { list, other: connect };
    this.ofNobody = this.sourceFor(undefined, connect);
  }

  /** How many requests wait for the share of their tenant. */
  static waitingFor(pool: ServerPool): number {
    return FairShares.divisions.get(pool)?.waiting ?? 0;
  }

  /** A connection of the tenant's share. A list waits for it no longer than it may take. */
  of(tenant: TenantId | undefined, what: 'list' | 'other' = 'other'): Connected {
    return byItselfFrom(this.sourceFor(tenant, this.patience[what]));
  }

  /**
   * A connection for a list that leaves as a stream: a client that reads slowly keeps it for long. So streams of all
   * tenants together have half of what there is at most, and those of one tenant a third.
   */
  ofStream(tenant: TenantId): Connected {
    const { list } = this.patience;
    return byItselfFrom(limited(this.sourceFor(tenant, list), (pool) => this.streamsOf(pool), tenant, list));
  }

  private sourceFor(tenant: TenantId | undefined, patience: number): Source {
    return limited(direct, (pool) => this.divisionOf(pool), tenant, patience);
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
      // Too few to divide: reads by key do not share any either.
      if (Math.floor(max * SHARED_PART) === 0) return new Division(max, max);
      // What reads by key share, and one for credentials.
      const setAside = Math.floor(max * SHARED_PART) + 1;
      return new Division(Math.max(1, max - setAside), Math.max(1, Math.floor(max * this.part)));
    });
  }
}

/** A source that a tenant takes from only while it has a place in the division of the pool. */
function limited(
  source: Source,
  divisionOf: (pool: ServerPool) => Division,
  tenant: TenantId | undefined,
  patience: number,
): Source {
  return {
    take: async (pool) => {
      const division = divisionOf(pool);
      await division.enter(tenant, patience);
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

/** What one tenant has, and those of its requests that wait, in the order in which they came. */
interface Share {
  taken: number;
  waiting: Set<() => void>;
}

class Division {
  waiting = 0;
  private taken = 0;
  /** Of tenants that have a connection or wait for one; the one that was served last is at the end. */
  private readonly shares = new Map<TenantId | undefined, Share>();

  constructor(
    /** Connections of all tenants together. */
    readonly all: number,
    private readonly each: number,
  ) {}

  enter(tenant: TenantId | undefined, patience: number): Promise<void> | void {
    const share = memoized<TenantId | undefined, Share>(this.shares, tenant, () => ({ taken: 0, waiting: new Set() }));
    if (share.waiting.size === 0 && this.hasRoom(tenant, share)) return this.take(share);
    return this.wait(tenant, share, patience);
  }

  leave(tenant: TenantId | undefined): void {
    const share = this.shares.get(tenant)!;
    this.taken--;
    share.taken--;
    this.forget(tenant, share);
    this.admitNext();
  }

  private hasRoom(tenant: TenantId | undefined, { taken }: Share): boolean {
    return this.taken < this.all && (tenant === undefined || taken < this.each);
  }

  private take(share: Share): void {
    this.taken++;
    share.taken++;
  }

  private wait(tenant: TenantId | undefined, share: Share, patience: number): Promise<void> {
    // Without a tenant the connection is for several requests.
    const request = tenant === undefined ? undefined : activeRequest();
    if (request?.isDisconnected) return Promise.reject(new ClientDisconnected(false));
    this.waiting++;
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(limit);
        stopListening?.();
        this.waiting--;
        share.waiting.delete(admit);
      };
      const refuse = (error: Error) => {
        end();
        this.forget(tenant, share);
        reject(error);
      };
      const admit = () => {
        end();
        resolve();
      };
      const limit = setTimeout(() => {
        const isBeyondShare = tenant !== undefined && this.each < this.all && share.taken >= this.each;
        refuse(isBeyondShare ? beyondShare() : crowded());
      }, patience);
      share.waiting.add(admit);
      const stopListening = request?.whenEnded((isDisconnected) => {
        if (isDisconnected) refuse(new ClientDisconnected(false));
      });
    });
  }

  private admitNext(): void {
    for (const [tenant, share] of this.shares) {
      const [admit] = share.waiting;
      if (!admit || !this.hasRoom(tenant, share)) continue;
      this.take(share);
      this.shares.delete(tenant);
      this.shares.set(tenant, share);
      admit();
      return;
    }
  }

  private forget(tenant: TenantId | undefined, { taken, waiting }: Share): void {
    if (taken === 0 && waiting.size === 0) this.shares.delete(tenant);
  }
}

const beyondShare = () =>
  new Problem('too_many_requests', 'Too many requests at the same time. Try again in 1 s.', { retryAfter: 1 });

const crowded = () =>
  new Problem('unavailable', 'The service is temporarily unavailable. Please try again.', {
    cause: new Crowded(),
    retryAfter: 1,
  });
