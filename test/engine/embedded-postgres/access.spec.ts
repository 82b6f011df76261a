import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  type EmbeddedConnection,
  type RunningPostgres,
  shareEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/engine/embedded-postgres/index.js';

const AS_ROOT = process.geteuid?.() === 0;
const NOBODY = 65534;
const settings = { fsync: 'off' };
const roles = ['clientela_app'];
const place = realpathSync(mkdtempSync(join(tmpdir(), 'clientela-access-')));
const folder = join(place, 'data');
const cluster = join(folder, 'postgres');
const password = join(folder, 'postgres-password');
let postgres: RunningPostgres;

const start = async () => (postgres = await startEmbeddedPostgres({ folder, settings, roles }));

async function ask(connection: EmbeddedConnection, text: string): Promise<unknown[]> {
  const client = new Client(connection);
  client.on('error', () => {});
  await client.connect();
  return client
    .query<Record<string, unknown>>(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

/** Whether each of the ways into the database that another program may try is open. */
async function waysIn(): Promise<string[]> {
  const stranger = { ...postgres.connection, password: '' };
  const tried = ['clientela', 'clientela_app', 'postgres'].flatMap((user) =>
    ['', 'clientela', 'guess'].map((guess) => ({ ...stranger, user, password: guess })),
  );
  const open = [];
  for (const attempt of tried)
    if (
      await ask(attempt, 'SELECT').then(
        () => true,
        () => false,
      )
    )
      open.push(`${attempt.user}:${attempt.password}`);
  return open;
}

// Others may pass through: what keeps them out must be the folder itself.
beforeAll(async () => {
  chmodSync(place, 0o711);
  await start();
  await ask(postgres.connection, 'CREATE TABLE kept AS SELECT 42 AS number');
});
afterEach(async () => {
  await postgres.stop();
});
afterAll(() => rmSync(place, { recursive: true, maxRetries: 3 }));

const isKept = async () => expect(await ask(postgres.connection, 'SELECT number FROM kept')).toEqual([{ number: 42 }]);

describe('the embedded database', () => {
  it('admits each role with its own password, and nothing without one', async () => {
    expect(await waysIn()).toEqual([]);
    expect(await ask(postgres.connection, 'SELECT session_user AS me')).toEqual([{ me: 'clientela' }]);
    expect(await ask(postgres.connectionAs('clientela_app'), 'SELECT session_user AS me')).toEqual([
      { me: 'clientela_app' },
    ]);
    const { password: ofApp } = postgres.connectionAs('clientela_app');
    await expect(ask({ ...postgres.connection, password: ofApp }, 'SELECT')).rejects.toMatchObject({ code: '28P01' });
    expect(
      await ask(
        postgres.connection,
        "SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword NOT LIKE 'SCRAM-SHA-256$%' OR rolcanlogin AND rolpassword IS NULL",
      ),
    ).toEqual([]);
  });

  it('keeps the password in a file for its own user alone, and writes it into no log', () => {
    expect(statSync(password).mode & 0o777).toBe(0o600);
    expect(statSync(password).uid).toBe(statSync(folder).uid);
    const log = readFileSync(join(folder, 'postgres.log'), 'utf8');
    for (const secret of [readFileSync(password, 'utf8'), postgres.connection.password])
      expect(log).not.toContain(secret);
  });

  it('is used by a tool beside its server', async () => {
    await start();
    const beside = await shareEmbeddedPostgres({ folder, settings, roles });
    expect(beside.connection).toEqual(postgres.connection);
    await beside.stop();
    await isKept();
  });

  if (AS_ROOT) {
    it('is closed to other processes of user 65534, its files too', async () => {
      await start();
      const server = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]!;
      const tries = `
        const fs = require('node:fs'), [, cluster, password, server] = process.argv;
        const done = (name, act) => { try { act(); console.log(name); } catch (error) { if (!['EACCES', 'EPERM'].includes(error.code)) console.log(name, error.code); } };
        done('password', () => fs.readFileSync(password));
        done('cluster', () => fs.readdirSync(cluster));
        done('rules', () => fs.appendFileSync(cluster + '/pg_hba.conf', 'local all all trust'));
        done('signal', () => process.kill(Number(server), 'SIGHUP'));
        done('working folder', () => fs.readdirSync('/proc/' + server + '/cwd'));
        require('node:net').connect(cluster + '/.s.PGSQL.5432').on('connect', () => { console.log('socket'); process.exit(); }).on('error', ({ code }) => console.log('socket', code));`;
      const { stdout, stderr } = spawnSync(process.execPath, ['-e', tries, cluster, password, server], {
        cwd: '/',
        uid: NOBODY,
        gid: NOBODY,
        encoding: 'utf8',
        env: {},
      });
      expect([stdout.trim(), stderr]).toEqual(['socket EACCES', '']);
    });
  }
});

describe('the data folder of an earlier version', () => {
  /** As it was left by a version whose server admitted every process of its user. */
  function makeEarlier(): void {
    rmSync(password);
    writeFileSync(join(cluster, 'pg_hba.conf'), 'local all all trust\nhost all all 127.0.0.1/32 trust\n');
    if (!AS_ROOT) return;
    for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true }))
      chownSync(join(entry.parentPath, entry.name), NOBODY, NOBODY);
    chownSync(cluster, NOBODY, NOBODY);
  }

  it('is closed at the next start and keeps its records', async () => {
    makeEarlier();
    await start();
    expect(await waysIn()).toEqual([]);
    await isKept();
    expect(statSync(cluster).uid === NOBODY).toBe(false);
    expect(readFileSync(join(cluster, 'pg_hba.conf'), 'utf8')).not.toContain('trust');
  });

  it('is closed again if another program has added access rules', async () => {
    writeFileSync(
      join(cluster, 'pg_hba.conf'),
      `${readFileSync(join(cluster, 'pg_hba.conf'), 'utf8')}local all all trust\n`,
    );
    await start();
    expect(await waysIn()).toEqual([]);
    await isKept();
  });
});

describe('a password file', () => {
  it.each([
    ['that is lost', () => rmSync(password)],
    ['that is empty', () => writeFileSync(password, '')],
    ['that ends in the middle', () => writeFileSync(password, readFileSync(password, 'utf8').slice(0, 20))],
    ['of another folder', () => writeFileSync(password, 'x'.repeat(43))],
    ['that others may read', () => chmodSync(password, 0o644)],
  ])('%s is mended at the next start', async (_, damage) => {
    damage();
    await start();
    expect(await waysIn()).toEqual([]);
    await isKept();
    expect(statSync(password).mode & 0o777).toBe(0o600);
    expect(readFileSync(password, 'utf8')).toMatch(/^[\w-]{43}$/);
  });

  it('that is no file is named, with the cure', async () => {
    rmSync(password);
    mkdirSync(password);
    await expect(start()).rejects.toThrow(`${password} is not a file. Remove it`);
    rmSync(password, { recursive: true });
    expect(existsSync(password)).toBe(false);
    await start();
    await isKept();
  });
});
