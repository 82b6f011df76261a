import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.setup.js';
import { type Env, readEnv } from './config/env.js';
import { connect, type Connected } from './database/connect.js';
import { offerDemo } from './demo.js';
import { Lifecycle } from './operation/lifecycle.js';
import { Log } from './operation/log.js';
import { stop } from './operation/stop.js';
import { forLog } from './problem.js';
import { signingSecretFor } from './signing-secret.js';

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const env = readEnv();
  const log = new Log(env.log);
  Logger.overrideLogger(log);
  process.on('uncaughtException', (error) => {
    log.write('fatal', forLog(error), 'uncaught');
    process.exit(1);
  });
  // Standard output is the log's where a machine reads it.
  const tell = env.log.format === 'json' ? console.error : console.log;
  const database = await connect(env);
  let app: NestFastifyApplication | undefined;
  try {
    app = await createApp({ env, ...database, signingSecret: signingSecretFor(env) }, log);
    endOnSignal(app, database, env, log);
    const offer = async (port: number) => {
      const demo = env.production ? undefined : await offerDemo(app!, env, urlOf(env.host, port));
      if (demo) tell(demo);
    };
    // Before the port opens, so that whoever waits for it finds the credentials. A port of 0 is known only afterwards.
    if (env.port !== 0) await offer(env.port);
    await app.listen(env.port, env.host);
    const { port } = app.getHttpServer().address() as AddressInfo;
    if (env.port === 0) await offer(port);
    app.get(Lifecycle).serve();
    const baseUrl = urlOf(env.host, port);
    tell(`Clientela listens on ${baseUrl}   API documentation: ${baseUrl}/docs`);
  } catch (error) {
    await app?.close();
    await database.close();
    throw error;
  }
}

function urlOf(host: string, port: number): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function endOnSignal(app: NestFastifyApplication, database: Connected, env: Env, log: Log): void {
  let ending: Promise<void> | undefined;
  const end = () => stop(app, () => database.close(), env.stop, log).then((inTime) => process.exit(inTime ? 0 : 1), fail);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (ending ??= end()));
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

main().catch(fail);
