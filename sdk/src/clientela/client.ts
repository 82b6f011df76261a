import { clientOf, type Transport } from '../core/client.js';
import { type Connection, connectionOf } from '../core/connection.js';
import type { Credentials } from '../core/engine.js';
import type { PathForm } from '../core/paths.js';
import { bearing } from '../core/tokens.js';
import { SIGN_INS, WITH_KEY } from './operations.js';
import type { paths } from './schema.js';
import { BrowserSession } from './session.js';

/**
 * An API key; or, on a page of the same origin, the session of the browser. The client learns the token against forged
 * requests from `session.signIn` and `session.get`, unless it is given (`csrfToken`).
 */
export type ClientelaCredentials = { apiKey: string } | { apiKey?: undefined; csrfToken?: string };

export type ClientelaOptions = Connection & ClientelaCredentials;

export function transportOf(options: ClientelaOptions): { paths: PathForm<paths>; transport: Transport } {
  const connection = connectionOf(options);
  const contract = { withKey: WITH_KEY, signIns: SIGN_INS };
  if (options.apiKey !== undefined) {
    const credentials: Credentials = bearing(options.apiKey);
    return clientOf<paths>(connection, { ...contract, credentials });
  }
  const session = new BrowserSession(options.csrfToken);
  return clientOf<paths>(connection, {
    ...contract,
    credentials: session,
    notice: (parcel, answer) => session.notice(parcel, answer),
  });
}
