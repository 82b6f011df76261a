import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Access, OWNER } from './access.js';
import { Cluster } from './cluster.js';
import { besideDataFolder, type DataFolder, DataFolderInUse, holdDataFolder } from './data-folder.js';
import { serverIn } from './previous-server.js';
import type { PostgresProcess } from './programs.js';

export interface EmbeddedConnection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export interface RunningPostgres {
  /** What pg and TypeORM take; the host is the folder of a Unix socket. */
  readonly connection: EmbeddedConnection;
  /** The connection of another role, one of the option `roles`. */
  connectionAs(role: string): EmbeddedConnection;
  /** Ends open connections and shuts down in order. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** The data folder; the cluster is in `postgres` below it. */
  folder: string;
  log?: (line: string) => void;
  /** Roles beside the owner, each with its own password. Missing ones are made. */
  roles?: readonly string[];
  /** Settings of PostgreSQL that override the defaults of this engine. */
  settings?: Record<string, string>;
}

/** Starts a real PostgreSQL in the data folder. It runs until `stop`, or until this process ends in any way. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<RunningPostgres> {
  const { folder, log = () => {}, settings, roles = [] } = options;
  const data = await holdDataFolder(folder);
  try {
    const cluster = await Cluster.open(data.path, { settings, log });
    const postgres = new EmbeddedPostgres(data, cluster, Access.open(data.path), roles, log);
    await postgres.start();
    return postgres;
  } catch (error) {
    await data.release();
    throw error;
  }
}

/**
 * The server that another process runs in the data folder, or else one that runs until `stop`.
 * @throws {NoDatabase} if the data folder has no database: this function makes none.
 */
export async function shareEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<RunningPostgres> {
  if (!Cluster.isIn(options.folder)) throw new NoDatabase(options.folder);
  for (const until = Date.now() + 15_000; ; await pause(100)) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (!(error instanceof DataFolderInUse) || Date.now() > until) throw error;
      const { isReady } = serverIn(join(options.folder, 'postgres')); // the other process may still be starting it
      if (isReady)
        return {
          ...connectionsTo(await besideDataFolder(options.folder), Access.beside(options.folder)),
          stop: async () => {},
        };
    }
  }
}

/** A data folder has no database yet, or it is not the folder that was meant. */
export class NoDatabase extends Error {
  constructor(readonly folder: string) {
    super(`There is no database in ${folder}`);
  }
}

function connectionsTo(folder: string, access: Access): Omit<RunningPostgres, 'stop'> {
  const connectionAs = (user: string) => ({ ...placeIn(folder), user, password: access.passwordOf(user) });
  return { connection: connectionAs(OWNER), connectionAs };
}

const placeIn = (folder: string) => ({ host: join(folder, 'postgres'), port: 5432, database: 'clientela' });

const HOUR = 3_600_000;
const CALM = 60_000;
const PAUSES = { shortest: 100, longest: 10_000 };

class EmbeddedPostgres implements RunningPostgres {
  readonly connection: EmbeddedConnection;
  readonly connectionAs: RunningPostgres['connectionAs'];
  private server?: PostgresProcess;
  private starting?: Promise<void>;
  private stopped?: Promise<void>;
  private pause = PAUSES.shortest;
  private timer?: NodeJS.Timeout;
  private housekeeping?: NodeJS.Timeout;

  constructor(
    private readonly data: DataFolder,
    private readonly cluster: Cluster,
    private readonly access: Access,
    private readonly roles: readonly string[],
    private readonly log: (line: string) => void,
  ) {
    ({ connection: this.connection, connectionAs: this.connectionAs } = connectionsTo(data.shortPath, access));
  }

  async start(): Promise<void> {
    this.access.prepare(this.cluster.path, this.roles);
    const server = await this.cluster.start();
    const since = Date.now();
    server.unref();
    this.server = server;
    await this.access
      .enforce(this.cluster.path, placeIn(this.data.shortPath), this.roles)
      .catch(async (error: unknown) => {
        await server.shutDown();
        throw error;
      });
    this.housekeeping ??= setInterval(() => this.keepHouse(), HOUR).unref();
    void server.ended.then((how) => {
      if (this.stopped) return;
      this.log(`PostgreSQL ended by itself (${how})`);
      if (Date.now() - since > CALM) this.pause = PAUSES.shortest;
      this.startAgain();
    });
  }

  stop(): Promise<void> {
    return (this.stopped ??= this.end());
  }

  private startAgain(): void {
    this.log(`PostgreSQL will be started again in ${this.pause} ms`);
    this.timer = setTimeout(() => {
      this.starting = this.start().catch((error: Error) => {
        this.log(error.message);
        if (!this.stopped) this.startAgain();
      });
    }, this.pause).unref();
    this.pause = Math.min(this.pause * 2, PAUSES.longest);
  }

  private async end(): Promise<void> {
    clearTimeout(this.timer);
    clearInterval(this.housekeeping);
    await this.starting;
    await this.server?.shutDown();
    await this.data.release();
  }

  private keepHouse(): void {
    try {
      this.data.refresh();
      this.cluster.trimLog();
    } catch (error) {
      this.log(`Housekeeping of the data folder failed: ${(error as Error).message}`);
    }
  }
}
