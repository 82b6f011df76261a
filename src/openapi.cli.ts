import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { readEnv } from './config/env.js';
import { DOCUMENTS, written } from './openapi.js';
import type { Document } from './openapi/document.js';
import { inOpenApi30 } from './openapi/openapi-3-0.js';

/**
 * Writes openapi/<name>.json and openapi/3.0/<name>.json. The application does not run, so it needs no database and no
 * settings.
 */
async function main(folder: string): Promise<void> {
  const surroundings = { env: readEnv({}), connection: { url: 'postgresql://nowhere' }, signingSecret: '' };
  const app = await NestFactory.create(AppModule.with(surroundings), new FastifyAdapter(), {
    preview: true,
    abortOnError: false,
    logger: ['error'],
  });
  mkdirSync(join(folder, '3.0'), { recursive: true });
  for (const { name, draw } of DOCUMENTS) {
    const document = draw(app);
    write(join(folder, `${name}.json`), document);
    write(join(folder, '3.0', `${name}.json`), inOpenApi30(document));
  }
}

function write(file: string, document: Document): void {
  writeFileSync(file, written(document));
  console.log(file);
}

main(process.argv[2] ?? 'openapi').catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
