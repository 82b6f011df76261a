import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnPostgres } from '../test/support/own-postgres.js';
import { type Case, CASES, credentials, titleOf } from './cases.js';
import { fill } from './database.js';
import { inTurn, measured, type Side, told } from './measure.js';
import { inProduction, machine, makeDemo, onPostgres, ownSessions, startReference } from './servers.js';

/** The size of the run. The environment can make it shorter. */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 100_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const ONLY = process.env.BENCH_ONLY;
const CONNECTIONS = 48;

interface Result {
  name: string;
  contract: string;
  ratio: number;
  least: number;
  server: Side;
  reference: Side;
}

async function main(postgres: OwnPostgres, place: string): Promise<void> {
  const demo = await makeDemo(place, postgres);
  await fill(postgres.url, demo.tenant.id, 1, CUSTOMERS);
  const server = inProduction(place, postgres.url);
  const started = await server.start();
  const reference = await startReference(postgres.url, demo.tenant.id);
  try {
    console.log(
      `${CUSTOMERS} customers; started in ${started} ms; ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s\n`,
    );
    const headers = await credentials(server.url, demo);
    const ownHeaders = await ownSessions(server.url, postgres.url, demo, CONNECTIONS);
    const results: Result[] = [];
    for (const one of CASES) {
      if (ONLY && !titleOf(one).includes(ONLY)) continue;
      const job = {
        cases: [titleOf(one)],
        headers,
        ownHeaders,
        customers: CUSTOMERS,
        seconds: SECONDS,
        connections: CONNECTIONS,
      };
      const sides = await inTurn(ROUNDS, {
        server: () => measured({ ...job, side: 'server', url: server.url }, server.pid, postgres.pid),
        reference: () => measured({ ...job, side: 'reference', url: reference.url }, reference.pid, postgres.pid),
      });
      results.push(resultOf(one, sides));
      print(results.at(-1)!);
    }
    if (!ONLY) save(results, started);
  } finally {
    await server.stop();
    reference.process.kill();
  }
}

const resultOf = (
  { name, contract, least }: Case,
  { server, reference }: Record<'server' | 'reference', Side>,
): Result => ({ name, contract, ratio: server.perSecond / reference.perSecond, least, server, reference });

function print({ name, contract, ratio, least, server, reference }: Result): void {
  console.log(
    `${`${contract}: ${name}`.padEnd(36)} ${ratio.toFixed(2)} (${least.toFixed(2)})  ${told(server)}   bare ${told(reference)}`,
  );
}

function save(results: Result[], started: number): void {
  writeFileSync(
    join(__dirname, 'results.json'),
    `${JSON.stringify({ machine: machine(), customers: CUSTOMERS, connections: CONNECTIONS, started, results }, null, 2)}\n`,
  );
}

void onPostgres('bench', main);
