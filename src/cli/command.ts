import type { INestApplicationContext } from '@nestjs/common';
import { InvalidArgumentError } from 'commander';
import type { Env } from '../config/env.js';
import type { Owner } from '../database/tenant-rows.js';

/** Turns the text of an option or argument into a value. It needs no database. */
export interface ValueParser<Value> {
  /** The placeholder in the help, without brackets: `slug`. */
  placeholder: string;
  /** The possible values, if there are few: for the help and the completion. */
  choices?: readonly string[];
  /** Whether the completion offers file names. */
  isFile?: boolean;
  /** Throws `invalidValue`, or a Problem, if the text is not a valid value. */
  parse: (text: string) => Value;
}

export interface Option<Value> {
  about: string;
  parser?: ValueParser<Value>;
  isRequired?: boolean;
  /** The default, parsed like given text. */
  fallback?: string;
}

export type Options = Readonly<Record<string, Option<unknown>>>;

export type ValuesOf<Taken extends Options> = {
  [Name in keyof Taken]: Taken[Name] extends Option<infer Value> ? Value : never;
};

export const required = <Value>(reader: ValueParser<Value>, about: string): Option<Value> => ({
  about,
  parser: reader,
  isRequired: true,
});
export const optional = <Value>(reader: ValueParser<Value>, about: string): Option<Value | undefined> => ({
  about,
  parser: reader,
});
export const withDefault = <Value>(fallback: string, reader: ValueParser<Value>, about: string): Option<Value> => ({
  about,
  parser: reader,
  fallback,
});
export const flag = (about: string): Option<boolean> => ({ about });

interface Declared<Taken extends Options, Given extends Options> {
  /** One word, or a group and a word: `tenant create`. */
  name: string;
  /** Its first sentence is the summary in lists. */
  about: string;
  /** Named in camelCase: `timeZone` is the option `--time-zone`. */
  options?: Taken;
  /** Positional arguments, in this order. */
  positional?: Given;
  /** Complete command lines. */
  examples?: readonly string[];
  /** Throws `UsageError` for options that cannot be combined, before a database is opened. */
  check?(values: ValuesOf<Taken> & ValuesOf<Given>): void;
}

interface InDatabase<Taken extends Options, Given extends Options> extends Declared<Taken, Given> {
  /**
   * The result is an object, a list of objects, or a text. `--json` prints it unchanged. A command that writes its
   * output itself returns `undefined`. `owner` is the owner of the tables, for what the application may not do:
   * removing a tenant.
   */
  run(app: INestApplicationContext, values: ValuesOf<Taken> & ValuesOf<Given>, owner: Owner): Promise<unknown>;
  /** The rows of the table for people, if the result is not a list or an object of plain values. */
  rows?(answer: unknown): object | readonly object[];
  /** A line below the table, on standard error. */
  note?(answer: unknown): string | undefined;
  /** Printed instead of an empty table. */
  emptyText?: string;
  /** For an action that cannot be undone: the question to confirm first. Programs pass `--yes`. */
  question?(values: ValuesOf<Taken> & ValuesOf<Given>): string;
  /** Whether the result means a failure. The exit code is then 1. */
  isFailure?: (answer: unknown) => boolean;
}

interface BelowApplication<Taken extends Options, Given extends Options> extends Omit<
  InDatabase<Taken, Given>,
  'run' | 'question'
> {
  /**
   * Works on the database without the application, which would bring it up to date first. `open` connects to it, or
   * makes the embedded one if `isMade` is given.
   */
  operate(settings: Env, values: ValuesOf<Taken> & ValuesOf<Given>, open: OpenDatabase): Promise<unknown>;
}

export type OpenDatabase = <Result>(
  work: (owner: Owner) => Promise<Result>,
  options?: { isMade?: boolean },
) => Promise<Result>;

interface WithoutDatabase<Taken extends Options, Given extends Options> extends Declared<Taken, Given> {
  /** Returns the text to print. */
  say(values: ValuesOf<Taken> & ValuesOf<Given>): string;
}

interface Serving<Taken extends Options, Given extends Options> extends Declared<Taken, Given> {
  /** Serves callers until they or a signal end it. It needs neither the settings of the server nor a database. */
  serve(values: ValuesOf<Taken> & ValuesOf<Given>): Promise<void>;
}

type Values = Record<string, unknown>;

/** A command as the program and the completion know it. */
export interface Command extends Omit<
  InDatabase<Options, Options>,
  'run' | 'check' | 'question' | 'options' | 'positional'
> {
  options: Options;
  positional: Options;
  check: (values: Values) => void;
  question?: (values: Values) => string;
  run?: (app: INestApplicationContext, values: Values, owner: Owner) => Promise<unknown>;
  operate?: (settings: Env, values: Values, open: OpenDatabase) => Promise<unknown>;
  say?: (values: Values) => string;
  serve?: (values: Values) => Promise<void>;
}

const NONE = {};

/** A command that works on the database. */
export const command = <Taken extends Options = typeof NONE, Given extends Options = typeof NONE>(
  declared: InDatabase<Taken, Given>,
): Command => ({ check: () => {}, options: NONE, positional: NONE, ...declared }) as unknown as Command;

/** A command that works on the database as it is, without the application. */
export const databaseCommand = <Taken extends Options = typeof NONE, Given extends Options = typeof NONE>(
  declared: BelowApplication<Taken, Given>,
): Command => ({ check: () => {}, options: NONE, positional: NONE, ...declared }) as unknown as Command;

/** A command that needs no settings and no database. */
export const plainCommand = <Taken extends Options = typeof NONE, Given extends Options = typeof NONE>(
  declared: WithoutDatabase<Taken, Given>,
): Command => ({ check: () => {}, options: NONE, positional: NONE, ...declared }) as unknown as Command;

/** A command that serves callers. */
export const servingCommand = <Taken extends Options = typeof NONE, Given extends Options = typeof NONE>(
  declared: Serving<Taken, Given>,
): Command => ({ check: () => {}, options: NONE, positional: NONE, ...declared }) as unknown as Command;

/** The error that a value parser throws for an invalid text. */
export const invalidValue = (message: string) => new InvalidArgumentError(message);

/** A wrong command line, for example options that cannot be combined. The exit code is 2. */
export class UsageError extends Error {
  /** Whether the message was already printed to standard error. */
  readonly isPrinted: boolean;

  constructor(message: string, { isPrinted = false } = {}) {
    super(message);
    this.isPrinted = isPrinted;
  }
}

/** `accountingCase` as an option of the command line: `accounting-case`. */
export const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const summaryOf = ({ about }: { about: string }): string =>
  /^.*?[.](?=\s|$)/s.exec(about)?.[0].slice(0, -1) ?? about;
