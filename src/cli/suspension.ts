import type { INestApplicationContext } from '@nestjs/common';
import { type Command, command, type Options, type ValuesOf } from './command.js';

interface Suspension<Taken extends Options> {
  /** `user` for `user suspend` and `user resume`. */
  word: string;
  about: { suspend: string; resume: string };
  options: Taken;
  check?(values: ValuesOf<Taken>): void;
  rows?(answer: unknown): object | readonly object[];
  run: (app: INestApplicationContext, values: ValuesOf<Taken>, action: 'suspend' | 'resume') => Promise<unknown>;
}

/** The command that suspends something, and the command that ends the suspension. */
export const suspensionCommands = <Taken extends Options>({
  word,
  about,
  run,
  ...shared
}: Suspension<Taken>): Command[] =>
  (['suspend', 'resume'] as const).map((action) =>
    command<Taken>({
      ...shared,
      name: `${word} ${action}`,
      about: about[action],
      run: (app, values) => run(app, values, action),
    }),
  );
