import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { parse } from 'pg-connection-string';
import { eventually } from './eventually.js';
import { freePort } from './programs.js';

const NOBODY = 65534;

/** A real pgbouncer before the database of a URL. It pools transactions, over two connections. */
export class PgBouncer {
  private constructor(
    private readonly running: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async before(databaseUrl: string): Promise<PgBouncer> {
    const { host, port, user, password, database } = parse(databaseUrl);
    const folder = await mkdtemp(join(tmpdir(), 'clientela-pgbouncer-'));
    const listening = await freePort();
    const file = join(folder, 'pgbouncer.ini');
    const place = Object.entries({ host, port: port ?? '5432', dbname: database, user, password }).flatMap(
      ([name, value]) => (value ? [`${name}='${value}'`] : []),
    );
    await writeFile(
      file,
      `[databases]\npooled = ${place.join(' ')}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${listening}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 2\n`,
      { mode: 0o644 },
    );
    // pgbouncer refuses to run as root.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(folder, NOBODY, NOBODY);
    const running = spawn('pgbouncer', ['--quiet', file], {
      stdio: 'ignore',
      ...(isRoot && { uid: NOBODY, gid: NOBODY }),
    });
    await once(running, 'spawn');
    process.once('exit', () => running.kill('SIGKILL'));
    const bouncer = new PgBouncer(running, folder, `postgresql://anybody@127.0.0.1:${listening}/pooled`);
    try {
      await eventually(() => bouncer.answers());
      return bouncer;
    } catch (error) {
      await bouncer.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.running, 'exit');
    this.running.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    const client = new Client({ connectionString: this.url });
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    );
  }
}
