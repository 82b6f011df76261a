import type { PoolClient } from 'pg';
import { memoized } from '../kit/memoized.js';
import { corkForTurn } from './corking.js';
import { connectionLost, hasTurnedReadOnly, unavailable } from './failures.js';
import type { ServerPool } from './server-pool.js';

/** Runs work on a connection of a pool. */
export type Connected = <Result>(pool: ServerPool, work: (client: PoolClient) => Promise<Result>) => Promise<Result>;

/** Takes connections out of a pool and puts them back. */
export interface Source {
  take(pool: ServerPool): Promise<PoolClient>;
  giveBack(pool: ServerPool, client: PoolClient, isBroken: boolean): void;
}

/** Takes a connection from the pool itself, without a limit for the tenant. */
export const direct: Source = {
  async take(pool) {
    const client = await pool.connect().catch((error: unknown) => {
      throw unavailable(error);
    });
    // A connection that is lost while it is in use emits an error on the client; without a listener the process would
    // end.
    return client.on('error', ignore);
  },
  giveBack(_, client, isBroken) {
    client.off('error', ignore);
    client.release(isBroken);
  },
};

/** Gives work a connection that no other work uses meanwhile. */
export const exclusive =
  (source: Source): Connected =>
  async (pool, work) => {
    const client = await source.take(pool);
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = connectionLost(error);
      if (hasTurnedReadOnly(error)) pool.renew();
      throw error;
    } finally {
      source.giveBack(pool, client, broken);
    }
  };

/** The part of a pool that is shared. The rest stays for work that needs a connection of its own. */
export const SHARED_PART = 1 / 4;

interface Shared {
  client: Promise<PoolClient>;
  /** The pool's generation when the connection was taken. */
  generation: number;
  underWay: number;
  isBroken: boolean;
}

/**
 * Connections with several statements under way on each. When PostgreSQL finishes a statement and finds the next one in
 * its socket already, it need not be woken for it, and waking costs both sides more than the statement. So the
 * statements of one turn of the event loop leave together. A statement waits for those before it: only statements that
 * end at once may be sent this way, none that waits for a lock or reads a long list. A pool that is too small is not
 * shared.
 */
export class SharedConnections {
  private readonly ofPool = new WeakMap<ServerPool, Set<Shared>>();

  constructor(private readonly source = direct) {}

  readonly use: Connected = async (pool, work) => {
    const limit = Math.floor((pool.options.max ?? 0) * SHARED_PART);
    if (limit === 0) return exclusive(this.source)(pool, work);
    const all = memoized(this.ofPool, pool, () => new Set());
    const shared = this.leastUsed(all, pool, limit);
    shared.underWay++;
    try {
      const client = await shared.client;
      corkForTurn(client);
      return await work(client);
    } catch (error) {
      if (connectionLost(error)) {
        shared.isBroken = true;
        all.delete(shared);
      }
      if (hasTurnedReadOnly(error)) pool.renew();
      throw error;
    } finally {
      if (--shared.underWay === 0) {
        all.delete(shared);
        shared.client.then((client) => this.source.giveBack(pool, client, shared.isBroken), ignore);
      }
    }
  };

  private leastUsed(all: Set<Shared>, pool: ServerPool, limit: number): Shared {
    let least: Shared | undefined;
    for (const one of all) {
      if (one.generation !== pool.generation) all.delete(one);
      else if (!least || one.underWay < least.underWay) least = one;
    }
    if (least && all.size >= limit) return least;
    const shared = { client: this.source.take(pool), generation: pool.generation, underWay: 0, isBroken: false };
    all.add(shared);
    return shared;
  }
}

// The statement under way fails too, so the application gets the error in that way.
const ignore = () => {};
