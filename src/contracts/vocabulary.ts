import type { Rule } from './field.js';
import { Like } from './fields.js';
import { limited, longestOf, refuseLonger, type Longest } from './longest.js';
import { type Footprint, readsOf, type Word as Meaning } from './footprint.js';

declare const TYPES: unique symbol;

/**
 * A word of a contract: the fields of the record that it stands for, the rule of its field in a request, and how an
 * answer shows it. DTO classes, both mappings, the footprint and the selected fields follow from it.
 */
export interface Word<
  Field extends string = string,
  Value = unknown,
  Required = unknown,
  Shown = unknown,
> extends Meaning<Field> {
  /** Checks and documents the field of a request; none for a word that is only read. */
  readonly rule?: PropertyDecorator;
  /** Documents the field of an answer. Without it, the answer is documented like the request. */
  readonly shown?: PropertyDecorator;
  /** Without it, an answer shows the value of the one field. */
  readonly read?: (record: never, context: never) => Shown;
  /** The change that a value means. Without it, the value goes into the one field. */
  readonly write?: (value: never) => object;
  /** The longest text that an answer can show, if it shows one. */
  readonly longest?: number;
  /** What `read` uses beside the fields that the word stands for: a currency, which never changes. */
  readonly beside?: readonly string[];
  readonly [TYPES]?: { value: Value; required: Required; shown: Shown };
}

export type Words = Readonly<Record<string, Word>>;

type Types<Some> = Some extends { readonly [TYPES]?: infer Found } ? NonNullable<Found> : never;
type Value<Some> = Types<Some> extends { value: infer Found } ? Found : never;
type Shown<Some> = Types<Some> extends { shown: infer Found } ? Found : never;
type Given<Some extends Words, IsRequired> = {
  [Key in keyof Some]: Types<Some[Key]> extends { required: IsRequired } ? Key : never;
}[keyof Some];
type Plain<Type> = { [Key in keyof Type]: Type[Key] };

/** The body of a request that gives these words. */
export type InputOf<Some extends Words> = Plain<
  { [Key in Given<Some, true>]: Value<Some[Key]> } & { [Key in Given<Some, false>]?: Value<Some[Key]> }
>;
export type AnswerOf<Some extends Words> = { -readonly [Key in keyof Some]: Shown<Some[Key]> };
export type FieldOf<Some extends Words> = Some[keyof Some]['of'][number];

type Meant<Moved> = {
  as?: readonly string[];
  by?: string;
  moves?: readonly Moved[];
  shown?: PropertyDecorator;
  longest?: number;
};

/**
 * The means to build a contract's words for one kind of record. A word whose field does not exist does not compile.
 * `most`: the longest text of each field, whichever contract has written it.
 */
