import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { Cluster } from '../../src/engine/embedded-postgres/cluster.js';
import type { PostgresProcess } from '../../src/engine/embedded-postgres/programs.js';
import { freePort } from './programs.js';

/**
 * A PostgreSQL server on a port, like an operator's. A test may stop and start it while its clients are running. It
 * ends with this process at the latest.
 */
export class OwnPostgres {
  private server?: PostgresProcess;

  private constructor(
    private readonly folder: string,
    private readonly cluster: Cluster,
    private readonly port: number,
  ) {}

  static async start(folder: string, settings: Record<string, string> = {}): Promise<OwnPostgres> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const cluster = await Cluster.open(folder, {
      settings: { listen_addresses: '127.0.0.1', port: String(port), ...settings },
      log: () => {},
    });
    const postgres = new OwnPostgres(folder, cluster, port);
    await postgres.start();
    return postgres;
  }

  /** A standby in another folder, which replays what this server writes from now on. */
  async standby(folder: string): Promise<OwnPostgres> {
    await this.stop();
    mkdirSync(folder, { recursive: true });
    execFileSync('cp', ['-a', join(this.folder, 'postgres'), join(folder, 'postgres')]);
    writeFileSync(join(folder, 'postgres', 'standby.signal'), '');
    await this.start();
    return OwnPostgres.start(folder, {
      primary_conninfo: `host=127.0.0.1 port=${this.port} user=clientela`,
      wal_retrieve_retry_interval: '100ms',
    });
  }

  /** For `DATABASE_URL`. */
  get url(): string {
    return `postgresql://clientela@127.0.0.1:${this.port}/clientela`;
  }

  get pid(): number {
    return this.server!.pid;
  }

  /** Runs one statement as the superuser. */
  async run<Row extends QueryResultRow>(text: string): Promise<Row[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    return client
      .query<Row>(text)
      .then(({ rows }) => rows)
      .finally(() => client.end());
  }

  async start(): Promise<void> {
    this.server = await this.cluster.start();
  }

  /** Fast: ends the sessions and writes everything to disk. Immediate: like a crash, so the next start recovers. */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    if (!this.server || this.server.hasEnded) return;
    process.kill(this.server.pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await this.server.ended;
  }

  /** Kills the server process. Its sessions end soon after, and the next start waits for them. */
  async kill(): Promise<void> {
    process.kill(this.server!.pid, 'SIGKILL');
    await this.server!.ended;
  }
}
