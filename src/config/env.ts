import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

/** The settings of one server, read once at the door; `.env.example` explains each. */
export interface Env {
  readonly production: boolean;
  /** Processes that answer requests; with more than one, another one supervises them. */
  readonly workers: number;
  readonly host: string;
  readonly port: number;
  /** Absolute path of the folder for the embedded database, the signing secret and `demo.json`. */
  readonly dataDir: string;
  /** A PostgreSQL server to use instead of the embedded one. */
  readonly databaseUrl?: string;
  /** The same database as the owner of its tables, where that is somebody else. */
  readonly databaseOwnerUrl?: string;
  /** A streaming replica of DATABASE_URL that reads may be sent to. */
  readonly databaseReplicaUrl?: string;
  /** DATABASE_URL is a proxy that hands its connections around between transactions. */
  readonly databaseProxy: boolean;
  /** Connections to the database, of each worker. */
  readonly databasePool: number;
  /** A Redis server where several servers count requests together; without one each counts by itself. */
  readonly redisUrl?: string;
  /** Milliseconds after which a connection, a statement, a lock and a transaction that does nothing are given up. */
  readonly databaseTimeouts: { readonly connect: number; readonly statement: number; readonly lock: number; readonly idleInTransaction: number };
  /** At least 32 characters; made at the first start and kept in the data folder when not given. */
  readonly jwtSecret?: string;
  readonly erpSessionMinutes: number;
  readonly throttle: {
    /** Requests a minute on a write route, per credential. */
    readonly write: number;
    /** The same for read routes; 0 = none. */
    readonly read: number;
    /** Failed sign-ins and refused credentials a minute, per address and route. */
    readonly failures: number;
  };
  /** Answer GET on toggle-lock and set-default, as the contacts document's literal curl does. */
  readonly contactsGetActions: boolean;
  /** Bytes of a request body. */
  readonly bodyLimit: number;
  /** Whose X-Forwarded-For is believed: nobody's, the last so many hops', or that of some networks. */
  readonly trustProxy: false | number | string;
  /** Origins of web pages that may call this server: `https://app.example`. */
  readonly corsOrigins: readonly string[];
  /** What one client may take of the server: milliseconds, and connections of all clients together. */
  readonly server: { readonly headersTimeout: number; readonly requestTimeout: number; readonly keepAliveTimeout: number; readonly connections: number };
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'text' };
  readonly metrics: {
    readonly served: boolean;
    /** Opens /metrics to whoever has it; without one it is open to this machine alone. */
    readonly token?: string;
  };
  /** Milliseconds: how long a server that is told to stop still takes new requests, and when it is ended whatever it does. */
  readonly stop: { readonly delay: number; readonly limit: number };
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MOST_WORKERS = 256;

// A PostgreSQL server takes 100 connections unless told otherwise.
const poolOfEach = (workers: number) => Math.max(2, Math.min(10, Math.floor(80 / workers)));

