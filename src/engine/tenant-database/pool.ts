import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { PoolOptions } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { FairShares } from './fair-shares.js';
import { ServerPool, type ServerPoolConfig } from './server-pool.js';
import { Servers } from './servers.js';

const SECOND = 1_000;

/** The connections that TypeORM keeps. */
export const poolOf = ({ driver }: DataSource) => (driver as PostgresDriver).master as ServerPool;

/**
 * One connection beside a pool's own, for short questions that must not wait behind requests: there, or at another
 * address.
 */
export function besides({ options }: ServerPool, replica?: string): ServerPool {
  const limits = { connectionTimeoutMillis: SECOND, query_timeout: SECOND, idleTimeoutMillis: 60 * SECOND };
  // A proxy takes no settings with a connection, and then the pool's options have none.
  const atServer = options.statement_timeout ? { statement_timeout: SECOND } : {};
  const config = { ...copied(options), ...at(replica), ...limits, ...atServer };
  return quiet(new ServerPool({ ...config, max: 1, allowExitOnIdle: true }));
}

/** As many connections as a pool has, to a replica. */
export const another = ({ options }: ServerPool, replica: string): ServerPool =>
  quiet(new ServerPool({ ...copied(options), ...at(replica) }));

/** Of several servers the one that is a standby; one that is named alone is looked at by those who read from it. */
const at = (replica?: string): ServerPoolConfig =>
  replica === undefined ? {} : { connectionString: replica, wanted: Servers.of(replica).count > 1 ? 'standby' : 'any' };

// pg hides the password from who copies the options.
const copied = (options: PoolOptions) => ({ ...options, password: options.password });

// A connection that is lost while idle; the next question finds out.
const quiet = (pool: ServerPool) => pool.on('error', () => {});

const TAKES_WRITES = `SELECT current_setting('transaction_read_only') = 'off' AS "takesWrites"`;

/** The connections of this process, for those who operate it. */
@Injectable()
export class DatabasePool implements OnApplicationShutdown {
  private probe?: ServerPool;
  /** How often a connection had failed when the probe asked for the last time. */
  private troubles = 0;

  constructor(private readonly source: DataSource) {}

  /** How many connections there are and how many of them wait for work; how many requests wait for a connection. */
  counts(): { total: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount + FairShares.waitingFor(this.pool) };
  }

  /**
   * Fails unless the database takes writes and says so within a second. Asks on a connection of its own: that all
   * others are busy is no failure of the database. Where a connection of any request failed, that is a new one: an old
   * one may outlive a password, or a database that is closed to new ones.
   */
  async answers(): Promise<void> {
    const probe = (this.probe ??= besides(this.pool));
    const { troubles } = probe.servers;
    if (troubles !== this.troubles) probe.generation++;
    this.troubles = troubles;
    const { rows } = await probe.query<{ takesWrites: boolean }>(TAKES_WRITES);
    if (rows[0]!.takesWrites) return;
    probe.generation++;
    throw new Error('The database takes no writes');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.probe?.end();
  }

  private get pool(): ServerPool {
    return poolOf(this.source);
  }
}
