import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';
import type { Normal } from './normal.js';
import { isEmptyText, withoutEnds } from './texts.js';

/** Invisible characters, which would make two addresses look equal. A plain space is allowed in quotes. */
const UNSEEN = /(?! )[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EDGE = /[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Removes spaces, direction marks and invisible characters around an address. `''` if nothing visible is left. */
export const trimmedEmail = (input: string): string =>
  isEmptyText(input) ? '' : withoutEnds(input, EDGE).normalize('NFC');

/** Whether this is an address (RFC 5321, with international domains and local parts) without invisible characters. */
export const isEmailAddress = (text: string): boolean =>
  !UNSEEN.test(text) && isEmail(text, { allow_utf8_local_part: true });

/** An address and its normal form, or nothing if the text is not an address. */
export function readEmail(input: string): Normal | undefined {
  const text = trimmedEmail(input);
  return isEmailAddress(text) ? { text, normal: normalEmail(text) } : undefined;
}

/**
 * The normal form, by which addresses are compared: the domain in lower-case IDNA, the local part in NFC and
 * case-folded. It accepts any text, so that a look-up for something else finds nothing instead of failing.
 */
export function normalEmail(input: string): string {
  const text = trimmedEmail(input);
  const at = text.lastIndexOf('@');
  if (at < 0) return folded(text);
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  // An invalid IDNA domain is compared as written.
  return `${folded(local)}@${domainToASCII(domain) || domain.toLowerCase()}`;
}

// Upper case before lower case also folds ß and SS, and the final sigma.
const folded = (text: string) =>
  text.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
