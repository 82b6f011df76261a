import './typescript-for-node';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrationOptions } from '../../ormconfig.js';
import { type RunningPostgres, startEmbeddedPostgres } from '../../src/engine/embedded-postgres/index.js';
import { migrate } from '../../src/database/migrate.js';
import { openCitusDatabase } from './citus.js';
import { dropDatabase } from './drop-database.js';

export interface TestDatabase {
  url: string;
  close(): Promise<void>;
}

interface Server {
  url: string;
  stop(): Promise<void>;
}

declare global {
  // Global setup and teardown have nothing else in common.
  var testDatabase: TestDatabase | undefined;
}

/** A migrated database for a whole run, on the server of `DATABASE_URL` or on an embedded server of the run. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const database = await openEmptyDatabase();
  try {
    await migrate(migrationOptions({ url: database.url }));
    // Large IDs, so that no test confuses an ID with a status, a limit or a count.
    await run(
      database.url,
      "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 10000) FROM pg_sequences WHERE schemaname = 'public'",
    );
    return database;
  } catch (error) {
    // Jest runs no teardown after a setup that failed.
    await database.close();
    throw error;
  }
}

/** A database without tables, as at a first start. */
export async function openEmptyDatabase(): Promise<TestDatabase> {
  if (process.env.CITUS_URL) return openCitusDatabase(process.env.CITUS_URL, aName());
  const given = process.env.DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await startServer();
  try {
    const name = aName();
    await run(server.url, `CREATE DATABASE ${name} TEMPLATE template0`);
    const url = new URL(server.url);
    url.pathname = name;
    return {
      url: url.href,
      close: async () => {
        await onServer(server.url, (client) => dropDatabase(client, name));
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const aName = () => `clientela_test_${randomBytes(5).toString('hex')}`;

async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'clientela-test-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const interrupted = (_: string, signal: number) => process.exit(128 + signal);
  process.once('exit', remove).once('SIGINT', interrupted).once('SIGTERM', interrupted);

  // The data need not survive a crash, so no write waits for the disk.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const postgres = await startEmbeddedPostgres({ folder, settings });
  return {
    url: urlOf(postgres.connection),
    stop: async () => {
      await postgres.stop();
      remove();
    },
  };
}

// pg's URL for a Unix socket: its folder is the `host` of the query.
function urlOf({ host, port, user, password = '', database }: RunningPostgres['connection']): string {
  const url = new URL(`postgresql://localhost/${database}`);
  url.username = user;
  url.password = password;
  url.search = new URLSearchParams({ host, port: String(port) }).toString();
  return url.href;
}

const run = (url: string, statement: string): Promise<unknown> => onServer(url, (client) => client.query(statement));

async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
