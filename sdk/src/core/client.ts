import createClient, { type Middleware } from 'openapi-fetch';
import { type AnyOptions, type Call, callOf, headersOf, type Whole } from './calls.js';
import type { Connection, Limits } from './connection.js';
import { type Dialect, type Engine, engineOf } from './engine.js';
import { errorOf } from './errors.js';
import { type List, PagedList, type Paging } from './lists.js';
import type { PathForm } from './paths.js';

/** The parts of a request, as a method names them. */
export interface Parts {
  path?: Record<string, unknown>;
  query?: object;
  body?: unknown;
  /** The type of a body that is no JSON. It is sent as it is. */
  media?: string;
  /** Whether the caller reads the answer, which is no JSON: the method resolves to the `Response`. */
  isStreamed?: boolean;
}

/** Sends the requests of methods. */
export interface Transport {
  call<Data>(method: string, path: string, parts: Parts, options?: AnyOptions): Call<Data>;
  list<Page, Item>(
    path: string,
    parts: Parts,
    options: AnyOptions | undefined,
    paging: Paging,
    itemsOf: (page: Page) => readonly Item[],
  ): List<Page, Item>;
}

/** The methods of one resource. */
export abstract class Group {
  constructor(protected readonly transport: Transport) {}
}

/** A part of a contract, as its client needs it. */
export interface Contract extends Dialect {
  /** What stands before all paths: none, or the account and version of erp. */
  prefix?: string;
  /** Operations that take an `Idempotency-Key`, such as `POST /api/customers/create`. */
  withKey: ReadonlySet<string>;
}

/** The path form of a contract, and what its methods need. */
export function clientOf<Paths extends object>(
  connection: Connection,
  { prefix = '', withKey, ...dialect }: Contract,
): { paths: PathForm<Paths>; transport: Transport } {
  if (typeof connection.baseUrl !== 'string') throw new TypeError('baseUrl is missing: the address of the server.');
  const engine = engineOf(connection, dialect);
  const baseUrl = connection.baseUrl.replace(/\/+$/, '') + prefix;
  const paths = createClient<Record<string, never>>({ baseUrl, fetch: (request) => engine(request) });
  paths.use(addressed, keyed(withKey));
  const request = paths.request as unknown as AnyRequest;
  return { paths: paths as unknown as PathForm<Paths>, transport: transportOf(request, engine) };
}

/** The generic signature of openapi-fetch says nothing where the paths are not known. */
type AnyRequest = (
  method: string,
  path: string,
  init: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

function transportOf(request: AnyRequest, engine: Engine): Transport {
  const call = <Data>(method: string, path: string, parts: Parts, options: AnyOptions = {}): Call<Data> => {
    const { signal, timeout, retries, ...rest } = options;
    const limits: Limits = { timeout, retries };
    const send = async (): Promise<Whole<Data>> => {
      const { data, error, response } = await request(method, path, {
        params: { path: parts.path, query: parts.query },
        ...(parts.body !== undefined && { body: parts.body }),
        ...(parts.media && { bodySerializer: (body: unknown) => body }),
        ...(parts.isStreamed && { parseAs: 'stream' }),
        headers: { ...(parts.media && { 'Content-Type': parts.media }), ...headersOf(rest) },
        signal,
        fetch: (one: Request) => engine(one, limits),
      });
      if (!response.ok) throw errorOf(response, error);
      const { headers } = response;
      const etag = headers.get('ETag') ?? undefined;
      const body = parts.isStreamed ? response : data;
      return { data: body as Data, etag, requestId: headers.get('X-Request-Id') ?? undefined, response };
    };
    return callOf(send());
  };
  return {
    call,
    list: (path, parts, options, paging, itemsOf) =>
      new PagedList((query) => call('GET', path, { ...parts, query }, options), parts.query, paging, itemsOf),
  };
}

/**
 * Refuses parameters of a path that would lead to another operation: `/customers/` is the list, and `/customers/..` is
 * no customer but what is above them.
 */
const addressed: Middleware = {
  onRequest({ params }) {
    for (const [name, value] of Object.entries(params.path ?? {}))
      if (value === undefined || value === null || ['', '.', '..'].includes(value as string))
        throw new TypeError(`${name} is a part of the address, and cannot be ${JSON.stringify(value)}.`);
  },
};

/**
 * Gives each write a key, with its first try already, so that a write whose answer was lost can be repeated. Operations
 * whose answers have secrets take none: the server does not keep those.
 */
const keyed = (withKey: ReadonlySet<string>): Middleware => ({
  onRequest({ request, schemaPath }) {
    if (!withKey.has(`${request.method} ${schemaPath}`) || request.headers.has(KEY)) return;
    request.headers.set(KEY, randomKey());
  },
});

const KEY = 'Idempotency-Key';

/** Pages that came without TLS have no `crypto.randomUUID`. */
function randomKey(): string {
  if ('randomUUID' in crypto) return crypto.randomUUID();
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16)).join('-');
}
