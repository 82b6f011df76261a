import createClient, { type Client } from 'openapi-fetch';
import { carrying, type Connection } from '../connection.js';
import { bearing } from '../tokens.js';
import type { paths } from './schema.js';

export { dataOf, Refused } from '../answers.js';
export type { components, operations, paths } from './schema.js';

export type ClientelaClient = Client<paths>;

/** An API key; or, for a page whose browser has the cookie of a session, the `csrfToken` of that session. */
export type ClientelaOptions = Connection & ({ apiKey: string } | { csrfToken: string });

export function createClientelaClient({ baseUrl, fetch, ...credentials }: ClientelaOptions): ClientelaClient {
  const client = createClient<paths>({ baseUrl, fetch });
  client.use(
    carrying(() => ('apiKey' in credentials ? bearing(credentials.apiKey) : { 'X-CSRF-Token': credentials.csrfToken })),
  );
  return client;
}
