import type { QueryResultRow } from 'pg';
import { monotonicNow } from '../kit/monotonic-clock.js';
import type { ServerPool } from './server-pool.js';
import { SharedCall } from './shared-call.js';

/**
 * A position in the write-ahead log, in bytes from its beginning. Positions of different timelines cannot be compared.
 */
interface Written {
  position: number;
  timeline: number;
  /** Whether everything that was committed is flushed to the disk, and so lies before this position. */
  isFlushed: boolean;
}

const WRITTEN = `
  SELECT (place - '0/0')::bigint AS position, ('x' || left(pg_walfile_name(place), 8))::bit(32)::int AS timeline,
    current_setting('synchronous_commit') <> 'off' AS "isFlushed"
  FROM pg_current_wal_flush_lsn() AS place`;

const REPLAYED = `SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint AS position, pg_is_in_recovery() AS "isStandby"`;

const IDENTITY = 'SELECT system_identifier::text AS system FROM pg_control_system()';

// A standby has a new timeline on its disk at the latest since its last checkpoint.
const FOLLOWED = `
  SELECT system_identifier::text AS system, greatest(timeline_id, min_recovery_end_timeline) AS timeline
    FROM pg_control_system(), pg_control_checkpoint(), pg_control_recovery()`;

/**
 * For the transaction of a read: whether the standby that it runs on has replayed the position in `$2`, whatever was
 * known of the standby before.
 */
export const SHOWING = "pg_is_in_recovery() AND pg_last_wal_replay_lsn() - '0/0' >= $2::bigint AS shows";

/**
 * Asks the primary how far its log is, and the standby how much of it is replayed. Calls at one time share one
 * question.
 */
export class ReplicaPosition {
  /** How far the standby was when it answered last. */
  reached = 0;
  /** When the standby answered last. */
  heard = 0;
  readonly written: SharedCall<Written>;
  readonly replayed: SharedCall<number>;

  constructor(
    private readonly primary: ServerPool,
    private readonly standby: ServerPool,
  ) {
    this.written = new SharedCall(() => this.askPrimary());
    this.replayed = new SharedCall(() => this.askStandby());
  }

  /** Checks that the standby follows this primary, and returns their timeline and the primary's position. */
  async compare(): Promise<{ position: number; timeline: number }> {
    const [followed, { system }, { position, timeline }] = await Promise.all([
      one<{ system: string; timeline: number }>(this.standby, FOLLOWED),
      one<{ system: string }>(this.primary, IDENTITY),
      this.written.call(),
    ]);
    if (followed.system !== system || followed.timeline !== timeline) throw new Error('it follows another primary');
    return { position, timeline };
  }

  private async askPrimary(): Promise<Written> {
    const written = await one<Written>(this.primary, WRITTEN);
    if (!written.isFlushed) throw new Error('the primary has synchronous_commit off');
    return written;
  }

  private async askStandby(): Promise<number> {
    const { position, isStandby } = await one<{ position: number; isStandby: boolean }>(this.standby, REPLAYED);
    if (!isStandby) throw new Error('it is no standby');
    this.heard = monotonicNow();
    return (this.reached = position);
  }
}

async function one<Row extends QueryResultRow>(pool: ServerPool, text: string): Promise<Row> {
  const { rows } = await pool.query<Row>(text);
  return rows[0]!;
}
