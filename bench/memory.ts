import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BuiltServer } from '../test/support/built-server.js';
import { OwnPostgres } from '../test/support/own-postgres.js';
import { credentials } from './cases.js';
import { fill } from './database.js';
import { drive } from './measure.js';
import { memoryOf } from './processor.js';
import { inProduction, machine, makeDemo, onPostgres } from './servers.js';
import { fillWidest, MOST_MEMORY, MOST_WAIT, type Widest, widest } from './widest.js';

/** Measures how fast a server starts, and its memory: idle, under load, and whether it stays flat. */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 10_000);
const SECONDS = Number(process.env.BENCH_MINUTES ?? 10) * 60;
const STARTS = Number(process.env.BENCH_ROUNDS ?? 3);
const CONNECTIONS = 48;
/** The time between two samples. A short run takes as many samples as a long one. */
const PACE = Math.min(10, SECONDS / 30);
const REST = Math.min(10, SECONDS / 4);

/**
 * Memory is flat when the last third's median is at most this ratio of the second third's. Caches fill in the first.
 */
const MOST_GROWTH = 1.1;

/** Only the widest records, in a minute. */
const ONLY_WIDEST = process.env.BENCH_ONLY === 'widest';
const RESULTS = join(__dirname, 'memory.json');

/** The kinds of requests. Each is chosen at random, in proportion to its entries here. */
const MIX = [
  ...Array<string>(6).fill('clients: read one'),
  ...Array<string>(4).fill('accounting: read one'),
  ...Array<string>(4).fill('contacts: read one with its records'),
  ...['clients: first page', 'accounting: first page', 'contacts: first page'],
  ...Array<string>(2).fill('clients: partial update'),
  ...['accounting: partial update', 'contacts: add an email', 'clients: create', 'accounting: create'],
];

/** Bytes. Memory that the sessions of a database share counts once. */
interface Sample {
  /** Seconds since the load began. */
  second: number;
  server: number;
  database: number;
}