/** Turns environment variables into an `Env`, or refuses to start with every complaint at once. */
export function readEnv(variables: NodeJS.ProcessEnv = process.env): Env {
  const complaints: string[] = [];
  const text = (name: string) => variables[name]?.trim() || undefined;
  const whole = (name: string, fallback: number, min: number, max: number) => {
    const given = text(name);
    if (given === undefined) return fallback;
    const value = /^\d+$/.test(given) ? Number(given) : NaN;
    if (value >= min && value <= max) return value;
    complaints.push(`${name} must be a whole number from ${min} to ${max}`);
    return fallback;
  };
  const flag = (name: string, fallback: boolean) => {
    const given = text(name);
    if (given === undefined) return fallback;
    if (given !== 'true' && given !== 'false') complaints.push(`${name} must be true or false`);
    return given === 'true';
  };

  const oneOf = <Choice extends string>(name: string, fallback: Choice, choices: readonly Choice[]): Choice => {
    const given = text(name) ?? fallback;
    const choice = choices.find((one) => one === given);
    if (!choice) complaints.push(`${name} must be one of ${choices.join(', ')}`);
    return choice ?? fallback;
  };

  const proxies = () => {
    const given = text('TRUST_PROXY') ?? 'false';
    if (given === 'false') return false;
    if (/^\d{1,2}$/.test(given)) return Number(given);
    if (/^[\da-f.:/, ]+$/i.test(given)) return given;
    complaints.push('TRUST_PROXY must be false, a number of hops, or a list of addresses and networks');
    return false;
  };

  const origins = () => {
    const given = (text('CORS_ORIGINS') ?? '').split(',').map((origin) => origin.trim()).filter((origin) => origin !== '');
    if (!given.every(isOrigin)) complaints.push('CORS_ORIGINS must be a list of origins such as https://app.example, without paths; * is not taken');
    return given;
  };

  const production = text('NODE_ENV') === 'production';
  const jwtSecret = text('JWT_SECRET');
  if (jwtSecret && jwtSecret.length < 32) complaints.push('JWT_SECRET must have at least 32 characters');
  if (production && !jwtSecret) complaints.push('JWT_SECRET is required with NODE_ENV=production');
  const database = (name: string) => {
    const url = text(name);
    if (url && !/^postgres(ql)?:\/\//.test(url)) complaints.push(`${name} must begin with postgresql://`);
    return url;
  };
  const redisUrl = text('REDIS_URL');
  if (redisUrl && !isRedis(redisUrl)) complaints.push('REDIS_URL must be redis://user:password@host:port/number, or rediss:// with TLS');
  const metricsToken = text('METRICS_TOKEN');
  if (metricsToken && !/^[\w.~+/=-]{16,}$/.test(metricsToken)) complaints.push('METRICS_TOKEN must have at least 16 characters, and only those that a bearer token may have');
  const workers = whole('WORKERS', production ? Math.min(availableParallelism(), MOST_WORKERS) : 1, 1, MOST_WORKERS);
  const write = whole('THROTTLE_WRITE_LIMIT', 10, 1, 1_000_000_000);

  const env: Env = {
    production,
    workers,
    host: text('HOST') ?? '127.0.0.1',
    port: whole('PORT', 3000, 0, 65535),
    dataDir: resolve(text('DATA_DIR') ?? './data'),
    databaseUrl: database('DATABASE_URL'),
    databaseOwnerUrl: database('DATABASE_OWNER_URL'),
    databaseReplicaUrl: database('DATABASE_REPLICA_URL'),
    databaseProxy: flag('DATABASE_PROXY', false),
    databasePool: whole('DATABASE_POOL', poolOfEach(workers), 2, 500),
    redisUrl,
    databaseTimeouts: {
      connect: whole('DATABASE_CONNECT_TIMEOUT_MS', 5_000, 100, 60_000),
      statement: whole('DATABASE_STATEMENT_TIMEOUT_MS', 20_000, 100, 600_000),
      lock: whole('DATABASE_LOCK_TIMEOUT_MS', 10_000, 100, 600_000),
      idleInTransaction: whole('DATABASE_IDLE_TIMEOUT_MS', 30_000, 100, 600_000),
    },
    jwtSecret,
    erpSessionMinutes: whole('ERP_SESSION_MINUTES', 30, 1, 24 * 60),
    throttle: {
      write,
      read: whole('THROTTLE_READ_LIMIT', 0, 0, 1_000_000_000),
      failures: whole('THROTTLE_FAILURE_LIMIT', write, 1, 1_000_000_000),
    },
    contactsGetActions: flag('CONTACTS_GET_ACTIONS', true),
    bodyLimit: whole('BODY_LIMIT', 262_144, 1_024, 16_777_216),
    trustProxy: proxies(),
    corsOrigins: origins(),
    server: {
      headersTimeout: whole('HEADERS_TIMEOUT_MS', 10_000, 500, 300_000),
      requestTimeout: whole('REQUEST_TIMEOUT_MS', 30_000, 500, 300_000),
      keepAliveTimeout: whole('KEEP_ALIVE_TIMEOUT_MS', 72_000, 500, 600_000),
      connections: whole('CONNECTION_LIMIT', 5_000, 1, 1_000_000),
    },
    log: {
      level: oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
      format: oneOf('LOG_FORMAT', production ? 'json' : 'text', ['json', 'text']),
    },
    metrics: { served: flag('METRICS', true), token: metricsToken },
    stop: { delay: whole('STOP_DELAY_MS', 0, 0, 300_000), limit: whole('STOP_LIMIT_MS', 10_000, 500, 600_000) },
  };
  if (env.databaseReplicaUrl && !env.databaseUrl) complaints.push('DATABASE_REPLICA_URL needs DATABASE_URL, whose replica it is');
  if (env.databaseProxy && !env.databaseOwnerUrl) complaints.push('DATABASE_PROXY needs DATABASE_OWNER_URL: migrations take a lock, and so a connection to the server itself');
  if (env.server.headersTimeout > env.server.requestTimeout) complaints.push('HEADERS_TIMEOUT_MS must not be above REQUEST_TIMEOUT_MS, which includes it');
  if (env.stop.delay > 0 && env.stop.delay >= env.stop.limit / 2) complaints.push('STOP_DELAY_MS must be less than half of STOP_LIMIT_MS');
  if (complaints.length > 0) throw new Error(`Cannot start:\n${complaints.map((line) => `  ${line}`).join('\n')}`);
  return Object.freeze(env);
}

// As a browser writes it in `Origin`: nothing behind the port, and no port that the scheme has anyway.
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@\\*]+$/.test(text) || !URL.canParse(text)) return false;
  return !/^https?:/.test(text) || new URL(text).origin === text;
}

function isRedis(text: string): boolean {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname } = new URL(text);
  return hostname !== '' && /^(\/\d{0,4})?$/.test(pathname);
}
