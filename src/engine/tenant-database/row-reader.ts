import { types } from 'pg';
import type { Column, RowShape } from './pg-internals.js';

type Parser = (text: string) => unknown;

/** Builds a row from the values of a message. */
export type RowReader = (values: readonly (string | null)[]) => object;

/** How many lists of columns have a reader of their own. Rows with other columns are built by pg. */
const MOST = 500;

const readers = new Map<string, (parsers: readonly Parser[]) => RowReader>();

/** What pg uses for a type that needs no parsing: it returns the text. */
const AS_TEXT: unknown = types.getTypeParser(types.builtins.TEXT);

/**
 * A function that builds rows with these columns, as pg's `parseRow` does. It is compiled to an object literal: a row
 * of 70 columns then takes a third of the time (2.6 instead of 7.7 µs). Returns `undefined` if there are too many
 * different lists of columns. Names of columns come from the text of a statement, which has no text of a caller.
 */
export function rowReader({ fields, _parsers: parsers }: RowShape): RowReader | undefined {
  // pg has no parsers for a row without columns.
  if (fields.length === 0) return undefined;
  const isText = parsers.map((parser) => parser === AS_TEXT);
  const key = fields.map(({ name, format }, at) => `${isText[at] ? 't' : 'p'}${format} ${name}`).join('\n');
  let reader = readers.get(key);
  if (!reader && readers.size < MOST && fields.every(isPlain)) readers.set(key, (reader = compiled(fields, isText)));
  return reader?.(parsers);
}

const isPlain = ({ name, format }: Column) => format !== 'binary' && name !== '__proto__';

function compiled(fields: readonly Column[], isText: readonly boolean[]): (parsers: readonly Parser[]) => RowReader {
  const columns = fields.map(({ name }, at) => {
    const value = isText[at] ? `values[${at}]` : `values[${at}] === null ? null : parsers[${at}](values[${at}])`;
    return `${JSON.stringify(name)}: ${value}`;
  });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
  return new Function('parsers', `return (values) => ({ ${columns.join(', ')} })`) as ReturnType<typeof compiled>;
}
