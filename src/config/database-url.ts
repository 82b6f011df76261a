/** The kind of server to connect to: libpq's `target_session_attrs`. */
export const SESSION_KINDS = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

/** The servers that a database URL names. */
export interface NamedServers {
  /** One URL for each server, in the order in which they are tried. */
  readonly urls: readonly string[];
  /** Undefined if the URL does not say. */
  readonly kind?: SessionKind;
}

// The part before the hosts, the hosts, the path and the query. A password may have an @.
const PARTS = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]*)([^?#]*)(?:\?([^#]*))?/;

/**
 * Reads a URL as libpq does: hosts and ports may be lists, in front of the path
 * (`postgresql://user@one:5432,two:5433/database`) or in the query (`?host=one,two&port=5432,5433`). Errors never quote
 * the URL, because it may have a password.
 */
export function namedServers(url: string): NamedServers {
  const [, before, authority, path, search = ''] = PARTS.exec(url) ?? [];
  if (before === undefined) throw new Error('must begin with postgresql://');
  const query = new URLSearchParams(search);
  const kind = kindIn(query);
  const places = placesIn(authority!, query);
  if (places.length === 1) return { urls: [url], kind };
  if (query.get('load_balance_hosts') === 'random') shuffle(places);
  for (const name of ['host', 'port', 'target_session_attrs', 'load_balance_hosts']) query.delete(name);
  const urlOf = ({ host, port }: Place) => {
    const own = new URLSearchParams(query);
    if (host) own.set('host', host);
    if (port) own.set('port', port);
    return `${before}localhost${path}?${own.toString()}`;
  };
  return { urls: places.map(urlOf), kind };
}

/** The parameters that pg reads, that this file reads, and that libpq has but pg always does. */
const PARAMETERS = new Set([
  'host',
  'port',
  'user',
  'password',
  'db',
  'options',
  'target_session_attrs',
  'load_balance_hosts',
  'ssl',
  'sslmode',
  'sslcert',
  'sslkey',
  'sslrootcert',
  'sslnegotiation',
  'uselibpqcompat',
  'channel_binding',
  'gssencmode',
  'application_name',
  'fallback_application_name',
  'client_encoding',
  'encoding',
  'statement_timeout',
  'lock_timeout',
  'query_timeout',
  'idle_in_transaction_session_timeout',
]);

/** The parameters whose values are the names of files. */
export const FILES = ['sslcert', 'sslkey', 'sslrootcert'] as const;

/** The parameters with few possible values. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  load_balance_hosts: ['disable', 'random'],
  // pg reads ssl=false as true.
  ssl: ['true', '1', '0', 'no-verify'],
  sslmode: ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'],
  sslnegotiation: ['postgres', 'direct'],
  uselibpqcompat: ['true', 'false'],
};

/** The query parameters of a URL. */
export const parametersOf = (url: string) => new URLSearchParams(PARTS.exec(url)?.[4]);

/**
 * The query parameters of a URL that have no effect: typos (`sslmod`), and parameters of other programs. Only a name of
 * letters and underscores is quoted, because anything else may be a part of a password.
 */
export const parametersWithoutEffect = (url: string): string[] =>
  [...parametersOf(url).keys()]
    .filter((name) => !PARAMETERS.has(name))
    .map((name) => (/^[a-z_]+$/i.test(name) ? `the parameter "${name}"` : 'a parameter with an unusual name'));

/** Throws for a parameter that is given twice, or whose value is none of its values. */
export function assertParameters(url: string): void {
  const parameters = parametersOf(url);
  for (const name of PARAMETERS) {
    const given = parameters.getAll(name);
    if (given.length > 1) throw new Error(`must have the parameter ${name} only once`);
    const values = VALUES[name];
    if (values && given.some((value) => !values.includes(value)))
      throw new Error(`must have one of ${values.join(', ')} as ${name}`);
  }
}

interface Place {
  host: string;
  port: string;
}

function kindIn(query: URLSearchParams): SessionKind | undefined {
  const given = query.get('target_session_attrs') ?? undefined;
  const kind = SESSION_KINDS.find((one) => one === given);
  if (given !== undefined && !kind)
    throw new Error(`must have one of ${SESSION_KINDS.join(', ')} as target_session_attrs`);
  return kind;
}

function placesIn(authority: string, query: URLSearchParams): Place[] {
  const named = authority.split(',').map((one) => /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(one) ?? [one, one, 'none']);
  const hosts =
    query.get('host')?.split(',') ?? named.map(([, host]) => decodeURIComponent(host!.replace(/^\[(.*)\]$/, '$1')));
  const ports = query.get('port')?.split(',') ?? named.map(([, , port = '']) => port);
  if (ports.length !== 1 && ports.length !== hosts.length)
    throw new Error('must name one port for all hosts, or one for each');
  if (!ports.every((port) => port === '' || (/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536))) {
    throw new Error('must have ports from 1 to 65535');
  }
  return hosts.map((host, at) => ({ host, port: ports.length === 1 ? ports[0]! : ports[at]! }));
}

function shuffle(places: Place[]): void {
  for (let at = places.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [places[at], places[other]] = [places[other]!, places[at]!];
  }
}
