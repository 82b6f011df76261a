#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { UsageError } from './command.js';
import { GROUPS, runAsOperator } from './commands.js';
import { tableOf } from './output.js';
import { type Invocation, parseCommandLine } from './program.js';

const WRONG_USE = 2;
const FAILED = 1;

async function main(argv: readonly string[]): Promise<void> {
  const chosen = parseCommandLine(argv, GROUPS);
  if (!chosen) return;
  const { command, values } = chosen;
  if (command.say) return void process.stdout.write(command.say(values));
  if (command.serve) return command.serve(values);
  await confirm(chosen);
  print(chosen, await answerTo(chosen));
}

async function answerTo({ command, values }: Invocation): Promise<unknown> {
  // Loaded late: it takes longer than everything else, and help and completion do not need it.
  if (command.operate) afterBrokenPipe = FAILED;
  const { inApplication, withSettings } = await import('./application.js');
  const answer = await (command.operate
    ? withSettings((env, open) => command.operate!(env, values, open))
    : inApplication((app, owner) => runAsOperator(command, app, values, owner)));
  if (command.isFailure?.(answer)) process.exitCode = FAILED;
  return answer;
}

/** Asks a person to confirm an action that cannot be undone. Without a terminal, `--yes` is required. */
async function confirm({ command, values, isSure }: Invocation): Promise<void> {
  const question = command.question?.(values);
  if (question === undefined || isSure) return;
  if (!process.stdin.isTTY) throw new UsageError(`${question} Without a terminal, --yes is needed.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} Type "yes" to go on: `);
  terminal.close();
  if (answer.trim().toLowerCase() !== 'yes') throw new Error('Nothing was changed');
}

function print({ command: { rows, emptyText: nothing, note }, asJson }: Invocation, answer: unknown): void {
  if (answer === undefined) return;
  if (asJson) return console.log(JSON.stringify(answer, null, 2));
  const shown = rows ? rows(answer) : answer;
  if (typeof shown === 'string') console.log(shown);
  else if (typeof shown === 'object' && shown !== null) console.log(tableOf(shown, nothing, process.stdout.columns));
  const line = note?.(answer);
  if (line !== undefined) console.error(`\n${line}`);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A host with several addresses fails once per address, and the AggregateError itself has no message.
  const messages = error instanceof AggregateError ? (error.errors as unknown[]).map(messageOf) : [error.message];
  return messages.filter((text) => text !== '').join('; ') || error.name;
}

// The reader of a pipe may close it early: `clientela key list … | head -1`. A backup is then not complete.
let afterBrokenPipe = 0;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(afterBrokenPipe);
  console.error(`error: ${error.message}`);
  process.exit(FAILED);
});

main(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = error instanceof UsageError ? WRONG_USE : FAILED;
  if (!(error instanceof UsageError && error.isPrinted)) console.error(`error: ${messageOf(error)}`);
});
