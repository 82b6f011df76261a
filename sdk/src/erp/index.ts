import createClient, { type Client } from 'openapi-fetch';
import { dataOf } from '../answers.js';
import { carrying, type Connection, repeating } from '../connection.js';
import { bearing, renewing, type Token } from '../tokens.js';
import type { LocalPaths } from './local-paths.js';
import { inTurn } from './nonces.js';

export { dataOf, Refused } from '../answers.js';
export type { components, operations } from './schema.js';
export type { LocalPaths as paths } from './local-paths.js';

export type ErpClient = Client<LocalPaths>;

interface Account extends Connection {
  /** The name of the account. It and the version are before every path, so paths begin behind them: `/customers`. */
  account: string;
}

export interface ErpOptions extends Account {
  token: Token;
}

/** Its writes go out one after another, each with a nonce that is greater than all before. */
export function createErpClient({ token, ...account }: ErpOptions): ErpClient {
  const client = clientOf(account);
  client.use(carrying(() => bearing(token)));
  return client;
}

/** Of an API token, or of a user. */
export type ErpCredentials = { apiToken: string } | { username: string; password: string };

/** What `createErpClient` takes. The session renews itself. */
export async function signIn({
  baseUrl,
  fetch,
  repeats,
  account,
  ...credentials
}: Account & ErpCredentials): Promise<ErpOptions> {
  const client = clientOf({ baseUrl, fetch, account });
  const open = () =>
    'apiToken' in credentials
      ? client.GET('/helo', { headers: { Authorization: `Bearer ${credentials.apiToken}` } })
      : client.POST('/auth', { params: { query: { username: credentials.username, password: credentials.password } } });
  return { baseUrl, fetch, repeats, account, token: await renewing(async () => dataOf(await open())['xa-token']) };
}

// Each try has a nonce of its own: the one of a try whose answer was lost may be used.
const clientOf = ({ baseUrl, account, fetch = (request) => globalThis.fetch(request), repeats }: Account): ErpClient =>
  createClient<LocalPaths>({
    baseUrl: `${baseUrl.replace(/\/$/, '')}/api/${encodeURIComponent(account)}/v4.0.0`,
    fetch: repeating({ fetch: inTurn(fetch), repeats }),
  });
