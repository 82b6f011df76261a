import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BuiltServer } from '../test/support/built-server.js';
import { CASES, credentials, titleOf } from './cases.js';
import { fill } from './database.js';
import { inTurn, measured, told } from './measure.js';
import { makeDemo, onPostgres, ownSessions, PRODUCTION } from './servers.js';

/** What traces cost: the same build without them, with every request traced, and with one of twenty. */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 10_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const ONLY = process.env.BENCH_ONLY ?? '';
const CONNECTIONS = 48;

/** Takes all that it gets. It runs in this process, which measures nothing itself. */
async function receiver(): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => void request.resume().once('end', () => response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}

const main = () =>
  onPostgres('traces', async (postgres, place) => {
    const sink = await receiver();
    const demo = await makeDemo(place, postgres);
    await fill(postgres.url, demo.tenant.id, 1, CUSTOMERS);
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
    const settings = { without: {}, all: endpoint, some: { ...endpoint, OTEL_TRACES_SAMPLER_ARG: '0.05' } };
    const servers = Object.entries(settings).map(
      ([name, more]) => [name, new BuiltServer(place, { ...PRODUCTION, DATABASE_URL: postgres.url, ...more })] as const,
    );
    for (const [, server] of servers) await server.start();
    const ownHeaders = await ownSessions(servers[0]![1].url, postgres.url, demo, CONNECTIONS);
    try {
      for (const title of CASES.map(titleOf).filter((one) => one.includes(ONLY))) {
        const sides = servers.map(([name, { url, pid }]) => {
          const run = async () => {
            const headers = await credentials(url, demo);
            const load = { customers: CUSTOMERS, seconds: SECONDS, connections: CONNECTIONS, cases: [title] };
            return measured({ side: 'server', url, headers, ownHeaders, ...load }, pid, postgres.pid);
          };
          return [name, run] as const;
        });
        const median = await inTurn(ROUNDS, Object.fromEntries(sides));
        console.log(title);
        for (const [name, side] of Object.entries(median)) console.log(`  ${name.padEnd(8)}${told(side)}`);
      }
    } finally {
      for (const [, server] of servers) await server.stop();
      sink.close();
    }
  });

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
