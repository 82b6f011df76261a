import type { Variables } from './variables.js';

/** Where the server listens, and what it takes from clients and proxies. */
export interface NetworkSettings {
  readonly host: string;
  readonly port: number;
  /** Bytes of a request body. */
  readonly bodyLimit: number;
  /** Whose X-Forwarded-For is believed: nobody's, the last so many hops', or that of some networks. */
  readonly trustProxy: false | number | string;
  /** Origins of web pages that may call this server: `https://app.example`. */
  readonly corsOrigins: readonly string[];
  /** What one client may take of the server: milliseconds, and connections of all clients together. */
  readonly server: { readonly headersTimeout: number; readonly requestTimeout: number; readonly keepAliveTimeout: number; readonly connections: number };
}

export function networkSettings(variables: Variables): NetworkSettings {
  const settings: NetworkSettings = {
    host: variables.text('HOST') ?? '127.0.0.1',
    port: variables.whole('PORT', 3000, 0, 65535),
    bodyLimit: variables.whole('BODY_LIMIT', 262_144, 1_024, 16_777_216),
    trustProxy: proxies(variables),
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
  const given = variables.text('TRUST_PROXY') ?? 'false';
  if (given === 'false') return false;
  if (/^\d{1,2}$/.test(given)) return Number(given);
  if (/^[\da-f.:/, ]+$/i.test(given)) return given;
  variables.complain('TRUST_PROXY must be false, a number of hops, or a list of addresses and networks');
  return false;
}

function origins(variables: Variables): string[] {
  const given = variables.list('CORS_ORIGINS');
  if (!given.every(isOrigin)) variables.complain('CORS_ORIGINS must be a list of origins such as https://app.example, without paths; * is not taken');
  return given;
}

// As a browser writes it in `Origin`: nothing behind the port, and no port that the scheme has anyway.
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@\\*]+$/.test(text) || !URL.canParse(text)) return false;
  return !/^https?:/.test(text) || new URL(text).origin === text;
}
