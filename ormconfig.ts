import pg, { type ClientBase } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { namedServers } from './src/config/database-url.js';
import type { Env } from './src/config/env.js';
import { entities } from './src/entities.js';
import { migrations } from './src/database/migrations/index.js';
import { type Connection, ServerPool, wireTypes } from './src/engine/tenant-database/index.js';
import { SnakeNames } from './src/database/snake-names.js';

interface Options {
  pool?: number;
  timeouts?: Env['databaseTimeouts'];
  /** A connection pooler refuses settings at connect time, so each transaction sets its own. */
  proxied?: boolean;
  pipeline?: boolean;
  /** The role of each connection. */
  role?: string;
}

/** The one definition of the database, for the application, the command line and the tests. */
export function databaseOptions(
  connection: Connection,
  { pool = 10, timeouts, proxied = false, pipeline = true, role }: Options = {},
): DataSourceOptions {
  const { user, ...place } = { user: undefined, ...connection };
  return {
    type: 'postgres',
    driver: { ...pg, Pool: ServerPool },
    ...place,
    username: user,
    applicationName: 'clientela',
    namingStrategy: new SnakeNames(),
    entities,
    migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'all',
    synchronize: false,
    installExtensions: false,
    poolSize: pool,
    // Also limits the wait for a connection of the pool.
    connectTimeoutMS: timeouts?.connect ?? 5_000,
    extra: {
      // A standby may be behind, and accepts no writes.
      wanted: 'primary',
      namedServers,
      types: wireTypes,
      keepAlive: true,
      pipeline,
      // A constant, so there is nothing to escape.
      ...(role && { onConnect: (client: ClientBase) => client.query(`SET ROLE ${role}`) }),
      keepAliveInitialDelayMillis: 10_000,
      // Only for a server that does not answer: a working one stops the statement earlier.
      ...(timeouts && { query_timeout: timeouts.statement + 5_000 }),
      ...(timeouts &&
        !proxied && {
          statement_timeout: timeouts.statement,
          lock_timeout: timeouts.lock,
          idle_in_transaction_session_timeout: timeouts.idleInTransaction,
        }),
    },
  };
}

/** The options for migrations, which have no time limits. */
export const migrationOptions = (connection: Connection) => databaseOptions(connection, { pool: 2, pipeline: false });
