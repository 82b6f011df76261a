import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction, type TcpSocketConnectOpts } from 'node:net';
import { closedRange } from './addresses.js';
import { type Answered, NotSent, type Outcome } from './outcome.js';
import { askingDns, type Resolve, systemAddresses } from './resolver.js';
import { AllowedHosts, parseTarget, RefusedTarget, type Target } from './target.js';
import { TimeLimits, type Timeouts } from './time-limits.js';

export interface OutboundSettings {
  /** `host` or `host:port`: receivers outside the public internet that the operator allows. */
  readonly allowedHosts?: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
  /** How many bytes of an answer's body are read. */
  readonly mostBytes?: number;
  /** Authorities that sign certificates of receivers, instead of those that Node knows. PEM. */
  readonly ca?: string;
  /** Finds addresses of names that the operator did not allow. For tests. */
  readonly resolve?: Resolve;
}

export interface Post {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Ends the request. */
  signal?: AbortSignal;
}

export interface Get {
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Ends the request. */
  signal?: AbortSignal;
}

/** An answer with its body. */
export interface Fetched extends Answered {
  readonly body: Buffer;
}

// Node passes the options of the connection on, but its types do not say so.
type RequestOptions = https.RequestOptions &
  Pick<TcpSocketConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'>;

const TIMEOUTS: Timeouts = { connect: 5_000, headers: 15_000, whole: 20_000 };
const MOST_BYTES = 64 * 1024;
const MOST_HEADER_BYTES = 16 * 1024;
/** Milliseconds for one of several addresses, before the next one is tried. */
const ONE_ADDRESS = 1_000;

/**
 * Sends requests to URLs that a tenant chose, and never into the network of this server: each request resolves the
 * name anew, checks all addresses, and connects to the addresses that it checked.
 */
export class Outbound {
  private readonly allowed: AllowedHosts;
  private readonly timeouts: Timeouts;
  private readonly mostBytes: number;
  private readonly resolve: Resolve;
  private readonly ca?: string;

  constructor({ allowedHosts, timeouts, mostBytes = MOST_BYTES, ca, resolve = askingDns() }: OutboundSettings = {}) {
    this.allowed = new AllowedHosts(allowedHosts);
    this.timeouts = { ...TIMEOUTS, ...timeouts };
    this.mostBytes = mostBytes;
    this.resolve = resolve;
    this.ca = ca;
  }

  /** Checks what can be checked without asking for the name's addresses. Throws `RefusedTarget`. */
  check(url: string): Pick<Target, 'isSecure' | 'isAllowed'> {
    return parseTarget(url, this.allowed);
  }

  /** Like `send`, but a failure is an outcome. */
  async try(post: Post): Promise<Outcome> {
    try {
      return await this.send(post);
    } catch (error) {
      if (error instanceof RefusedTarget) return { failure: 'refused' };
      if (error instanceof NotSent) return { failure: error.failure };
      throw error;
    }
  }

  /** Resolves with any status, also of a redirect, which is not followed. Rejects with `RefusedTarget` or `NotSent`. */
  async send(post: Post): Promise<Answered> {
    const { status, retryAfter } = await this.exchange({ ...post, method: 'POST' });
    return { status, retryAfter };
  }

  /** Reads a URL. Rejects as `send` does, also if the body is too long or not complete. */
  get({ url, headers, signal }: Get): Promise<Fetched> {
    return this.exchange({ url, headers, signal, method: 'GET' });
  }

  private async exchange({ url, signal, ...asked }: Asked & { url: string; signal?: AbortSignal }): Promise<Fetched> {
    const target = parseTarget(url, this.allowed);
    const limits = new TimeLimits(this.timeouts, signal);
    try {
      const addresses = await limits.unlessReached(this.addressesOf(target, limits.signal));
      return await this.request(target, addresses, asked, limits);
    } finally {
      limits.release();
    }
  }

  private async addressesOf({ host, isAllowed }: Target, signal: AbortSignal): Promise<string[]> {
    if (isIP(host)) return [host];
    const addresses = await (isAllowed ? systemAddresses : this.resolve)(host, signal).catch((error: unknown) => {
      throw new NotSent('unresolved', codeOf(error), { cause: error });
    });
    // One closed address is enough to refuse: which of them is used would be the choice of the name's owner.
    const closed = isAllowed ? [] : addresses.flatMap((address) => closedRange(address) ?? []);
    if (closed.length > 0) throw new RefusedTarget('address', closed[0]);
    return addresses;
  }

  private request(
    { isSecure, host, port, path, authority }: Target,
    addresses: readonly string[],
    { method, headers, body }: Asked,
    limits: TimeLimits,
  ): Promise<Fetched> {
    const isKept = method === 'GET';
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const options: RequestOptions = {
      method,
      host,
      port,
      path,
      headers: { ...headers, host: authority, ...(bytes && { 'content-length': bytes.length }) },
      lookup: pinnedTo(addresses),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: ONE_ADDRESS,
      // A connection for this request alone, and no proxy of the environment: either could lead past the check.
      agent: false,
      maxHeaderSize: MOST_HEADER_BYTES,
      insecureHTTPParser: false,
      // Given expressly, because a variable of the environment could switch the check off.
      rejectUnauthorized: true,
      ca: this.ca,
    };
    return new Promise((resolve, reject) => {
      const request = (isSecure ? https : http).request(options);
      let answered: Answered | undefined;
      let isWhole = false;
      const kept: Buffer[] = [];
      // Once the status is there, it counts, however the body ends, unless the body is what was asked for.
      const finish = (failure: Error) => {
        if (answered && (isWhole || !isKept)) resolve({ ...answered, body: Buffer.concat(kept) });
        else reject(failure);
        request.destroy();
      };
      limits.signal.addEventListener('abort', () => finish(limits.signal.reason as Error), { once: true });
      request.once('socket', (socket) => socket.once(isSecure ? 'secureConnect' : 'connect', () => limits.connected()));
      request.once('response', (response) => {
        answered = { status: response.statusCode!, retryAfter: response.headers['retry-after'] };
        limits.answered();
        // The request emits 'close' then, and that ends the exchange.
        response.on('error', () => {});
        let read = 0;
        response.once('end', () => (isWhole = response.complete));
        // The body of an answer to a message is read so that the receiver can finish it, and thrown away.
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > this.mostBytes) finish(new NotSent('malformed', 'the body is too long'));
          else if (isKept) kept.push(chunk);
        });
      });
      request.on('error', (error) => finish(notSent(error)));
      request.once('close', () => finish(new NotSent('unreachable', 'closed')));
      request.end(bytes);
    });
  }
}

interface Asked {
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** Gives the connection the checked addresses, whatever DNS would say now. */
const pinnedTo =
  (addresses: readonly string[]): LookupFunction =>
  (_name, { all }, done) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    if (all) done(null, found);
    else done(null, found[0]!.address, found[0]!.family);
  };

function notSent(error: unknown): NotSent {
  const code = codeOf(error);
  const failure = CERTIFICATE.test(code) ? 'certificate' : code.startsWith('HPE_') ? 'malformed' : 'unreachable';
  return new NotSent(failure, code, { cause: error });
}

// Codes of OpenSSL's verification, and Node's own for a certificate of another name.
const CERTIFICATE = /CERT|^(UNABLE_TO_VERIFY|INVALID_CA|HOSTNAME_MISMATCH|INVALID_PURPOSE)/;

/** The code of the first address, if several were tried. */
function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  return errors?.[0]?.code ?? code ?? 'no code';
}
