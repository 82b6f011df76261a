import { only, textOf, whole } from '../contracts/schema.js';
import type { Header, Reference } from './document.js';

/** Headers that many answers have. */
export const HEADERS: Record<string, Header> = {
  'Retry-After': { description: 'Seconds until trying again makes sense.', schema: whole() },
  ETag: {
    description: 'The version of the customer (RFC 9110), for `If-Match` and `If-None-Match`.',
    // Two numbers, each below 2^53, and a word: `W/"3.1.snake"`.
    schema: textOf(64),
  },
  'WWW-Authenticate': {
    description: 'The scheme that lets a caller in (RFC 9110). `error="invalid_token"` says that a token was refused.',
    schema: textOf(100),
  },
  'Accept-Encoding': {
    description: 'The accepted content codings of a body: only `identity`.',
    schema: only('identity'),
  },
  'X-RateLimit-Limit': {
    description:
      'Requests a minute that this credential has on this route. Answers to reads have it only if the server limits reads.',
    schema: whole(),
  },
  'X-RateLimit-Remaining': { description: 'How many of them are left.', schema: whole() },
  'X-RateLimit-Reset': { description: 'Seconds until there are as many again.', schema: whole() },
};

export const RATE_HEADERS = Object.keys(HEADERS).filter((name) => name.startsWith('X-RateLimit'));

export const headersOf = (...names: string[]): Record<string, Reference> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
