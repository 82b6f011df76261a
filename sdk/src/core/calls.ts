import type { Limits } from './connection.js';

/** What every method takes last. */
export interface CallOptions extends Limits {
  /** Ends the request, also while it waits for its turn or for its next try, and while a stream is read. */
  signal?: AbortSignal;
  /** Further headers. */
  headers?: Record<string, string>;
}

/** A body that is no JSON, such as a file. */
export type Content = string | Blob | ArrayBuffer | Uint8Array;

/** The headers that operations document, by the names that methods have for them. */
export interface DocumentedHeaders {
  /**
   * Any text that was not sent to this operation before. A write that is sent again with its key has one effect, and
   * gets the first answer. When omitted, the client takes a random one.
   */
  idempotencyKey?: string;
  /** The `etag` of the customer as it was read. The write is refused (412) if the customer has changed since. */
  ifMatch?: string;
  /** An `etag`. Reading what has not changed since throws a `NotModifiedError`. */
  ifNoneMatch?: string;
  /** Why something is changed. It is kept with the change. */
  changeReason?: string;
  /** A version of the customer, or a time (ISO 8601): reads it as it was. */
  asOf?: string;
}

/** The options of an operation that documents some of the headers. */
export type With<Header extends keyof DocumentedHeaders> = CallOptions & Pick<DocumentedHeaders, Header>;

export type AnyOptions = CallOptions & DocumentedHeaders & { contentType?: string };

const HEADERS: Record<keyof DocumentedHeaders, string> = {
  idempotencyKey: 'Idempotency-Key',
  ifMatch: 'If-Match',
  ifNoneMatch: 'If-None-Match',
  changeReason: 'Change-Reason',
  asOf: 'Clientela-As-Of',
};

export function headersOf({ headers, ...options }: AnyOptions): Record<string, string> {
  const named = Object.entries(HEADERS).flatMap(([option, header]) => {
    const value = options[option as keyof DocumentedHeaders];
    return value === undefined ? [] : [[header, asBytes(value)]];
  });
  return { ...headers, ...(Object.fromEntries(named) as Record<string, string>) };
}

/** A header takes bytes. The server reads them as UTF-8. */
const asBytes = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));

/** An answer with what its headers say. */
export interface Whole<Data> {
  data: Data;
  /** The version of the customer, for `ifMatch` and `ifNoneMatch`. */
  etag: string | undefined;
  /** The `X-Request-Id` of the answer. The log of the server has it too. */
  requestId: string | undefined;
  response: Response;
}

/** A request that was sent. It resolves to the body of the answer, or rejects with an `ApiError`. */
export interface Call<Data> extends Promise<Data> {
  /** Also what the headers say: `const { data, etag } = await clientela.customers.get('1').withResponse()`. */
  withResponse(): Promise<Whole<Data>>;
}

export function callOf<Data>(whole: Promise<Whole<Data>>): Call<Data> {
  const call = whole.then(({ data }) => data);
  const withResponse = () => {
    // Only the whole answer is waited for, so a failure of the other promise would seem unhandled.
    call.catch(() => undefined);
    return whole;
  };
  return Object.assign(call, { withResponse });
}
