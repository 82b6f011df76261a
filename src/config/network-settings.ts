import { isIP } from 'node:net';
import type { Variables } from './variables.js';

/** Where the server listens, and what it accepts from clients and proxies. */
export interface NetworkSettings {
  readonly host: string;
  readonly port: number;
  /** The largest request body in bytes. */
  readonly bodyLimit: number;
  /** The largest total of all responses in one bulk request, in bytes. */
  readonly bulkAnswerLimit: number;
  /** Which proxies are trusted: none, so many hops before this server, or some addresses and networks. */
  readonly trustProxy: false | number | readonly string[];
  /** The addresses by which clients know this server, without a trailing slash: `https://crm.example/api`. */
  readonly publicUrls: readonly string[];
  /** Origins of web pages that may call this server: `https://app.example`. */
  readonly corsOrigins: readonly string[];
  /** Time limits for clients in milliseconds, and the number of connections of all clients together. */
  readonly server: {
    readonly headersTimeout: number;
    readonly requestTimeout: number;
    readonly keepAliveTimeout: number;
    readonly connections: number;
  };
}

export function networkSettings(variables: Variables): NetworkSettings {
  const settings: NetworkSettings = {
    host: variables.text('HOST') ?? '127.0.0.1',
    port: variables.whole('PORT', 3000, 0, 65535),
    bodyLimit: variables.whole('BODY_LIMIT', 262_144, 1_024, 16_777_216),
    bulkAnswerLimit: variables.whole('BULK_ANSWER_LIMIT', 8_388_608, 65_536, 268_435_456),
    trustProxy: proxies(variables),
    publicUrls: publicUrls(variables),
    corsOrigins: origins(variables),
    server: {
      headersTimeout: variables.whole('HEADERS_TIMEOUT_MS', 10_000, 500, 300_000),
      requestTimeout: variables.whole('REQUEST_TIMEOUT_MS', 30_000, 500, 300_000),
      keepAliveTimeout: variables.whole('KEEP_ALIVE_TIMEOUT_MS', 72_000, 500, 600_000),
      connections: variables.whole('CONNECTION_LIMIT', 5_000, 1, 1_000_000),
    },
  };
  if (settings.server.headersTimeout > settings.server.requestTimeout) {
    variables.complain('HEADERS_TIMEOUT_MS must not be above REQUEST_TIMEOUT_MS, which includes it');
  }
  return settings;
}

function proxies(variables: Variables): NetworkSettings['trustProxy'] {
  const given = variables.list('TRUST_PROXY');
  const [only = 'false'] = given;
  if (given.length <= 1 && ['false', '0'].includes(only)) return false;
  if (given.length === 1 && /^[1-9]\d?$/.test(only)) return Number(only);
  const networks = given.flatMap((one) => NAMED_NETWORKS[one] ?? [one]);
  if (networks.every(isNetwork)) return networks;
  variables.complain(
    'TRUST_PROXY must be false, a number of hops from 1 to 99, ' +
      'or a list of addresses and networks (10.0.0.0/8, ::1, loopback)',
  );
  return false;
}

const NAMED_NETWORKS: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

// A network of length 0 would contain every address.
function isNetwork(text: string): boolean {
  const [, address = '', length] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)]!;
  return bits > 0 && (length === undefined || (Number(length) >= 1 && Number(length) <= bits));
}

function publicUrls(variables: Variables): string[] {
  const given = variables.list('PUBLIC_URL');
  if (given.every(isPublic)) return given.map((url) => new URL(url).href.replace(/\/+$/, ''));
  variables.complain(
    'PUBLIC_URL must be an address such as https://crm.example or https://example.com/crm/, or a list of them, ' +
      'without user, query and fragment',
  );
  return [];
}

function isPublic(text: string): boolean {
  if (!/^https?:\/\/[^/?#@\\\s]+(?:\/[\w.~-]+)*\/?$/i.test(text) || !URL.canParse(text)) return false;
  return !/\/\.{1,2}(?:\/|$)/.test(text);
}

function origins(variables: Variables): string[] {
  const given = variables.list('CORS_ORIGINS');
  if (!given.every(isOrigin))
    variables.complain(
      'CORS_ORIGINS must be a list of origins such as https://app.example, without paths; * is not taken',
    );
  return given;
}

// As a browser sends it in `Origin`: nothing after the port, and no default port.
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@\\*]+$/.test(text) || !URL.canParse(text)) return false;
  return !/^https?:/.test(text) || new URL(text).origin === text;
}
