import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { invalid } from '../../problem.js';
import { FORMULA } from './csv-lines.js';
import { type FileRow, MOST_BYTES } from './file-row.js';

/** For each word of the contract, the column that has it. A dot leads into an object or a list: `emails.0.email`. */
export type Mapping = Readonly<Record<string, string>>;

/** Turns the text of a cell into the value of a word. */
export type CellReader = (word: string, text: string) => unknown;

const ROWS_AT_ONCE = 200;

/** The records of a CSV file as JSON, some at a time. Without a mapping, the first line has words of the contract. */
export async function* recordsOf(
  chunks: AsyncIterable<Buffer>,
  { mapping, delimiter = ',', cell }: { mapping?: Mapping | null; delimiter?: string; cell: CellReader },
): AsyncGenerator<FileRow[]> {
  const parser = Readable.from(chunks).pipe(
    parse({ columns: true, bom: true, delimiter, relax_column_count: true, max_record_size: MOST_BYTES }),
  );
  let rows: FileRow[] = [];
  try {
    for await (const record of parser as AsyncIterable<Record<string, string>>) {
      const words = mapping ? mapped(record, mapping) : Object.entries(record);
      rows.push({ text: JSON.stringify(nested(words, cell)) });
      if (rows.length < ROWS_AT_ONCE) continue;
      yield rows;
      rows = [];
    }
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('CSV_')) throw error;
    throw Object.assign(invalid(`The file is not CSV: ${(error as Error).message}`), { cause: error });
  }
  if (rows.length > 0) yield rows;
}

/** Columns without a word keep their name, so that they are counted as left over. */
function mapped(record: Readonly<Record<string, string>>, mapping: Mapping): [string, string][] {
  const used = new Set(Object.values(mapping));
  const others = Object.entries(record).filter(([column]) => !used.has(column));
  const words = Object.entries(mapping).flatMap(([word, column]): [string, string][] =>
    Object.hasOwn(record, column) ? [[word, record[column]!]] : [],
  );
  return [...words, ...others.map(([column, text]): [string, string] => [column.replaceAll('.', '_'), text])];
}

/**
 * Lists get no empty items: an object of empty cells is left out. Objects have no prototype, so that a column
 * `__proto__.x` is a key like any other.
 */
function nested(words: readonly [string, string][], cell: CellReader): object {
  const row = emptyObject();
  for (const [word, text] of words) {
    const path = word.split('.');
    const isInside = path.length > 1;
    const plain = withoutQuote(text);
    if (plain === '' && isInside) continue;
    let inner = row;
    for (const key of path.slice(0, -1)) {
      const next = (inner[key] ??= emptyObject());
      if (typeof next !== 'object') throw invalid(`The column ${word} leads into the column ${key}, which is a value.`);
      inner = next as Record<string, unknown>;
    }
    const last = path.at(-1)!;
    // The cell of an empty list, beside columns of what other rows have in it.
    if (plain === '' && typeof inner[last] === 'object') continue;
    inner[last] = plain === '' ? null : cell(path.filter((key) => !isIndex(key)).join('.'), plain);
  }
  return listed(row) as object;
}

const emptyObject = () => Object.create(null) as Record<string, unknown>;

const isIndex = (key: string) => /^\d{1,4}$/.test(key);

/** Objects whose keys are numbers become lists. */
function listed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, listed(inner)] as const);
  return entries.length > 0 && entries.every(([key]) => isIndex(key))
    ? entries.map(([, inner]) => inner)
    : Object.fromEntries(entries);
}

/** An export writes a quote before a cell that a spreadsheet would compute. */
const withoutQuote = (text: string) => (text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text);
