/**
 * Cleans every text that enters: from a body, a query, a path, the command line or an import. All texts are stored in
 * Unicode form NFC. The contract decides which fields have several lines.
 */

/** White space, and invisible marks that texts begin or end with by accident. */
const BLANK = /[\p{White_Space}\u200B\u2060\uFEFF\u00AD\u061C\u200E\u200F]/u;

/** Visible characters: not white space, control, format or other default-ignorable characters, nor blank braille. */
const SEEN = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

const LINE_BREAKS = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;

/** PostgreSQL stores neither NUL nor an unpaired surrogate. */
export const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();

/** Returns '' for a text without a visible character. */
export const isEmptyText = (text: string): boolean => !SEEN.test(text);

/**
 * Removes the characters at both ends that `edge` matches, in linear time. A pattern like `x+$` takes quadratic time
 * for a long run of spaces inside the text.
 */
export function withoutEnds(text: string, edge: RegExp): string {
  let [start, end] = [0, text.length];
  for (let size; start < end && isEdge(text, start, (size = sizeAt(text, start)), edge);) start += size;
  for (let size; end > start && isEdge(text, end - (size = sizeBefore(text, end)), size, edge);) end -= size;
  return text.slice(start, end);
}

// Most edges are plain spaces, which both patterns match.
const isEdge = (text: string, at: number, size: number, edge: RegExp) =>
  text.charCodeAt(at) === 0x20 || edge.test(text.slice(at, at + size));

/** The number of UTF-16 code units of a character. */
const sizeAt = (text: string, at: number) => (text.codePointAt(at)! > 0xffff ? 2 : 1);

const sizeBefore = (text: string, end: number) => (end > 1 && text.codePointAt(end - 2)! > 0xffff ? 2 : 1);

/** Removes spaces around a text. */
export const bare = (text: string): string => withoutEnds(text, BLANK);

/**
 * Makes a text of one line: line breaks become spaces, and spaces around it are removed. `''` if nothing is visible.
 */
export function oneLine(text: string): string {
  const line = bare(text).replace(LINE_BREAKS, ' ');
  return isEmptyText(line) ? '' : line.normalize('NFC');
}

/** Keeps the spaces and line breaks of a text of several lines. `''` if nothing is visible. */
export const manyLines = (text: string): string => (isEmptyText(text) ? '' : text.normalize('NFC'));

/** Whether a text has more characters than this. A character is a code point, as in JSON Schema. */
export function isLongerThan(most: number, text: string): boolean {
  if (text.length <= most) return false;
  const halves = text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0;
  return text.length - halves > most;
}

/** Whether a line has control characters. Line breaks have become spaces before. */
export const hasControlCharacters = (line: string): boolean => /\p{Cc}/u.test(line);

/** Converts digits of any script to 0–9. */
export const asciiDigits = (text: string): string =>
  text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)));

// The ten digits of a script are consecutive, and no two scripts are adjacent.
function valueOf(digit: string): number {
  const code = digit.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
}
