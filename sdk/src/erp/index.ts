import { dataOf } from '../core/answers.js';
import { clientOf } from '../core/client.js';
import { type Connection, connectionOf } from '../core/connection.js';
import { isSignedOutOfErp } from '../core/errors.js';
import type { PathForm } from '../core/paths.js';
import { bearing, renewed, renewing, type Token } from '../core/tokens.js';
import type { LocalPaths } from './local-paths.js';
import { cameTooLate, inTurn } from './nonces.js';
import { ErpOperations, SIGN_INS, WITH_KEY } from './operations.js';
import type { components } from './schema.js';

export * from '../core/index.js';
export type { components, operations } from './schema.js';
export type { LocalPaths as paths } from './local-paths.js';

/** The bodies of the contract by name: `Schemas['CreateThirdPartyInput']`. */
export type Schemas = components['schemas'];

/** Methods by resource (`erp.customers.create`), and the path form (`erp.POST`). */
export interface ErpClient extends ErpOperations, PathForm<LocalPaths> {}

/** Of an API token, or of a user. */
export type ErpSignIn = { apiToken: string } | { username: string; password: string };

interface Account {
  /** The name of the account. It and the version are before every path, so paths begin behind them: `/customers`. */
  account: string;
}

/** An account, with an API token, a user, or the token of a session. */
export type ErpCredentials = Account & (ErpSignIn | { token: Token });

export type ErpOptions = Connection & ErpCredentials;

/** Its writes get nonces, each greater than the one before of the same caller in this process. */
export function createErpClient(options: ErpOptions): ErpClient {
  const connection = connectionOf(options);
  const { account } = options;
  const token = 'token' in options ? options.token : renewing(() => tokenOf(connection, account, options));
  const { paths, transport } = clientOf<LocalPaths>(connection, {
    ...signingInTo(account, options),
    credentials: bearing(token),
    isSignedOut: ({ response }) => isSignedOutOfErp(response),
    inTurn,
    cameTooLate,
  });
  return Object.assign(paths, new ErpOperations(transport));
}

/** What `createErpClient` takes, after a first sign-in. The session renews itself. */
export async function signIn(
  options: Connection & Account & ErpSignIn,
): Promise<Connection & Account & { token: Token }> {
  const connection = connectionOf(options);
  const { account } = options;
  return { ...connection, account, token: await renewed(() => tokenOf(connection, account, options)) };
}

async function tokenOf(connection: Connection, account: string, credentials: ErpSignIn): Promise<string> {
  const { paths } = clientOf<LocalPaths>(connection, signingInTo(account, credentials));
  const opened =
    'apiToken' in credentials
      ? await paths.GET('/helo')
      : await paths.POST('/auth', {
          params: { query: { username: credentials.username, password: credentials.password } },
        });
  return dataOf(opened)['xa-token'];
}

const signingInTo = (account: string, credentials: object) => ({
  prefix: `/api/${encodeURIComponent(account)}/v4.0.0`,
  withKey: WITH_KEY,
  signIns: SIGN_INS,
  signingIn: (headers: Headers) => {
    const { apiToken } = credentials as { apiToken?: string };
    if (apiToken && !headers.has('Authorization')) headers.set('Authorization', `Bearer ${apiToken}`);
  },
});
