import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { readEnv } from '../../src/config/env.js';
import { type RunningPostgres, startEmbeddedPostgres } from '../../src/engine/embedded-postgres/index.js';
import { offerDemo } from '../../src/demo.js';
import { signingSecretFor } from '../../src/signing-secret.js';
import { startApp, type TestApp } from '../support/app.js';
import { dropDatabase } from '../support/drop-database.js';

const place = mkdtempSync(join(tmpdir(), 'clientela-folder-'));
const folder = join(place, 'data');
const cluster = join(folder, 'postgres');
const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);
afterAll(() => rmSync(place, { recursive: true, maxRetries: 3 }));

describe('the embedded database in the data folder', () => {
  let postgres: RunningPostgres | undefined;
  const start = async () => (postgres = await startEmbeddedPostgres({ folder, settings: { fsync: 'off' } }));
  const answers = async () => {
    const client = new Client(postgres!.connection);
    await client.connect();
    return client
      .query('SELECT 1 AS one')
      .then(({ rows }) => expect(rows).toEqual([{ one: 1 }]))
      .finally(() => client.end());
  };
  beforeAll(async () => (await start()).stop());
  afterEach(async () => {
    await postgres?.stop();
    postgres = undefined;
  });

  it.each(['770', '755', '500'])('starts when its folder has the mode %s, and closes it', async (mode) => {
    chmodSync(cluster, parseInt(mode, 8));
    await start();
    await answers();
    expect(modeOf(cluster)).toBe('700');
  });

  it.each([
    ['770', '750'],
    ['777', '755'],
    ['711', '711'],
  ])('starts in a data folder of the mode %s, and lets no others write into it', async (mode, left) => {
    chmodSync(folder, parseInt(mode, 8));
    await start();
    await answers();
    expect(modeOf(folder)).toBe(left);
  });

  it.each(['', '\0\0\0', 'nonsense\n\n\n'])('starts over a postmaster.pid of %j', async (text) => {
    writeFileSync(join(cluster, 'postmaster.pid'), text);
    await start();
    await answers();
  });

  it('names the log where it cannot be written', async () => {
    const log = join(folder, 'postgres.log');
    rmSync(log);
    mkdirSync(log);
    await expect(start()).rejects.toThrow(`${log} cannot be written (EISDIR). Remove it.`);
    rmSync(log, { recursive: true });
    await start();
  });

  it('names the folder, and what to do, when a file of PostgreSQL is cut off', async () => {
    const file = join(cluster, 'global/pg_control');
    const whole = readFileSync(file);
    truncateSync(file, 100);
    await expect(start()).rejects.toThrow(new RegExp(`did not start in ${cluster}.*restore the folder from a backup`));
    writeFileSync(file, whole);
    await start();
    await answers();
  });

  it('names the data folder if it is not a folder', async () => {
    const file = join(place, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'data')]) {
      await expect(startEmbeddedPostgres({ folder: path })).rejects.toThrow(
        `${path} is not a folder. Give the folder to`,
      );
    }
  });
});

describe('the signing secret in the data folder', () => {
  const file = join(folder, 'jwt-secret');
  const read = () => signingSecretFor(readEnv({ DATA_DIR: folder }));

  it('is made once, and only its owner may read it', () => {
    const made = read();
    expect(made).toMatch(/^[\w-]{64}$/);
    expect([read(), modeOf(file)]).toEqual([made, '600']);
  });

  it.each(['644', '660'])('is closed to other users if it has the mode %s', (mode) => {
    chmodSync(file, parseInt(mode, 8));
    read();
    expect(modeOf(file)).toBe('600');
  });

  it('may be written by an operator', () => {
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, `${'a word of my own '.repeat(3)}\n`);
    expect(read()).toBe('a word of my own '.repeat(3).trim());
    writeFileSync(file, kept);
  });

  it.each([
    ['', 'is empty'],
    ['\n', 'is empty'],
    ['abc', 'is cut off'],
    ['a short word', 'is cut off'],
    ['x'.repeat(63), 'is cut off'],
  ])('is named, with the remedy, when it is %j', (text, wrong) => {
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, text);
    expect(read).toThrow(`${file} ${wrong}. Restore it from a backup, set JWT_SECRET to what it was, or remove it`);
    expect(readFileSync(file, 'utf8')).toBe(text);
    writeFileSync(file, kept);
  });

  it('is named if it is not a file', () => {
    rmSync(file);
    mkdirSync(file);
    expect(read).toThrow(`${file} is not a file`);
    rmSync(file, { recursive: true });
    read();
  });
});

describe('the credentials of the demo tenant in the data folder', () => {
  const name = `clientela_folder_${process.pid}`;
  const server = new Client({ connectionString: process.env.DATABASE_URL });
  const file = join(place, 'with-demo', 'demo.json');
  let app: TestApp;
  const offer = () => offerDemo(app.nest, app.env, app.url);

  beforeAll(async () => {
    await server.connect();
    await server.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    const url = new URL(process.env.DATABASE_URL!);
    url.pathname = name;
    app = await startApp({ DATABASE_URL: url.href, DATA_DIR: join(place, 'with-demo') });
    await offer();
  });
  afterAll(async () => {
    await app.close();
    await dropDatabase(server, name);
    await server.end();
  });

  it.each([
    ['half of the file', (whole: string) => whole.slice(0, whole.length / 2)],
    ['an empty file', () => ''],
    ['another text', () => '[]'],
    ['a part', (whole: string) => JSON.stringify({ ...(JSON.parse(whole) as object), accounting: undefined })],
  ])('of which %s is left do not keep the server from starting', async (_, damaged) => {
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, damaged(whole));
    const told = await offer();
    expect(told).toContain(`${file} is damaged`);
    expect(told).toContain('npx clientela key create --tenant demo');
    writeFileSync(file, whole);
    expect(await offer()).toBe(`The credentials with which the demo tenant was made are in ${file}`);
  });

  it('are closed to others again', async () => {
    chmodSync(file, 0o644);
    await offer();
    expect([existsSync(file), modeOf(file)]).toEqual([true, '600']);
  });
});
