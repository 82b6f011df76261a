import { isIP } from 'node:net';
import { closedRange } from './addresses.js';

/** What is wrong with the URL of a receiver. */
export type TargetFault =
  | 'too_long'
  | 'malformed' // it is not an absolute URL, or has characters that programs read in different ways
  | 'scheme' // it is neither http nor https
  | 'credentials' // it has a user name or a password
  | 'fragment'
  | 'port' // another kind of service usually listens there
  | 'host' // the name belongs to a local network
  | 'address'; // it is an address, or its name has one, that is not on the public internet

export class RefusedTarget extends Error {
  constructor(
    readonly fault: TargetFault,
    detail?: string,
  ) {
    super(detail ? `${MESSAGES[fault]} (${detail})` : MESSAGES[fault]);
  }
}

const LONGEST = 2_048;

const MESSAGES: Record<TargetFault, string> = {
  too_long: `the URL is longer than ${LONGEST} characters`,
  malformed: 'it is not a well-formed absolute URL',
  scheme: 'the URL must begin with https:// or http://',
  credentials: 'the URL must not have a user name or a password',
  fragment: 'the URL must not have a fragment',
  port: 'the port must be 80, 443 or at least 1024',
  host: 'the host name belongs to a local network',
  address: 'the host is not on the public internet',
};

/** Where a request goes, as the URL says it. */
export interface Target {
  isSecure: boolean;
  /** A name, in ASCII and without a trailing dot, or an address without brackets. */
  host: string;
  port: number;
  /** The path with the query. */
  path: string;
  /** For the header `Host`. */
  authority: string;
  /** The operator allowed this host, so its addresses are not checked. */
  isAllowed: boolean;
}

/**
 * Reads the URL of a receiver. Node's parser turns odd spellings of an address (decimal, octal, hexadecimal, with fewer
 * parts, in full-width digits) into the usual one before it is checked. Throws `RefusedTarget`.
 */
export function parseTarget(text: string, allowed: AllowedHosts): Target {
  if (text.length > LONGEST) throw new RefusedTarget('too_long');
  const [, scheme, authority] = /^([a-z][a-z\d+.-]*):\/\/([^/?#]+)/i.exec(text) ?? [];
  if (scheme === undefined) throw new RefusedTarget('malformed');
  if (!/^https?$/i.test(scheme)) throw new RefusedTarget('scheme');
  // The parser drops tabs and line ends and reads a backslash as a slash. Another program may not.
  if (/[\s\\\p{C}]/u.test(text)) throw new RefusedTarget('malformed');
  if (authority!.includes('@')) throw new RefusedTarget('credentials');
  if (text.includes('#')) throw new RefusedTarget('fragment');
  if (!URL.canParse(text)) throw new RefusedTarget('malformed');

  const { protocol, hostname, port: givenPort, pathname, search } = new URL(text);
  const isSecure = protocol === 'https:';
  const host = bareHost(hostname);
  if (!isHost(host)) throw new RefusedTarget('malformed');
  const port = givenPort === '' ? (isSecure ? 443 : 80) : Number(givenPort);
  const isAllowed = allowed.has(host, port);
  if (!isAllowed) refuseUnlessPublic(host, port);
  const written = isIP(host) === 6 ? `[${host}]` : host;
  const target = { isSecure, host, port, path: pathname + search, isAllowed };
  return { ...target, authority: givenPort === '' ? written : `${written}:${givenPort}` };
}

function refuseUnlessPublic(host: string, port: number): void {
  if (port !== 80 && port !== 443 && port < 1_024) throw new RefusedTarget('port', String(port));
  if (LOCAL_NAME.test(host)) throw new RefusedTarget('host', host);
  const range = isIP(host) ? closedRange(host) : undefined;
  if (range) throw new RefusedTarget('address', range);
}

/** Names that public DNS never answers (RFC 6761, 6762, 8375), and ".internal" of private networks and clouds. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/** Without the brackets of an IPv6 address, and without the dot that ends an absolute name. */
const bareHost = (hostname: string) => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

const isHost = (host: string) =>
  isIP(host) > 0 || (host.length <= 253 && host.split('.').every((label) => /^[\w-]{1,63}$/.test(label)));

/**
 * Hosts that the operator opens on purpose, for example receivers in the operator's own network. Each is a name or an
 * address, with a port or for all ports. It opens exactly this spelling: an address does not open names that have it.
 */
export class AllowedHosts {
  private readonly allowed: ReadonlySet<string>;

  /** Throws an Error that names the first entry that is not a host. */
  constructor(hosts: readonly string[] = []) {
    this.allowed = new Set(hosts.map(normalized));
  }

  has(host: string, port: number): boolean {
    return this.allowed.has(host) || this.allowed.has(`${host} ${port}`);
  }
}

function normalized(entry: string): string {
  const [, host, port] = /^(\[[^\]]+\]|[^:\s/@?#\\]+)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const url = host === undefined ? undefined : `http://${host}`;
  if (!url || !URL.canParse(url) || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535)
    throw new Error(`"${entry}" is not a host, or a host and a port`);
  const bare = bareHost(new URL(url).hostname);
  if (!isHost(bare)) throw new Error(`"${entry}" is not a host, or a host and a port`);
  return port === undefined ? bare : `${bare} ${Number(port)}`;
}
