import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import type { OwnPostgres } from '../test/support/own-postgres.js';
import type { Demo } from '../src/demo.js';
import { credentials, type Headers, titleOf, turn } from './cases.js';
import { fill, warm } from './database.js';
import { type Explained, explainPages } from './explain.js';
import { type Lookup, LOOKUPS, SEARCHES } from './lookup-cases.js';
import { inProduction, machine, makeDemo, onPostgres } from './servers.js';

/**
 * Measures how long look-ups and searches take in a tenant of many customers, and how many rows they read. Ends with 1
 * if a limit is missed.
 */
const SIZES = (process.env.BENCH_SIZES ?? '100000,1000000').split(',').map(Number);
const ONLY = process.env.BENCH_ONLY;
const CONNECTIONS = 2;
const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 200);

/** Milliseconds. A search may take as long as its number of matches allows. */
interface Limits {
  p50: number;
  p99: number;
}

const KEY: Limits = { p50: 10, p99: 25 };
/** For each row that a page has, a scan may read so many. */
const ROWS = 3;

interface Measured {
  customers: number;
  title: string;
  rows: number;
  p50: number;
  p99: number;
  limits: Limits;
  /** The scan that reads most rows for the page, without those of the count. */
  most?: { what: string; rows: number };
  reached: boolean;
}

async function main(postgres: OwnPostgres, place: string): Promise<void> {
  const demo = await makeDemo(place, postgres);
  const measured: Measured[] = [];
  let filled = 0;
  for (const customers of SIZES) {
    const since = Date.now();
    await fill(postgres.url, demo.tenant.id, filled + 1, customers);
    filled = customers;
    await warm(postgres.url);
    console.log(`\n${customers} customers, filled in ${((Date.now() - since) / 1000).toFixed(0)} s\n`);
    measured.push(...(await measure(postgres, place, demo, customers)));
  }
  const missed = measured.filter(({ reached }) => !reached);
  console.log(`\n${measured.length - missed.length} of ${measured.length} within their limits`);
  if (!ONLY)
    writeFileSync(
      join(__dirname, 'lookups.json'),
      `${JSON.stringify({ machine: machine(), connections: CONNECTIONS, requests: REQUESTS, measured }, null, 2)}\n`,
    );
  process.exitCode = missed.length > 0 ? 1 : 0;
}

async function measure(postgres: OwnPostgres, place: string, demo: Demo, customers: number): Promise<Measured[]> {
  const wanted = (one: Lookup) => !ONLY || titleOf(one).includes(ONLY);
  const explained = await explainPages(postgres, place, demo, {
    lists: LOOKUPS.filter(wanted),
    customers,
  });
  const server = inProduction(place, postgres.url);
  await server.start();
  try {
    const headers = await credentials(server.url, demo);
    const measured: Measured[] = [];
    for (const one of [...LOOKUPS, ...SEARCHES].filter(wanted)) {
      const took = await timesOf(one, server.url, headers, customers).catch((error: unknown) => {
        console.log(String(error));
        return REFUSED;
      });
      const result = verdictOf(one, customers, took, explained);
      measured.push(result);
      console.log(lineOf(result));
    }
    return measured;
  } finally {
    await server.stop();
  }
}

interface Took {
  rows: number;
  milliseconds: number[];
}

const REFUSED: Took = { rows: 0, milliseconds: [Infinity] };

/** Requests of each kind that are not measured: PostgreSQL plans a statement five times on a connection. */
const UNMEASURED = 30;

async function timesOf(one: Lookup, url: string, headers: Headers, customers: number): Promise<Took> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const took: Took = { rows: 0, milliseconds: [] };
  let sent = 0;
  const request = async () => {
    const { path } = one.server(turn(customers, `l${process.pid}x${sent++}`));
    const since = performance.now();
    const body = await answerOf(url + path, headers[one.contract], agent);
    return { body, milliseconds: performance.now() - since };
  };
  const drive = async () => {
    while (sent < UNMEASURED + REQUESTS) {
      const isMeasured = sent >= UNMEASURED;
      const { body, milliseconds } = await request();
      // The server has no core to itself, so what is measured is not read.
      if (isMeasured) took.milliseconds.push(milliseconds);
      else took.rows = Math.max(took.rows, one.rows(JSON.parse(body.toString())).length);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, drive));
  agent.destroy();
  return took;
}

const answerOf = (url: string, headers: Record<string, string>, agent: Agent): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    get(url, { headers, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${url}: ${answer.statusCode} ${body.toString()}`));
      });
    }).on('error', reject);
  });

function verdictOf(one: Lookup, customers: number, { rows, milliseconds }: Took, explained: Explained[]): Measured {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
  const [p50, p99, limits] = [at(0.5), at(0.99), one.limits ?? KEY];
  const plan = explained.find(({ title }) => title === titleOf(one));
  const most = plan?.mostForPage;
  const isLean = !plan || most!.rows <= ROWS * plan.returned;
  return {
    customers,
    title: titleOf(one),
    rows,
    p50,
    p99,
    limits,
    ...(most && { most }),
    reached: p50 <= limits.p50 && p99 <= limits.p99 && isLean,
  };
}

const lineOf = ({ title, rows, p50, p99, most, reached }: Measured) =>
  `${reached ? 'reached' : 'MISSED '}  ${title.padEnd(48)} ${String(rows).padStart(3)} rows  p50 ${p50.toFixed(1).padStart(6)}  p99 ${p99.toFixed(1).padStart(6)} ms` +
  (most ? `  ${most.rows} read by ${most.what}` : '');

void onPostgres('lookups', main);
