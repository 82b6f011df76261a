import { createHash, createHmac } from 'node:crypto';
import { sameText } from '../engine/kit/same-text.js';
import { Refused } from './refusals.js';

/** What a plan is about, as JSON. Its keys always come in the same order. */
type Subject = Readonly<Record<string, unknown>>;

/**
 * Digests of plans. A digest has a stamp (the version that was read, or the digest of a dry run) and a code over the
 * stamp and the subject. The code needs the API key, so only a plan can give it: an agent cannot make one up. No digest
 * is kept, so it holds in another process too, for as long as the key is the same.
 */
export class Digests {
  readonly #secret: Buffer;

  constructor(apiKey: string) {
    this.#secret = createHmac('sha256', apiKey).update('digests of plans').digest();
  }

  of(subject: Subject, stamp: string): string {
    return `${stamp}.${this.#code(subject, stamp)}`;
  }

  /** The stamp of a digest, if the digest is that of a plan of this subject. */
  stampOf(subject: Subject, digest: string): string {
    const at = digest.lastIndexOf('.');
    const stamp = digest.slice(0, Math.max(0, at));
    if (sameText(digest.slice(at + 1), this.#code(subject, stamp))) return stamp;
    throw new Refused(
      'This digest is not that of a plan with these arguments, so nothing was written. ' +
        'Call the plan tool again, and send its digest with exactly the same arguments.',
    );
  }

  #code(subject: Subject, stamp: string): string {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([stamp, sorted(subject)]))
      .digest('base64url');
  }
}

/** One plan is applied once, however often it is sent. */
export const idempotencyKeyOf = (digest: string): string =>
  `plan-${createHash('sha256').update(digest).digest('base64url')}`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, part]) => [name, sorted(part)]);
}
