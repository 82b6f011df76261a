import type { Debug } from './debug.js';

/** Sends a request, as `globalThis.fetch` does. */
export type Send = (request: Request) => Promise<Response>;

/** How long a request may take, and how often it is repeated. */
export interface Limits {
  /**
   * Milliseconds until a try is given up, with the reading of its answer. Default: 60,000. Time that a request waits
   * for its turn, or for a pause to end, does not count.
   */
  timeout?: number;
  /**
   * How often a request is repeated that got no answer, or that the server could not take then (429, 502, 503, 504).
   * Only what is safe to repeat is repeated: reads, and writes with an `Idempotency-Key`. Default: 3.
   */
  retries?: number;
}

/** The address of the server, and how to reach it. */
export interface Connection extends Limits {
  /** `https://clientela.example`, without the paths of a contract. */
  baseUrl: string;
  /** Sends the requests. Default: `globalThis.fetch`. */
  fetch?: Send;
  /** Milliseconds before the first repetition. Each further pause is twice as long. Default: 500. */
  retryDelay?: number;
  /** `true` prints a line about each try with `console.debug`. A function gets it instead. It has no secrets. */
  debug?: Debug;
  /** The name of your program, such as `my-shop/2.1`. It is sent before ours in `User-Agent`, except by browsers. */
  userAgent?: string;
  /** @deprecated Use `retries`. */
  repeats?: number;
}

/** The part of the options that is about the connection. The rest are credentials. */
export function connectionOf(options: Connection): Connection {
  const { baseUrl, fetch, timeout, retries, retryDelay, debug, userAgent, repeats } = options;
  return { baseUrl, fetch, timeout, retries, retryDelay, debug, userAgent, repeats };
}
