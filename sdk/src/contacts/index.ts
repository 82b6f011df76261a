import { clientOf } from '../core/client.js';
import { type Connection, connectionOf } from '../core/connection.js';
import { dataOf } from '../core/answers.js';
import type { PathForm } from '../core/paths.js';
import { bearing, renewed, renewing, type Token } from '../core/tokens.js';
import { ContactsOperations, SIGN_INS, WITH_KEY } from './operations.js';
import type { components, paths } from './schema.js';

export * from '../core/index.js';
export type { components, operations, paths } from './schema.js';

/** The bodies of the contract by name: `Schemas['EmailOutput']`. */
export type Schemas = components['schemas'];

/** Methods by resource (`contacts.emails.add`), and the path form (`contacts.POST`). */
export interface ContactsClient extends ContactsOperations, PathForm<paths> {}

/** The login name and the password of a user, or a token of a sign-in. */
export type ContactsCredentials = { login: string; password: string } | { token: Token };

export type ContactsOptions = Connection & ContactsCredentials;

export function createContactsClient(options: ContactsOptions): ContactsClient {
  const connection = connectionOf(options);
  const token = 'token' in options ? options.token : renewing(() => tokenOf(connection, options));
  const { paths, transport } = clientOf<paths>(connection, {
    withKey: WITH_KEY,
    signIns: SIGN_INS,
    credentials: bearing(token),
  });
  return Object.assign(paths, new ContactsOperations(transport));
}

/** What `createContactsClient` takes, after a first sign-in. The token renews itself. */
export async function signIn(
  options: Connection & { login: string; password: string },
): Promise<Connection & { token: Token }> {
  const connection = connectionOf(options);
  return { ...connection, token: await renewed(() => tokenOf(connection, options)) };
}

async function tokenOf(connection: Connection, { login, password }: { login: string; password: string }) {
  const { paths } = clientOf<paths>(connection, { withKey: WITH_KEY, signIns: SIGN_INS });
  const body = { usuario_login: login, usuario_password: password };
  return dataOf(await paths.POST('/api/login', { body })).token;
}
