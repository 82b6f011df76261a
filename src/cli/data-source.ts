import { existsSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { migrationOptions } from '../../ormconfig.js';
import { readEnv } from '../config/env.js';

if (existsSync('.env')) process.loadEnvFile('.env');

/** For `npm run migration:…`: TypeORM's own command line on the server of `DATABASE_URL`. */
export const dataSource = new DataSource(migrationOptions({ url: readEnv().databaseUrl ?? 'postgresql://127.0.0.1/clientela' }));
