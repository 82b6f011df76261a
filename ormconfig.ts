import type { DataSourceOptions } from 'typeorm';
import type { Connection } from './src/database/connection.js';
import { entities } from './src/entities.js';
import { migrations } from './src/database/migrations/index.js';
import { SnakeNames } from './src/database/snake-names.js';
import { wireTypes } from './src/database/wire-types.js';

/** The one definition of the database, for the application, the command line and the tests. */
export function databaseOptions(connection: Connection, { pool = 10, timeouts = true, pipeline = true } = {}): DataSourceOptions {
  const { user, ...place } = { user: undefined, ...connection };
  return {
    type: 'postgres',
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
    connectTimeoutMS: 5_000,
    extra: {
      types: wireTypes,
      keepAlive: true,
      pipeline,
      ...(timeouts && { query_timeout: 30_000, statement_timeout: 20_000, lock_timeout: 10_000, idle_in_transaction_session_timeout: 30_000 }),
    },
  };
}


/** The same for changing the schema, which takes the time it takes. */
export const migrationOptions = (connection: Connection) => databaseOptions(connection, { pool: 2, timeouts: false, pipeline: false });
