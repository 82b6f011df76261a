import type { Connection, Limits, Send } from './connection.js';
import { reporterOf } from './debug.js';
import { ApiError, ConnectionError, retryAfterOf } from './errors.js';
import { userAgentOf } from './user-agent.js';
import { pause, reasonOf, within } from './waiting.js';

/** A request whose body was read, so that it can be sent several times. */
export interface Parcel {
  readonly request: Request;
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | Blob | undefined;
  readonly isSignIn: boolean;
}

export interface Credentials {
  /** Adds them to the headers of a try. */
  add(headers: Headers, parcel: Parcel): Promise<void>;
  /** Gets others after those of a try were refused. Resolves to whether there are others. */
  renew?(refused: Headers): Promise<boolean>;
}

/** What is particular to a contract. */
export interface Dialect {
  credentials?: Credentials;
  /** Operations that get credentials, such as `POST /api/login`. They are sent without. */
  signIns?: ReadonlySet<string>;
  /** Adds what a sign-in needs to its headers. */
  signingIn?(headers: Headers, parcel: Parcel): void;
  /** Whether an answer says that the session has ended. Default: any 401. */
  isSignedOut?(answer: Answer): boolean;
  /** Sends a try when it is its turn, to an address that it may change. `late`: how many tries came too late. */
  inTurn?(parcel: Parcel, headers: Headers, late: number, send: (url: string) => Promise<Answer>): Promise<Answer>;
  /** Whether the answer says that a try came too late, and that a further one may be sent at once. */
  cameTooLate?(parcel: Parcel, answer: Answer): boolean;
  /** Sees each answer. */
  notice?(parcel: Parcel, answer: Answer): void;
}

/** An answer that was read, and its text. */
export interface Answer {
  response: Response;
  text: string;
}

type Waiting = <Result>(work: () => Promise<Result>) => Promise<Result>;

export type Engine = (request: Request, own?: Limits) => Promise<Response>;

/**
 * Sends requests: with credentials, within a time, and again if that is safe. Middleware and methods are above it, so
 * they see one request and one answer, however many tries there were.
 */
export function engineOf(connection: Connection, dialect: Dialect): Engine {
  const { fetch = (request) => globalThis.fetch(request), repeats = 3, retryDelay = FIRST_PAUSE } = connection;
  const report = reporterOf(connection.debug);
  const userAgent = userAgentOf(connection.userAgent);

  return async (request, own = {}) => {
    const limit = own.retries ?? connection.retries ?? repeats;
    const timeout = own.timeout ?? connection.timeout ?? TIMEOUT;
    const { signal } = request;
    if (signal.aborted) throw reasonOf(signal);
    // A sign-in has the time of the client, but a request waits no longer for it than its caller wants.
    const signedIn: Waiting = (work) => within(own.timeout ?? Infinity, signal, work);
    const parcel = await parcelOf(request, userAgent, dialect.signIns);
    const mayRepeat = isRepeatable(parcel);
    let isRenewed = false;
    let repeated = 0;
    let late = 0;

    for (let attempt = 1; ; attempt++) {
      const started = Date.now();
      const headers = new Headers(parcel.headers);
      const sent = await once(parcel, headers, timeout, signedIn, late).catch(failed);
      const renewal = await signedIn(() => renewed(sent, headers)).catch(failed);
      const answer = renewal instanceof Error ? renewal : sent;
      const again = renewal === true ? 0 : next(answer);
      report({ ...entryOf(parcel, answer), attempt, milliseconds: Date.now() - started, againIn: again });
      if (again === undefined) {
        if (answer instanceof Error) throw answer;
        return answer.response;
      }
      if (again > 0) await pause(again, signal);
    }

    function failed(error: unknown): Error {
      if (signal.aborted) throw reasonOf(signal);
      return error as Error;
    }

    /** Whether the session had ended and there is another one. A sign-in that fails may be tried again. */
    async function renewed(answer: Answer | Error, headers: Headers): Promise<boolean> {
      const { credentials } = dialect;
      if (answer instanceof Error || isRenewed || parcel.isSignIn) return false;
      if (!credentials?.renew || !isSignedOut(answer)) return false;
      const hasOthers = await credentials.renew(headers);
      isRenewed = true;
      return hasOthers;
    }

    /** The milliseconds until the next try; `undefined` if there is none. */
    function next(answer: Answer | Error): number | undefined {
      if (!(answer instanceof Error)) {
        dialect.notice?.(parcel, answer);
        if (dialect.cameTooLate?.(parcel, answer) && late++ < LATE_TRIES) return 0;
      }
      if (!mayRepeat || repeated >= limit || !mayPass(answer)) return undefined;
      const wanted = answer instanceof Error ? undefined : retryAfterOf(answer.response.headers);
      if (wanted !== undefined && wanted > LONGEST_PAUSE) return undefined;
      repeated++;
      return wanted || backOff(retryDelay, repeated);
    }
  };

  async function once(
    parcel: Parcel,
    headers: Headers,
    timeout: number,
    signedIn: Waiting,
    late: number,
  ): Promise<Answer> {
    const { signal } = parcel.request;
    const { credentials } = dialect;
    if (parcel.isSignIn) dialect.signingIn?.(headers, parcel);
    else if (credentials) await signedIn(() => credentials.add(headers, parcel));
    const send = (url: string) =>
      within(timeout + heldFor(url), signal, (ends) => exchange(fetch, requestOf(parcel, url, headers, ends), signal));
    return dialect.inTurn ? dialect.inTurn(parcel, headers, late, send) : send(parcel.url);
  }

  function isSignedOut(answer: Answer): boolean {
    return dialect.isSignedOut ? dialect.isSignedOut(answer) : answer.response.status === 401;
  }
}

