import type { FastifyRequest } from 'fastify';
import { CLIENTELA, SESSION_COOKIE, SESSION_MINUTES } from '../../../contracts/clientela.js';

type Place = Pick<FastifyRequest, 'baseUrl' | 'protocol'>;

/** `Set-Cookie` (RFC 6265) of a session. Scripts cannot read the cookie, and other sites cannot use it. */
export const sessionCookieOf = (token: string, place: Place) =>
  cookie({ name: SESSION_COOKIE, value: token, seconds: SESSION_MINUTES * 60, below: CLIENTELA }, place);

/** `Set-Cookie` that removes it. */
export const endedCookie = (place: Place) => cookie({ name: SESSION_COOKIE, below: CLIENTELA }, place);

/** The routes of the sign-in at an identity provider. */
export const OIDC = `${CLIENTELA}/session/oidc`;

/** What a sign-in at an identity provider remembers until the browser comes back. */
export const TRANSACTION_COOKIE = 'clientela_oidc';

/** The provider sends the browser back, from another site, so this cookie cannot be strict. */
export const transactionCookieOf = (value: string, seconds: number, place: Place) =>
  cookie({ name: TRANSACTION_COOKIE, value, seconds, below: OIDC, sameSite: 'Lax' }, place);

export const endedTransactionCookie = (place: Place) => transactionCookieOf('', 0, place);

/** What a browser that signed in at an identity provider keeps for the sign-out there. */
export const ENDING_COOKIE = 'clientela_oidc_end';

export const endingCookieOf = (value: string, place: Place) =>
  cookie({ name: ENDING_COOKIE, value, seconds: SESSION_MINUTES * 60, below: OIDC }, place);

export const endedEndingCookie = (place: Place) => cookie({ name: ENDING_COOKIE, below: OIDC }, place);

interface Cookie {
  name: string;
  value?: string;
  seconds?: number;
  below: string;
  sameSite?: 'Strict' | 'Lax';
}

function cookie({ name, value = '', seconds = 0, below, sameSite = 'Strict' }: Cookie, place: Place): string {
  const { pathname, isSecure } = addressOf(place);
  return [
    `${name}=${value}`,
    `Path=${pathname}/${below}`,
    `Max-Age=${seconds}`,
    'HttpOnly',
    `SameSite=${sameSite}`,
    ...(isSecure ? ['Secure'] : []),
  ].join('; ');
}

/** A proxy may end TLS and serve this server below a path. Without a Host header there is no base URL. */
export function addressOf({ baseUrl, protocol }: Place): { pathname: string; isSecure: boolean } {
  if (!URL.canParse(baseUrl)) return { pathname: '', isSecure: protocol === 'https' };
  const url = new URL(baseUrl);
  return { pathname: url.pathname.replace(/\/$/, ''), isSecure: url.protocol === 'https:' };
}
