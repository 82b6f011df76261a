import { Logger as NestLogger, type LoggerService } from '@nestjs/common';
import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Env } from '../config/env.js';
import { forLog, framesOf } from '../problem.js';

type Fields = Record<string, unknown>;
type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * Writes one line per event to standard output, as JSON or as text for a terminal. Also the target of Nest's `Logger`.
 */
export class Log implements LoggerService {
  private readonly pino: Logger;

  /** `always`: fields of every line. */
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

  /** Nest logs texts for each module and route when it starts; our own events are objects. */
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

  // Nest passes a text or an object, a stack for errors, and the context last.
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

/** Sends Nest's log and uncaught exceptions of this process to the log. */
export function logEverythingThrough(log: Log): void {
  NestLogger.overrideLogger(log);
  process.on('uncaughtException', (error) => {
    log.write('fatal', forLog(error), 'uncaught');
    process.exit(1);
  });
}

/**
 * A pipe takes this many bytes atomically, also with several writers. When the process ends, at most this much is lost.
 */
const ATOMIC_PIPE_WRITE = 4_096;

/** Write when this many bytes are buffered (nearly one atomic write), or after this many milliseconds. */
const BATCH = 3_840;
const FLUSH_MS = 100;

let output: DestinationStream | undefined;

// Buffers lines, and writes the rest when the process ends.
const standardOutput = () =>
  (output ??= destination({
    fd: 1,
    sync: false,
    minLength: BATCH,
    periodicFlush: FLUSH_MS,
    maxWrite: ATOMIC_PIPE_WRITE,
  }));

function asText({ time, level, msg, context, at, ...fields }: Fields): string {
  const told = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const frames = Array.isArray(at) ? at.map((frame) => `\n    at ${frame}`).join('') : '';
  const clock = String(time).slice(11, 23);
  const source = typeof context === 'string' && `[${context}]`;
  const parts = [clock, String(level).toUpperCase().padEnd(5), source, msg, ...told];
  return `${parts.filter(Boolean).join(' ')}${frames}\n`;
}
