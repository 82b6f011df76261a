import type { Middleware } from 'openapi-fetch';

/** The address of the server, and how to reach it. */
export interface Connection {
  /** `https://clientela.example`, without the paths of a contract. */
  baseUrl: string;
  /** Sends the requests. Default: `globalThis.fetch`. */
  fetch?: (request: Request) => Promise<Response>;
}

/** Adds headers to every request. The function is called each time, because tokens expire. */
export const carrying = (headers: () => Record<string, string> | Promise<Record<string, string>>): Middleware => ({
  async onRequest({ request }) {
    for (const [name, value] of Object.entries(await headers())) request.headers.set(name, value);
  },
});
