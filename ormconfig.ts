import pg, { type ClientBase } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { Env } from './src/config/env.js';
import type { Connection } from './src/engine/tenant-database/connection.js';
import { entities } from './src/entities.js';
import { migrations } from './src/database/migrations/index.js';
import { ServerPool } from './src/engine/tenant-database/server-pool.js';
import { SnakeNames } from './src/database/snake-names.js';
import { wireTypes } from './src/engine/tenant-database/wire-types.js';

interface Options {
  pool?: number;
  timeouts?: Env['databaseTimeouts'];
  /** Behind a proxy, which refuses settings with a connection: each transaction brings its own. */
  proxied?: boolean;
  pipeline?: boolean;
  /** What each connection is from its beginning. */
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
    // Also for who waits for a connection of the pool.
    connectTimeoutMS: timeouts?.connect ?? 5_000,
    extra: {
      // A standby would show what was, and take no writes.
      wanted: 'primary',
      types: wireTypes,
      keepAlive: true,
      pipeline,
      // A name of our own: there is nothing to escape.
      ...(role && { onConnect: (client: ClientBase) => client.query(`SET ROLE ${role}`) }),
      keepAliveInitialDelayMillis: 10_000,
      // Only for a server that answers no more: one that is alive has given up by itself before.
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

/** The same for changing the schema, which takes the time it takes. */
export const migrationOptions = (connection: Connection) => databaseOptions(connection, { pool: 2, pipeline: false });
