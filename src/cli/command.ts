import type { INestApplicationContext } from '@nestjs/common';
import { InvalidArgumentError } from 'commander';
import type { Owner } from '../database/tenant-rows.js';

/** How the text of an option or argument becomes a value. It needs no database. */
export interface Reader<Value> {
  /** What the help shows for it, without brackets: `slug`. */
  placeholder: string;
  /** All the values that there are, where they are few: for the help and the completion. */
  choices?: readonly string[];
  /** The completion offers file names. */
  isFile?: boolean;
  /** Throws `unacceptable`, or a Problem, for a text that is none. */
  read: (text: string) => Value;
}

export interface Option<Value> {
  about: string;
  reader?: Reader<Value>;
  isRequired?: boolean;
  /** Read like a text that was given. */
  fallback?: string;
}

export type Options = Readonly<Record<string, Option<unknown>>>;

type ValuesOf<Taken extends Options> = {
  [Name in keyof Taken]: Taken[Name] extends Option<infer Value> ? Value : never;
};

export const required = <Value>(reader: Reader<Value>, about: string): Option<Value> => ({
  about,
  reader,
  isRequired: true,
});
export const optional = <Value>(reader: Reader<Value>, about: string): Option<Value | undefined> => ({ about, reader });
export const withDefault = <Value>(fallback: string, reader: Reader<Value>, about: string): Option<Value> => ({
  about,
  reader,
  fallback,
});
export const flag = (about: string): Option<boolean> => ({ about });

interface Declared<Taken extends Options, Given extends Options> {
  /** One word, or a group and a word: `tenant create`. */
  name: string;
  /** Its first sentence is the summary in lists. */
  about: string;
  /** By their names in camelCase: `timeZone` is the option `--time-zone`. */
  options?: Taken;
  /** What stands without a name, in this order. */
  positional?: Given;
  /** Lines that work as they are. */
  examples?: readonly string[];
  /** Throws `WrongUse` for options that do not fit each other, before a database is opened. */
  check?(values: ValuesOf<Taken> & ValuesOf<Given>): void;
}

interface InDatabase<Taken extends Options, Given extends Options> extends Declared<Taken, Given> {
  /**
   * The answer is an object, a list of objects or a text. `--json` prints it as it is. Nothing is printed for a command that
   * has written its output by itself. `owner` is for what the application may not do: removing a tenant.
   */
  run(app: INestApplicationContext, values: ValuesOf<Taken> & ValuesOf<Given>, owner: Owner): Promise<unknown>;
  /** The rows of the table for people, where the answer is not a list or an object of plain values. */
  rows?(answer: unknown): object | readonly object[];
  /** A line for people below the table. */
  note?(answer: unknown): string | undefined;
  /** What people read in place of an empty table. */
  nothing?: string;
  /** For what cannot be undone: the question that a person answers first. A program says `--yes`. */
  question?(values: ValuesOf<Taken> & ValuesOf<Given>): string;
  /** Does the answer mean that something is wrong? Then the command ends with 1. */
  isBad?: (answer: unknown) => boolean;
}

interface WithoutDatabase<Taken extends Options, Given extends Options> extends Declared<Taken, Given> {
  /** Answers a text that is printed as it is. */
  say(values: ValuesOf<Taken> & ValuesOf<Given>): string;
}

type Values = Record<string, unknown>;

/** A command as the program and the completion know it; its values have been read and checked by `Command.check`. */
export interface Command extends Omit<
  InDatabase<Options, Options>,
  'run' | 'check' | 'question' | 'options' | 'positional'
> {
  options: Options;
  positional: Options;
  check: (values: Values) => void;
  question?: (values: Values) => string;
  run?: (app: INestApplicationContext, values: Values, owner: Owner) => Promise<unknown>;
  say?: (values: Values) => string;
}

const NONE = {};

/** A command that works on the database. */
export const command = <Taken extends Options = typeof NONE, Given extends Options = typeof NONE>(
  declared: InDatabase<Taken, Given>,
): Command => ({ check: () => {}, options: NONE, positional: NONE, ...declared }) as unknown as Command;

/** A command that needs no settings and no database. */
export const plainCommand = <Taken extends Options = typeof NONE, Given extends Options = typeof NONE>(
  declared: WithoutDatabase<Taken, Given>,
): Command => ({ check: () => {}, options: NONE, positional: NONE, ...declared }) as unknown as Command;

/** What a reader throws for a text that is no value of its. */
export const unacceptable = (message: string) => new InvalidArgumentError(message);

/** A line that is no proper use of a command, such as options that do not fit each other. The program ends with 2. */
export class WrongUse extends Error {
  /** Whether standard error has the message already. */
  readonly isTold: boolean;

  constructor(message: string, { isTold = false } = {}) {
    super(message);
    this.isTold = isTold;
  }
}

/** `accountingCase` as an option of the command line: `accounting-case`. */
export const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const summaryOf = ({ about }: { about: string }): string =>
  /^.*?[.](?=\s|$)/s.exec(about)?.[0].slice(0, -1) ?? about;
