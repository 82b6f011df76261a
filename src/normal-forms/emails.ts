import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';
import type { Normal } from './normal.js';
import { isEmptyText, withoutEnds } from './texts.js';

/** What an address must not have: it cannot be seen, and it makes a second address of the one that is seen. A plain blank may stand in quotes. */
const UNSEEN = /(?! )[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EDGE = /[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** An address without the blanks, direction marks and invisible characters around it; `''` when nothing of it can be seen. */
export const trimmedEmail = (input: string): string =>
  isEmptyText(input) ? '' : withoutEnds(input, EDGE).normalize('NFC');

/** Is this an address (RFC 5321, with international domains and local parts), and all of it visible? */
export const isEmailAddress = (text: string): boolean =>
  !UNSEEN.test(text) && isEmail(text, { allow_utf8_local_part: true });

/** An address and its normal form, or nothing where the text is none. */
export function readEmail(input: string): Normal | undefined {
  const text = trimmedEmail(input);
  return isEmailAddress(text) ? { text, normal: normalEmail(text) } : undefined;
}

/**
 * What addresses are compared by: the domain in lower-case IDNA, the local part in NFC and case-folded.
 * It takes any text, so that look-ups for what is no address find nothing instead of failing.
 */
export function normalEmail(input: string): string {
  const text = trimmedEmail(input);
  const at = text.lastIndexOf('@');
  if (at < 0) return folded(text);
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  // A domain that is no IDNA compares as it is written.
  return `${folded(local)}@${domainToASCII(domain) || domain.toLowerCase()}`;
}

// Upper case first folds what lower case alone does not: ß and SS, final sigma.
const folded = (text: string) =>
  text.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
