import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { invalid } from '../../problem.js';

const KEY_HEADER = 'Idempotency-Key';
const MAX_KEY = 255;

/** Its schema. */
export const idempotencyKey = { type: 'string', minLength: 1, maxLength: MAX_KEY } as const;

/** A string of RFC 8941, as the draft of the IETF has the key. Many clients send it without the quotes. */
const QUOTED = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const BARE = /^[\x21\x23-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** The key in a header: printable ASCII, in quotes or without. Both forms are one key. */
export function idempotencyKeyFrom(header: string): string {
  const quoted = QUOTED.exec(header)?.[1]?.replace(/\\(.)/g, '$1');
  const key = quoted ?? (BARE.test(header) ? header : '');
  if (key.length === 0 || key.length > MAX_KEY) throw malformedKey();
  return key;
}

export function malformedKey() {
  const message = `${KEY_HEADER} must have 1 to ${MAX_KEY} printable ASCII characters`;
  return invalid(message, { field: KEY_HEADER, rule: 'idempotencyKey', message });
}

/** The answer would be stored, and it has a secret. */
export function keyNotPossible() {
  const message = `${KEY_HEADER} is not possible here, because the answer has a secret`;
  return invalid(message, { field: KEY_HEADER, rule: 'secret', message });
}

/** Tells whether two requests are the same: method, path, query and the bytes of the body. */
export function hashOf({ method, url, body, routeOptions }: FastifyRequest): Buffer {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const anew = routeOptions.config.anewInEachTry ?? [];
  const compared = query.split('&').filter((part) => !anew.includes(part.replace(/=.*$/s, '')));
  return createHash('sha256')
    .update(JSON.stringify([method, path, compared]))
    .update((body as { bytes: Buffer } | undefined)?.bytes ?? '')
    .digest();
}
