import { randomBytes } from 'node:crypto';

/** A text that no other case and no other run sends. */
export const unique = (prefix = 'fidelity') => `${prefix}-${randomBytes(6).toString('hex')}`;

/** A word of letters alone that no other case and no other run sends. */
export const uniqueWord = () =>
  `q${[...randomBytes(10)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('')}`;

export const uniqueEmail = () => `${unique()}@example.com`;

/** A number that is valid in the United States, of the range for examples. */
export const US_PHONE = '+12125550100';

/** An ID that no record has. */
export const NO_ID = 999_999_999_999;

/** Bodies that are no JSON object. */
export const BROKEN_BODIES = [
  ['a body of broken JSON is refused', '{"name":'],
  ['a list for a body is refused', '[]'],
  ['a text for a body is refused', '"Ada"'],
  ['null for a body is refused', 'null'],
  ['an empty body is refused', ''],
  ['a body that is not UTF-8 is refused', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])],
  ['a body that is nested too deep is refused', `{"a":${'['.repeat(50)}${']'.repeat(50)}}`],
] as const;

/** Texts in the place of an ID that are the ID of no record. */
export const NO_IDS = ['0', '-1', '1.5', 'abc', '99999999999999999999', '1%20'] as const;

/** Keys of a credentials file as texts. */
export function textsOf<Key extends string>(credentials: Record<string, unknown>, ...keys: Key[]): Record<Key, string> {
  const missing = keys.filter((key) => credentials[key] === undefined || credentials[key] === '');
  if (missing.length > 0) throw new Error(`The credentials lack ${missing.join(', ')}.`);
  return Object.fromEntries(keys.map((key) => [key, String(credentials[key])])) as Record<Key, string>;
}

/** What becomes of a text of one line: the title of the case, what is given, and what is kept. */
export const LINES = [
  ['blanks around a line are dropped', ' \u2003A line\t ', 'A line'],
  ['a line break in a line becomes a blank', 'A\nline', 'A line'],
  ['a line is kept in its composed form', 'Cafe\u0301', 'Caf\u00e9'],
  ['a line with nothing to see is empty', '\u200b', null],
] as const;

/** Neither NUL nor a line break. */
export const BELL = 'a\u0007b';
