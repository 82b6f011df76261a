import type { PoolClient } from 'pg';
import { memoized } from '../kit/memoized.js';
import { holdForTurn } from './holding.js';
import { connectionLost, hasTurnedReadOnly, unavailable } from './postgres-errors.js';
import type { ServerPool } from './server-pool.js';

/** Runs work on a connection of a pool. */
export type Connected = <Result>(pool: ServerPool, work: (client: PoolClient) => Promise<Result>) => Promise<Result>;

/** Where connections of a pool come from, and where they go back to. */
export interface Source {
  take(pool: ServerPool): Promise<PoolClient>;
  giveBack(pool: ServerPool, client: PoolClient, isBroken: boolean): void;
}

/** The pool itself. */
export const direct: Source = {
  async take(pool) {
    const client = await pool.connect().catch((error: unknown) => {
      throw unavailable(error);
    });
    // A connection that is lost while in use says so on the client, not on the pool; unheard, that would end the
    // process.
    return client.on('error', ignore);
  },
  giveBack(_, client, isBroken) {
    client.off('error', ignore);
    client.release(isBroken);
  },
};

/** On a connection that no other work has meanwhile. */
export const byItselfFrom =
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

export const byItself = byItselfFrom(direct);

/** The part of a pool that is shared; all others stay for who needs one by itself, however many share. */
export const SHARED_PART = 1 / 4;

interface Shared {
  client: Promise<PoolClient>;
  /** That of the pool when it was taken. */
  generation: number;
  underWay: number;
  isBroken: boolean;
}

/**
 * Connections for statements that are over at once, several of them under way on each. A process of the database that
 * finds its next statement there when it is done with one need not be woken for it, which costs both sides more than
 * the statement; so those of one turn of the event loop leave together. Who comes behind another waits for it, so this
 * is for what nothing can keep waiting: no lock, no long list. A pool that is too small for that is not shared.
 */
export class SharedConnections {
  private readonly ofPool = new WeakMap<ServerPool, Set<Shared>>();

  constructor(private readonly source = direct) {}

  readonly use: Connected = async (pool, work) => {
    const limit = Math.floor((pool.options.max ?? 0) * SHARED_PART);
    if (limit === 0) return byItselfFrom(this.source)(pool, work);
    const all = memoized(this.ofPool, pool, () => new Set());
    const shared = this.oneOf(all, pool, limit);
    shared.underWay++;
    try {
      const client = await shared.client;
      holdForTurn(client);
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

  private oneOf(all: Set<Shared>, pool: ServerPool, limit: number): Shared {
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

// The statement under way fails too, and tells the caller.
const ignore = () => {};
