import { asciiDigits, oneLine } from '../normal-forms/texts.js';

/** IDs from `low` to `high`, both included. They are decimal, because `high` may be above 2^53. */
export interface IdRange {
  low: string;
  high: string;
}

/** IDs have at most 16 digits. */
const DIGITS = 16;

/** Codes have at least this many digits: `C0042`. */
const DIGITS_OF_CODE = 4;

/**
 * The IDs whose digits, or whose code, begin with a text, as ascending ranges. None if no ID or code begins with it.
 * Case and blanks around the text do not matter.
 */
export function idsBeginningWith(text: string): IdRange[] {
  const [, letter, digits] = /^(C?)(\d*)$/.exec(asciiDigits(oneLine(text)).toUpperCase()) ?? [];
  if (letter === undefined || digits === undefined || digits.length > DIGITS) return [];
  const isCode = letter !== '';
  if (digits === '') return [{ low: '1', high: '9'.repeat(DIGITS) }];
  // Only a code that is filled up to its least length begins with a zero.
  if (digits.startsWith('0')) return isCode && digits.length <= DIGITS_OF_CODE ? [rangeOf(digits, DIGITS_OF_CODE)] : [];
  const least = isCode ? Math.max(digits.length, DIGITS_OF_CODE) : digits.length;
  return Array.from({ length: DIGITS - least + 1 }, (_, more) => rangeOf(digits, least + more));
}

const rangeOf = (digits: string, length: number): IdRange => ({
  low: digits.padEnd(length, '0').replace(/^0+(?=\d)/, ''),
  high: digits.padEnd(length, '9').replace(/^0+(?=\d)/, ''),
});
