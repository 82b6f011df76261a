import { contactEvidence, isOwn } from './contact-evidence.js';
import { nameEvidence, personEvidence } from './name-evidence.js';
import { type Frequencies } from './name-similarity.js';
import { type Part } from './part.js';
import { placeEvidence } from './place-evidence.js';
import { taxEvidence } from './tax-evidence.js';
import type { Traits } from './traits.js';
import { keyEvidence } from './key-evidence.js';

export interface Evidence {
  /** Most telling first. */
  parts: Part[];
  /** The sum of the weights, and nothing else. */
  score: number;
}

/** Why two descriptions may be, or may not be, those of one customer. */
export function evidenceOf(one: Traits, other: Traits, frequencies: Frequencies): Evidence {
  const identifying = [...keyEvidence(one, other, frequencies), ...taxEvidence(one, other, frequencies)];
  const contacts = contactEvidence(one, other, frequencies);
  return evidenceFrom([
    ...identifying,
    ...contacts,
    ...nameEvidence(one, other, frequencies, {
      isIdentified: identifying.some(({ weight }) => weight > 0),
      isReached: contacts.some(isOwn),
    }),
    ...personEvidence(one, other, frequencies),
    ...placeEvidence(one, other, frequencies),
  ]);
}

export function evidenceFrom(parts: readonly Part[]): Evidence {
  const telling = parts.filter(({ weight }) => weight !== 0);
  return {
    parts: telling.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
    score: telling.reduce((total, { weight }) => total + weight, 0),
  };
}
