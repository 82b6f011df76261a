import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import { ENV } from '../../config/config.module.js';
import { monotonicNow } from '../kit/monotonic-clock.js';
import type { Env } from '../../config/env.js';
import { withDeadline } from '../kit/deadline.js';
import { another, besides, poolOf } from './pool.js';
import { connectionLost, isElsewhere } from './postgres-errors.js';
import type { ServerPool } from './server-pool.js';

/** Milliseconds that a read waits until the replica has what it may have to show. */
const PATIENCE = 100;

/** The same between two looks at a replica that is not used. */
const RETRY = 1_000;

/**
 * The same after which a replica with reads under way is asked whether it is still there, and for how long it may think
 * about that.
 */
const BEAT = 500;

/**
 * A place in the log of changes, in bytes since its beginning. Places on different timelines say nothing of each other.
 */
interface Written {
  position: number;
  timeline: number;
  /** Is what was committed in the log on the disk, and so before this place? */
  isFlushed: boolean;
}

const WRITTEN = `
  SELECT (place - '0/0')::bigint AS position, ('x' || left(pg_walfile_name(place), 8))::bit(32)::int AS timeline,
    current_setting('synchronous_commit') <> 'off' AS "isFlushed"
  FROM pg_current_wal_flush_lsn() AS place`;

const REPLAYED = `SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint AS position, pg_is_in_recovery() AS "isStandby"`;

const IDENTITY = 'SELECT system_identifier::text AS system FROM pg_control_system()';

// What a standby has on its disk of a new timeline it has from a checkpoint at the latest.
const FOLLOWED = `
  SELECT system_identifier::text AS system, greatest(timeline_id, min_recovery_end_timeline) AS timeline
    FROM pg_control_system(), pg_control_checkpoint(), pg_control_recovery()`;

/** Connections to a standby that reads may use where it shows what is before a place in the log. */
export interface Standby {
  pool: ServerPool;
  position: number;
}

/**
 * For the transaction of a read: whether the standby that it has got shows what it must, the position in `$2`, whatever
 * was known of it before.
 */
export const SHOWING = "pg_is_in_recovery() AND pg_last_wal_replay_lsn() - '0/0' >= $2::bigint AS shows";

/** The standby does not show what it was said to, or not in time. */
export class Behind extends Error {
  override readonly message = 'it does not show what it said';
}

/** The replica's connections for reads, and one to each server for asking how far it is. */
interface Servers {
  reads: ServerPool;
  standby: ServerPool;
  primary: ServerPool;
}

/**
 * A standby of the database that reads may be sent to. It shows whatever was committed before a read was asked for, by
 * this process or any other: each read asks the primary how far its log is, waits until the standby has replayed that
 * much, and sees so again on the connection that it uses. One that is away, silent, too far behind or no standby of
 * this database is not used; the primary answers then.
 */
