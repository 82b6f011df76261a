#!/usr/bin/env node
import { NestFactory } from '@nestjs/core';
import { migrationOptions } from '../../ormconfig.js';
import { AppModule } from '../app.module.js';
import { loadEnv } from '../config/env.js';
import { connectBesideServer } from '../database/connect.js';
import { migrate } from '../database/migrate.js';
import { signingSecretFor } from '../signing-secret.js';
import { commandOf, COMMANDS } from './commands.js';

const HELP = `Usage: clientela <command> [options]

${Object.entries(COMMANDS).map(([name, { usage, about }]) => `  ${`${name} ${usage}`.trim()}\n      ${about}`).join('\n')}

The settings are those of the server (.env.example): DATABASE_URL, or DATA_DIR for the embedded database.`;

async function main(argv: string[]): Promise<void> {
  const { command, rest } = commandOf(argv);
  if (!command) {
    console.log(HELP);
    process.exitCode = argv.length === 0 || argv.includes('--help') ? 0 : 2;
    return;
  }
  command.check?.(argv.slice(2));
  const env = loadEnv(console.error);
  const { connection, owner, ...database } = await connectBesideServer(env);
  try {
    await migrate(migrationOptions(owner));
    // Nothing is counted here, so there is nothing to ask Redis.
    const surroundings = { env: { ...env, redisUrl: undefined }, connection, signingSecret: signingSecretFor(env) };
    const app = await NestFactory.createApplicationContext(AppModule.with(surroundings), { logger: ['error'], abortOnError: false });
    try {
      const answer = await command.run(app, rest);
      console.log(JSON.stringify(answer, null, 2));
      if (command.isBad?.(answer)) process.exitCode = 1;
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
