import { Global, Module } from '@nestjs/common';
import { Database } from './database.js';
import { Replica } from './replica.js';
import { TenantRows } from './tenant-rows.js';

@Global()
@Module({ providers: [Database, Replica, TenantRows], exports: [Database, Replica, TenantRows] })
export class DatabaseModule {}
