import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { migrationOptions } from '../../ormconfig.js';
import { AppModule } from '../app.module.js';
import { loadEnv } from '../config/env.js';
import { connectBesideServer } from '../database/connect.js';
import { migrate } from '../database/migrate.js';
import type { Owner } from '../database/tenant-rows.js';
import { Log, speakThrough } from '../operation/log.js';
import { encryptionKeyFor, signingSecretFor } from '../signing-secret.js';

/** Brings the database of the settings up to date and works on it with the application's services. */
export async function inApplication<Result>(
  work: (app: INestApplicationContext, owner: Owner) => Promise<Result>,
): Promise<Result> {
  const env = loadEnv(console.error);
  // Standard output is for the answer.
  const logger = new Log(env.log, process.stderr);
  speakThrough(logger);
  const { connection, owner, ...database } = await connectBesideServer(env);
  try {
    await migrate(migrationOptions(owner));
    // Nothing is counted here, so there is nothing to ask Redis.
    const secrets = { signingSecret: signingSecretFor(env), encryptionKey: encryptionKeyFor(env) };
    // A command looks at all records of a tenant, and no other tenant waits for it.
    const databaseTimeouts = { ...env.databaseTimeouts, list: env.databaseTimeouts.statement };
    const surroundings = { env: { ...env, redisUrl: undefined, databaseTimeouts }, connection, ...secrets };
    const app = await NestFactory.createApplicationContext(AppModule.with(surroundings), {
      logger,
      abortOnError: false,
    });
    try {
      return await work(app, migrationOptions(owner));
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
}
