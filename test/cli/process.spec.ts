import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { dropDatabase } from '../support/drop-database.js';

const PROGRAM = ['-r', join(__dirname, '../support/run-typescript.js'), join(__dirname, '../../src/cli/main.ts')];
const name = `clientela_cli_${process.pid}`;
const place = mkdtempSync(join(tmpdir(), 'clientela-cli-'));
const server = new Client({ connectionString: process.env.DATABASE_URL });
const url = new URL(process.env.DATABASE_URL!);
url.pathname = name;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command line in a process of its own, without a terminal, in a folder without a `.env`. */
async function clientela(line: string, settings: Record<string, string> = { DATABASE_URL: url.href }): Promise<Ended> {
  const env = { PATH: process.env.PATH, HOME: place, DATA_DIR: join(place, 'data'), ...settings };
  const child = spawn(process.execPath, [...PROGRAM, ...line.split(' ')], { cwd: place, env });
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (ended[stream] += text));
  child.stdin.end();
  [ended.code] = (await once(child, 'close')) as [number | null];
  return ended;
}

const tables = async () => {
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    return (
      await client.query<{ relname: string }>(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
      )
    ).rows;
  } finally {
    await client.end();
  }
};

beforeAll(async () => {
  await server.connect();
  await server.query(`CREATE DATABASE ${name} TEMPLATE template0`);
});
afterAll(async () => {
  await dropDatabase(server, name);
  await server.end();
  rmSync(place, { recursive: true });
});

describe('clientela as a program', () => {
  it('ends with 0 after help, which needs neither settings nor a database', async () => {
    const { code, stdout, stderr } = await clientela('help tenant create', { PORT: 'none' });
    expect([code, stderr, existsSync(join(place, 'data'))]).toEqual([0, '', false]);
    expect(stdout).toContain('Usage: clientela tenant create');
  });

  it('ends with 2 after wrong use, before it touches the database or makes a data folder', async () => {
    const lines = ['user create --tenant acme --email not-an-email', 'check --tenat acme'];
    for (const line of lines)
      expect(await clientela(line)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: /) });
    expect(await tables()).toEqual([]);
    expect(await clientela('key list', {})).toMatchObject({ code: 2, stdout: '' });
    expect(existsSync(join(place, 'data'))).toBe(false);
  });

  it('ends with 1 after a failure, with its reason on standard error', async () => {
    const away = new URL(url);
    away.pathname = `${name}_of_nobody`;
    expect(await clientela('key list --tenant acme', { DATABASE_URL: away.href })).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error: .*_of_nobody/),
    });
  });

  it('ends with 1 and makes no folder if the data folder has no database', async () => {
    expect(await clientela('tenant create --slug acme --name Acme', {})).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error: There is no database in \S+data\. Set DATA_DIR/),
    });
    expect(existsSync(join(place, 'data'))).toBe(false);
  });

  it('prints tables for people, JSON for programs, and a secret once', async () => {
    expect(await clientela('tenant create --slug acme --name Acme')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^id +\d+\nslug +acme\n/),
      stderr: expect.stringMatching(
        /^[\d:.]+ INFO +\[Accounts\] account event event=tenant\.created actor=cli tenant=1\n$/,
      ),
    });
    const made = await clientela('key create --tenant acme --contract erp --name shop');
    const [secret] = /xt_\S+/.exec(made.stdout.slice(made.stdout.indexOf('\nsecret ')))!;
    expect(made.stdout.split(secret)).toHaveLength(2);
    expect(made.stderr).toMatch(
      /^[^\n]+ account event event=key\.created actor=cli tenant=1 key=1\n\nKeep the secret: [^_]+$/,
    );

    const shown = await clientela('key list --tenant acme');
    expect(shown.stdout).toMatch(/^ID +CONTRACT +NAME .*\n1 +erp +shop .*\n$/);
    const { stdout, stderr } = await clientela('key list --tenant acme --json');
    expect([JSON.parse(stdout), stderr]).toEqual([
      [expect.objectContaining({ id: 1, name: 'shop', revokedAt: null })],
      '',
    ]);
    expect(shown.stdout + stdout).not.toContain(secret);

    const exported = await clientela('tenant export --slug acme --json', { DATABASE_URL: url.href, LOG_LEVEL: 'warn' });
    expect([exported.code, exported.stderr]).toEqual([0, '']);
    const rows = exported.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { table: string; row: object });
    expect(rows).toEqual([
      { table: 'tenants', row: expect.objectContaining({ slug: 'acme' }) },
      { table: 'api_keys', row: expect.objectContaining({ name: 'shop' }) },
    ]);

    const removed = await clientela('tenant delete --slug acme --yes --json');
    expect([removed.code, JSON.parse(removed.stdout)]).toEqual([
      0,
      { id: 1, slug: 'acme', removed: expect.objectContaining({ api_keys: 1 }) },
    ]);
    // Six programs one after the other: on a busy machine each takes half a minute.
  }, 300_000);
});
