import createClient, { type Client } from 'openapi-fetch';
import { dataOf } from '../answers.js';
import { carrying, type Connection, repeating } from '../connection.js';
import { bearing, renewing, type Token } from '../tokens.js';
import type { paths } from './schema.js';

export { dataOf, Refused } from '../answers.js';
export type { components, operations, paths } from './schema.js';

export type ClientsClient = Client<paths>;

interface Tenancy extends Connection {
  /** The domain of the tenant. */
  tenant: string;
}

export interface ClientsOptions extends Tenancy {
  apiKey: string;
  token: Token;
}

export function createClientsClient({ tenant, apiKey, token, ...connection }: ClientsOptions): ClientsClient {
  const client = createClient<paths>({ ...connection, fetch: repeating(connection) });
  client.use(carrying(async () => ({ ...(await bearing(token)), 'X-API-Key': apiKey, tenant })));
  return client;
}

/** What `createClientsClient` takes beside the API key. The token renews itself. */
export async function signIn({
  tenant,
  email,
  password,
  ...connection
}: Tenancy & { email: string; password: string }): Promise<Omit<ClientsOptions, 'apiKey'>> {
  const client = createClient<paths>(connection);
  client.use(carrying(() => ({ tenant })));
  return {
    ...connection,
    tenant,
    token: await renewing(
      async () => dataOf(await client.POST('/apidev/v1/login', { body: { email, password } })).data.authorization,
    ),
  };
}
