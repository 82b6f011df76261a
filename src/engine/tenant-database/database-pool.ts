import type { PoolClient } from 'pg';
import { FairShares } from './fair-shares.js';
import { poolBeside } from './pools-beside.js';
import type { ServerPool } from './server-pool.js';

const TAKES_WRITES = `SELECT current_setting('transaction_read_only') = 'off' AS "takesWrites"`;

/** The state of this process's connections, for health checks and metrics. */
export class DatabasePool {
  private probe?: ServerPool;
  /** How often a connection had failed when the probe asked for the last time. */
  private troubles = 0;

  constructor(private readonly pool: ServerPool) {}

  /** How many connections there are, how many of them are idle, and how many requests wait for one. */
  counts(): { total: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount + FairShares.waitingFor(this.pool) };
  }

  /**
   * Rejects unless the database takes writes and says so within a second. It asks on a connection of its own: that all
   * others are busy is no failure of the database. If a connection of any request failed, the probe connects anew: an
   * old connection may outlive a password, or a database that accepts no new connections.
   */
  async answers(): Promise<void> {
    const probe = (this.probe ??= poolBeside(this.pool));
    const { troubles } = probe.servers;
    if (troubles !== this.troubles) probe.generation++;
    this.troubles = troubles;
    const { rows } = await probe.query<{ takesWrites: boolean }>(TAKES_WRITES);
    if (rows[0]!.takesWrites) return;
    probe.generation++;
    throw new Error('The database takes no writes');
  }

  /** A connection that nothing else uses, to the server that takes writes. */
  async session(): Promise<{ client: PoolClient; close(): Promise<void> }> {
    const pool = poolBeside(this.pool);
    const client = await pool.connect();
    return {
      client,
      close: () => {
        client.release(true);
        return pool.end();
      },
    };
  }

  async close(): Promise<void> {
    await this.probe?.end();
  }
}
