import { availableParallelism } from 'node:os';
import { parse, resolve } from 'node:path';
import { type AgentSettings, agentSettings } from './agent-settings.js';
import { type DatabaseSettings, databaseSettings } from './database-settings.js';
import { addDotEnv } from './dot-env.js';
import { type NetworkSettings, networkSettings } from './network-settings.js';
import { type OidcSettings, oidcSettings } from './oidc-settings.js';
import { type ProgramSettings, programSettings } from './program-settings.js';
import { type SecretSettings, secretSettings } from './secret-settings.js';
import { faultInUrl } from './url-faults.js';
import { type TraceSettings, traceSettings } from './trace-settings.js';
import { unknownSettings } from './unknown-settings.js';
import { Variables } from './variables.js';

/** The settings of a server, read once at the start. `.env.example` explains each of them. */
export interface Env extends NetworkSettings, DatabaseSettings, SecretSettings {
  readonly production: boolean;
  /** Processes that answer requests. If there are several, one more process supervises them. */
  readonly workers: number;
  /** Absolute path of the folder for the embedded database, the signing secret and `demo.json`. */
  readonly dataDir: string;
  /** A Redis server through which several servers count requests together. Without it, each server counts by itself. */
  readonly redisUrl?: string;
  /** Undefined: users sign in with their passwords only. */
  readonly oidc?: OidcSettings;
  readonly erpSessionMinutes: number;
  /** Days for which changes of customers are kept. 0: for ever. */
  readonly changesKeptDays: number;
  readonly throttle: {
    /** Requests per minute on a write route, per credential. */
    readonly write: number;
    /** Requests per minute on a read route, per credential. 0: no limit. */
    readonly read: number;
    /** Failed sign-ins and refused credentials per minute, per address and route. */
    readonly failures: number;
    /** Sign-ins with a password per minute, also successful ones, per address. */
    readonly signIns: number;
  };
  readonly imports: {
    /** Whether this server takes part in running them. */
    readonly run: boolean;
    /** Systems outside the public internet that they may be pulled from: `host` or `host:port`. */
    readonly allowedHosts: readonly string[];
  };
  readonly webhooks: {
    /** Whether this server takes part in delivering events. */
    readonly delivered: boolean;
    /** Receivers outside the public internet that may be used: `host` or `host:port`. */
    readonly allowedHosts: readonly string[];
  };
  /** How long the answer to a write with an idempotency key is kept. */
  readonly idempotencyHours: number;
  /** Answer GET on toggle-lock and set-default, as the contacts document's literal curl does. */
  readonly contactsGetActions: boolean;
  readonly log: {
    readonly level: LogLevel;
    readonly format: 'json' | 'text';
    /** Whether the line of a request names the network that it came from. */
    readonly clientAddress: 'none' | 'network';
  };
  readonly metrics: {
    readonly served: boolean;
    /** The token for /metrics. Without it, /metrics answers only this machine. */
    readonly token?: string;
    /** How many tenants have figures of their own. Those of all others are one figure. */
    readonly tenants: number;
  };
  /** Undefined: nothing is traced. */
  readonly traces?: TraceSettings;
  /** In milliseconds: how long a stopping server still accepts requests, and when the process ends in any case. */
  readonly stop: { readonly delay: number; readonly limit: number };
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MOST_WORKERS = 256;

/**
 * The settings of this process, from its environment and `.env`. `warn` receives probable mistakes. `isPart`: other
 * processes listen on the port too, so this one does not need all cores.
 */
export function loadEnv(warn: (text: string) => void, { isPart = false } = {}): Env {
  const warnings = addDotEnv(process.env);
  const env = readEnv(process.env, warn, isPart ? 1 : undefined);
  for (const warning of warnings) warn(warning);
  return env;
}

/** The settings of `clientela mcp`, from its environment alone: it may run on another machine than the server. */
export const agentEnv = (how: { isHttp: boolean; isSignedIn?: boolean }): AgentSettings =>
  agentSettings(process.env, how);

/** The settings of programs that talk to a server. */
export const programEnv = (): ProgramSettings => programSettings(process.env);

/**
 * Turns environment variables into an `Env`. Throws one error with all problems. `warn` receives what has no effect.
 */
export function readEnv(
  given: NodeJS.ProcessEnv = process.env,
  warn: (text: string) => void = () => {},
  workersUnlessGiven?: number,
): Env {
  const variables = new Variables(given);
  const production = variables.oneOf('NODE_ENV', 'development', ['production', 'development', 'test']) === 'production';
  const workers = variables.whole(
    'WORKERS',
    workersUnlessGiven ?? (production ? Math.min(availableParallelism(), MOST_WORKERS) : 1),
    1,
    MOST_WORKERS,
  );
  const env: Env = {
    production,
    workers,
    dataDir: dataDir(variables),
    ...networkSettings(variables),
    ...databaseSettings(variables, workers),
    ...secretSettings(variables, production),
    redisUrl: redisUrl(variables),
    oidc: oidcSettings(variables),
    erpSessionMinutes: variables.whole('ERP_SESSION_MINUTES', 30, 1, 24 * 60),
    changesKeptDays: variables.whole('CHANGES_KEPT_DAYS', 0, 0, 36_500),
    throttle: throttle(variables),
    imports: { run: variables.flag('IMPORTS', true), allowedHosts: allowedHosts(variables, 'IMPORT_ALLOWED_HOSTS') },
    webhooks: {
      delivered: variables.flag('WEBHOOKS', true),
      allowedHosts: allowedHosts(variables, 'WEBHOOK_ALLOWED_HOSTS'),
    },
    idempotencyHours: variables.whole('IDEMPOTENCY_HOURS', 24, 1, 720),
    contactsGetActions: variables.flag('CONTACTS_GET_ACTIONS', true),
    log: {
      level: variables.oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
      format: variables.oneOf('LOG_FORMAT', production ? 'json' : 'text', ['json', 'text']),
      clientAddress: variables.oneOf('LOG_CLIENT_ADDRESS', 'none', ['none', 'network']),
    },
    metrics: {
      served: variables.flag('METRICS', true),
      token: metricsToken(variables),
      tenants: variables.whole('METRICS_TENANTS', 100, 0, 10_000),
    },
    traces: traceSettings(variables),
    stop: {
      delay: variables.whole('STOP_DELAY_MS', 0, 0, 300_000),
      limit: variables.whole('STOP_LIMIT_MS', 10_000, 500, 600_000),
    },
  };
  if (env.stop.delay > 0 && env.stop.delay >= env.stop.limit / 2)
    variables.complain('STOP_DELAY_MS must be less than half of STOP_LIMIT_MS');
  const { complaints, known } = variables;
  const warnings = [...variables.warnings, ...unknownSettings(given, known)];
  if (complaints.length > 0)
    throw new Error(`Cannot start:\n${[...complaints, ...warnings].map((line) => `  ${line}`).join('\n')}`);
  for (const warning of warnings) warn(warning);
  return Object.freeze(env);
}

function dataDir(variables: Variables): string {
  const given = variables.text('DATA_DIR') ?? './data';
  if (given.startsWith('~')) variables.complain('DATA_DIR must not begin with ~, which only a shell replaces');
  const folder = resolve(given);
  if (folder === parse(folder).root) variables.complain('DATA_DIR must be a folder of its own, not the root folder');
  return folder;
}

function throttle(variables: Variables): Env['throttle'] {
  const write = variables.whole('THROTTLE_WRITE_LIMIT', 10, 1, 1_000_000_000);
  const failures = variables.whole('THROTTLE_FAILURE_LIMIT', write, 1, 1_000_000_000);
  return {
    write,
    read: variables.whole('THROTTLE_READ_LIMIT', 0, 0, 1_000_000_000),
    failures,
    signIns: variables.whole('THROTTLE_SIGN_IN_LIMIT', Math.min(10 * failures, 1_000_000_000), 1, 1_000_000_000),
  };
}

function allowedHosts(variables: Variables, name: string): string[] {
  const hosts = variables.list(name);
  const fault = hosts.find((host) => !isHost(host));
  if (fault !== undefined)
    variables.complain(
      `${name} must be a list of hosts, each with or without a port: crm.example,10.0.0.5:8080,[fd00::5]`,
    );
  return hosts;
}

function isHost(text: string): boolean {
  const [, host, port] = /^(\[[\da-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
}

function redisUrl(variables: Variables): string | undefined {
  const url = variables.secret('REDIS_URL');
  const fault = url && faultInUrl(url);
  if (fault) variables.complain(`REDIS_URL ${fault}`);
  else if (url && !isRedis(url))
    variables.complain('REDIS_URL must be redis://user:password@host:port/number, or rediss:// with TLS');
  return url;
}

function isRedis(text: string): boolean {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search } = new URL(text);
  return hostname !== '' && /^(\/\d{0,4})?$/.test(pathname) && /^(\?family=[046])?$/.test(search);
}

function metricsToken(variables: Variables): string | undefined {
  const token = variables.secret('METRICS_TOKEN');
  if (token && !/^[\w.~+/=-]{16,}$/.test(token))
    variables.complain('METRICS_TOKEN must have at least 16 characters, and only those that a bearer token may have');
  return token;
}
