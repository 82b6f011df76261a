import createClient, { type Client } from 'openapi-fetch';
import { dataOf } from '../answers.js';
import { carrying, type Connection, repeating } from '../connection.js';
import { bearing, renewing, type Token } from '../tokens.js';
import type { paths } from './schema.js';

export { dataOf, Refused } from '../answers.js';
export type { components, operations, paths } from './schema.js';

export type AccountingClient = Client<paths>;

interface Signed {
  token: Token;
  /** The ID of the organization. */
  organization: string;
}

/** An API key, which has an organization, or a token, which opens all those of its user. */
export type AccountingOptions = Connection & ({ apiKey: string } | Signed);

export function createAccountingClient({
  baseUrl,
  fetch,
  repeats,
  ...credentials
}: AccountingOptions): AccountingClient {
  const client = createClient<paths>({ baseUrl, fetch: repeating({ fetch, repeats }) });
  client.use(
    carrying(async () =>
      'apiKey' in credentials
        ? bearing(credentials.apiKey)
        : { ...(await bearing(credentials.token)), 'organization-id': credentials.organization },
    ),
  );
  return client;
}

/** What `createAccountingClient` takes, with the organization that the user joined first. The token renews itself. */
export async function signIn({
  email,
  password,
  ...connection
}: Connection & { email: string; password: string }): Promise<Connection & Signed> {
  const client = createClient<paths>(connection);
  let organization = '';
  const token = await renewing(async () => {
    const { access_token, organization_id } = dataOf(
      await client.POST('/api/auth/signin', { body: { email, password } }),
    );
    organization = organization_id;
    return access_token;
  });
  return { ...connection, token, organization };
}
