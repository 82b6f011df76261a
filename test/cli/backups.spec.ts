import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOwnedDatabase, type OwnedDatabase } from '../support/owned-database.js';

const PROGRAM = ['-r', join(__dirname, '../support/run-typescript.js'), join(__dirname, '../../src/cli/main.ts')];
const place = mkdtempSync(join(tmpdir(), 'clientela-backups-'));
const key = 'a key of more than thirty-two characters';
let server: OwnedDatabase;

/** The command line in a process of its own, in a folder without a `.env`. `from`: a file for standard input. */
async function clientela(line: string, settings: Record<string, string> = {}, from?: string) {
  const env = { PATH: process.env.PATH, HOME: place, DATA_DIR: join(place, 'trial'), ...settings };
  const child = spawn(process.execPath, [...PROGRAM, ...line.split(' ')], { cwd: place, env });
  const parts: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {});
  if (from) createReadStream(from).pipe(child.stdin);
  else child.stdin.end();
  const [code] = (await once(child, 'close')) as [number | null];
  const stdout = Buffer.concat(parts);
  return { code, bytes: stdout, stdout: stdout.toString(), stderr };
}

const onServer = () => ({ DATABASE_URL: server.url });

beforeAll(async () => {
  server = await openOwnedDatabase();
  expect(await clientela('tenant create --slug acme --name Acme', onServer())).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await server?.close();
  rmSync(place, { recursive: true });
});

describe('clientela backup and restore', () => {
  it('bring a server to a new embedded database, and that to another server', async () => {
    const made = await clientela('backup --output-file one.backup', { ...onServer(), BACKUP_KEY: key });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/^output file +one\.backup\nis encrypted +yes\nmade at +20\S+Z\nrows +\d+\n$/);
    expect(statSync(join(place, 'one.backup')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(place, 'one.backup'), 'latin1')).not.toContain('acme');

    writeFileSync(join(place, 'key'), key);
    const restored = await clientela('restore --input-file one.backup', { BACKUP_KEY_FILE: join(place, 'key') });
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringMatching(/^made at +20\S+Z\nrelease +\d/) });
    expect((await clientela('tenant list')).stdout).toMatch(/acme/);

    const piped = await clientela('backup --tenant acme');
    expect(piped).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(join(place, 'two.backup'), piped.bytes);
    const other = await openOwnedDatabase();
    try {
      await clientela('tenant create --slug globex --name Globex', { DATABASE_URL: other.url });
      const settings = { DATABASE_URL: other.url };
      expect(await clientela('restore', settings, join(place, 'two.backup'))).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Give --new-id'),
      });
      expect(await clientela('restore --new-id', settings, join(place, 'two.backup'))).toMatchObject({ code: 0 });
      expect((await clientela('tenant list', settings)).stdout).toMatch(/acme[^]*globex|globex[^]*acme/);
    } finally {
      await other.close();
    }
  });

  it('refuse what is wrong, and leave no file and no folder', async () => {
    writeFileSync(join(place, 'there'), 'mine');
    const before = readdirSync(place).sort();
    const elsewhere = { DATA_DIR: join(place, 'elsewhere') };
    for (const [line, message, settings] of [
      ['backup --output-file there', 'exists already', onServer()],
      ['backup --tenant globex --output-file new', 'There is no tenant globex', onServer()],
      ['backup --output-file no/folder', 'ENOENT', onServer()],
      ['backup --output-file new', 'There is no database in', elsewhere],
      ['restore --input-file there', 'This is no backup', elsewhere],
      ['restore --input-file missing', 'ENOENT', elsewhere],
    ] as [string, string, Record<string, string>][])
      expect([line, await clientela(line, settings)]).toEqual([
        line,
        expect.objectContaining({ code: 1, stdout: '', stderr: expect.stringMatching(`^error: .*${message}`) }),
      ]);
    expect(readdirSync(place).sort()).toEqual(before);
    expect(readFileSync(join(place, 'there'), 'utf8')).toBe('mine');
    expect(existsSync(elsewhere.DATA_DIR)).toBe(false);
  });
});