@Injectable()
export class Replica implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Replica');
  private readonly answered = { primary: 0, replica: 0 };
  private readonly url?: string;
  private servers?: Servers;
  private isUsed = false;
  private timeline = 0;
  private reached = 0;
  /** When it last said how far it is. */
  private heard = 0;
  /** Ends the wait of each read that is under way there. */
  private readonly waiting = new Set<(error: unknown) => void>();
  /** Why it was not used the last time that somebody looked. */
  private reason?: string;
  private retry?: NodeJS.Timeout;
  private beat?: NodeJS.Timeout;
  private readonly written = new SharedQuestion(() => this.writtenSoFar());
  private readonly replayed = new SharedQuestion(() => this.position());

  constructor(
    private readonly source: DataSource,
    @Inject(ENV) { databaseReplicaUrl }: Env,
  ) {
    this.url = databaseReplicaUrl;
  }

  /** How many reads each server answered, and whether the replica is given any now; undefined without a replica. */
  counts(): { answered: Readonly<Record<'primary' | 'replica', number>>; inUse: boolean } | undefined {
    return this.url === undefined ? undefined : { answered: this.answered, inUse: this.isUsed };
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.url) return;
    const pool = poolOf(this.source);
    this.servers = { reads: another(pool, this.url), standby: besides(pool, this.url), primary: besides(pool) };
    this.beat = setInterval(() => this.listen(), BEAT).unref();
    await this.join();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.retry);
    clearInterval(this.beat);
    this.isUsed = false;
    const { servers } = this;
    this.servers = undefined;
    await Promise.all(Object.values(servers ?? {}).map((pool) => (pool as ServerPool).end()));
  }

  /**
   * Has the replica answer, once it shows everything that was committed before this was called; the primary where it
   * cannot.
   */
  async read<Result>(there: (standby: Standby) => Promise<Result>, atPrimary: () => Promise<Result>): Promise<Result> {
    if (this.url === undefined) return atPrimary();
    const standby = this.isUsed ? await this.upToDate() : undefined;
    if (!standby) return this.counted('primary', atPrimary());
    try {
      return await this.counted('replica', this.unlessLeft(there(standby)));
    } catch (error) {
      if (!(error instanceof Behind) && !isElsewhere(error)) throw error;
      // What a replica replays may end a statement that runs there for long; that is no reason to leave it.
      if (error instanceof Behind || connectionLost(error)) this.leave(error);
      return this.counted('primary', atPrimary());
    }
  }

  private async upToDate(): Promise<Standby | undefined> {
    try {
      const { position, timeline } = await this.written.ask();
      if (timeline !== this.timeline) throw new Error('the primary is another one');
      if (position > this.reached) await withDeadline(this.reach(position), PATIENCE);
      return this.isUsed && this.servers ? { pool: this.servers.reads, position } : undefined;
    } catch (error) {
      this.leave(error);
      return undefined;
    }
  }

  // A server that is silent leaves its connections open: whoever waits on one would wait for as long as a statement may
  // take.
  private unlessLeft<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      work.then(resolve, reject).finally(() => this.waiting.delete(reject));
    });
  }

  /**
   * From now on the primary answers, also what the replica was asked for, until the replica is seen to be well again.
   */
  private leave(error: unknown): void {
    if (!this.isUsed || !this.servers) return;
    this.isUsed = false;
    for (const end of this.waiting) end(new Behind());
    // What is under way keeps its connection; it is nobody's any more.
    this.servers.reads.end().catch(() => {});
    this.servers.reads = another(poolOf(this.source), this.url!);
    this.tellOf(error);
    this.lookAgain();
  }

  private listen(): void {
    if (this.isUsed && this.waiting.size > 0 && monotonicNow() > this.heard + BEAT)
      withDeadline(this.replayed.ask(), BEAT).catch((error: unknown) => this.leave(error));
  }

  private async reach(position: number): Promise<void> {
    while (this.servers) {
      this.reached = await this.replayed.ask();
      if (this.reached >= position) return;
      await pause(1);
    }
  }

  private async writtenSoFar(): Promise<Written> {
    const written = await one<Written>(this.servers!.primary, WRITTEN);
    if (!written.isFlushed) throw new Error('the primary has synchronous_commit off');
    return written;
  }

  private async position(): Promise<number> {
    const { position, isStandby } = await one<{ position: number; isStandby: boolean }>(
      this.servers!.standby,
      REPLAYED,
    );
    if (!isStandby) throw new Error('it is no standby');
    this.heard = monotonicNow();
    return position;
  }

  private async join(): Promise<void> {
    try {
      const [followed, { system }, { position, timeline }] = await Promise.all([
        one<{ system: string; timeline: number }>(this.servers!.standby, FOLLOWED),
        one<{ system: string }>(this.servers!.primary, IDENTITY),
        this.written.ask(),
      ]);
      if (followed.system !== system || followed.timeline !== timeline) throw new Error('it follows another primary');
      await withDeadline(this.reach(position), PATIENCE);
      this.timeline = timeline;
      this.isUsed = true;
      if (this.reason !== undefined) this.logger.warn('The replica is back: it answers reads again.');
      this.reason = undefined;
    } catch (error) {
      this.tellOf(error);
      this.lookAgain();
    }
  }

  private lookAgain(): void {
    if (this.servers) this.retry = setTimeout(() => void this.join(), RETRY).unref();
  }

  private tellOf(error: unknown): void {
    const { code, message, cause } = error as {
      code?: string;
      message: string;
      cause?: { code?: string; message?: string };
    };
    const reason = cause?.code ?? cause?.message ?? code ?? message;
    if (!this.servers || reason === this.reason) return;
    this.reason = reason;
    this.logger.warn(`The replica is not used (${reason}): the primary answers all reads.`);
  }

  private async counted<Result>(server: 'primary' | 'replica', answer: Promise<Result>): Promise<Result> {
    const result = await answer;
    this.answered[server]++;
    return result;
  }
}

/**
 * A question that is under way once at a time: whoever asks meanwhile shares the next one, which is put after they
 * asked.
 */
class SharedQuestion<Answer> {
  private underWay: Promise<unknown> = Promise.resolve();
  private next?: Promise<Answer>;

  constructor(private readonly put: () => Promise<Answer>) {}

  ask(): Promise<Answer> {
    return (this.next ??= this.underWay.then(() => {
      this.next = undefined;
      const answer = this.put();
      this.underWay = answer.catch(() => {});
      return answer;
    }));
  }
}

async function one<Row extends QueryResultRow>(pool: ServerPool, text: string): Promise<Row> {
  const { rows } = await pool.query<Row>(text);
  return rows[0]!;
}
