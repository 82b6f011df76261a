import type { Frequencies } from './name-similarity.js';
import { type Part, shared } from './part.js';
import type { Traits } from './traits.js';

const SAME_KEY = 80;
/** Two systems may both count from 1. */
const SAME_SHORT_NUMBER = 50;
const SAME_DOCUMENT = 55;

/** External keys and documents. Different ones say nothing: each system has keys of its own. */
export function keyEvidence(one: Traits, other: Traits, frequencies: Frequencies): Part[] {
  const parts: Part[] = [];
  const [key, otherKey] = [one.externalKey, other.externalKey];
  if (key && key.block === otherKey?.block) {
    const weight = /^\d{1,5}$/.test(key.text.trim()) ? SAME_SHORT_NUMBER : SAME_KEY;
    parts.push({ reason: 'externalKey', weight, ofOne: key.text, ofOther: otherKey.text });
  }
  const [document, otherDocument] = [one.document, other.document];
  // A tax ID is often stored as the document, too. It counts once.
  const isTaxId = document && one.taxIds.some(({ national }) => document.block.endsWith(` ${national}`));
  if (document && !isTaxId && document.block === otherDocument?.block) {
    const weight = shared(SAME_DOCUMENT, document.block, frequencies);
    parts.push({ reason: 'document', weight, ofOne: document.text, ofOther: otherDocument.text });
  }
  return parts;
}
