import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { BuiltServer } from '../test/support/built-server.js';
import type { OwnPostgres } from '../test/support/own-postgres.js';
import type { Demo } from '../src/demo.js';
import { erpSession } from './cases.js';
import { addErpTokens, startPostgres } from './database.js';

export const POOL = '20';
export const RUN_TYPESCRIPT = join(__dirname, '../test/support/run-typescript.js');

const SECRET = { JWT_SECRET: 'a secret of forty characters for measuring' };

const MANY = '1000000000';

/**
 * The server as in production. The throttle counts writes and reads, and its limits are never reached. One worker,
 * because the reference is one process too.
 */
export const PRODUCTION = {
  ...SECRET,
  NODE_ENV: 'production',
  THROTTLE_WRITE_LIMIT: MANY,
  THROTTLE_READ_LIMIT: MANY,
  DATABASE_POOL: POOL,
  WORKERS: '1',
  // A session of erp lasts for the whole run.
  ERP_SESSION_MINUTES: '1440',
};

/** The first start of a build on an empty database creates the tables and a tenant with its credentials. */
export async function makeDemo(place: string, { url }: Pick<OwnPostgres, 'url'>, build?: string[]): Promise<Demo> {
  const first = new BuiltServer(place, { ...SECRET, DATABASE_URL: url, WORKERS: '1' }, build);
  await first.start();
  const { demo } = first;
  await first.stop();
  return demo;
}

export const inProduction = (place: string, url: string, settings: Record<string, string> = {}) =>
  new BuiltServer(place, { ...PRODUCTION, DATABASE_URL: url, ...settings });

/** A session of erp for each connection. Nonces rise by API token, so each token can have one write under way. */
export async function ownSessions(url: string, database: string, { erp, tenant }: Demo, connections: number) {
  const tokens = await addErpTokens(database, tenant.id, connections);
  return { erp: await Promise.all(tokens.map((token) => erpSession(url, erp.account, token))) };
}

export interface Reference {
  url: string;
  pid: number;
  process: ChildProcess;
}

export async function startReference(url: string, tenant: number): Promise<Reference> {
  const child = spawn(process.execPath, ['-r', RUN_TYPESCRIPT, join(__dirname, 'bare/server.ts')], {
    env: { PATH: process.env.PATH, DATABASE_URL: url, TENANT: String(tenant), POOL },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('exit', (status) => reject(new Error(`The reference ended with ${status}`)));
  });
  return { url: /http:\S+/.exec(said)![0], pid: child.pid!, process: child };
}

/** Runs work with a PostgreSQL of its own, in a temporary folder that is removed afterwards. */
export async function onPostgres(
  name: string,
  work: (postgres: OwnPostgres, place: string) => Promise<void>,
): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), `clientela-${name}-`));
  try {
    const postgres = await startPostgres(join(place, 'postgres'));
    await work(postgres, place).finally(() => postgres.stop());
  } finally {
    rmSync(place, { recursive: true, maxRetries: 3 });
  }
}

/** The machine and the versions that the figures come from. */
export const machine = () => ({
  cores: cpus().length,
  processor: cpus()[0]!.model,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.version,
  postgres: '18 (embedded)',
});
