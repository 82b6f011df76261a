import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnPostgres } from '../test/support/own-postgres.js';
import { CASES, credentials, titleOf } from './cases.js';
import { fill } from './database.js';
import { inTurn, measured, type Side, told } from './measure.js';
import { inProduction, machine, makeDemo, onPostgres } from './servers.js';

/** Measures what a second worker adds. */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 100_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CONNECTIONS = 48;

const MEASURED = CASES.filter(
  ({ contract, name }) => contract === 'clients' && ['read one', 'partial update'].includes(name),
);

interface Result extends Record<'one' | 'two', Side> {
  title: string;
  /** Ratios of two workers to one: requests per second, and the 99th percentile. */
  gained: number;
  p99: number;
}

async function main(postgres: OwnPostgres, place: string): Promise<void> {
  const demo = await makeDemo(place, postgres);
  await fill(postgres.url, demo.tenant.id, 1, CUSTOMERS);
  const one = inProduction(join(place, 'one'), postgres.url, { WORKERS: '1' });
  const two = inProduction(join(place, 'two'), postgres.url, { WORKERS: '2' });
  try {
    await one.start();
    await two.start();
    console.log(`${CUSTOMERS} customers; ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s\n`);
    const headers = await credentials(one.url, demo);
    const results: Result[] = [];
    for (const title of MEASURED.map(titleOf)) {
      const through = ({ url, pid }: typeof one) =>
        measured(
          {
            url,
            cases: [title],
            side: 'server',
            headers,
            customers: CUSTOMERS,
            seconds: SECONDS,
            connections: CONNECTIONS,
          },
          pid,
          postgres.pid,
        );
      const sides = await inTurn(ROUNDS, { one: () => through(one), two: () => through(two) });
      const result = {
        title,
        gained: sides.two.perSecond / sides.one.perSecond,
        p99: sides.two.p99 / sides.one.p99,
        ...sides,
      };
      console.log(
        `${title.padEnd(26)} ${result.gained.toFixed(2)} times the requests, p99 ${result.p99.toFixed(2)} times\n  one ${told(result.one)}\n  two ${told(result.two)}`,
      );
      results.push(result);
    }
    writeFileSync(
      join(__dirname, 'workers.json'),
      `${JSON.stringify({ machine: machine(), customers: CUSTOMERS, connections: CONNECTIONS, results }, null, 2)}\n`,
    );
  } finally {
    await one.stop();
    await two.stop();
  }
}

void onPostgres('workers', main);
