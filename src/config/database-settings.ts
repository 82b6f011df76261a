import { accessSync, constants, statSync } from 'node:fs';
import {
  assertParameters,
  FILES,
  namedServers,
  parametersOf,
  parametersWithoutEffect,
  type SessionKind,
} from './database-url.js';
import { faultInUrl } from './url-faults.js';
import type { Variables } from './variables.js';

/** How the database is reached. */
export interface DatabaseSettings {
  /** A PostgreSQL server to use instead of the embedded one. */
  readonly databaseUrl?: string;
  /** DATABASE_URL with the owner of the tables as its user, if that is another user. */
  readonly databaseOwnerUrl?: string;
  /** A streaming replica of DATABASE_URL that may answer reads. */
  readonly databaseReplicaUrl?: string;
  /** DATABASE_URL is a pooler that assigns connections per transaction. */
  readonly databaseProxy: boolean;
  /** Statements are sent in pipelines. False: one after the other, by pg's public interface alone. */
  readonly databasePipeline: boolean;
  /** Database connections of each worker. */
  readonly databasePool: number;
  /** Percentage of a worker's connections that one tenant may use at once. */
  readonly databaseTenantShare: number;
  /** Time limits in milliseconds. */
  readonly databaseTimeouts: {
    readonly connect: number;
    readonly statement: number;
    readonly list: number;
    readonly lock: number;
    /** The limit for an idle transaction. */
    readonly idleInTransaction: number;
    /** The limit for a streamed list whose client does not read. */
    readonly slowReader: number;
  };
}

// By default, a PostgreSQL server accepts 100 connections.
const poolOfEach = (workers: number) => Math.max(2, Math.min(10, Math.floor(80 / workers)));

export function databaseSettings(variables: Variables, workers: number): DatabaseSettings {
  const url = (name: string, kinds: readonly SessionKind[]) => {
    const given = variables.secret(name);
    const complaint = given && complaintOfServers(given, kinds);
    if (complaint) variables.complain(`${name} ${complaint}`);
    const vain = given && !complaint ? parametersWithoutEffect(given) : [];
    for (const parameter of vain) variables.warn(`${name}: ${parameter} has no effect`);
    return given;
  };
  const settings: DatabaseSettings = {
    databaseUrl: url('DATABASE_URL', WRITING),
    databaseOwnerUrl: url('DATABASE_OWNER_URL', WRITING),
    databaseReplicaUrl: url('DATABASE_REPLICA_URL', READING),
    databaseProxy: variables.flag('DATABASE_PROXY', false),
    databasePipeline: variables.flag('DATABASE_PIPELINE', true),
    databasePool: variables.whole('DATABASE_POOL', poolOfEach(workers), 2, 500),
    databaseTenantShare: variables.whole('DATABASE_TENANT_SHARE', 50, 1, 100),
    databaseTimeouts: {
      connect: variables.whole('DATABASE_CONNECT_TIMEOUT_MS', 5_000, 100, 60_000),
      statement: variables.whole('DATABASE_STATEMENT_TIMEOUT_MS', 20_000, 100, 600_000),
      list: variables.whole('DATABASE_LIST_TIMEOUT_MS', 2_000, 100, 600_000),
      lock: variables.whole('DATABASE_LOCK_TIMEOUT_MS', 10_000, 100, 600_000),
      idleInTransaction: variables.whole('DATABASE_IDLE_TIMEOUT_MS', 30_000, 100, 600_000),
      slowReader: variables.whole('DATABASE_SLOW_READER_TIMEOUT_MS', 300_000, 100, 3_600_000),
    },
  };
  if (settings.databaseReplicaUrl && !settings.databaseUrl)
    variables.complain('DATABASE_REPLICA_URL needs DATABASE_URL, whose replica it is');
  if (settings.databaseProxy && !settings.databaseOwnerUrl) {
    variables.complain(
      'DATABASE_PROXY needs DATABASE_OWNER_URL: migrations take a lock, and so a connection to the server itself',
    );
  }
  return settings;
}

const WRITING: readonly SessionKind[] = ['any', 'primary', 'read-write'];
const READING: readonly SessionKind[] = ['any', 'standby', 'prefer-standby', 'read-only'];

function complaintOfServers(url: string, kinds: readonly SessionKind[]): string | undefined {
  try {
    const fault = faultInUrl(url);
    if (fault) return fault;
    const { kind = 'any', urls } = namedServers(url);
    if (!urls.every(isReadable)) return 'must be postgresql://user:password@host:port/database';
    assertParameters(url);
    const unreadable = FILES.map((name) => unreadableFile(url, name)).find(Boolean);
    if (unreadable) return unreadable;
    if (kinds.includes(kind)) return undefined;
    return `must not have ${kind} as target_session_attrs, but one of ${kinds.join(', ')}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whether the driver can read the URL. It also takes a URL without a host: `postgresql://user@/database?host=…`. */
const isReadable = (url: string) => URL.canParse(url) || URL.canParse(url.replace('@/', '@localhost/'));

function unreadableFile(url: string, name: string): string | undefined {
  const file = parametersOf(url).get(name);
  if (!file) return undefined;
  try {
    if (!statSync(file).isFile()) return `names as ${name} something that is not a file`;
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (error) {
    return `names as ${name} a file that cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
}
