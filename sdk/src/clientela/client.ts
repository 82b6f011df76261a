import { clientOf, type Transport } from '../core/client.js';
import { type Connection, connectionOf } from '../core/connection.js';
import type { PathForm } from '../core/paths.js';
import { bearing } from '../core/tokens.js';
import { SIGN_INS, WITH_KEY } from './operations.js';
import type { paths } from './schema.js';
import { BrowserSession, type ClientelaSignIn, UserSession } from './session.js';

/**
 * An API key; or a user; or, on a page of the same origin, nothing: the browser has the session. The client then learns
 * the token against forged requests from `session.signIn` and `session.get`, unless it is given (`csrfToken`).
 */
export type ClientelaCredentials = { apiKey: string } | ClientelaSignIn | { apiKey?: undefined; csrfToken?: string };

export type ClientelaOptions = Connection & ClientelaCredentials;

export function transportOf(options: ClientelaOptions): { paths: PathForm<paths>; transport: Transport } {
  const connection = connectionOf(options);
  const contract = { withKey: WITH_KEY, signIns: SIGN_INS };
  if ('email' in options) {
    const session = new UserSession(clientOf<paths>(connection, contract).paths, options);
    return clientOf<paths>(connection, { ...contract, credentials: session });
  }
  if (options.apiKey !== undefined)
    return clientOf<paths>(connection, { ...contract, credentials: bearing(options.apiKey) });
  const session = new BrowserSession(options.csrfToken);
  return clientOf<paths>(connection, {
    ...contract,
    credentials: session,
    notice: (parcel, answer) => session.notice(parcel, answer),
  });
}
