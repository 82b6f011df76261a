import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Env } from '../config/env.js';
import type { Log } from './log.js';

/** The headers that proxies add to forwarded requests. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'] as const;

/**
 * Headers that some proxies use instead. They are not read: they have only one address, or need their own parser (RFC
 * 7239).
 */
const NOT_READ = [
  ['forwarded', 'Forwarded'],
  ['x-real-ip', 'X-Real-IP'],
] as const;

/** The host of a URL: a name or an address, with an optional port. */
const HOST = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Paths of the server itself. A PUBLIC_URL whose path is one of them cannot be told apart from it. */
const OWN_PATHS = /^\/(?:api|apidev|docs|console|health|metrics)(?:\/|$)/;

type Trust = (address: string, hop: number) => boolean;

declare module 'fastify' {
  interface FastifyRequest {
    /** The address of this server as the client knows it, without a trailing slash: `https://billing.example:8443`. */
    readonly baseUrl: string;
  }
}

/** Which proxies are trusted (TRUST_PROXY), and the addresses by which clients know this server (PUBLIC_URL). */
export class Proxies {
  /** For Fastify: whether to trust the proxy with this address, so many hops away. */
  readonly trust: Trust;
  private readonly publicUrls: readonly URL[];
  private readonly prefixes: readonly string[];
  private hasWarned = false;

  constructor(
    private readonly env: Pick<Env, 'trustProxy' | 'publicUrls'>,
    private readonly log: Log,
  ) {
    this.trust = trustIn(env.trustProxy);
    this.publicUrls = env.publicUrls.map((url) => new URL(url));
    const paths = this.publicUrls.map(pathOf).filter((path) => path !== '' && !OWN_PATHS.test(path));
    this.prefixes = paths.sort((one, other) => other.length - one.length);
  }

  listen(fastify: FastifyInstance): void {
    const baseUrlOf = this.baseUrlOf.bind(this);
    fastify.decorateRequest('baseUrl', {
      getter() {
        return baseUrlOf(this);
      },
    });
    fastify.addHook('onRequest', (request, _reply, next) => {
      this.read(request.raw);
      next();
    });
  }

  /** Removes the path of PUBLIC_URL, unless the proxy has done so already. */
  withoutPrefix(url: string): string {
    const prefix = this.prefixes.find((one) => url.startsWith(one) && /^[/?]|^$/.test(url.slice(one.length)));
    return prefix === undefined ? url : url.slice(prefix.length).replace(/^(?!\/)/, '/');
  }

  private baseUrlOf({ protocol, host }: { protocol: string; host: string }): string {
    if (this.publicUrls.length > 0) return hrefOf(this.publicUrlFor(protocol, host.toLowerCase()));
    // HTTP/1.0 has no Host header. The base URL is then empty, and links are paths.
    return HOST.test(host) ? `${protocol}://${host}` : '';
  }

  private publicUrlFor(protocol: string, host: string): URL {
    const named = this.publicUrls.filter((url) => url.host === host);
    return named.find((url) => url.protocol === `${protocol}:`) ?? named[0] ?? this.publicUrls[0]!;
  }

  // Fastify uses the last host and protocol of a list, and does not accept addresses with ports. So the headers are
  // rewritten first: addresses without ports, and the host and protocol that the outermost trusted proxy received.
  private read({ headers, socket }: IncomingMessage): void {
    if (FORWARDED.every((name) => headers[name] === undefined)) return this.warnOfNotRead(headers);
    if (!this.trust(socket.remoteAddress ?? '', 0)) return this.warnOfUntrusted();
    const addresses = addressesIn(listIn(headers['x-forwarded-for']));
    const untrusted = addresses.findIndex((address, at) => !this.trust(address, at + 1));
    // Each proxy adds an entry to each list.
    const proxies = Math.max(1, untrusted === -1 ? addresses.length : untrusted + 1);
    if (headers['x-forwarded-for'] !== undefined) headers['x-forwarded-for'] = addresses.toReversed().join(', ');
    for (const [name, form] of [
      ['x-forwarded-host', HOST],
      ['x-forwarded-proto', /^https?$/i],
    ] as const) {
      const list = listIn(headers[name]);
      const chosen = list[Math.max(0, list.length - proxies)]?.toLowerCase() ?? '';
      if (form.test(chosen)) headers[name] = chosen;
      else delete headers[name];
    }
  }

  private warnOfNotRead(headers: IncomingHttpHeaders): void {
    const [, name] = NOT_READ.find(([word]) => headers[word] !== undefined) ?? [];
    if (name === undefined) return;
    this.warn(
      `requests have ${name}, which is not read: let the proxy send X-Forwarded-For and X-Forwarded-Proto, ` +
        'and name it in TRUST_PROXY',
    );
  }

  private warnOfUntrusted(): void {
    const because =
      this.env.trustProxy === false
        ? 'TRUST_PROXY names no proxy'
        : 'they come from an address that TRUST_PROXY does not name';
    this.warn(
      `requests have X-Forwarded-… headers, which are ignored because ${because}: ` +
        'clients behind the proxy count as one, and links have its scheme and host',
    );
  }

  private warn(text: string): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.log.write('warn', {}, text);
  }
}

function trustIn(proxies: Env['trustProxy']): Trust {
  if (proxies === false) return () => false;
  if (typeof proxies === 'number') return (_, hop) => hop < proxies;
  const list = new BlockList();
  for (const [address = '', length] of proxies.map((one) => one.split('/'))) {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  return (address) => isIP(address) > 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

const listIn = (header: string | string[] | undefined) =>
  [header ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/**
 * The addresses in X-Forwarded-For, nearest first, without ports and brackets, up to the first entry that is not an
 * address.
 */
function addressesIn(list: readonly string[]): string[] {
  const addresses = list.toReversed().map(addressIn);
  const end = addresses.indexOf(undefined);
  return (end === -1 ? addresses : addresses.slice(0, end)) as string[];
}

function addressIn(entry: string): string | undefined {
  const plain = /^"?\[([^\]]+)\](?::\d+)?"?$/.exec(entry)?.[1] ?? entry.replace(/^([\d.]+):\d+$/, '$1');
  const address = plain.replace(/^::ffff:(?=[\d.]+$)/i, '').toLowerCase();
  return isIP(address) > 0 ? address : undefined;
}

const pathOf = ({ pathname }: URL) => pathname.replace(/\/+$/, '');
const hrefOf = ({ href }: URL) => href.replace(/\/+$/, '');
