import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Env } from '../config/env.js';
import type { Log } from './log.js';

/** What proxies tell of the request that they pass on. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'] as const;

/** Some proxies tell it in these instead, which are not read: they name one address, or need a parser of their own (RFC 7239). */
const NOT_READ = { forwarded: 'Forwarded', 'x-real-ip': 'X-Real-IP' };

/** A name or an address with or without a port, as a URL has it. */
const HOST = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Paths that the server itself answers at. A PUBLIC_URL that ends with one of them cannot be told from it. */
const OWN_PATHS = /^\/(?:api|apidev|docs|health|metrics)(?:\/|$)/;

type Trust = (address: string, hop: number) => boolean;

declare module 'fastify' {
  interface FastifyRequest {
    /** Where this server is, as the caller calls it, without a slash at the end: `https://billing.example:8443`. */
    readonly baseUrl: string;
  }
}

/** What is believed of the proxies before this server (TRUST_PROXY), and by which addresses clients know it (PUBLIC_URL). */
export class Proxies {
  /** For Fastify: is the proxy believed that has this address and is so many hops away? */
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

  /** The URL below PUBLIC_URL, whether the proxy has removed the path of PUBLIC_URL or passed it on. */
  withoutPrefix(url: string): string {
    const prefix = this.prefixes.find((one) => url.startsWith(one) && /^[/?]|^$/.test(url.slice(one.length)));
    return prefix === undefined ? url : url.slice(prefix.length).replace(/^(?!\/)/, '/');
  }

  private baseUrlOf({ protocol, host }: { protocol: string; host: string }): string {
    if (this.publicUrls.length > 0) return hrefOf(this.publicUrlFor(protocol, host.toLowerCase()));
    // HTTP/1.0 needs no Host; what is left is a path, which is a good URL too.
    return HOST.test(host) ? `${protocol}://${host}` : '';
  }

  private publicUrlFor(protocol: string, host: string): URL {
    const named = this.publicUrls.filter((url) => url.host === host);
    return named.find((url) => url.protocol === `${protocol}:`) ?? named[0] ?? this.publicUrls[0]!;
  }

  // Fastify takes the last host and the last protocol of a list, and an address with a port for none. What it reads is made
  // plain before: the addresses without ports, and the host and the protocol that the outermost trusted proxy was asked for.
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
    const [, name] = Object.entries(NOT_READ).find(([word]) => headers[word] !== undefined) ?? [];
    if (name === undefined) return;
    this.warn(
      `requests have ${name}, which is not read: let the proxy send X-Forwarded-For and X-Forwarded-Proto, and name it in TRUST_PROXY`,
    );
  }

  private warnOfUntrusted(): void {
    const because =
      this.env.trustProxy === false
        ? 'TRUST_PROXY names no proxy'
        : 'they come from an address that TRUST_PROXY does not name';
    this.warn(
      `requests have X-Forwarded-… headers, which are ignored because ${because}: clients behind the proxy count as one, and links have its scheme and host`,
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

/** The addresses in X-Forwarded-For, the nearest one first, without ports and brackets, up to the first entry that is no address. */
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
