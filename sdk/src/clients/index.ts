import { clientOf } from '../core/client.js';
import { type Connection, connectionOf } from '../core/connection.js';
import { dataOf } from '../core/answers.js';
import type { PathForm } from '../core/paths.js';
import { bearing, renewed, renewing, type Token } from '../core/tokens.js';
import { ClientsOperations, SIGN_INS, WITH_KEY } from './operations.js';
import type { components, paths } from './schema.js';

export * from '../core/index.js';
export type { components, operations, paths } from './schema.js';

/** The bodies of the contract by name: `Schemas['CreateClientInput']`. */
export type Schemas = components['schemas'];

/** Methods by resource (`clients.clients.create`), and the path form (`clients.POST`). */
export interface ClientsClient extends ClientsOperations, PathForm<paths> {}

/** The domain of the tenant, and the email and the password of a user. */
interface SignIn {
  tenant: string;
  email: string;
  password: string;
}

/** Each request needs a tenant, an API key and a user. */
export type ClientsCredentials = { tenant: string; apiKey: string } & (
  { email: string; password: string } | { token: Token }
);

export type ClientsOptions = Connection & ClientsCredentials;

export function createClientsClient(options: ClientsOptions): ClientsClient {
  const connection = connectionOf(options);
  const { tenant, apiKey } = options;
  const token = 'token' in options ? options.token : renewing(() => tokenOf(connection, options));
  const { paths, transport } = clientOf<paths>(connection, {
    ...signingInTo(tenant),
    credentials: bearing(token, () => ({ 'X-API-Key': apiKey, tenant })),
  });
  return Object.assign(paths, new ClientsOperations(transport));
}

/** What `createClientsClient` takes beside the API key, after a first sign-in. The token renews itself. */
export async function signIn(options: Connection & SignIn): Promise<Connection & { tenant: string; token: Token }> {
  const connection = connectionOf(options);
  return { ...connection, tenant: options.tenant, token: await renewed(() => tokenOf(connection, options)) };
}

async function tokenOf(connection: Connection, { tenant, email, password }: SignIn) {
  const { paths } = clientOf<paths>(connection, signingInTo(tenant));
  return dataOf(await paths.POST('/apidev/v1/login', { body: { email, password } })).data.authorization;
}

const signingInTo = (tenant: string) => ({
  withKey: WITH_KEY,
  signIns: SIGN_INS,
  signingIn: (headers: Headers) => headers.set('tenant', tenant),
});
