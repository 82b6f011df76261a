import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BuiltServer } from '../test/support/built-server.js';
import { type Case, CASES, credentials } from './cases.js';
import { fill, startPostgres } from './database.js';
import type { Drive, Job } from './load.js';
import { processorTime } from './processor.js';

/** How much: set in the environment for a shorter look. */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 100_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const ONLY = process.env.BENCH_ONLY;
const CONNECTIONS = 48;
const POOL = '20';

const RUN_TYPESCRIPT = join(__dirname, '../test/support/run-typescript.js');

interface Side extends Drive {
  /** Milliseconds of processor time for one request. */
  server: number;
  database: number;
}

interface Result {
  name: string;
  contract: string;
  ratio: number;
  least: number;
  server: Side;
  reference: Side;
}

async function main(): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'clientela-bench-'));
  const postgres = await startPostgres(join(place, 'postgres'));
  let server: BuiltServer | undefined;
  let reference: Reference | undefined;
  try {
    const settings = { DATABASE_URL: postgres.url, JWT_SECRET: 'a secret of forty characters for measuring' };
    // The first start makes the tables and a tenant with its credentials; what is measured runs as in production.
    const first = new BuiltServer(place, settings);
    await first.start();
    const { demo } = first;
    await first.stop();
    await fill(postgres.url, demo.tenant.id, 1, CUSTOMERS);
    server = new BuiltServer(place, { ...settings, NODE_ENV: 'production', THROTTLE_WRITE_LIMIT: '1000000000', DATABASE_POOL: POOL });
    const started = await server.start();
    reference = await startReference(postgres.url, demo.tenant.id);
    console.log(`${CUSTOMERS} customers; started in ${started} ms; ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s\n`);
    const headers = await credentials(server.url, demo);

    const results: Result[] = [];
    for (const [at, one] of CASES.entries()) {
      if (ONLY && !`${one.contract}: ${one.name}`.includes(ONLY)) continue;
      const sides: Record<'server' | 'reference', Side[]> = { server: [], reference: [] };
      for (let round = 0; round < ROUNDS; round++) {
        for (const side of ['server', 'reference'] as const) {
          const { url, pid } = { server, reference }[side];
          const job: Job = { url, at, side, headers: side === 'server' ? headers[one.contract] : { 'content-type': 'application/json' }, customers: CUSTOMERS, seconds: SECONDS, connections: CONNECTIONS };
          sides[side].push(await measured(job, pid, postgres.pid));
        }
      }
      results.push(resultOf(one, sides));
      print(results.at(-1)!);
    }
    if (!ONLY) save(results, started);
  } finally {
    await server?.stop();
    reference?.process.kill();
    await postgres.stop();
    rmSync(place, { recursive: true, maxRetries: 3 });
  }
}

async function measured(job: Job, server: number, database: number): Promise<Side> {
  const before = [processorTime(server), processorTime(database, true)] as const;
  const { stdout } = await promisify(execFile)(process.execPath, ['-r', RUN_TYPESCRIPT, join(__dirname, 'load.ts'), JSON.stringify(job)]);
  const drive = JSON.parse(stdout) as Drive;
  if (drive.failed > 0) throw new Error(`${CASES[job.at]!.name} of ${CASES[job.at]!.contract}: ${drive.failed} of ${drive.requests} requests failed`);
  return { ...drive, server: (processorTime(server) - before[0]) / drive.requests, database: (processorTime(database, true) - before[1]) / drive.requests };
}

function resultOf({ name, contract, least }: Case, { server, reference }: Record<'server' | 'reference', Side[]>): Result {
  const [ours, bare] = [middle(server), middle(reference)];
  return { name, contract, ratio: ours.perSecond / bare.perSecond, least, server: ours, reference: bare };
}

const middle = (sides: Side[]): Side => sides.toSorted((one, other) => one.perSecond - other.perSecond)[Math.floor(sides.length / 2)]!;

function print({ name, contract, ratio, least, server, reference }: Result): void {
  const side = ({ perSecond, p50, p99, server: own, database }: Side) =>
    `${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(1).padStart(5)}  p99 ${p99.toFixed(1).padStart(6)} ms  CPU ${own.toFixed(3)} + ${database.toFixed(3)} ms`;
  console.log(`${`${contract}: ${name}`.padEnd(36)} ${ratio.toFixed(2)} (${least.toFixed(2)})  ${side(server)}   bare ${side(reference)}`);
}

function save(results: Result[], started: number): void {
  const machine = { cores: cpus().length, processor: cpus()[0]!.model, memory: `${Math.round(totalmem() / 2 ** 30)} GiB`, node: process.version, postgres: '18 (embedded)' };
  writeFileSync(join(__dirname, 'results.json'), `${JSON.stringify({ machine, customers: CUSTOMERS, connections: CONNECTIONS, started, results }, null, 2)}\n`);
}

interface Reference {
  url: string;
  pid: number;
  process: ChildProcess;
}

async function startReference(url: string, tenant: number): Promise<Reference> {
  const child = spawn(process.execPath, ['-r', RUN_TYPESCRIPT, join(__dirname, 'bare/server.ts')], { env: { PATH: process.env.PATH, DATABASE_URL: url, TENANT: String(tenant), POOL }, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('exit', (status) => reject(new Error(`The reference ended with ${status}`)));
  });
  return { url: /http:\S+/.exec(said)![0], pid: child.pid!, process: child };
}

void main();
