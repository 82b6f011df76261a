import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { readEnv } from './config/env.js';
import { CONTRACTS, documentOf, written } from './openapi.js';

/** Writes openapi/<contract>.json. The application is only looked at, so there is no database and there are no settings. */
async function main(folder: string): Promise<void> {
  const surroundings = { env: readEnv({}), connection: { url: 'postgresql://nowhere' }, signingSecret: '' };
  const app = await NestFactory.create(AppModule.with(surroundings), new FastifyAdapter(), { preview: true, abortOnError: false, logger: ['error'] });
  mkdirSync(folder, { recursive: true });
  for (const contract of CONTRACTS) {
    const file = join(folder, `${contract.name}.json`);
    writeFileSync(file, written(documentOf(app, contract)));
    console.log(file);
  }
}

main(process.argv[2] ?? 'openapi').catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
