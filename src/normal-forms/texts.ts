/**
 * How a text is made proper when it enters, whatever brings it: a body, a query, a path, the command line, an import.
 * All texts are kept in Unicode form NFC. Which fields have several lines is the contract's to say.
 */

/** White space, and marks without a glyph that texts begin and end with by accident. */
const BLANK = /[\p{White_Space}\u200B\u2060\uFEFF\u00AD\u061C\u200E\u200F]/u;

/** What can be seen: anything but white space, control, format and other default-ignorable characters, blank braille. */
const SEEN = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

const LINE_BREAKS = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;

/** A text without anything to see is empty. */
export const isEmptyText = (text: string): boolean => !SEEN.test(text);

/**
 * A text without the characters at its ends that `edge` matches. It looks at each of them once; a pattern like `x+$`
 * would look at a long run of blanks inside the text once for each of them.
 */
export function withoutEnds(text: string, edge: RegExp): string {
  let [start, end] = [0, text.length];
  for (let size; start < end && isEdge(text, start, (size = sizeAt(text, start)), edge);) start += size;
  for (let size; end > start && isEdge(text, end - (size = sizeBefore(text, end)), size, edge);) end -= size;
  return text.slice(start, end);
}

// Most edges are plain blanks, and both patterns match them.
const isEdge = (text: string, at: number, size: number, edge: RegExp) =>
  text.charCodeAt(at) === 0x20 || edge.test(text.slice(at, at + size));

/** How many units a character has. */
const sizeAt = (text: string, at: number) => (text.codePointAt(at)! > 0xffff ? 2 : 1);

const sizeBefore = (text: string, end: number) => (end > 1 && text.codePointAt(end - 2)! > 0xffff ? 2 : 1);

/** A text without the blanks around it. */
export const bare = (text: string): string => withoutEnds(text, BLANK);

/** A text of one line: line breaks become blanks, blanks around it are dropped; `''` when nothing of it can be seen. */
export function oneLine(text: string): string {
  const line = bare(text).replace(LINE_BREAKS, ' ');
  return isEmptyText(line) ? '' : line.normalize('NFC');
}

/** A text of several lines keeps its blanks and line breaks; `''` when nothing of it can be seen. */
export const manyLines = (text: string): string => (isEmptyText(text) ? '' : text.normalize('NFC'));

/** Control characters have no place in a line. Line breaks are blanks by now. */
export const hasControlCharacters = (line: string): boolean => /\p{Cc}/u.test(line);

/** Digits of any script as 0 to 9; other characters as they are. */
export const asciiDigits = (text: string): string =>
  text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)));

// The ten digits of a script follow one another, and no script begins right after another's.
function valueOf(digit: string): number {
  const code = digit.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
}
