import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';

const VERSIONS = '/usr/lib/postgresql';
const NOBODY = 65534;
const account = process.geteuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * The folder with the newest PostgreSQL programs of Debian, from 15 on. With CI=true, tests that need it fail if it is
 * missing.
 */
export const debianPrograms = (): string | undefined =>
  (existsSync(VERSIONS) ? readdirSync(VERSIONS) : [])
    .filter((version) => Number(version) >= 15 && existsSync(join(VERSIONS, version, 'bin/postgres')))
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(VERSIONS, version, 'bin'))[0];

/**
 * A fresh cluster with Debian's programs, as an operator has one, on a socket of its own. Its superuser is `postgres`.
 */
export class DebianPostgres {
  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    private readonly server: ChildProcess,
  ) {}

  static async start(programs: string): Promise<DebianPostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'clientela-debian-'));
    if (account.uid) chownSync(folder, NOBODY, NOBODY);
    const data = join(folder, 'data');
    const how = { ...account, cwd: folder, stdio: 'ignore' as const };
    const like = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
    execFileSync(join(programs, 'initdb'), ['-D', data, ...like], how);
    const server = spawn(
      join(programs, 'postgres'),
      ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'],
      how,
    );
    const postgres = new DebianPostgres(programs, folder, server);
    await eventually(() => spawnSync(join(programs, 'pg_isready'), ['-h', folder]).status === 0);
    return postgres;
  }

  url(user: string, database: string): string {
    return `postgresql://${user}@localhost/${database}?host=${this.folder}`;
  }

  sql(database: string, text: string): void {
    execFileSync(join(this.programs, 'psql'), [
      '-X',
      '-q',
      '-v',
      'ON_ERROR_STOP=1',
      '-h',
      this.folder,
      '-U',
      'postgres',
      '-d',
      database,
      '-c',
      text,
    ]);
  }

  dump(database: string, to: string, user = 'postgres'): void {
    execFileSync(join(this.programs, 'pg_dump'), ['-Fc', '-h', this.folder, '-U', user, '-d', database, '-f', to]);
  }

  /** Returns the error output of pg_restore, which continues after an error, as it does by default. */
  restore(database: string, from: string, ...options: string[]): string {
    return spawnSync(join(this.programs, 'pg_restore'), ['-h', this.folder, '-d', database, ...options, from], {
      encoding: 'utf8',
    }).stderr;
  }

  async stop(): Promise<void> {
    this.server.kill('SIGINT');
    if (this.server.exitCode === null) await once(this.server, 'exit');
    rmSync(this.folder, { recursive: true, maxRetries: 3 });
  }
}
