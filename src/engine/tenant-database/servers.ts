import { Client, type ClientConfig, DatabaseError } from 'pg';
import { memoized } from '../kit/memoized.js';

/** The kind of session that a connection must offer: libpq's `target_session_attrs`. */
export type SessionKind = 'any' | 'read-write' | 'read-only' | 'primary' | 'standby' | 'prefer-standby';

/** The servers that a database URL names. */
export interface NamedServers {
  /** One URL for each server, in the order in which they are tried. */
  readonly urls: readonly string[];
  /** Undefined if the URL does not say. */
  readonly kind?: SessionKind;
}

type Connecting = (error: Error | null, client?: Client) => void;

/** A session on this server is not of the wanted kind. */
export class UnwantedServer extends Error {
  constructor(kind: SessionKind) {
    super(`The database server offers no ${kind} session`);
  }
}

/** The servers that one URL names: the one that is used, and how often a connection to any of them failed. */
export class Servers {
  private static readonly known = new Map<string, Servers>();

  /** All pools of this process with one URL share one object, and so what they find out. */
  static of(url: string | undefined, namedServers = (one: string): NamedServers => ({ urls: [one] })): Servers {
    return memoized(Servers.known, url ?? '', () =>
      url === undefined ? new Servers([undefined]) : new Servers(namedServers(url).urls, namedServers(url).kind),
    );
  }

  /** Incremented by each connection that fails, and by each sign that the server has changed. */
  troubles = 0;
  /** Makes a client of the server that is used. */
  readonly Client: new (config: ClientConfig) => Client;
  private current = 0;
  /** Failures after which the next server is tried. */
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

  /** Undefined for a server that is configured in another way than by a URL. */
  get url(): string | undefined {
    return this.urls[this.current];
  }

  /** Whether another server may be tried. As in libpq, a server that refuses the password is not absent. */
  isAbsence(error: Error): boolean {
    return this.absences.has(error) || this.absences.has(error.cause as Error);
  }

  failed(url: string | undefined, error: Error): void {
    this.troubles++;
    if (error instanceof DatabaseError && error.code !== CANNOT_CONNECT_NOW) return;
    this.absences.add(error);
    // Another connection that failed at this server may have moved on already.
    if (url === this.url) this.current = (this.current + 1) % this.count;
  }
}

const CANNOT_CONNECT_NOW = '57P03';

/** The class of a pool's connections: its constructor chooses the server. */
function clientOf(servers: Servers): new (config: ClientConfig) => Client {
  return class extends Client {
    readonly url: string | undefined;

    constructor(config: ClientConfig) {
      const { url, count } = servers;
      const place = url === undefined ? {} : { connectionString: url };
      // If one of several servers is silent, there must be time left for the others.
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
