import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.setup.js';
import { readEnv } from './config/env.js';
import { connect, type Connected } from './database/connect.js';
import { offerDemo } from './demo.js';
import { signingSecretFor } from './signing-secret.js';

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const env = readEnv();
  const database = await connect(env);
  let app: NestFastifyApplication | undefined;
  try {
    app = await createApp({ env, ...database, signingSecret: signingSecretFor(env) });
    endOnSignal(app, database);
    const offer = async (port: number) => {
      const demo = env.production ? undefined : await offerDemo(app!, env, urlOf(env.host, port));
      if (demo) console.log(demo);
    };
    // Before the port opens, so that whoever waits for it finds the credentials. A port of 0 is known only afterwards.
    if (env.port !== 0) await offer(env.port);
    await app.listen(env.port, env.host);
    const { port } = app.getHttpServer().address() as AddressInfo;
    if (env.port === 0) await offer(port);
    const baseUrl = urlOf(env.host, port);
    console.log(`Clientela listens on ${baseUrl}   API documentation: ${baseUrl}/docs`);
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

// First no new requests, then the ones under way end, then the database.
function endOnSignal(app: NestFastifyApplication, database: Connected): void {
  const end = async () => {
    await app.close();
    await database.close();
  };
  let ending: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (ending ??= end().then(() => process.exit(0), fail)));
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

main().catch(fail);
