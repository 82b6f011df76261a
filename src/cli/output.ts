/** A table for people. A list has one line per entry; a single object has one line per field. */
export function tableOf(answer: object | readonly object[], nothing = 'Nothing to show.', width = Infinity): string {
  if (!Array.isArray(answer)) return fieldsOf(answer);
  const rows = answer as readonly Record<string, unknown>[];
  if (rows.length === 0) return nothing;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = aligned([
    names.map((name) => title(name).toUpperCase()),
    ...rows.map((row) => names.map((name) => cell(row[name]))),
  ]);
  // If the table is wider than the terminal, show one record after the other.
  return table.every((line) => widthOf(line) <= width) ? table.join('\n') : rows.map(fieldsOf).join('\n\n');
}

const fieldsOf = (record: object): string =>
  aligned(Object.entries(record).map(([name, value]) => [title(name), cell(value)])).join('\n');

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => widthOf(row[at]!))));
  return rows.map((row) =>
    row
      .map((text, at) => text + ' '.repeat(widths[at]! - widthOf(text)))
      .join('  ')
      .trimEnd(),
  );
}

/** `createdAt` as a title: `created at`. */
const title = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function cell(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  if (value instanceof Date) return value.toISOString().replace(/\.000Z$/, 'Z');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(cell).join(', ');
  return visible(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Escapes characters by which stored text could move the cursor, color the terminal or reverse the text direction. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;

/** The width of a text in terminal columns. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
