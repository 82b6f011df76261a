import { text, whole } from '../contracts/schema.js';
import type { Header, Reference } from './document.js';

/** Headers that many answers have. */
export const HEADERS: Record<string, Header> = {
  'Retry-After': { description: 'Seconds until trying again makes sense.', schema: whole },
  ETag: {
    description: 'The version of the customer (RFC 9110), for `If-Match` and `If-None-Match`.',
    schema: text,
  },
  'WWW-Authenticate': {
    description: 'The scheme that lets a caller in (RFC 9110). `error="invalid_token"` says that a token was refused.',
    schema: text,
  },
  'Accept-Encoding': { description: 'The accepted content codings of a body: only `identity`.', schema: text },
  'X-RateLimit-Limit': { description: 'Requests a minute that this credential has on this route.', schema: whole },
  'X-RateLimit-Remaining': { description: 'How many of them are left.', schema: whole },
  'X-RateLimit-Reset': { description: 'Seconds until there are as many again.', schema: whole },
};

export const RATE_HEADERS = Object.keys(HEADERS).filter((name) => name.startsWith('X-RateLimit'));

export const headersOf = (...names: string[]): Record<string, Reference> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
