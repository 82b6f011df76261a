import { ApiProperty, DECORATORS } from '@nestjs/swagger';
import type { Rule } from './field.js';
import { Like } from './fields.js';
import type { WordAccess, Word as Meaning } from './footprint.js';

declare const TYPES: unique symbol;

/** A word of a contract: what it stands for in the record, how a request gives it, and how an answer shows it. */
export interface Word<Field extends string, Given extends Rule, Shown, Context> extends Meaning<Field> {
  /** The type and limits of the field in a request; none for a word that is only read. */
  readonly rule?: Given;
  /** Documents the field in an answer. Without it, the answer is documented like the request. */
  readonly shown?: PropertyDecorator;
  /** Without it, the word shows the one field that it stands for. */
  readonly read?: (record: never, context: Context) => Shown;
  /** The change that a value means. Without it, the value is the field's new value. */
  readonly write?: (value: never) => object;
  readonly [TYPES]?: { given: Given; shown: Shown; context: Context };
}

type AnyWord = Word<string, Rule, unknown, never>;
export type Words = Readonly<Record<string, AnyWord>>;

type Types<Some> = Some extends { readonly [TYPES]?: infer Found } ? NonNullable<Found> : never;
type Given<Some> = Types<Some> extends { given: Rule<infer Value, infer Required> } ? [Value, Required] : never;
type Shown<Some> = Types<Some> extends { shown: infer Value } ? Value : never;
type Simple<Type> = { [Key in keyof Type]: Type[Key] };

/** The body of a request that gives these words. */
export type InputOf<Some extends Words> = Simple<
  { [Key in keyof Some as Given<Some[Key]>[1] extends true ? Key : never]: Given<Some[Key]>[0] } & {
    [Key in keyof Some as Given<Some[Key]>[1] extends true ? never : IsGiven<Some[Key], Key>]?: Given<Some[Key]>[0];
  }
>;
type IsGiven<Some, Key> = Some extends { readonly access: 'read' } ? never : Key;

/** What an answer shows of a record in these words. */
export type AnswerOf<Some extends Words> = { [Key in keyof Some]: Shown<Some[Key]> };

interface Odd<Field extends string, Moved extends string> {
  readonly as?: readonly string[];
  readonly by?: string;
  readonly moves?: readonly Moved[];
  readonly shown?: PropertyDecorator;
}
