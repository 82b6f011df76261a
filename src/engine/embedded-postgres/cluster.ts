import {
  closeSync,
  copyFileSync,
  existsSync,
  fchownSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { chmod, chown, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UnusableFile } from '../kit/secret-files.js';
import { accountFor, give, nobody } from './account.js';
import { locale, postgresPrograms, type Account, type PostgresPrograms, type PostgresProcess } from './programs.js';
import { endPreviousServer, folderSetting, serverIn } from './previous-server.js';

interface Options {
  settings?: Record<string, string>;
  log: (line: string) => void;
}

// Given at each start, so that a new release of Clientela brings its own settings.
const modest = {
  listen_addresses: '',
  unix_socket_directories: '.',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '64MB',
  io_method: 'sync', // saves three processes
  jit: 'off',
  timezone: 'UTC',
  // The server's own events only: statements, parameters and refused values are personal data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
};

const DRAFT = 'postgres.new-';

/** The PostgreSQL cluster of a data folder. It is made if there is none yet. */
export class Cluster {
  static async open(dataFolder: string, options: Options): Promise<Cluster> {
    const path = join(dataFolder, 'postgres');
    const account = accountFor(path);
    const cluster = new Cluster(dataFolder, path, account, await postgresPrograms(dataFolder, account), options);
    cluster.trimLog();
    if (!Cluster.isIn(dataFolder)) await cluster.make();
    if (account && (await stat(path)).uid !== account.uid) {
      await endPreviousServer(path, options.log); // it would lose its files
      await give(path, account);
    }
    await closeToOthers(path);
    return cluster;
  }

  static isIn(dataFolder: string): boolean {
    return existsSync(join(dataFolder, 'postgres', 'PG_VERSION'));
  }

  private readonly logFile: string;

  private constructor(
    private readonly dataFolder: string,
    readonly path: string,
    private readonly account: Account | undefined,
    private readonly programs: PostgresPrograms,
    private readonly options: Options,
  ) {
    this.logFile = join(dataFolder, 'postgres.log');
  }

  /** Resolves when the server accepts connections. */
  async start(): Promise<PostgresProcess> {
    await endPreviousServer(this.path, this.options.log);
    const settings = { ...modest, ...this.options.settings, [folderSetting]: this.path };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    for (const until = Date.now() + 10_000; ; await pause(50)) {
      const logged = this.logSize();
      const server = this.run(this.programs, 'postgres', ['-D', this.nameWithin(this.path), ...flags], this.path);
      if (await this.isReady(server)) return server;
      const complaint = this.logSince(logged);
      // When a server is killed, its sessions live on for a moment.
      if (/shared memory block .* is still in use/.test(complaint) && Date.now() < until) continue;
      throw new Error(
        `PostgreSQL did not start in ${this.path} (${await server.ended}). ` +
          `If a file of it is damaged, restore the folder from a backup.\n${complaint}`,
      );
    }
  }

  /** Moves a long log to `postgres.log.1`, so that one older part is kept. */
  trimLog(): void {
    if (this.logSize() < 4_000_000) return;
    copyFileSync(this.logFile, `${this.logFile}.1`);
    truncateSync(this.logFile); // the server goes on appending to this file
  }

  // The cluster is made in a draft folder and moved to its place when it is complete, so that an incomplete one is
  // never used.
  private async make(): Promise<void> {
    const since = Date.now();
    await this.removeDrafts();
    const draft = await mkdtemp(join(this.dataFolder, DRAFT));
    if (this.account) await chown(draft, nobody.uid, nobody.gid);
    const programs = this.account ? await postgresPrograms(this.dataFolder, nobody) : this.programs;
    const finish = (program: 'initdb' | 'postgres', args: string[], input?: string) =>
      this.finish(programs, program, args, draft, input);
    const within = this.nameWithin(draft);
    await finish('initdb', ['-D', within, ...INITDB_OPTIONS, '--no-sync', '--no-instructions']);
    await finish(
      'postgres',
      ['--single', '-D', within, '-c', 'fsync=off', '-c', 'exit_on_error=on', 'postgres'],
      'CREATE DATABASE clientela\n',
    );
    if (this.options.settings?.fsync !== 'off') await finish('initdb', ['--sync-only', '-D', within]);
    if (this.account) await give(draft, this.account);
    await rename(draft, this.path).catch((cause: unknown) => {
      throw new Error(`${this.path} is not a PostgreSQL cluster; move it away`, { cause });
    });
    await sync(this.dataFolder);
    this.options.log(`Made a new database in ${this.path} in ${Date.now() - since} ms`);
  }

  private async removeDrafts(): Promise<void> {
    for (const name of await readdir(this.dataFolder)) {
      if (name.startsWith(DRAFT))
        await rm(join(this.dataFolder, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }

  // When we are root, PostgreSQL runs as another user, which may not enter the folders above. It is started inside the
  // folder, and this name of the folder needs no path to it.
  private nameWithin(folder: string): string {
    return this.account && existsSync('/proc/self/cwd') ? '/proc/self/cwd' : folder;
  }

  private run(
    programs: PostgresPrograms,
    program: 'initdb' | 'postgres',
    args: string[],
    folder: string,
    input?: string,
  ): PostgresProcess {
    const output = this.openLog();
    try {
      // The owner of the data folder may start the server the next time.
      if (this.account) fchownSync(output, ...this.ownerOfDataFolder());
      return programs.start(program, args, { in: folder, output, input });
    } finally {
      closeSync(output);
    }
  }

  private openLog(): number {
    try {
      return openSync(this.logFile, 'a', 0o600);
    } catch (error) {
      throw new UnusableFile(
        this.logFile,
        `cannot be written (${(error as NodeJS.ErrnoException).code})`,
        'Remove it.',
        error,
      );
    }
  }

  private ownerOfDataFolder(): [uid: number, gid: number] {
    const { uid, gid } = statSync(this.dataFolder);
    return [uid, gid];
  }

  private async finish(
    programs: PostgresPrograms,
    program: 'initdb' | 'postgres',
    args: string[],
    folder: string,
    input?: string,
  ): Promise<void> {
    const logged = this.logSize();
    const how = await this.run(programs, program, args, folder, input).ended;
    if (how === 'exit code 0') return;
    const complaint = this.logSince(logged);
    const hint = complaint.includes('could not look up effective user')
      ? '. Its user must be in /etc/passwd: add an entry, start as another user, ' +
        'or set DATABASE_URL to use a PostgreSQL server'
      : '';
    throw new Error(`No database could be made in ${this.dataFolder}${hint} (${program}, ${how}):\n${complaint}`);
  }

  private async isReady(server: PostgresProcess): Promise<boolean> {
    for (let rounds = 1; !server.hasEnded; rounds++) {
      const { pid, isReady } = serverIn(this.path);
      if (pid === server.pid && isReady) return true;
      if (rounds % 1000 === 0)
        this.options.log('PostgreSQL is still starting, probably because it was ended in the middle of something');
      await pause(10);
    }
    return false;
  }

  private logSize(): number {
    return statSync(this.logFile, { throwIfNoEntry: false })?.size ?? 0;
  }

  private logSince(size: number): string {
    const text = readFileSync(this.logFile).subarray(size).toString().trim();
    return text.split('\n').slice(-20).join('\n');
  }
}

// Text is ordered by its code points, so the order does not depend on the system.
const INITDB_OPTIONS = [
  ...['--username=clientela', '--auth=trust', '--data-checksums', '--encoding=UTF8'],
  ...[`--locale=${locale}`, '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
];

/** PostgreSQL refuses a folder that other users may enter. Copies and restored backups often are like that. */
async function closeToOthers(path: string): Promise<void> {
  const { mode } = await stat(path);
  if (![0o700, 0o750].includes(mode & 0o777)) await chmod(path, 0o700);
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
