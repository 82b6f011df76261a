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
  /**
   * Whether the database is behind a proxy. A proxy refuses settings with a connection, so each transaction sets them.
   */
  proxied?: boolean;
  pipeline?: boolean;
  /** The role that each connection has from its beginning. */
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
    // It also limits the wait for a connection of the pool.
    connectTimeoutMS: timeouts?.connect ?? 5_000,
    extra: {
      // A standby would show old rows and refuse writes.
      wanted: 'primary',
      namedServers,
      types: wireTypes,
      keepAlive: true,
      pipeline,
      // The name is a constant of ours, so there is nothing to escape.
      ...(role && { onConnect: (client: ClientBase) => client.query(`SET ROLE ${role}`) }),
      keepAliveInitialDelayMillis: 10_000,
      // Only for a server that does not answer any more. A server that is alive ends the statement earlier.
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

/** For changing the schema. A migration has no time limit. */
export const migrationOptions = (connection: Connection) => databaseOptions(connection, { pool: 2, pipeline: false });
