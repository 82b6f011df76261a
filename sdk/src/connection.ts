import type { Middleware } from 'openapi-fetch';

export type Send = (request: Request) => Promise<Response>;

/** The address of the server, and how to reach it. */
export interface Connection {
  /** `https://clientela.example`, without the paths of a contract. */
  baseUrl: string;
  /** Sends the requests. Default: `globalThis.fetch`. */
  fetch?: Send;
  /** How often a write is repeated whose answer was lost, or that the server could not take. Default: 3. */
  repeats?: number;
}

/** Adds headers to every request. The function is called each time, because tokens expire. */
export const carrying = (headers: () => Record<string, string> | Promise<Record<string, string>>): Middleware => ({
  async onRequest({ request }) {
    for (const [name, value] of Object.entries(await headers())) request.headers.set(name, value);
  },
});

/** Sign-ins, new keys and webhooks: their answers have secrets, so the server does not keep them and takes no key. */
const ANSWERS_SECRET =
  /\/(?:login|signin|auth|api-keys\/generate|v1\/(?:session|keys|(?:keys|webhooks)\/\d+\/rotate|users|webhooks))$/;

/**
 * Sends each write with an `Idempotency-Key`, the first time too. So a write whose answer was lost can be repeated: it
 * has one effect, and the repetition gets the first answer. A refusal is final.
 */
export function repeating({ fetch = (request) => globalThis.fetch(request), repeats = 3 }: Partial<Connection>): Send {
  return async (request) => {
    if (request.method === 'GET' || ANSWERS_SECRET.test(new URL(request.url).pathname)) return fetch(request);
    if (!request.headers.has(KEY)) request.headers.set(KEY, crypto.randomUUID());
    for (let tried = 0; ; tried++) {
      const isLast = tried >= repeats;
      const answer = await fetch(isLast ? request : request.clone()).catch((error: unknown) => {
        if (isLast || request.signal.aborted) throw error;
        return undefined;
      });
      if (answer && (isLast || !mayComeLater(answer))) return answer;
      await answer?.body?.cancel();
      await pause(Number(answer?.headers.get('Retry-After') ?? 0) * 1000 || FIRST_PAUSE * 2 ** tried, request.signal);
    }
  };
}

const KEY = 'Idempotency-Key';

/** In milliseconds. Each further pause is twice as long. */
const FIRST_PAUSE = 100;

/** The server, or a proxy before it, was away; or the first try is still under way. */
const mayComeLater = ({ status, headers }: Response) =>
  [502, 503, 504].includes(status) || (status === 409 && headers.has('Retry-After'));

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, milliseconds);
    const leave = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
  });
