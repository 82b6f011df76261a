import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, lutimesSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { readdir, realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readyDataFolder } from '../kit/secret-files.js';

/** A data folder that this process holds: no other process gets it meanwhile. */
export interface DataFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Another name of the folder, short enough for the Unix sockets in it. */
  readonly shortPath: string;
  /** Call this now and then, or a clean-up of the temporary folder removes the short name. */
  refresh: () => void;
  release: () => Promise<void>;
}

export class DataFolderInUse extends Error {
  constructor(path: string, pid: number) {
    super(`The data folder ${path} is in use by another Clientela (process ${pid})`);
  }
}

export async function holdDataFolder(folder: string): Promise<DataFolder> {
  // When we are root, PostgreSQL runs as another user. That user must be able to pass through a new folder, not to read
  // it.
  readyDataFolder(folder, process.geteuid?.() === 0 ? 0o711 : 0o700);
  const path = await realpath(folder);
  const short = shortName(path);
  short.refresh();
  const letGo = await lock(path, short.path);
  const release = async () => {
    await letGo();
    short.remove();
  };
  return { path, shortPath: short.path, refresh: short.refresh, release };
}

/** A name of the data folder that is short enough to reach the server that another process runs in it. */
export async function besideDataFolder(folder: string): Promise<string> {
  const short = shortName(await realpath(folder));
  short.refresh();
  return short.path;
}

// The address of a Unix socket has 108 bytes on Linux and 104 on macOS. A longer one is cut off without an error.
const ADDRESS_BYTES = 103;
const LONGEST_NAME = '/.in-use-by-4194304-0123456789ab.new';

function shortName(path: string): { path: string; refresh: () => void; remove: () => void } {
  const fits = (candidate: string) => Buffer.byteLength(candidate + LONGEST_NAME) <= ADDRESS_BYTES;
  if (fits(path)) return { path, refresh: () => {}, remove: () => {} };

  // The name follows from the path, so it can be used again after a crash, or while another process has the folder.
  const me = process.geteuid?.();
  const name = `clientela-${me}-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
  const link = [tmpdir(), '/tmp'].map((parent) => join(parent, name)).find(fits);
  if (!link)
    throw new Error(`The name of the data folder is too long, and so is that of the temporary folder: ${path}`);
  const isOurs = () => lstatSync(link).uid === me && lstatSync(link).isSymbolicLink() && readlinkSync(link) === path;
  const refresh = () => {
    try {
      symlinkSync(path, link);
    } catch (error) {
      if (!codeIs(error, 'EEXIST')) throw error;
      if (!isOurs()) throw new Error(`${link} is in the way of a short name for the data folder; remove it`);
      const now = new Date();
      lutimesSync(link, now, now);
    }
  };
  return { path: link, refresh, remove: () => rmSync(link, { force: true }) };
}

// The lock on the folder. A process first announces itself by a listening socket with a unique name, and then looks for
// sockets of other processes: of any two processes, the later one sees the earlier. A socket that does not answer is
// left from a crash. It can be removed without a race, because its name is never used again. The lock also works across
// containers, where a process ID may belong to another process.
const ATTEMPTS = 6;

async function lock(path: string, at: string): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt++) {
    const mine = await announce(at);
    const other = await whoElse(at, mine.name);
    if (!other) {
      mine.hold();
      return mine.withdraw;
    }
    await mine.withdraw();
    if (other.holds || attempt === ATTEMPTS) throw new DataFolderInUse(path, other.pid);
    // Two processes that start together see each other, and both step back.
    await pause(20 + Math.random() * 80);
  }
}

async function announce(at: string): Promise<{ name: string; hold: () => void; withdraw: () => Promise<void> }> {
  const name = `.in-use-by-${process.pid}-${randomBytes(6).toString('hex')}`;
  let answer = '';
  const server = createServer((socket) =>
    socket
      .unref()
      .on('error', () => {})
      .end(answer),
  ).unref();
  // A socket gets its final name only when it listens, so that other processes never see one that does not answer yet.
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen({ path: join(at, `${name}.new`), exclusive: true }, done);
  });
  server.on('error', () => {});
  await rename(join(at, `${name}.new`), join(at, name));
  const hold = () => (answer = HELD);
  const withdraw = async () => {
    await rm(join(at, name), { force: true });
    server.close();
  };
  return { name, hold, withdraw };
}

async function whoElse(at: string, mine: string): Promise<{ pid: number; holds: boolean } | undefined> {
  let other: { pid: number; holds: boolean } | undefined;
  for (const name of await readdir(at)) {
    const [, pid] = /^\.in-use-by-(\d+)-\w+$/.exec(name) ?? [];
    if (!pid || name === mine) continue;
    const answer = await ask(join(at, name));
    if (answer === undefined) await rm(join(at, name), { force: true });
    else if (!other?.holds) other = { pid: Number(pid), holds: answer === HELD };
  }
  return other;
}

const HELD = 'held';

/** What the socket answers; `undefined` if it is certain that no process listens. */
function ask(address: string): Promise<string | undefined> {
  return new Promise((tell) => {
    let answer = '';
    const socket = connect(address).setTimeout(500, () => socket.destroy()); // a process listens, but is busy
    socket.on('data', (text) => (answer += text.toString()));
    socket.on('error', (error) => codeIs(error, 'ECONNREFUSED', 'ENOENT') && tell(undefined));
    socket.on('close', () => tell(answer));
  });
}

export function codeIs(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}
