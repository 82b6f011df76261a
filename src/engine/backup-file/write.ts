import { createHash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sealerWith } from './sealing.js';

/** Rows of one table, as PostgreSQL's COPY writes them in its text format. */
export interface Section {
  table: string;
  columns: readonly string[];
  rows: AsyncIterable<Buffer>;
}

export interface Content {
  /** The first line: what the backup is of, and which release made it. */
  header: object;
  sections: AsyncIterable<Section>;
  /** Called after the last section. The result stands behind the rows. */
  closing: () => Promise<object>;
}

/** How many rows each table has. */
export type RowCounts = Record<string, number>;

const LINE_FEED = 0x0a;
/** The line that ends the rows of a table. COPY writes no row like it, because it escapes a backslash. */
export const END_OF_ROWS = Buffer.from('\\.\n');

/**
 * Writes a backup, and ends the output. The text is lines of JSON, and after each line that names a table its rows. It
 * is compressed, and encrypted if there is a secret. Little of it is in memory at a time.
 */
export async function writeBackup(output: Writable, content: Content, secret?: string): Promise<RowCounts> {
  const counts: RowCounts = {};
  const text = Readable.from(linesOf(content, counts), { objectMode: false });
  const sealer = secret === undefined ? undefined : await sealerWith(secret);
  if (sealer) output.write(sealer.firstLine);
  await (sealer ? pipeline(text, createGzip(), sealer.stream, output) : pipeline(text, createGzip(), output));
  return counts;
}

async function* linesOf({ header, sections, closing }: Content, counts: RowCounts): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  const hashed = (bytes: Buffer) => {
    digest.update(bytes);
    return bytes;
  };
  const line = (value: object) => hashed(Buffer.from(`${JSON.stringify(value)}\n`));
  yield line(header);
  for await (const { rows, ...section } of sections) {
    yield line(section);
    counts[section.table] = 0;
    for await (const bytes of rows) {
      counts[section.table]! += linesIn(bytes);
      yield hashed(bytes);
    }
    yield hashed(END_OF_ROWS);
  }
  yield line({ rows: counts, ...(await closing()) });
  yield Buffer.from(`${JSON.stringify({ sha256: digest.digest('hex') })}\n`);
}

/** COPY writes a line feed within a value as two characters, so each line is a row. */
export function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}
