import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Pool, type PoolOptions } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

const SECOND = 1_000;

/** The connections that TypeORM keeps. */
export const poolOf = ({ driver }: DataSource) => (driver as PostgresDriver).master as Pool;

/** One connection beside a pool's own, for short questions that must not wait behind requests: there, or at another address. */
export function besides({ options }: Pool, connectionString = options.connectionString): Pool {
  const limits = { connectionTimeoutMillis: SECOND, query_timeout: SECOND, idleTimeoutMillis: 60 * SECOND };
  // A proxy takes no settings with a connection, and then the pool's options have none.
  const atServer = options.statement_timeout ? { statement_timeout: SECOND } : {};
  return quiet(new Pool({ ...copied(options), connectionString, ...limits, ...atServer, max: 1, allowExitOnIdle: true }));
}

/** As many connections as a pool has, at another address. */
export const another = ({ options }: Pool, connectionString: string): Pool => quiet(new Pool({ ...copied(options), connectionString }));

// pg hides the password from who copies the options.
const copied = (options: PoolOptions) => ({ ...options, password: options.password });

// A connection that is lost while idle; the next question finds out.
const quiet = (pool: Pool) => pool.on('error', () => {});

/** The connections of this process, for those who operate it. */
@Injectable()
export class DatabasePool implements OnApplicationShutdown {
  private probe?: Pool;

  constructor(private readonly source: DataSource) {}

  /** How many connections there are and how many of them wait for work; how many requests wait for a connection. */
  counts(): { total: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount };
  }

  /** Fails unless the database answers within a second. Asks on a connection of its own: that all others are busy is no failure of the database. */
  async answers(): Promise<void> {
    this.probe ??= besides(this.pool);
    await this.probe.query('SELECT 1');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.probe?.end();
  }

  private get pool(): Pool {
    return poolOf(this.source);
  }
}
