import { Client, type ClientConfig, DatabaseError } from 'pg';
import { namedServers, type SessionKind } from '../../config/database-url.js';
import { memoized } from '../kit/memoized.js';

type Connecting = (error: Error | null, client?: Client) => void;

/** A session on this server is not what was asked for. */
export class UnwantedServer extends Error {
  constructor(kind: SessionKind) {
    super(`The database server offers no ${kind} session`);
  }
}

/** The servers that one URL names: the one that was found last, and how often a connection to any of them failed. */
export class Servers {
  private static readonly known = new Map<string, Servers>();

  /** Connections of one process to one URL share what they find out. */
  static of(url: string | undefined): Servers {
    return memoized(Servers.known, url ?? '', () =>
      url === undefined ? new Servers([undefined]) : new Servers(namedServers(url).urls, namedServers(url).kind),
    );
  }

  /** Rises with each connection that fails, and with each sign that the server has changed. */
  troubles = 0;
  /** Makes a client of the server that was found last. */
  readonly Client: new (config: ClientConfig) => Client;
  private current = 0;
  /** Failures after which the next server is asked. */
  private readonly absences = new WeakSet<Error>();

  private constructor(
    private readonly urls: readonly (string | undefined)[],
    readonly kind?: SessionKind,
  ) {
    this.Client = clientOf(this);
  }

  get count(): number {
    return this.urls.length;
  }

  /** None for a server that is known in another way than by a URL. */
  get url(): string | undefined {
    return this.urls[this.current];
  }

  /** Whether another server may be asked instead: one that refuses the password is there, as libpq sees it. */
  isAbsence(error: Error): boolean {
    return this.absences.has(error) || this.absences.has(error.cause as Error);
  }

  failed(url: string | undefined, error: Error): void {
    this.troubles++;
    if (error instanceof DatabaseError && error.code !== CANNOT_CONNECT_NOW) return;
    this.absences.add(error);
    // Others that failed at this server may have moved on before.
    if (url === this.url) this.current = (this.current + 1) % this.count;
  }
}

const CANNOT_CONNECT_NOW = '57P03';

/** The class that a pool makes its connections of: `new` chooses the server. */
function clientOf(servers: Servers): new (config: ClientConfig) => Client {
  return class extends Client {
    readonly url: string | undefined;

    constructor(config: ClientConfig) {
      const { url, count } = servers;
      const place = url === undefined ? {} : { connectionString: url };
      // One of several that is silent must leave time for the others.
      const connectionTimeoutMillis = Math.ceil((config.connectionTimeoutMillis ?? 0) / count);
      super({ ...config, password: config.password, ...place, connectionTimeoutMillis });
      this.url = url;
    }

    override connect(): Promise<Client>;
    override connect(connected: Connecting): void;
    override connect(connected?: Connecting): Promise<Client> | void {
      if (!connected)
        return new Promise((resolve, reject) =>
          this.connect((error: Error | null) => (error ? reject(error) : resolve(this))),
        );
      super.connect((error: Error | null) => {
        if (error) servers.failed(this.url, error);
        connected(error, this);
      });
    }
  };
}
