import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { cutOff, UnusableBackup } from './damage.js';
import { isSealed, LONGEST_FIRST_LINE, unsealerWith } from './sealing.js';
import { END_OF_ROWS, linesIn, type RowCounts, type Section } from './write.js';

const LINE_FEED = 0x0a;
const GZIP = [0x1f, 0x8b];
const LONGEST_LINE = 4_000_000;

type Line = Record<string, unknown>;

/** The rules for a file and the secrets that are known. */
export interface Keys {
  secrets: readonly string[];
  /** How the secret is set, for errors: `BACKUP_KEY`. */
  setting: string;
}

/** Opens a backup and reads its header. */
export async function openBackup(input: Readable, keys: Keys): Promise<Backup> {
  const text = await textOf(input, keys);
  const bytes = new Bytes(text);
  const header = await bytes.line();
  return new Backup(header, bytes, () => input.destroy());
}

export class Backup {
  private end?: Line;

  constructor(
    readonly header: Line,
    private readonly bytes: Bytes,
    /** Ends the reading early. */
    readonly close: () => void,
  ) {}

  /** Tables with their rows. The rows of a table must be read before the next table is asked for. */
  async *sections(): AsyncGenerator<Section> {
    const counts: RowCounts = {};
    for (;;) {
      const line = await this.bytes.line();
      if (!('table' in line)) return this.check(line, counts);
      const { table, columns } = line as { table: string; columns: string[] };
      if (typeof table !== 'string' || !isListOfTexts(columns) || table in counts) throw unknownContent();
      counts[table] = 0;
      yield { table, columns, rows: this.bytes.rows((rows) => (counts[table]! += rows)) };
    }
  }

  /** What stands behind the rows. It is there only after all sections were read, and the digest was right. */
  get closing(): Line {
    if (!this.end) throw new Error('The backup was not read to its end');
    return this.end;
  }

  private async check(closing: Line, counts: RowCounts): Promise<void> {
    const digest = this.bytes.digest();
    const { sha256 } = await this.bytes.line();
    const wanted = (closing.rows ?? {}) as RowCounts;
    const differing = [...new Set([...Object.keys(wanted), ...Object.keys(counts)])].filter(
      (table) => wanted[table] !== counts[table],
    );
    if (sha256 !== digest || differing.length > 0)
      throw new UnusableBackup('The backup was changed: its digest or its counts of rows do not fit its rows');
    if (!(await this.bytes.isAtEnd())) throw new UnusableBackup('The backup was changed: something follows its end');
    this.end = closing;
  }
}

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const unknownContent = () =>
  new UnusableBackup('This is no backup, or one of a format that this release does not know');

/** The decrypted and decompressed text. */
async function textOf(input: Readable, { secrets, setting }: Keys): Promise<AsyncIterable<Buffer>> {
  const source = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const start = await startOf(source);
  if (isSealed(start)) {
    const end = start.indexOf(LINE_FEED) + 1;
    if (end === 0) throw unknownContent();
    if (secrets.length === 0) throw new UnusableBackup(`The backup is encrypted. Set ${setting} to its key`);
    const unsealer = await unsealerWith(secrets, start.subarray(0, end));
    return piped(followed(start.subarray(end), source), unsealer, createGunzip(GUNZIP));
  }
  if (!GZIP.every((byte, at) => start[at] === byte)) throw unknownContent();
  // A changed backup must not pass as one that never was encrypted.
  if (secrets.length > 0)
    throw new UnusableBackup(
      `The backup is not encrypted, and ${setting} is set. To restore what is not encrypted, unset ${setting}`,
    );
  return piped(followed(start, source), createGunzip(GUNZIP));
}

const GUNZIP = { chunkSize: 65_536 };

/** The first bytes, at least as many as the first line may have. */
async function startOf(source: AsyncIterator<Buffer>): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  while (start.length < LONGEST_FIRST_LINE) {
    const next = await source.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  if (start.length === 0) throw new UnusableBackup('The backup is empty');
  return start;
}

async function* followed(start: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

function piped(bytes: AsyncIterable<Buffer>, ...streams: NodeJS.ReadWriteStream[]): AsyncIterable<Buffer> {
  // An error of one stream destroys the others with it, and reading the last one throws it.
  pipeline([Readable.from(bytes, { objectMode: false }), ...streams], () => {});
  return streams.at(-1)! as unknown as Readable;
}

/** Reads lines and rows, and computes the digest of what was read. */
class Bytes {
  private readonly source: AsyncIterator<Buffer>;
  private waiting: Buffer = Buffer.alloc(0);
  private hash = createHash('sha256');

  constructor(text: AsyncIterable<Buffer>) {
    this.source = text[Symbol.asyncIterator]();
  }

  async line(): Promise<Line> {
    for (let from = 0; ;) {
      const end = this.waiting.indexOf(LINE_FEED, from);
      if (end >= 0) return parsed(this.take(end + 1));
      from = this.waiting.length;
      if (from > LONGEST_LINE) throw unknownContent();
      if (!(await this.more())) throw cutOff();
    }
  }

  /** The digest of all that was read until now. */
  digest(): string {
    return this.hash.copy().digest('hex');
  }

  async isAtEnd(): Promise<boolean> {
    return this.waiting.length === 0 && !(await this.more());
  }

  async *rows(count: (rows: number) => void): AsyncGenerator<Buffer> {
    for (let isAtLineStart = true; ;) {
      while (this.waiting.length < END_OF_ROWS.length) if (!(await this.more())) throw cutOff();
      if (isAtLineStart && this.waiting.subarray(0, END_OF_ROWS.length).equals(END_OF_ROWS)) {
        this.take(END_OF_ROWS.length);
        return;
      }
      const end = this.waiting.indexOf(AFTER_A_ROW);
      // Without an end, the last bytes may be the beginning of one.
      const length = end >= 0 ? end + 1 : Math.max(this.waiting.length - END_OF_ROWS.length, 1);
      const bytes = this.take(length);
      isAtLineStart = bytes.at(-1) === LINE_FEED;
      count(linesIn(bytes));
      yield bytes;
    }
  }

  private take(length: number): Buffer {
    const bytes = this.waiting.subarray(0, length);
    this.waiting = this.waiting.subarray(length);
    this.hash.update(bytes);
    return bytes;
  }

  private async more(): Promise<boolean> {
    const next = await this.source.next().catch((error: unknown) => {
      throw readable(error);
    });
    if (next.done) return false;
    this.waiting = this.waiting.length === 0 ? next.value : Buffer.concat([this.waiting, next.value]);
    return true;
  }
}

const AFTER_A_ROW = Buffer.concat([Buffer.from('\n'), END_OF_ROWS]);

function parsed(line: Buffer): Line {
  try {
    const value: unknown = JSON.parse(line.toString());
    if (typeof value === 'object' && value !== null) return value as Line;
  } catch {
    // Reported below.
  }
  throw unknownContent();
}

function readable(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return cutOff();
  return code?.startsWith('Z_') ? new UnusableBackup('The backup is damaged: it cannot be decompressed') : error;
}
