import createClient, { type Client } from 'openapi-fetch';
import { dataOf } from '../answers.js';
import { carrying, type Connection, repeating } from '../connection.js';
import { bearing, renewing, type Token } from '../tokens.js';
import type { paths } from './schema.js';

export { dataOf, Refused } from '../answers.js';
export type { components, operations, paths } from './schema.js';

export type ContactsClient = Client<paths>;

export interface ContactsOptions extends Connection {
  token: Token;
}

export function createContactsClient({ token, ...connection }: ContactsOptions): ContactsClient {
  const client = createClient<paths>({ ...connection, fetch: repeating(connection) });
  client.use(carrying(() => bearing(token)));
  return client;
}

/** What `createContactsClient` takes. The token renews itself. */
export async function signIn({
  login,
  password,
  ...connection
}: Connection & { login: string; password: string }): Promise<ContactsOptions> {
  const client = createClient<paths>(connection);
  const body = { usuario_login: login, usuario_password: password };
  return { ...connection, token: await renewing(async () => dataOf(await client.POST('/api/login', { body })).token) };
}
