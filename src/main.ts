#!/usr/bin/env -S node --enable-source-maps --max-semi-space-size=32
import cluster from 'node:cluster';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrationOptions } from '../ormconfig.js';
import type { Surroundings } from './app.module.js';
import { type Env, loadEnv } from './config/env.js';
import { connect, type Connected } from './database/connect.js';
import { migrate } from './database/migrate.js';
import { Log, logEverythingThrough } from './operation/log.js';
import { assertPortIsFree, explainListenError } from './port.js';
import { encryptionKeyFor, signingSecretFor } from './signing-secret.js';
import { isSupervised, type Server } from './engine/workers/index.js';
import { supervise, workForSupervisor } from './workers.js';

async function main(): Promise<void> {
  const warnings: string[] = [];
  const env = loadEnv((warning) => warnings.push(warning), { isPart: cluster.isWorker });
  const log = new Log(env.log);
  logEverythingThrough(log);
  for (const warning of warnings) log.write('warn', {}, warning);
  refuseForeignWorkers(env);
  // If another program runs this one in its cluster, that program has opened the port already.
  if (!cluster.isWorker) await assertPortIsFree(env);
  const tell = tellerOf(env);
  if (!env.databaseUrl && !existsSync(join(env.dataDir, 'postgres')))
    tell(`Making a new database in ${env.dataDir}; this takes some seconds …`);
  const database = await connect(env);
  let server: Server | undefined;
  try {
    tell('Starting: the database is brought up to date …');
    server = await start(env, database, log);
    endOnSignal(server, database);
    await open(server, env, tell);
  } catch (error) {
    await server?.close();
    await database.close();
    throw error;
  }
}

async function start(env: Env, { connection, owner }: Connected, log: Log): Promise<Server> {
  const surroundings = { env, connection, signingSecret: signingSecretFor(env), encryptionKey: encryptionKeyFor(env) };
  if (env.workers === 1) return serve({ ...surroundings, owner }, log);
  await migrate(migrationOptions(owner));
  return supervise(surroundings, log, console.error);
}

/** Loaded only by processes that answer requests, so that the supervisor uses little memory. */
const serve = async (surroundings: Surroundings, log: Log) =>
  (await import('./server-process.js')).ServerProcess.create(surroundings, log);

async function open(server: Server, env: Env, tell: (text: string) => void): Promise<void> {
  const { host, port: wanted } = env;
  // Created before the port opens, so that a program that waits for the port finds the credentials. Port 0 is known
  // only later.
  const early = wanted === 0 ? undefined : await server.offer(urlOf(host, wanted));
  const port = await server.listen().catch((error: unknown) => {
    throw explainListenError(error, env);
  });
  const baseUrl = urlOf(host, port);
  // Printed only now, when the server answers at that address.
  const demo = wanted === 0 ? await server.offer(baseUrl) : early;
  if (demo) tell(demo);
  tell(greeting(baseUrl, env.publicUrls[0] ?? baseUrl));
}

const greeting = (baseUrl: string, address: string) => `Clientela listens on ${baseUrl}
  what it is, and its contracts     ${address}/
  the console, where people work    ${address}/console
  the API documentation             ${address}/docs`;

/** Prints messages for people. With a JSON log, standard output belongs to the log. */
const tellerOf = ({ log }: Env) => (log.format === 'json' ? console.error : console.log);

/**
 * A program such as PM2 may run this server as a worker of its cluster. Then it shares the port and cannot have
 * workers.
 */
function refuseForeignWorkers({ workers }: Env): void {
  if (!cluster.isWorker || workers === 1) return;
  throw new Error(
    'Cannot start: another program (PM2 in cluster mode?) runs this server as one of its workers, which cannot have workers ' +
      'of its own. Set WORKERS=1, or run it in fork mode.',
  );
}

function urlOf(host: string, port: number): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function endOnSignal(server: Server, database: Connected): void {
  let ending: Promise<void> | undefined;
  const end = () => server.stop(() => database.close()).then((inTime) => process.exit(inTime ? 0 : 1), fail);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (ending ??= end()));
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

if (isSupervised()) workForSupervisor(serve);
else main().catch(fail);
