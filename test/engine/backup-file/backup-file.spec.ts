import { randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { openBackup, type Section, writeBackup } from '../../../src/engine/backup-file/index.js';

const secret = randomBytes(32).toString('hex');

async function* inParts(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size));
}

async function* tables(texts: Record<string, string>, size = 1000): AsyncGenerator<Section> {
  for (const [table, text] of Object.entries(texts))
    yield Promise.resolve({ table, columns: ['one'], rows: inParts(text, size) });
}

async function written(texts: Record<string, string>, key?: string, size?: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  const output = new Writable({ write: (part: Buffer, _, done) => (parts.push(part), done()) });
  const closing = () => Promise.resolve({ last: 7 });
  await writeBackup(output, { header: { format: 1 }, sections: tables(texts, size), closing }, key);
  return Buffer.concat(parts);
}

const opened = (bytes: Buffer, size: number, secrets: string[] = []) =>
  openBackup(
    Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      })(),
      { objectMode: false },
    ),
    { secrets, setting: 'KEY' },
  );

async function read(bytes: Buffer, size = 65_536, secrets?: string[]) {
  const backup = await opened(bytes, size, secrets);
  const texts: Record<string, string> = {};
  for await (const { table, rows } of backup.sections()) {
    const parts: Buffer[] = [];
    for await (const part of rows) parts.push(part);
    texts[table] = Buffer.concat(parts).toString();
  }
  return { header: backup.header, texts, closing: backup.closing };
}

const large = Array.from({ length: 40_000 }, (_, at) => `${at}\t${randomBytes(9).toString('hex')}\n`).join('');

describe('a backup file', () => {
  it.each([
    ['no table', {}],
    ['an empty table', { empty: '', after: '1\n' }],
    ['rows that look like an end', { some: '.\n\\\\.\n\\\\.\n.\\.\n\n\n', after: 'x\n' }],
    ['more than a chunk', { large, small: '1\n' }],
    ['a row that is longer than a chunk', { long: `${'a'.repeat(200_000)}\nb\n` }],
  ])('has the rows that were written: %s', async (_, texts: Record<string, string>) => {
    for (const [key, writing, reading] of [
      [undefined, 1000, 65_536],
      [secret, 65_536, 100_003],
    ] as const) {
      const found = await read(await written(texts, key, writing), reading, key ? [key] : []);
      expect(found.texts).toEqual(texts);
      const rows = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.split('\n').length - 1]));
      expect([found.header, found.closing]).toEqual([{ format: 1 }, { rows, last: 7 }]);
    }
  });

  it('is read the same in pieces of one byte', async () => {
    const texts = { some: '.\n\\\\.\n', after: 'x\n' };
    for (const key of [undefined, secret])
      expect((await read(await written(texts, key), 1, key ? [key] : [])).texts).toEqual(texts);
  });

  it('is text that gunzip shows, unless it is encrypted', async () => {
    expect(gunzipSync(await written({ some: 'row\n' })).toString()).toMatch(
      /^\{"format":1\}\n\{"table":"some","columns":\["one"\]\}\nrow\n\\\.\n\{"rows":\{"some":1\},"last":7\}\n\{"sha256":"[\da-f]{64}"\}\n$/,
    );
    const [one, other] = [await written({ some: 'row\n' }, secret), await written({ some: 'row\n' }, secret)];
    expect(one.subarray(64).equals(other.subarray(64))).toBe(false);
  });

  it.each([undefined, secret])(
    'is refused wherever it is cut off or changed (key: %s)',
    async (key) => {
      const whole = await written({ some: `${randomBytes(300).toString('hex')}\n` }, key);
      const secrets = key === undefined ? [] : [key];
      for (let length = 0; length < whole.length; length += 37)
        await expect(read(whole.subarray(0, length), 65_536, secrets)).rejects.toThrow();
      for (let at = 12; at < whole.length; at += 37) {
        const changed = Buffer.from(whole);
        changed[at]! ^= 0x10;
        await expect(read(changed, 65_536, secrets)).rejects.toThrow();
      }
    },
    60_000,
  );

  it.each([1, 2, 3])('is refused if it is encrypted and ends after chunk %i', async (chunk) => {
    const whole = await written({ large }, secret);
    const firstLine = whole.indexOf('\n') + 1;
    const cut = whole.subarray(0, firstLine + chunk * (65_536 + 16));
    await expect(read(cut, 65_536, [secret])).rejects.toThrow(/cut off|changed/);
  });

  it('ends with the error of its writer, and of its rows', async () => {
    const broken = new Writable({ write: (_part, _encoding, done) => done(new Error('disk full')) });
    const closing = () => Promise.resolve({});
    await expect(writeBackup(broken, { header: {}, sections: tables({ large }), closing })).rejects.toThrow(
      'disk full',
    );
    const parts: Buffer[] = [];
    const output = new Writable({ write: (part: Buffer, _, done) => (parts.push(part), done()) });
    async function* failing(): AsyncGenerator<Section> {
      yield* tables({ some: 'row\n' });
      throw new Error('connection lost');
    }
    await expect(writeBackup(output, { header: {}, sections: failing(), closing })).rejects.toThrow('connection lost');
  });
});
