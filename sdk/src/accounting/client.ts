import { dataOf } from '../core/answers.js';
import { clientOf, type Transport } from '../core/client.js';
import { type Connection, connectionOf } from '../core/connection.js';
import type { PathForm } from '../core/paths.js';
import { bearing, renewed, renewing, type Token } from '../core/tokens.js';
import { SIGN_INS, WITH_KEY } from './operations.js';
import type { paths } from './schema.js';

interface SignIn {
  email: string;
  password: string;
  /** The ID of an organization of the user. Default: the one that the user joined first. */
  organization?: string;
}

interface Signed {
  token: Token;
  /** The ID of the organization. */
  organization: string;
}

/** An API key, which has an organization; or a user, or a token, which open all organizations of the user. */
export type AccountingCredentials = { apiKey: string } | SignIn | Signed;

export type AccountingOptions = Connection & AccountingCredentials;

/** Camel case and snake case have the same paths. Only fields and parameters have other names. */
export function accountingOf<Paths extends object>(
  options: AccountingOptions,
): { paths: PathForm<Paths>; transport: Transport } {
  const connection = connectionOf(options);
  return clientOf<Paths>(connection, {
    withKey: WITH_KEY,
    signIns: SIGN_INS,
    credentials: credentialsOf(connection, options),
  });
}

function credentialsOf(connection: Connection, credentials: AccountingCredentials) {
  if ('apiKey' in credentials) return bearing(credentials.apiKey);
  const signed = 'token' in credentials ? credentials : signedIn(connection, credentials, renewing);
  return bearing(signed.token, () => ({ 'organization-id': signed.organization }));
}

/** What `createAccountingClient` takes, after a first sign-in. The token renews itself. */
export async function signIn(options: Connection & SignIn): Promise<Connection & Signed> {
  const connection = connectionOf(options);
  const signed = signedIn(connection, options, renewed);
  return { ...connection, token: await signed.token, organization: signed.organization };
}

/** The organization is known once the token is. */
function signedIn<Kept>(
  connection: Connection,
  { email, password, organization }: SignIn,
  keep: (signIn: () => Promise<string>) => Kept,
) {
  const { paths } = clientOf<paths>(connection, { withKey: WITH_KEY, signIns: SIGN_INS });
  const signed = {
    organization: organization ?? '',
    token: keep(async () => {
      const answer = dataOf(await paths.POST('/api/auth/signin', { body: { email, password } }));
      signed.organization = organization ?? answer.organization_id;
      return answer.access_token;
    }),
  };
  return signed;
}
