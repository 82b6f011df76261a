export type { Connection, Connections } from './connection.js';
export {
  Database,
  FinalStatement,
  type ReadStatement,
  type Snapshot,
  type Statement,
  type SystemStatement,
  type TransactionOptions,
  TooManyBytes,
  type Values,
  type WriteStatement,
} from './database.js';
export { DatabasePool } from './database-pool.js';
export { DatabaseFailure, type FailureKind, violatedConstraint } from './failures.js';
export { PipelinedDatabase } from './pipelined-database.js';
export { PlainDatabase } from './plain-database.js';
export { Replica } from './replica.js';
export { ServerPool, type ServerPoolConfig } from './server-pool.js';
export type { Caller, TenantDatabaseSettings } from './settings.js';
export type { TenantId } from './tenant-id.js';
export { wireTypes } from './wire-types.js';