async function main(postgres: OwnPostgres, place: string): Promise<void> {
  const wide = await widestRecords(postgres, place);
  if (ONLY_WIDEST) {
    const known = JSON.parse(readFileSync(RESULTS, 'utf8')) as object;
    return writeFileSync(RESULTS, `${JSON.stringify({ ...known, widest: wide }, null, 2)}\n`);
  }
  const starts = await startTimes(postgres, place);
  console.log('Milliseconds until it listens');
  for (const [name, milliseconds] of Object.entries(starts)) console.log(`  ${name.padEnd(44)} ${milliseconds}`);

  const demo = await makeDemo(place, postgres);
  await fill(postgres.url, demo.tenant.id, 1, CUSTOMERS);
  // The measured database has the settings of the embedded one.
  await postgres.stop();
  const modest = await OwnPostgres.start(join(place, 'postgres'));
  const server = inProduction(place, modest.url);
  try {
    await server.start();
    const sample = (since: number): Sample => ({
      second: Math.round((Date.now() - since) / 1_000),
      server: memoryOf(server.pid),
      database: memoryOf(modest.pid, true),
    });
    await pause(REST * 1_000);
    const idle = sample(Date.now());
    print('idle', idle);

    const headers = await credentials(server.url, demo);
    const job = {
      url: server.url,
      cases: MIX,
      side: 'server' as const,
      headers,
      customers: CUSTOMERS,
      seconds: SECONDS,
      connections: CONNECTIONS,
    };
    const since = Date.now();
    let isDriven = true;
    const driving = drive(job).finally(() => (isDriven = false));
    const samples: Sample[] = [];
    const sampling = async () => {
      for (;;) {
        await pause(PACE * 1_000);
        if (!isDriven || Date.now() - since > SECONDS * 1_000) return;
        samples.push(sample(since));
        print(`${samples.at(-1)!.second} s`, samples.at(-1)!);
      }
    };
    const [{ perSecond, p50, p99, requests, failed }] = await Promise.all([driving, sampling()]);
    await pause(REST * 1_000);
    const after = sample(since);
    print(`${REST} s afterwards`, after);

    const third = Math.floor(samples.length / 3);
    const [before, last] = [samples.slice(third, -third), samples.slice(-third)].map((part) =>
      median(part.map(({ server: bytes }) => bytes)),
    );
    const growth = last! / before!;
    const peak = Math.max(...samples.map(({ server: bytes }) => bytes));
    const isFlat = growth <= MOST_GROWTH && failed === 0;
    console.log(
      `\n${requests} requests, ${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${failed} failed; at most ${mebibytes(peak)} MiB`,
    );
    console.log(
      `${isFlat ? 'flat' : 'NOT FLAT'}: the median of the last third, ${mebibytes(last!)} MiB, is ${growth.toFixed(3)} of that of the second, ${mebibytes(before!)} MiB (at most ${MOST_GROWTH})`,
    );
    const load = { perSecond, p50, p99, requests, failed };
    const result = {
      machine: machine(),
      widest: wide,
      customers: CUSTOMERS,
      connections: CONNECTIONS,
      seconds: SECONDS,
      starts,
      idle,
      load,
      peak,
      growth,
      isFlat,
      after,
      samples,
    };
    writeFileSync(RESULTS, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await server.stop();
    await modest.stop();
  }
}

/** Every list and the bulk, with one worker and a heap of 512 MB. */
async function widestRecords(postgres: OwnPostgres, place: string): Promise<Widest> {
  await postgres.run('CREATE DATABASE widest');
  const own = { url: postgres.url.replace(/[^/]+$/, 'widest') };
  const folder = join(place, 'widest');
  const demo = await makeDemo(folder, own);
  await fillWidest(own.url, demo.tenant.id);
  const server = inProduction(folder, own.url, { NODE_OPTIONS: '--max-old-space-size=512' });
  try {
    await server.start();
    const result = await widest(server, demo);
    const { peak, slowest, median: middle, bytes, seconds, isBounded } = result;
    console.log(
      `Widest records: ${mebibytes(bytes)} MiB of answers in ${seconds.toFixed(0)} s; at most ${mebibytes(peak)} MiB in memory (limit ${mebibytes(MOST_MEMORY)})`,
    );
    console.log(
      `  a small request beside them waited ${middle.toFixed(0)} ms, at most ${slowest.toFixed(0)} ms (limit ${MOST_WAIT}): ${isBounded ? 'bounded' : 'NOT BOUNDED'}`,
    );
    return result;
  } finally {
    await server.stop();
    await postgres.run('DROP DATABASE widest WITH (FORCE)');
  }
}

/** Medians of several starts. */
async function startTimes(postgres: OwnPostgres, place: string): Promise<Record<string, number>> {
  const times: [embedded: [number, number], onServer: [number, number]][] = [];
  for (let round = 0; round < STARTS; round++) {
    await postgres.run(`CREATE DATABASE round_${round}`);
    const url = postgres.url.replace(/[^/]+$/, `round_${round}`);
    times.push([
      await twice(new BuiltServer(join(place, `round-${round}`), { WORKERS: '1' })),
      await twice(inProduction(join(place, `on-server-${round}`), url)),
    ]);
    await postgres.run(`DROP DATABASE round_${round}`);
  }
  const of = (side: 0 | 1, start: 0 | 1) => median(times.map((time) => time[side][start]));
  return {
    'with its own PostgreSQL, in an empty folder': of(0, 0),
    'with its own PostgreSQL, later': of(0, 1),
    'on a PostgreSQL server, in an empty database': of(1, 0),
    'on a PostgreSQL server, later': of(1, 1),
  };
}

async function twice(server: BuiltServer): Promise<[first: number, later: number]> {
  const first = await server.start();
  await server.stop();
  const later = await server.start();
  await server.stop();
  return [first, later];
}

const median = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);

const print = (when: string, { server, database }: Sample) =>
  console.log(
    `${when.padEnd(18)} server ${mebibytes(server).padStart(5)} MiB   PostgreSQL ${mebibytes(database).padStart(5)} MiB`,
  );

void onPostgres('memory', main);
