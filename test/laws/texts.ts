import fc, { type Arbitrary } from 'fast-check';

/**
 * Texts as people and programs send them, and what the record then keeps of them: `docs/record.md` in other words than
 * those of the server, so that the two can be held against each other.
 */

/** Blanks and marks without a glyph, which are dropped where they stand around a text of one line. */
const MARKS = ['\u200b', '\u2060', '\ufeff', '\u00ad', '\u061c', '\u200e', '\u200f'];
const BLANKS = [' ', '   ', '\t', '\n', '\r\n', '\u00a0', '\u202f', '\u2003', '\u2028', '\u3000', '\u0085'];

/** Texts of which nothing can be seen. */
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

/** Composed and decomposed letters, and those that look like others. */
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
  // Everything that Unicode has but what PostgreSQL does not store.
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((one) => one !== '\0') },
);

/** Longest texts are as long as their limit, but not many pages: each of them is read and sent many times. */
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

/** Of several lines, with any character. */
export const lines = raw;

/** Of one line: without control characters, which are refused there, but for the breaks that become blanks and the blanks around. */
export const line = (max: number): Arbitrary<string> => raw(max).map(acceptable);

/** Without the control characters that a field of one line refuses. */
export const acceptable = (text: string): string =>
  hasControls(text) ? text.replace(/(?![\n\r\u0085])\p{Cc}/gu, '') : text;

const hasControls = (text: string) => /\p{Cc}/u.test(oneLine(text) ?? '');

/** What clears, where a text may be cleared, and is refused where there has to be one. */
export const nothing = fc.constantFrom(...NOTHING);

/** A text of one line that shows something. */
export const filled = (max: number): Arbitrary<string> => line(max).filter(isSeen);

/** Is there anything to see? */
export const isSeen = (text: string): boolean =>
  [...text].some((one) => !/[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(one));

/** A text with something before what can be seen of it, behind the blanks around it. */
export function beginning(text: string, marker: string, max: number): string {
  const [, blanks = '', rest = ''] = new RegExp(`^([\\p{White_Space}${MARKS.join('')}]*)(.*)$`, 'su').exec(text)!;
  return blanks + cut(marker + rest, Math.max(0, max - [...blanks].length));
}

/** What a field of one line keeps; null of a text that shows nothing. */
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

/** What a field of several lines keeps. */
export const manyLines = (text: string): string | null => (isSeen(text) ? text.normalize('NFC') : null);

/** Fields of several lines, by the name that every contract has for them. */
export const isMultiline = (name: string) => /^(notes?|comments|custom_\d+|address|billing_address)$/.test(name);
