import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { ServerPool } from '../engine/tenant-database/index.js';

/** The pool that TypeORM opened. `ormconfig.ts` makes it a ServerPool. */
export const poolOf = ({ driver }: DataSource): ServerPool => (driver as PostgresDriver).master as ServerPool;
