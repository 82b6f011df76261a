import type { Middleware } from 'openapi-fetch';

/** Where the server is, and how to get there. */
export interface Connection {
  /** `https://clientela.example`, without the paths of a contract. */
  baseUrl: string;
  /** Sends the requests; `globalThis.fetch` unless said otherwise. */
  fetch?: (request: Request) => Promise<Response>;
}

/** Puts headers on every request. They are asked for each time, because tokens end. */
export const carrying = (headers: () => Record<string, string> | Promise<Record<string, string>>): Middleware => ({
  async onRequest({ request }) {
    for (const [name, value] of Object.entries(await headers())) request.headers.set(name, value);
  },
});