const TIMEOUT = 60_000;
/** In milliseconds. Each further pause is twice as long. */
const FIRST_PAUSE = 500;
/** A server that wants to be left alone for longer is not asked again: the caller decides. */
const LONGEST_PAUSE = 60_000;
const LATE_TRIES = 5;

async function parcelOf(
  request: Request,
  userAgent: string | undefined,
  signIns: ReadonlySet<string> = new Set(),
): Promise<Parcel> {
  const { method, url } = request;
  const headers = new Headers(request.headers);
  if (userAgent && !headers.has('User-Agent')) headers.set('User-Agent', userAgent);
  const body = request.body === null ? undefined : await bodyOf(request);
  const { pathname } = new URL(url);
  const isSignIn = [...signIns].some((signIn) => {
    const [verb, path] = signIn.split(' ') as [string, string];
    return method === verb && pathname.endsWith(path);
  });
  return { request, method, url, headers, body: body || undefined, isSignIn };
}

const bodyOf = (request: Request) => (isJson(request.headers) ? request.text() : request.blob());

// The settings of the caller's request (`credentials`, `cache` and others) hold for each try.
const requestOf = ({ request, body }: Parcel, url: string, headers: Headers, signal: AbortSignal) => {
  const { method, credentials, cache, redirect, referrerPolicy, keepalive } = request;
  const init = { method, headers, body, signal, credentials, cache, redirect, referrerPolicy, keepalive };
  return new Request(url, init);
};

/**
 * Reads the whole answer, so that a connection that breaks in between counts as no answer. A success that is no JSON is
 * for the caller to read, for as long as the signal of the caller lets it.
 */
async function exchange(fetch: Send, request: Request, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(request);
    const { ok, status, statusText, headers } = response;
    const copyWith = (body: string | ReadableStream) => {
      const copy = new Response(WITHOUT_BODY.has(status) ? null : body, { status, statusText, headers });
      return Object.defineProperty(copy, 'url', { value: response.url || request.url });
    };
    if (ok && response.body && headers.has('Content-Type') && !isJson(headers))
      return { response: copyWith(response.body.pipeThrough(new TransformStream(), { signal })), text: '' };
    const text = await response.text();
    return { response: copyWith(text), text };
  } catch (cause) {
    if (cause instanceof ConnectionError) throw cause;
    throw new ConnectionError(`${request.method} ${placeOf(request.url)}: ${textOf(cause)}`, { cause });
  }
}

const isJson = (headers: Headers) => /[/+]json\b/.test(headers.get('Content-Type') ?? '');

const WITHOUT_BODY = new Set([204, 205, 304]);

/** Reads, and writes that have one effect however often they are sent. */
const isRepeatable = ({ method, headers }: Parcel) => method === 'GET' || headers.has('Idempotency-Key');

/** Whether a further try may succeed: the server, or a proxy before it, was away; or the first try is under way. */
function mayPass(answer: Answer | Error): boolean {
  if (answer instanceof ConnectionError) return true;
  if (answer instanceof ApiError) return AWAY.has(answer.status); // of a sign-in
  if (answer instanceof Error) return false;
  const { status, headers } = answer.response;
  return AWAY.has(status) || status === 429 || (status === 409 && headers.has('Retry-After'));
}

const AWAY = new Set([502, 503, 504]);

/** Up to a quarter less, so that clients that failed together do not come back together. */
const backOff = (first: number, repeated: number) => Math.round(first * 2 ** (repeated - 1) * (1 - Math.random() / 4));

/** For how many milliseconds the server was asked to hold the request (`wait` of the feed). */
const heldFor = (url: string) => (Number(new URL(url).searchParams.get('wait')) || 0) * 1000;

function entryOf({ method, url }: Parcel, answer: Answer | Error) {
  if (answer instanceof Error) return { method, url: placeOf(url), failure: answer.name };
  const { status, headers } = answer.response;
  return { method, url: placeOf(url), status, requestId: headers.get('X-Request-Id') ?? undefined };
}

/** An address without its query, which may have a password or a name. */
const placeOf = (url: string) => url.replace(/\?.*$/s, '');

/** What was thrown, with the code that Node gives its reason. */
function textOf(thrown: unknown): string {
  const { message = String(thrown), cause } = (thrown ?? {}) as { message?: string; cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? `${message} (${cause.code})` : message;
}