export function vocabularyOf<Kind extends object, Changes extends object, Context = void>(most: Longest<Kind> = {}) {
  type Field = keyof Kind & string;
  type Read<Of extends Field, Shown> = (record: Pick<Kind, Of>, context: Context) => Shown;
  type Odd<Of extends Field, Value, Shown, Beside extends Field> = Meant<Field> & {
    beside?: readonly Beside[];
    read?: Read<Of | Beside, Shown>;
    write: (value: Value) => Partial<Changes>;
  };
  type ReadWord<Of extends Field, Shown> = Word<Of, never, undefined, Shown>;

  function reads<const Of extends Field>(of: Of, shown: PropertyDecorator): ReadWord<Of, Kind[Of]>;
  function reads<const Of extends Field, Shown>(
    of: Of | readonly Of[],
    shown: PropertyDecorator,
    read: Read<Of, Shown>,
  ): ReadWord<Of, Shown>;
  function reads(of: Field | readonly Field[], shown: PropertyDecorator, read?: Read<Field, unknown>): Word {
    return { ...readsOf(of), shown, read, longest: longestOf(most, of, read) };
  }

  /** Shows the last change, so every write changes it. */
  const stamps = <const Of extends Field, Shown>(of: Of, shown: PropertyDecorator, read: Read<Of, Shown>) =>
    ({ ...reads(of, shown, read), stamp: true }) as ReadWord<Of, Shown>;

  function writes<Of extends Field & keyof Changes, Value extends Exclude<Changes[Of], undefined>, Required>(
    of: Of,
    rule: Rule<Value, Required>,
    meant?: Meant<Field>,
  ): Word<Of, Value, Required, Kind[Of]>;
  function writes<const Of extends Field, Value, Required, Shown = Kind[Of], const Beside extends Field = never>(
    of: Of | readonly Of[],
    rule: Rule<Value, Required>,
    odd: Odd<Of, Value, Shown, Beside>,
  ): Word<Of, Value, Required, Shown>;
  function writes(of: Field | readonly Field[], rule: PropertyDecorator, odd: object = {}): Word {
    return { ...readsOf(of), access: 'write', rule, longest: longestOf(most, of, odd), ...odd };
  }

  /** Like `writes`, for a word that is given only with a new record. */
  const creates = ((...given: Parameters<typeof writes>) => ({
    ...(writes as (...all: unknown[]) => Word)(...given),
    access: 'create',
  })) as unknown as typeof writes;

  /** A function from a request's body to the changes that it means. Words that were left out change nothing. */
  function writer<Some extends Words>(words: Some) {
    const given = Object.entries(words).filter(([, { rule }]) => rule);
    return (input: Partial<InputOf<Some>>): Partial<Changes> => {
      const changes: Record<string, unknown> = {};
      for (const [word, { of, write }] of given) {
        const value = (input as Record<string, unknown>)[word];
        if (value === undefined) continue;
        if (write) Object.assign(changes, write(value as never));
        else changes[of[0]!] = value;
      }
      return changes as Partial<Changes>;
    };
  }

  /**
   * A function from a record to an answer. It is compiled to an object literal: 500 records of 60 words take a sixth of
   * the time that a loop over the words takes (0.6 ms instead of 3.5 ms). Words and fields come from source code alone.
   */
  function reader<Some extends Words>(words: Some) {
    const all = Object.entries(words);
    const keys = all.map(([word, { of, read }], at) => {
      return `${JSON.stringify(word)}: ${read ? `odd[${at}](record, context)` : `record[${JSON.stringify(of[0])}]`}`;
    });
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- see above
    return new Function('odd', `return (record, context) => ({ ${keys.join(', ')} })`)(
      all.map(([, { read }]) => read),
    ) as (record: Pick<Kind, FieldOf<Some> & Field>, context: Context) => AnswerOf<Some>;
  }

  return { reads, stamps, writes, creates, writer, reader };
}

/** The base class of a request's DTO. */
export function inputOf<Some extends Words>(words: Some): new () => InputOf<Some> {
  class Input {}
  for (const [word, { rule, longest }] of Object.entries(words)) {
    rule?.(Input.prototype, word);
    if (rule) refuseLonger(Input.prototype, word, longest);
  }
  return Input as new () => InputOf<Some>;
}

/** The base class of an answer's DTO. */
export function answerOf<Some extends Words>(words: Some): new () => AnswerOf<Some> {
  const Input = inputOf(words) as new () => Record<string, unknown>;
  class Answer {}
  for (const [word, { shown = Like(Input), longest }] of Object.entries(words)) {
    shown(Answer.prototype, word);
    limited(Answer.prototype, word, longest);
  }
  return Answer as new () => AnswerOf<Some>;
}

/** What the document and the laws of the record hold against these words. */
export const meaningsOf = <Some extends Words>(words: Some) =>
  Object.fromEntries(
    Object.entries(words).map(([word, { of, access, as, by, moves, stamp }]) => [
      word,
      { of, access, ...(as && { as }), ...(by && { by }), ...(moves && { moves }), ...(stamp && { stamp }) },
    ]),
  ) as Footprint<FieldOf<Some>>;

/** The fields of the record that are selected to show these words. */
export const viewOf = <Some extends Words>(words: Some): { readonly fields: readonly FieldOf<Some>[] } => ({
  fields: [...new Set(Object.values(words).flatMap(({ of, beside = [] }) => [...of, ...beside]))] as FieldOf<Some>[],
});

/** By word, the field of the record that a search or an order by this word compares. */
export const columnsOf = <Some extends Words>(words: Some) =>
  Object.fromEntries(Object.entries(words).map(([word, { of }]) => [word, of[0]])) as {
    [Key in keyof Some]: Some[Key]['of'][number];
  };
