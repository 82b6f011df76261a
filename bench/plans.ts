import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnPostgres } from '../test/support/own-postgres.js';
import { fill } from './database.js';
import { explainPages, plansText } from './explain.js';
import { makeDemo, onPostgres } from './servers.js';

/** Measures how many rows lists without a filter read. */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 100_000);

async function main(postgres: OwnPostgres, place: string): Promise<void> {
  const demo = await makeDemo(place, postgres);
  await fill(postgres.url, demo.tenant.id, 1, CUSTOMERS);
  const explained = await explainPages(postgres, place, demo);
  for (const { title, returned, most } of explained)
    console.log(`${title.padEnd(24)} ${returned} rows returned, at most ${most.rows} read: ${most.what}`);
  writeFileSync(join(__dirname, 'plans.md'), plansText(explained, `${CUSTOMERS} customers.`));
}

void onPostgres('plans', main);
