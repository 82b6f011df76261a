import { Global, Module } from '@nestjs/common';
import { Database } from '../engine/tenant-database/database.js';
import { Replica } from '../engine/tenant-database/replica.js';
import { TenantRows } from './tenant-rows.js';

@Global()
@Module({ providers: [Database, Replica, TenantRows], exports: [Database, Replica, TenantRows] })
export class DatabaseModule {}
