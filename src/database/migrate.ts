import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DataSource, type DataSourceOptions, MigrationExecutor, QueryFailedError } from 'typeorm';
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
  // Errors are logged by the caller. TypeORM's usual logger prints a line for each migration that is tried again.
  const source = await new DataSource({ ...options, logger: 'debug' }).initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await assertMayWork(lock);
    await runMigrations(source);
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

/** How long a migration waits for a lock. Transactions that come after it wait as long. */
const LOCK_WAIT = '2s';
/** Milliseconds until the migrations are tried again, and how long that goes on. */
const PAUSE = 3_000;
const PATIENCE = 15 * 60_000;

/**
 * Servers of the release before may be at work. A migration that waited until a long list or export has ended would
 * hold up all requests meanwhile, so the migrations are tried again instead.
 */
async function runMigrations(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.query(`SET lock_timeout = '${LOCK_WAIT}'`);
    for (const end = Date.now() + PATIENCE; ; await pause(PAUSE)) {
      try {
        await new MigrationExecutor(source, runner).executePendingMigrations();
        return;
      } catch (error) {
        if (!isLockTimeout(error) || Date.now() > end) throw error;
        new Logger('Database').warn(
          'A transaction uses a table that a migration changes. The migrations wait for its end.',
        );
      }
    }
  } finally {
    await runner.release();
  }
}

const isLockTimeout = (error: unknown) =>
  error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '55P03';
