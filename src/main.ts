import cluster from 'node:cluster';
import { migrationOptions } from '../ormconfig.js';
import type { Surroundings } from './app.module.js';
import { type Env, loadEnv } from './config/env.js';
import { connect, type Connected } from './database/connect.js';
import { migrate } from './database/migrate.js';
import { Log, speakThrough } from './operation/log.js';
import { encryptionKeyFor, signingSecretFor } from './signing-secret.js';
import type { Server } from './workers/server.js';
import { Supervisor } from './workers/supervisor.js';
import { work } from './workers/worker.js';

async function main(): Promise<void> {
  const warnings: string[] = [];
  const env = loadEnv((warning) => warnings.push(warning));
  const log = new Log(env.log);
  speakThrough(log);
  for (const warning of warnings) log.write('warn', {}, warning);
  const database = await connect(env);
  let server: Server | undefined;
  try {
    server = await start(env, database, log);
    endOnSignal(server, database);
    await open(server, env);
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
  return new Supervisor(surroundings, log, console.error);
}

/** Loaded by who answers requests; a supervisor stays small. */
const serve = async (surroundings: Surroundings, log: Log) => (await import('./one-process.js')).OneProcess.create(surroundings, log);

async function open(server: Server, { host, port: wanted, log }: Env): Promise<void> {
  // Standard output is the log's where a machine reads it.
  const tell = log.format === 'json' ? console.error : console.log;
  const offer = async (port: number) => {
    const demo = await server.offer(urlOf(host, port));
    if (demo) tell(demo);
  };
  // Before the port opens, so that whoever waits for it finds the credentials. A port of 0 is known only afterwards.
  if (wanted !== 0) await offer(wanted);
  const port = await server.listen();
  if (wanted === 0) await offer(port);
  const baseUrl = urlOf(host, port);
  tell(`Clientela listens on ${baseUrl}   API documentation: ${baseUrl}/docs`);
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

if (cluster.isWorker) work(serve);
else main().catch(fail);
