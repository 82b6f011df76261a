import { setTimeout as pause } from 'node:timers/promises';
import { withDeadline } from '../kit/deadline.js';
import { monotonicNow } from '../kit/monotonic-clock.js';
import { connectionLost, mayTryElsewhere } from './failures.js';
import { poolBeside, poolLike } from './pools-beside.js';
import { type Lag, ReplicaLag } from './replica-lag.js';
import { ReplicaPosition } from './replica-position.js';
import type { ServerPool } from './server-pool.js';
import type { TenantDatabaseSettings } from './settings.js';

/** Milliseconds that a read waits until the replica has everything that it must show. */
const PATIENCE = 100;

/** Milliseconds between two attempts to use a replica that is not used. */
const RETRY = 1_000;

/**
 * Milliseconds after which a replica with reads under way is asked whether it still answers, and that it has to answer.
 */
const BEAT = 500;

/** Connections to a standby that reads may use if it shows what is before a position in the log. */
export interface Standby {
  pool: ServerPool;
  position: number;
}

/** The standby does not show what it must, or did not answer in time. */
export class Behind extends Error {
  override readonly message = 'it does not show what it said';
}

interface Servers {
  /** The replica's connections for reads. */
  reads: ServerPool;
  /** One connection to each server for questions about its position. */
  standby: ServerPool;
  primary: ServerPool;
}

/**
 * A standby of the database that may answer reads. It shows everything that any process committed before the read
 * began: each read asks the primary how far its log is, waits until the standby has replayed that much, and checks it
 * again on the connection that it uses. A standby that is away, silent, too far behind or no standby of this database
 * is not used; the primary answers then.
 */
export class Replica {
  private readonly answered = { primary: 0, replica: 0 };
  private readonly url?: string;
  private readonly warn: (text: string) => void;
  private servers?: Servers;
  private at?: ReplicaPosition;
  private behind?: ReplicaLag;
  private isUsed = false;
  private timeline = 0;
  /** For each read that is under way at the replica: a function that ends its wait. */
  private readonly waiting = new Set<(error: unknown) => void>();
  /** Why the replica was not used at the last attempt. */
  private reason?: string;
  private retry?: NodeJS.Timeout;
  private beat?: NodeJS.Timeout;

  constructor(
    private readonly pool: ServerPool,
    { replicaUrl, warn = () => {} }: Pick<TenantDatabaseSettings, 'replicaUrl' | 'warn'>,
  ) {
    this.url = replicaUrl;
    this.warn = warn;
  }

  /** How many reads each server answered, and whether the replica is used now; undefined without a replica. */
  counts(): { answered: Readonly<Record<'primary' | 'replica', number>>; inUse: boolean } | undefined {
    return this.url === undefined ? undefined : { answered: this.answered, inUse: this.isUsed };
  }

  /** How far the replica is behind, whether it is used or not. Undefined if it does not say so soon. */
  lag(): Promise<Lag | undefined> {
    return this.behind?.now() ?? Promise.resolve(undefined);
  }

  /** Begins to use the replica, if there is one. Resolves after the first attempt. */
  async open(): Promise<void> {
    if (!this.url) return;
    const { pool, url } = this;
    this.servers = { reads: poolLike(pool, url), standby: poolBeside(pool, url), primary: poolBeside(pool) };
    this.at = new ReplicaPosition(this.servers.primary, this.servers.standby);
    this.behind = new ReplicaLag(this.at);
    this.beat = setInterval(() => this.listen(), BEAT).unref();
    await this.join();
  }

  async close(): Promise<void> {
    clearTimeout(this.retry);
    clearInterval(this.beat);
    this.isUsed = false;
    const { servers } = this;
    this.servers = undefined;
    await Promise.all(Object.values(servers ?? {}).map((pool) => (pool as ServerPool).end()));
  }

  /** Reads from the replica if it has everything that was committed before this call, else from the primary. */
  read<Result>(there: (standby: Standby) => Promise<Result>, atPrimary: () => Promise<Result>): Promise<Result> {
    return this.url === undefined ? atPrimary() : this.readThere(there, atPrimary);
  }

  private async readThere<Result>(
    there: (standby: Standby) => Promise<Result>,
    atPrimary: () => Promise<Result>,
  ): Promise<Result> {
    const standby = this.isUsed ? await this.upToDate() : undefined;
    if (!standby) return this.counted('primary', atPrimary());
    try {
      return await this.counted('replica', this.unlessLeft(there(standby)));
    } catch (error) {
      if (!(error instanceof Behind) && !mayTryElsewhere(error)) throw error;
      // What a replica replays may end a long statement there. That is no reason to leave the replica.
      if (error instanceof Behind || connectionLost(error)) this.leave(error);
      return this.counted('primary', atPrimary());
    }
  }

  private async upToDate(): Promise<Standby | undefined> {
    try {
      const { position, timeline } = await this.at!.written.call();
      if (timeline !== this.timeline) throw new Error('the primary is another one');
      if (position > this.at!.reached) await withDeadline(this.reach(position), PATIENCE);
      return this.isUsed && this.servers ? { pool: this.servers.reads, position } : undefined;
    } catch (error) {
      this.leave(error);
      return undefined;
    }
  }

  // A server that is silent leaves its connections open, and a read would wait there for as long as a statement may
  // take.
  private unlessLeft<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      work.then(resolve, reject).finally(() => this.waiting.delete(reject));
    });
  }

  /**
   * Stops using the replica until it is well again. The primary answers meanwhile, also the reads that are under way.
   */
  private leave(error: unknown): void {
    if (!this.isUsed || !this.servers) return;
    this.isUsed = false;
    for (const end of this.waiting) end(new Behind());
    // Statements under way keep their connection; no other read uses it any more.
    this.servers.reads.end().catch(() => {});
    this.servers.reads = poolLike(this.pool, this.url!);
    this.warnOf(error);
    this.joinLater();
  }

  private listen(): void {
    if (this.isUsed && this.waiting.size > 0 && monotonicNow() > this.at!.heard + BEAT)
      withDeadline(this.at!.replayed.call(), BEAT).catch((error: unknown) => this.leave(error));
  }

  private async reach(position: number): Promise<void> {
    while (this.servers) {
      if ((await this.at!.replayed.call()) >= position) return;
      await pause(1);
    }
  }

  private async join(): Promise<void> {
    try {
      const { position, timeline } = await this.at!.compare();
      await withDeadline(this.reach(position), PATIENCE);
      this.timeline = timeline;
      this.isUsed = true;
      if (this.reason !== undefined) this.warn('The replica is back: it answers reads again.');
      this.reason = undefined;
    } catch (error) {
      this.warnOf(error);
      this.joinLater();
    }
  }

  private joinLater(): void {
    if (this.servers) this.retry = setTimeout(() => void this.join(), RETRY).unref();
  }

  private warnOf(error: unknown): void {
    const { code, message, cause } = error as {
      code?: string;
      message: string;
      cause?: { code?: string; message?: string };
    };
    const reason = cause?.code ?? cause?.message ?? code ?? message;
    if (!this.servers || reason === this.reason) return;
    this.reason = reason;
    this.warn(`The replica is not used (${reason}): the primary answers all reads.`);
  }

  private async counted<Result>(server: 'primary' | 'replica', answer: Promise<Result>): Promise<Result> {
    const result = await answer;
    this.answered[server]++;
    return result;
  }
}
