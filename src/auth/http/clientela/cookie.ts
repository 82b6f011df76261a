import type { FastifyRequest } from 'fastify';
import { CLIENTELA, SESSION_COOKIE, SESSION_MINUTES } from '../../../contracts/clientela.js';

type Place = Pick<FastifyRequest, 'baseUrl' | 'protocol'>;

/** `Set-Cookie` (RFC 6265) of a session. Scripts cannot read the cookie, and other sites cannot use it. */
export const sessionCookieOf = (token: string, place: Place) => cookie(token, SESSION_MINUTES * 60, place);

/** `Set-Cookie` that removes it. */
export const endedCookie = (place: Place) => cookie('', 0, place);

function cookie(value: string, maxAge: number, { baseUrl, protocol }: Place): string {
  const { pathname, isSecure } = addressOf(baseUrl, protocol);
  return [
    `${SESSION_COOKIE}=${value}`,
    `Path=${pathname}/${CLIENTELA}`,
    `Max-Age=${maxAge}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(isSecure ? ['Secure'] : []),
  ].join('; ');
}

// A proxy may end TLS and serve this server below a path. Without a Host header there is no base URL.
function addressOf(baseUrl: string, protocol: string): { pathname: string; isSecure: boolean } {
  if (!URL.canParse(baseUrl)) return { pathname: '', isSecure: protocol === 'https' };
  const url = new URL(baseUrl);
  return { pathname: url.pathname.replace(/\/$/, ''), isSecure: url.protocol === 'https:' };
}
