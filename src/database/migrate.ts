import { DataSource, type DataSourceOptions } from 'typeorm';
import { prepareIfCluster } from './cluster.js';
import { assertProtected } from './protections.js';
import { assertMayWork, noteRelease } from './schema-release.js';
import { assertFenced, readyWorkingRole } from './working-role.js';

/** The key of the advisory lock: a number that no other program on the server uses ("Clientela" on a keypad). */
export const MIGRATION_LOCK = 254368352;

/**
 * Brings the database up to date, as the owner of its tables. If several processes start together, one of them migrates
 * and the others wait. A database of the next release stays as it is.
 */
export async function migrate(options: DataSourceOptions, check = assertProtected): Promise<void> {
  const source = await new DataSource(options).initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await assertMayWork(lock);
    await source.runMigrations();
    await noteRelease(lock);
    await readyWorkingRole(lock);
    await prepareIfCluster(lock);
    await assertFenced(lock);
    await check(lock);
    // The database may be restored from a dump, on a server that counts transactions in its own way.
    await lock.query('SELECT public.renew_feed_era()');
  } finally {
    await lock.release();
    await source.destroy();
  }
}
