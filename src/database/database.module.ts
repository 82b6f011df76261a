import { Global, Module } from '@nestjs/common';
import { Database } from './database.js';
import { Replica } from './replica.js';

@Global()
@Module({ providers: [Database, Replica], exports: [Database, Replica] })
export class DatabaseModule {}
