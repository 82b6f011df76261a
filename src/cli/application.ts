import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { migrationOptions } from '../../ormconfig.js';
import { AppModule } from '../app.module.js';
import { type Env, loadEnv } from '../config/env.js';
import { connectBesideServer, connectOrMake } from '../database/connect.js';
import { migrate } from '../database/migrate.js';
import type { Owner } from '../database/tenant-rows.js';
import { Log, logEverythingThrough } from '../operation/log.js';
import { encryptionKeyFor, signingSecretFor } from '../signing-secret.js';
import type { OpenDatabase } from './command.js';

/** Starts the application without HTTP, on the migrated database of the settings, and runs the work in it. */
export async function inApplication<Result>(
  work: (app: INestApplicationContext, owner: Owner) => Promise<Result>,
): Promise<Result> {
  const { env, logger } = readSettings();
  const { connection, owner, ...database } = await connectBesideServer(env);
  try {
    await migrate(migrationOptions(owner));
    // The command line is not throttled, so it needs no Redis.
    const secrets = { signingSecret: signingSecretFor(env), encryptionKey: encryptionKeyFor(env) };
    // A command may read all records of a tenant, and no other tenant waits for it: lists get the full time.
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

/** Runs work that opens the database itself, as it is. */
export async function withSettings<Result>(work: (env: Env, open: OpenDatabase) => Promise<Result>): Promise<Result> {
  const { env } = readSettings();
  return work(env, async (inDatabase, { isMade = false } = {}) => {
    const { owner, ...database } = await (isMade ? connectOrMake(env) : connectBesideServer(env));
    try {
      return await inDatabase(migrationOptions(owner));
    } finally {
      await database.close();
    }
  });
}

function readSettings(): { env: Env; logger: Log } {
  const env = loadEnv(console.error);
  // Standard output is for the result of the command.
  const logger = new Log(env.log, process.stderr);
  logEverythingThrough(logger);
  return { env, logger };
}
