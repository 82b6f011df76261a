import { Global, Logger, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import {
  Database,
  DatabasePool,
  PipelinedDatabase,
  PlainDatabase,
  Replica,
  type TenantDatabaseSettings,
} from '../engine/tenant-database/index.js';
import { activeRequest } from '../active-request.js';
import { poolOf } from './pool-of.js';
import { problemOf } from './problems.js';
import { TenantRows } from './tenant-rows.js';
import { WORKING_ROLE } from './working-role.js';

/** Builds the engine for statements of tenants from the settings and the pool that TypeORM opened. */
@Global()
@Module({
  providers: [
    TenantRows,
    {
      provide: Replica,
      inject: [DataSource, ENV],
      useFactory: (source: DataSource, env: Env) => new Replica(poolOf(source), settingsOf(env)),
    },
    {
      provide: Database,
      inject: [DataSource, Replica, ENV],
      useFactory: (source: DataSource, replica: Replica, env: Env): Database =>
        new (env.databasePipeline ? PipelinedDatabase : PlainDatabase)(poolOf(source), replica, settingsOf(env)),
    },
    {
      provide: DatabasePool,
      inject: [DataSource],
      useFactory: (source: DataSource) => new DatabasePool(poolOf(source)),
    },
  ],
  exports: [Database, DatabasePool, Replica, TenantRows],
})
export class DatabaseModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly replica: Replica,
    private readonly pool: DatabasePool,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.replica.open();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.replica.close(), this.pool.close()]);
  }
}

function settingsOf(env: Env): TenantDatabaseSettings {
  const logger = new Logger('Replica');
  return {
    role: WORKING_ROLE,
    isProxied: env.databaseProxy,
    tenantShare: env.databaseTenantShare / 100,
    timeouts: env.databaseTimeouts,
    replicaUrl: env.databaseReplicaUrl,
    caller: activeRequest,
    toError: problemOf,
    warn: (text) => logger.warn(text),
  };
}
