import { setTimeout as pause } from 'node:timers/promises';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { Client } from 'pg';
import type { Demo } from '../src/demo.js';
import { WIDE_CUSTOMERS } from '../test/factories/wide-customers.js';
import type { BuiltServer } from '../test/support/built-server.js';
import { type Call, credentials, type Headers } from './cases.js';
import { memoryOf } from './processor.js';

/** Reads the widest records by every list and by bulk, several at once, beside small requests. */
export const MOST_MEMORY = 400 * 2 ** 20;
export const MOST_WAIT = 200;
const AT_ONCE = 2;

export interface Widest {
  /** The process' peak memory in bytes. */
  peak: number;
  /** Milliseconds that a small request waited: maximum and median. */
  slowest: number;
  median: number;
  /** Bytes of all answers. */
  bytes: number;
  seconds: number;
  isBounded: boolean;
}

export async function fillWidest(url: string, tenant: number, customers = 1_000): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query("SELECT set_config('app.tenant', $1, true)", [String(tenant)]);
  await client.query(WIDE_CUSTOMERS, [tenant, 1, customers]);
  await client.query('COMMIT; ANALYZE customers');
  await client.end();
}

const LISTS: readonly [contract: keyof Headers, call: Call][] = [
  ['contacts', { method: 'GET', path: '/api/customers/getCustomers?limit=100' }],
  ['billing', { method: 'GET', path: '/api/v3/customer?limit=500' }],
  ['billing', { method: 'GET', path: '/api/v3/user?limit=500' }],
  ['clients', { method: 'GET', path: '/apidev/v1/clients?limit=100' }],
  ['erp', { method: 'GET', path: '/api/demo/v4.0.0/customers?limit=1000' }],
  ['accounting', { method: 'GET', path: '/api/customers?pageSize=1000' }],
  [
    'billing',
    {
      method: 'POST',
      path: '/api/v3/_bulk',
      body: JSON.stringify(Array.from({ length: 25 }, () => ({ request_method: 'GET', uri: '/customer?limit=500' }))),
    },
  ],
];

export async function widest(server: BuiltServer, demo: Demo): Promise<Widest> {
  const headers = await credentials(server.url, demo);
  const since = performance.now();
  let isDone = false;
  let peak = 0;
  const waits: number[] = [];
  const watching = async () => {
    const agent = new Agent({ keepAlive: true });
    while (!isDone) {
      const asked = performance.now();
      await taken(get(`${server.url}/apidev/v1/clients?limit=1`, { agent, headers: headers.clients }));
      waits.push(performance.now() - asked);
      peak = Math.max(peak, memoryOf(server.pid));
    }
    agent.destroy();
  };
  const asking = LISTS.flatMap((list) => Array.from({ length: AT_ONCE }, () => list)).map(
    async ([contract, { method, path, body }]) => {
      for (;;) {
        const asked = request(server.url + path, { method, headers: headers[contract] });
        asked.end(body);
        const { status, bytes } = await taken(asked);
        if (status === 200) return bytes;
        // This tenant sends more at once than its share allows, so it waits as Retry-After says.
        if (status !== 429) throw new Error(`${method} ${path}: ${status}`);
        await pause(1_000);
      }
    },
  );
  const watched = watching();
  const bytes = (await Promise.all(asking).finally(() => (isDone = true))).reduce((sum, one) => sum + one, 0);
  await watched;
  waits.sort((one, other) => one - other);
  const [slowest, median] = [waits.at(-1)!, waits[Math.floor(waits.length / 2)]!];
  return {
    peak,
    slowest,
    median,
    bytes,
    seconds: (performance.now() - since) / 1_000,
    isBounded: peak < MOST_MEMORY && slowest < MOST_WAIT,
  };
}

/** Reads an answer to its end and discards it. */
const taken = (asked: ReturnType<typeof get>): Promise<{ status: number; bytes: number }> =>
  new Promise((resolve, reject) => {
    asked.once('error', reject).once('response', (answer: IncomingMessage) => {
      let bytes = 0;
      answer
        .on('data', (chunk: Buffer) => (bytes += chunk.length))
        .once('error', reject)
        .once('end', () => resolve({ status: answer.statusCode!, bytes }));
    });
  });
