import fc, { type Arbitrary } from 'fast-check';

/**
 * Texts as people and programs send them, and the text that the record then stores. This implements `docs/record.md`
 * independently of the server, so that tests can compare the two.
 */

/** Blanks and marks without a glyph. They are dropped at both ends of a text of one line. */
const MARKS = ['\u200b', '\u2060', '\ufeff', '\u00ad', '\u061c', '\u200e', '\u200f'];
const BLANKS = [' ', '   ', '\t', '\n', '\r\n', '\u00a0', '\u202f', '\u2003', '\u2028', '\u3000', '\u0085'];

/** Texts without a visible character. */
const NOTHING = [
  '',
  ' ',
  ' \t ',
  '\n',
  '\u200b',
  '\u202e',
  '\u2800',
  '\u00a0\u2003',
  '\u00ad\u2060',
  '\u2066\u2069',
  '\u0007',
  ' \ufeff\u200d ',
];

/** Composed and decomposed letters, and letters that look like others. */
const FORMS = [
  'e\u0301',
  '\u00e9',
  'A\u030a',
  '\u212b',
  '\u1100\u1161\u11a8',
  '\uac01',
  'ﬁ',
  'Ⅷ',
  '①',
  '㎏',
  'ﾊﾟ',
  'ς',
  'Σ',
  'ǆ',
  '½',
];

const STRANGE = [
  'ñ',
  'ß',
  'İ',
  '日本',
  '😀',
  '👩‍👩‍👧',
  '𐐷',
  'א',
  'مرحبا',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u200d',
  '\u200b',
  '\ufeff',
  '\u00a0',
  '\n',
  '\ufe0f',
  "'",
  '"',
  '\\',
  '%',
  '_',
  '<b>',
  '&',
  '{}',
  ',',
  ...FORMS,
];

const letter = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...'abcXYZ019 .-') },
  { weight: 2, arbitrary: fc.constantFrom(...STRANGE) },
  // Every character of Unicode except NUL, which PostgreSQL cannot store.
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((one) => one !== '\0') },
);

/** The length of the longest texts: the limit, but a few thousand at most, because each is read and sent many times. */
export const LONG = 4_000;

/** At most so many characters, as JSON schema counts them, also when they are composed. */
export function cut(text: string, max: number): string {
  const characters = [...text].slice(0, max);
  while ([...characters.join('').normalize('NFC')].length > max) characters.pop();
  return characters.join('');
}

const around = fc
  .array(fc.constantFrom(...BLANKS, ...MARKS), { minLength: 1, maxLength: 3 })
  .map((marks) => marks.join(''));
const some = (maxLength: number) => fc.array(letter, { minLength: 1, maxLength }).map((letters) => letters.join(''));

const raw = (max: number): Arbitrary<string> =>
  fc
    .oneof(
      { weight: 10, arbitrary: some(12) },
      { weight: 4, arbitrary: fc.tuple(around, some(6), around).map(([before, text, after]) => before + text + after) },
      { weight: 1, arbitrary: fc.constantFrom('x', 'ñ', '😀').map((one) => one.repeat(Math.min(max, LONG))) },
    )
    .map((text) => cut(text, max));

/** A text of several lines, with any character. */
export const lines = raw;

/** A text of one line. It has no control characters but line breaks, which become blanks, and blanks at its ends. */
export const line = (max: number): Arbitrary<string> => raw(max).map(acceptable);

/** Removes the control characters that a field of one line refuses. */
export const acceptable = (text: string): string =>
  hasControls(text) ? text.replace(/(?![\n\r\u0085])\p{Cc}/gu, '') : text;

const hasControls = (text: string) => /\p{Cc}/u.test(oneLine(text) ?? '');

/** Values that clear an optional text. For a required text they are refused. */
export const nothing = fc.constantFrom(...NOTHING);

/** A text of one line with a visible character. */
export const filled = (max: number): Arbitrary<string> => line(max).filter(isSeen);

/** Has the text a visible character? */
export const isSeen = (text: string): boolean =>
  [...text].some((one) => !/[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(one));

/** A text with a prefix before its first visible character, after the blanks at its beginning. */
export function beginning(text: string, marker: string, max: number): string {
  const [, blanks = '', rest = ''] = new RegExp(`^([\\p{White_Space}${MARKS.join('')}]*)(.*)$`, 'su').exec(text)!;
  return blanks + cut(marker + rest, Math.max(0, max - [...blanks].length));
}

/** The stored form of a text of one line; null if it has no visible character. */
export function oneLine(text: string): string | null {
  if (!isSeen(text)) return null;
  const isAround = (one: string) => /\p{White_Space}/u.test(one) || MARKS.includes(one);
  const characters = [...text];
  while (isAround(characters[0]!)) characters.shift();
  while (isAround(characters.at(-1)!)) characters.pop();
  return characters
    .join('')
    .replaceAll('\r\n', ' ')
    .replace(/[\n\v\f\r\u0085\u2028\u2029]/g, ' ')
    .normalize('NFC');
}

/** The stored form of a text of several lines. */
export const manyLines = (text: string): string | null => (isSeen(text) ? text.normalize('NFC') : null);

/** The fields of several lines, by their names in all contracts. */
export const isMultiline = (name: string) => /^(notes?|comments|custom_?\d+|address|billing_address)$/.test(name);
