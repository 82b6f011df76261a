import type { INestApplicationContext } from '@nestjs/common';
import { actingAs } from '../origin.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Owner } from '../database/tenant-rows.js';
import { backup, restoring } from './backups.js';
import { check } from './check.js';
import { cluster } from './cluster.js';
import type { Command } from './command.js';
import { completion } from './completion.js';
import { customers } from './customers.js';
import { exporting } from './exports.js';
import { imports } from './imports.js';
import { keys } from './keys.js';
import { merging } from './merges.js';
import { login, logout, whoami } from './login.js';
import { mcp } from './mcp.js';
import { type Group, valuesOf } from './program.js';
import { tenants } from './tenants.js';
import { users } from './users.js';

/** Everything that an operator can do without HTTP. Commands without a group are under the empty word. */
export const GROUPS: readonly Group[] = [
  tenants,
  users,
  keys,
  customers,
  imports,
  cluster,
  {
    word: '',
    about: '',
    commands: [check, backup, restoring, exporting, merging, mcp, login, logout, whoami, completion(() => GROUPS)],
  },
];

/** Runs a command. Its account events name the command line as their actor. */
export const runAsOperator = (
  command: Command,
  app: INestApplicationContext,
  values: Record<string, unknown>,
  owner: Owner,
): Promise<unknown> => actingAs('cli', () => command.run!(app, values, owner));

async function ownerFrom({ databaseUrl = '', databaseOwnerUrl = databaseUrl }: Env): Promise<Owner> {
  const { migrationOptions } = await import('../../ormconfig.js');
  return migrationOptions({ url: databaseOwnerUrl });
}

interface Runnable {
  /** Throws if the options are wrong. Needs no database. */
  check(argv: readonly string[]): void;
  /** Parses and checks the options, then runs the command. */
  run(app: INestApplicationContext, argv: readonly string[]): Promise<unknown>;
  isBad?(answer: unknown): boolean;
}

const runnable = (command: Command): Runnable => ({
  check: (argv) => void valuesOf(command, argv),
  run: async (app, argv) => runAsOperator(command, app, valuesOf(command, argv), await ownerFrom(app.get<Env>(ENV))),
  isBad: command.isFailure,
});

/** The database commands by name, for a process in which the application already runs. */
export const COMMANDS: Readonly<Record<string, Runnable>> = Object.fromEntries(
  GROUPS.flatMap(({ commands }) => commands)
    .filter(({ run }) => run)
    .map((command) => [command.name, runnable(command)]),
);

/** The command at the beginning of a command line, and the remaining arguments. */
export function commandOf(argv: readonly string[]): { command?: Runnable; rest: string[] } {
  const words = [2, 1].find((count) => Object.hasOwn(COMMANDS, argv.slice(0, count).join(' '))) ?? 0;
  return { command: words > 0 ? COMMANDS[argv.slice(0, words).join(' ')] : undefined, rest: argv.slice(words) };
}
