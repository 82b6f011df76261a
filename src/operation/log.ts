import { Logger as NestLogger, type LoggerService } from '@nestjs/common';
import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Env } from '../config/env.js';
import { forLog, framesOf } from '../problem.js';

type Fields = Record<string, unknown>;
type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** One line per event on standard output: JSON for machines, or text for a person at a terminal. Serves Nest's own `Logger` too. */
export class Log implements LoggerService {
  private readonly pino: Logger;

  /** `always`: what every line has. */
  constructor({ level, format }: Env['log'], to: DestinationStream = standardOutput(), always: Fields | null = null) {
    const options = {
      level,
      base: always,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.pino = pino(
      options,
      format === 'json' ? to : { write: (line: string) => to.write(asText(JSON.parse(line) as Fields)) },
    );
  }

  write(level: Level, fields: Fields, message: string): void {
    this.pino[level](fields, message);
  }

  /** A text is what Nest says of each module and route when it starts; an object is an event of ours. */
  log(message: unknown, ...rest: unknown[]): void {
    this.tell(typeof message === 'object' ? 'info' : 'debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.tell('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.tell('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.tell('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.tell('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.tell('trace', message, rest);
  }

  // Nest gives a text or an object, for errors a stack, and last the context.
  private tell(level: Level, message: unknown, rest: unknown[]): void {
    const texts = rest.filter((one): one is string => typeof one === 'string');
    const stack = texts.find((text) => text.includes('\n'));
    const context = texts.findLast((text) => text !== stack);
    const fields = message instanceof Error ? forLog(message) : typeof message === 'object' ? (message as Fields) : {};
    this.pino[level](
      { context, ...fields, ...(stack && { at: framesOf(stack) }) },
      typeof message === 'string' ? message : undefined,
    );
  }
}

/** From now on all that this process says goes through the log, to its last word. */
export function speakThrough(log: Log): void {
  NestLogger.overrideLogger(log);
  process.on('uncaughtException', (error) => {
    log.write('fatal', forLog(error), 'uncaught');
    process.exit(1);
  });
}

/** Bytes that a pipe takes as one, whoever else writes to it. What is under way when the process ends is lost with who does not read it: this much and no more. */
const WHOLE = 4_096;

/** Bytes that are worth a write by themselves, nearly a whole one, and milliseconds that fewer wait for more. */
const BATCH = 3_840;
const SOON = 100;

let output: DestinationStream | undefined;

// Lines that come together are written together; what is left at the end is written then.
const standardOutput = () =>
  (output ??= destination({ fd: 1, sync: false, minLength: BATCH, periodicFlush: SOON, maxWrite: WHOLE }));

function asText({ time, level, msg, context, at, ...fields }: Fields): string {
  const told = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const frames = Array.isArray(at) ? at.map((frame) => `\n    at ${frame}`).join('') : '';
  return `${[String(time).slice(11, 23), String(level).toUpperCase().padEnd(5), typeof context === 'string' && `[${context}]`, msg, ...told].filter(Boolean).join(' ')}${frames}\n`;
}
