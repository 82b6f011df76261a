#!/usr/bin/env node
import { command } from './command.js';

process.exitCode = await command(process.argv.slice(2), {
  say: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
});
