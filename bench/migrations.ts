import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aTenantOfFirstRelease } from '../test/upgrade/tenant-of-first-release.js';
import {
  laterMigrations,
  measureLaterMigrations,
  type MigrationCost,
  migrateToFirstRelease,
} from '../test/upgrade/migration-locks.js';
import type { OwnPostgres } from '../test/support/own-postgres.js';
import { fill, warm } from './database.js';
import { MIGRATIONS, migrationsText, type Row } from './migrations-text.js';
import { processorTime } from './processor.js';
import { machine, onPostgres } from './servers.js';

/**
 * Measures what each migration after 0.1.0 locks, and for how long, among these customers: the processor time of its
 * connection and of this process, which does not depend on what else the machine does. Rows that were measured with
 * more customers stay, so a new migration can be added in a minute: `BENCH_CUSTOMERS=20000 npm run bench:migrations`.
 */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 1_000_000);
const FILE = join(__dirname, 'migrations.json');
const DOCUMENT = join(__dirname, '../docs/operations.md');

async function main(postgres: OwnPostgres): Promise<void> {
  const { url } = postgres;
  await migrateToFirstRelease(url);
  const since = Date.now();
  await fill(url, await aTenantOfFirstRelease(postgres), 1, CUSTOMERS);
  await warm(url);
  console.log(`${CUSTOMERS} customers, filled in ${((Date.now() - since) / 1_000).toFixed(0)} s`);
  const costs = await measureLaterMigrations(url, { tell, clock });
  const kept = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as { rows: Row[] }).rows : [];
  const rows = laterMigrations.map(({ name }): Row => {
    const before = kept.find((row) => row.name === name);
    if (before && before.customers > CUSTOMERS) return before;
    return { ...costs.find((cost) => cost.name === name)!, customers: CUSTOMERS };
  });
  writeFileSync(FILE, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`);
  writeFileSync(
    DOCUMENT,
    readFileSync(DOCUMENT, 'utf8').replace(MIGRATIONS, () => migrationsText(rows)),
  );
}

/** Some migrations compute in this process. */
const clock = (pid: number) => {
  const { user, system } = process.cpuUsage();
  return processorTime(pid) + (user + system) / 1_000;
};

const tell = ({ name, waits, tables, milliseconds }: MigrationCost) =>
  console.log(`${name.padEnd(52)} ${(milliseconds / 1_000).toFixed(2).padStart(8)} s  ${waits} ${tables.join(', ')}`);

void onPostgres('migrations', main);
