import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { migrationOptions } from '../../ormconfig.js';
import { migrations } from '../../src/database/migrations/index.js';

/** What other transactions cannot do until the migration has ended, in tables that were there before. */
export type Wait = 'reads and writes' | 'writes' | 'nothing';

export interface MigrationCost {
  name: string;
  waits: Wait;
  /** Tables that it locks most. */
  tables: string[];
  /** From its first statement to its COMMIT, when its locks end. */
  milliseconds: number;
}

export const nameOf = (migration: new () => MigrationInterface) => migration.name;

const release = readFileSync(join(__dirname, '0.1.0/dump.sql'), 'utf8');
const isOfFirstRelease = ({ name }: { name: string }) => release.includes(`'${name}'`);

/** Those that 0.1.0 did not have. */
export const laterMigrations = migrations.filter((one) => !isOfFirstRelease(one));

/** Brings an empty database to the state of 0.1.0. */
export const migrateToFirstRelease = (url: string) =>
  withRunner(url, async (runner) => {
    await runner.query(
      'CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name text NOT NULL)',
    );
    for (const one of migrations.filter(isOfFirstRelease)) await run(runner, one, wallClock);
  });

/** Milliseconds of the connection with this process ID. */
export type Clock = (pid: number) => number;
const wallClock: Clock = () => performance.now();

/** Runs the migrations that 0.1.0 did not have, each in a transaction of its own. */
export const measureLaterMigrations = (
  url: string,
  { tell = () => {}, clock = wallClock }: { tell?: (cost: MigrationCost) => void; clock?: Clock } = {},
) =>
  withRunner(url, async (runner) => {
    // All work is then done by this connection.
    await runner.query('SET max_parallel_maintenance_workers = 0; SET max_parallel_workers_per_gather = 0');
    const costs: MigrationCost[] = [];
    for (const one of laterMigrations) {
      const cost = await run(runner, one, clock);
      tell(cost);
      costs.push(cost);
    }
    return costs;
  });

async function run(runner: QueryRunner, migration: new () => MigrationInterface, clock: Clock): Promise<MigrationCost> {
  const [{ pid }] = (await runner.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
  const tables = (await runner.query(TABLES)) as { oid: number }[];
  const since = clock(pid);
  await runner.startTransaction();
  await new migration().up(runner);
  const locks = (await runner.query(LOCKS, [tables.map(({ oid }) => oid)])) as { name: string; mode: string }[];
  await runner.query('INSERT INTO migrations ("timestamp", name) VALUES ($1, $2)', [
    Number(/\d+$/.exec(migration.name)![0]),
    migration.name,
  ]);
  await runner.commitTransaction();
  const milliseconds = clock(pid) - since;
  const waits = (['reads and writes', 'writes'] as const).find((wait) =>
    locks.some(({ mode }) => WAITS[wait].includes(mode)),
  );
  const locked = locks.filter(({ mode }) => waits && WAITS[waits].includes(mode));
  return {
    name: migration.name,
    waits: waits ?? 'nothing',
    tables: [...new Set(locked.map(({ name }) => name))].sort(),
    milliseconds,
  };
}

const WAITS: Record<Exclude<Wait, 'nothing'>, readonly string[]> = {
  'reads and writes': ['AccessExclusiveLock'],
  writes: ['ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock'],
};

const TABLES = `SELECT oid::int FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'migrations'`;

const LOCKS = `SELECT relname::text AS name, mode FROM pg_locks JOIN pg_class ON pg_class.oid = relation
  WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted AND relation = ANY ($1::oid[])`;

async function withRunner<Result>(url: string, work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
  const source = await new DataSource(migrationOptions({ url })).initialize();
  const runner = source.createQueryRunner();
  try {
    return await work(runner);
  } finally {
    await runner.release();
    await source.destroy();
  }
}
