import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { inTime } from '../in-time.js';
import { another, besides, poolOf } from './pool.js';

/** Milliseconds that a read waits until the replica has what it may have to show. */
const PATIENCE = 100;

/** The same between two looks at a replica that is not used, and after which one that is used must have been heard of. */
const LOOK = 1_000;

/** A place in the log of changes, in bytes since its beginning. Places on different timelines say nothing of each other. */
interface Written {
  position: number;
  timeline: number;
}

const WRITTEN = `
  SELECT (place - '0/0')::bigint AS position, ('x' || left(pg_walfile_name(place), 8))::bit(32)::int AS timeline
    FROM pg_current_wal_flush_lsn() AS place`;

const REPLAYED = `SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint AS position, pg_is_in_recovery() AS "isStandby"`;

const IDENTITY = 'SELECT system_identifier::text AS system FROM pg_control_system()';

// What a standby has on its disk of a new timeline it has from a checkpoint at the latest.
const FOLLOWED = `
  SELECT system_identifier::text AS system, greatest(timeline_id, min_recovery_end_timeline) AS timeline
    FROM pg_control_system(), pg_control_checkpoint(), pg_control_recovery()`;

/** The replica's connections for reads, and one to each server for asking how far it is. */
interface Servers {
  reads: Pool;
  standby: Pool;
  primary: Pool;
}

/**
 * A standby of the database that reads may be sent to. It shows whatever was committed before a read was asked for, by
 * this process or any other: each read asks the primary how far its log is, and waits until the standby has replayed that
 * much. One that is away, too far behind or no standby of this database is not used; the primary answers then.
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
  /** Why it was not used the last time that somebody looked. */
  private reason?: string;
  private retry?: NodeJS.Timeout;
  private readonly written = new SharedQuestion(() => one<Written>(this.servers!.primary, WRITTEN));
  private readonly replayed = new SharedQuestion(() => this.position());

  constructor(
    private readonly source: DataSource,
    @Inject(ENV) { databaseReplicaUrl }: Env,
  ) {
    this.url = databaseReplicaUrl;
  }

  /** How many reads each server was given, and whether the replica is given any now; undefined without a replica. */
  counts(): { answered: Readonly<Record<'primary' | 'replica', number>>; inUse: boolean } | undefined {
    return this.url === undefined ? undefined : { answered: this.answered, inUse: this.isUsed };
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.url) return;
    const pool = poolOf(this.source);
    this.servers = { reads: another(pool, this.url), standby: besides(pool, this.url), primary: besides(pool) };
    await this.join();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.retry);
    this.isUsed = false;
    const { servers } = this;
    this.servers = undefined;
    await Promise.all(Object.values(servers ?? {}).map((pool) => (pool as Pool).end()));
  }

  /** Its connections, once it shows everything that was committed before this was called; undefined when the primary has to answer. */
  async upToDate(): Promise<Pool | undefined> {
    if (!this.isUsed) return this.count(undefined);
    try {
      const { position, timeline } = await this.written.ask();
      if (timeline !== this.timeline) throw new Error('the primary is another one');
      if (position > this.reached || Date.now() > this.heard + LOOK) await inTime(this.reach(position), PATIENCE);
    } catch (error) {
      this.leave(error);
    }
    return this.count(this.isUsed ? this.servers?.reads : undefined);
  }

  /** From now on the primary answers, until the replica is seen to be well again. */
  leave(error: unknown): void {
    if (!this.isUsed) return;
    this.isUsed = false;
    this.tellOf(error);
    this.lookAgain();
  }

  private async reach(position: number): Promise<void> {
    for (;;) {
      this.reached = await this.replayed.ask();
      if (this.reached >= position || !this.isUsed) return;
      await pause(1);
    }
  }

  private async position(): Promise<number> {
    const { position, isStandby } = await one<{ position: number; isStandby: boolean }>(this.servers!.standby, REPLAYED);
    if (!isStandby) throw new Error('it is no standby');
    this.heard = Date.now();
    return position;
  }

  private count(pool: Pool | undefined): Pool | undefined {
    this.answered[pool ? 'replica' : 'primary']++;
    return pool;
  }

  private async join(): Promise<void> {
    try {
      const [followed, { system }, { position, timeline }] = await Promise.all([
        one<{ system: string; timeline: number }>(this.servers!.standby, FOLLOWED),
        one<{ system: string }>(this.servers!.primary, IDENTITY),
        this.written.ask(),
      ]);
      if (followed.system !== system || followed.timeline !== timeline) throw new Error('it follows another primary');
      this.reached = await this.position();
      if (this.reached < position) throw new Error('it is behind');
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
    if (this.servers) this.retry = setTimeout(() => void this.join(), LOOK).unref();
  }

  private tellOf(error: unknown): void {
    const { code, message } = error as { code?: string; message: string };
    const reason = code ?? message;
    if (!this.servers || reason === this.reason) return;
    this.reason = reason;
    this.logger.warn(`The replica is not used (${reason}): the primary answers all reads.`);
  }
}

/** A question that is under way once at a time: whoever asks meanwhile shares the next one, which is put after they asked. */
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

async function one<Row extends QueryResultRow>(pool: Pool, text: string): Promise<Row> {
  const { rows } = await pool.query<Row>(text);
  return rows[0]!;
}
