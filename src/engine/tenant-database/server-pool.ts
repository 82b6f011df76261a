import { type Client, Pool, type PoolClient, type PoolConfig } from 'pg';
import { type NamedServers, Servers, type SessionKind, UnwantedServer } from './servers.js';

type Taken = (error: Error | undefined, client: PoolClient | undefined, release: (isBroken?: boolean) => void) => void;

export interface ServerPoolConfig extends PoolConfig {
  /** Which sessions are used if the URL does not say. */
  wanted?: SessionKind;
  /** Reads the servers that a URL names. Without it a URL names one server. */
  namedServers?: (url: string) => NamedServers;
}

const SECOND = 1_000;

const SESSION = `
  SELECT pg_is_in_recovery() AS "isStandby", current_setting('transaction_read_only') = 'on' AS "isReadOnly"`;

interface Session {
  isStandby: boolean;
  isReadOnly: boolean;
}

const FITS: Record<SessionKind, (session: Session) => boolean> = {
  any: () => true,
  'read-write': ({ isReadOnly }) => !isReadOnly,
  'read-only': ({ isReadOnly }) => isReadOnly,
  primary: ({ isStandby }) => !isStandby,
  standby: ({ isStandby }) => isStandby,
  // Only used for replicas, and a primary is none.
  'prefer-standby': ({ isStandby }) => isStandby,
};

/**
 * Connections to one of the servers that a URL names. Each connection is checked before it is used: a standby would
 * show old rows.
 */
export class ServerPool extends Pool {
  readonly servers: Servers;
  /** Incremented when connections that were made before must not be used any more. */
  generation = 0;
  private renewed = 0;
  private readonly made = new WeakMap<PoolClient, number>();

  constructor(config: ServerPoolConfig) {
    const servers = Servers.of(config.connectionString, config.namedServers);
    const kind = servers.kind ?? config.wanted ?? 'any';
    super({
      ...config,
      password: config.password,
      Client: servers.Client,
      verify: kind === 'any' ? undefined : verifying(servers, kind),
    } as object);
    this.servers = servers;
    this.on('connect', (client) => this.made.set(client, this.generation));
  }

  /** Replaces all connections: the server is another one than it was. */
  renew(): void {
    this.servers.troubles++;
    // A server that stays read-only refuses each write. Reads must not connect anew for each of them.
    if (Date.now() < this.renewed + SECOND) return;
    this.renewed = Date.now();
    this.generation++;
  }

  override connect(): Promise<PoolClient>;
  override connect(taken: Taken): void;
  override connect(taken?: Taken): Promise<PoolClient> | void {
    if (taken) return this.take(taken, this.servers.count);
    return new Promise((resolve, reject) =>
      this.take((error, client) => (error ? reject(error) : resolve(client!)), this.servers.count),
    );
  }

  private take(taken: Taken, servers: number): void {
    super.connect((error, client, release) => {
      if (error)
        return servers > 1 && this.servers.isAbsence(error)
          ? this.take(taken, servers - 1)
          : taken(error, client, release);
      if (this.made.get(client!) === this.generation) return taken(error, client, release);
      release(true);
      this.take(taken, servers);
    });
  }
}

const verifying =
  (servers: Servers, kind: SessionKind) => (client: Client & { url?: string }, done: (error?: Error) => void) => {
    const refuse = (error: Error) => {
      servers.failed(client.url, error);
      done(error);
    };
    client
      .query<Session>(SESSION)
      .then(({ rows }) => (FITS[kind](rows[0]!) ? done() : refuse(new UnwantedServer(kind))), refuse);
  };
