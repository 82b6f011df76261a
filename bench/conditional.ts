import { Agent, request } from 'node:http';
import type { ContractName } from '../src/contracts/index.js';
import { CASES, credentials, titleOf, turn } from './cases.js';
import { BASE, fill } from './database.js';
import { processorTime } from './processor.js';
import { inProduction, machine, makeDemo, onPostgres } from './servers.js';

/**
 * Measures what a conditional read costs that is answered with 304, beside the read itself: the processor time of the
 * server and of PostgreSQL per request, in rounds that take turns.
 */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 10_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 4_000);
const AT_ONCE = 32;
/** The most that a 304 may cost, as a part of the read. */
const MOST = 0.5;

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

interface Answer {
  status: number;
  etag: string;
}

const get = (url: string, headers: Record<string, string>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request(url, { agent, headers }, (answer) => {
      const { statusCode, headers: sent } = answer;
      answer.resume().once('end', () => resolve({ status: statusCode!, etag: sent.etag ?? '' }));
    })
      .once('error', reject)
      .end();
  });

/** Sends the requests, several at once, and returns how often each status was answered. */
async function burst(send: (at: number) => Promise<Answer>): Promise<Set<number>> {
  const statuses = new Set<number>();
  let sent = 0;
  const one = async () => {
    while (sent < REQUESTS) statuses.add((await send(sent++)).status);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return statuses;
}

const median = (values: number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;

void onPostgres('conditional', async (postgres, place) => {
  const demo = await makeDemo(place, postgres);
  await fill(postgres.url, demo.tenant.id, 1, CUSTOMERS);
  const server = inProduction(place, postgres.url);
  await server.start();
  try {
    const all = (await credentials(server.url, demo)) as Record<ContractName, Record<string, string>>;
    for (const one of CASES.filter(({ name }) => name.startsWith('read one'))) {
      const headers = all[one.contract];
      const pathOf = (at: number) =>
        server.url + one.server({ ...turn(CUSTOMERS, ''), customer: BASE + 1 + (at % CUSTOMERS) }).path;
      const { etag } = await get(pathOf(0), headers);
      const costs = { read: [] as number[], known: [] as number[] };
      const measure = async (into: number[], wanted: number, given: Record<string, string>) => {
        const before = processorTime(server.pid) + processorTime(postgres.pid);
        const statuses = await burst((at) => get(pathOf(at), given));
        if ([...statuses].join() !== String(wanted))
          throw new Error(`${titleOf(one)} answered ${[...statuses].join()}`);
        into.push((processorTime(server.pid) + processorTime(postgres.pid) - before) / REQUESTS);
      };
      for (let round = 0; round <= ROUNDS; round++) {
        // The first round warms up.
        const into = round === 0 ? { read: [], known: [] } : costs;
        await measure(into.read, 200, headers);
        await measure(into.known, 304, { ...headers, 'if-none-match': etag });
      }
      const [read, known] = [median(costs.read), median(costs.known)];
      if (known > MOST * read) process.exitCode = 1;
      const told = `${(1000 * read).toFixed(0)} µs, 304 in ${(1000 * known).toFixed(0)} µs`;
      console.log(`${titleOf(one)}: ${told}, ${(known / read).toFixed(2)} of the read`);
    }
  } finally {
    agent.destroy();
    await server.stop();
  }
  console.log(JSON.stringify(machine()));
});
