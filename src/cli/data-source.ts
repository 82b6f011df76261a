import { DataSource } from 'typeorm';
import { migrationOptions } from '../../ormconfig.js';
import { loadEnv } from '../config/env.js';

const { databaseUrl, databaseOwnerUrl } = loadEnv(console.error);

/**
 * For `npm run migration:…`, TypeORM's command line: the server of `DATABASE_URL`, as the owner of its tables.
 */
export const dataSource = new DataSource(
  migrationOptions({ url: databaseOwnerUrl ?? databaseUrl ?? 'postgresql://127.0.0.1/clientela' }),
);
