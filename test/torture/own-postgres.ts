import { mkdirSync } from 'node:fs';
import { Cluster } from '../../src/database/embedded/cluster.js';
import type { PostgresProcess } from '../../src/database/embedded/programs.js';
import { freePort } from '../support/programs.js';

/** A PostgreSQL server on a port, as an operator has one: it may be stopped and started while its clients go on. It ends with this process at the latest. */
export class OwnPostgres {
  private server?: PostgresProcess;

  private constructor(
    private readonly cluster: Cluster,
    private readonly port: number,
  ) {}

  static async start(folder: string): Promise<OwnPostgres> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const postgres = new OwnPostgres(await Cluster.open(folder, { settings: { listen_addresses: '127.0.0.1', port: String(port) }, log: () => {} }), port);
    await postgres.start();
    return postgres;
  }

  /** For `DATABASE_URL`. */
  get url(): string {
    return `postgresql://clientela@127.0.0.1:${this.port}/clientela`;
  }

  async start(): Promise<void> {
    this.server = await this.cluster.start();
  }

  /** Fast: sessions are ended and everything is written down. Immediate: as in a crash, and the next start recovers. */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    if (!this.server || this.server.hasEnded) return;
    process.kill(this.server.pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await this.server.ended;
  }
}
