import {
  type FactoryProvider,
  Global,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
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
import { Traces } from '../engine/traces/index.js';
import { originText } from './origin-text.js';
import { activeRequest } from '../active-request.js';
import { isCluster, SET_LOCALLY } from './cluster.js';
import { poolOf } from './pool-of.js';
import { problemOf } from './problems.js';
import { TableStatistics } from './table-statistics.js';
import { TenantRows } from './tenant-rows.js';
import { TracedDatabase } from './traced-database.js';
import { WORKING_ROLE } from './working-role.js';

/** The settings of the engine. The database itself says whether its tables are distributed. */
const SETTINGS = {
  provide: 'settings of the tenant database',
  inject: [DataSource, ENV],
  useFactory: async (source: DataSource, env: Env) => settingsOf(env, await isCluster(source)),
} satisfies FactoryProvider<TenantDatabaseSettings>;

/** Builds the engine for statements of tenants from the settings and the pool that TypeORM opened. */
@Global()
@Module({
  providers: [
    TableStatistics,
    TenantRows,
    SETTINGS,
    {
      provide: Replica,
      inject: [DataSource, SETTINGS.provide],
      useFactory: (source: DataSource, settings: TenantDatabaseSettings) => new Replica(poolOf(source), settings),
    },
    {
      provide: Database,
      inject: [DataSource, Replica, SETTINGS.provide, ENV, Traces],
      useFactory: (
        source: DataSource,
        replica: Replica,
        settings: TenantDatabaseSettings,
        { databasePipeline }: Env,
        traces: Traces,
      ): Database => {
        const database = new (databasePipeline ? PipelinedDatabase : PlainDatabase)(poolOf(source), replica, settings);
        return traces.areOn ? new TracedDatabase(database, traces) : database;
      },
    },
    {
      provide: DatabasePool,
      inject: [DataSource],
      useFactory: (source: DataSource) => new DatabasePool(poolOf(source)),
    },
  ],
  exports: [Database, DatabasePool, Replica, TableStatistics, TenantRows],
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

function settingsOf(env: Env, isDistributed: boolean): TenantDatabaseSettings {
  const logger = new Logger('Replica');
  if (isDistributed && env.databaseReplicaUrl)
    logger.warn('DATABASE_REPLICA_URL is not used: a replica of the coordinator does not know what workers committed.');
  return {
    role: WORKING_ROLE,
    isProxied: env.databaseProxy,
    setLocally: isDistributed ? SET_LOCALLY : undefined,
    tenantShare: env.databaseTenantShare / 100,
    timeouts: env.databaseTimeouts,
    replicaUrl: isDistributed ? undefined : env.databaseReplicaUrl,
    caller: activeRequest,
    note: { setting: 'app.origin', value: originText },
    toError: problemOf,
    warn: (text) => logger.warn(text),
  };
}
