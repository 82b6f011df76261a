import { invalid } from '../../problem.js';
import { type FileRow, KEPT_OF_UNREADABLE, MOST_BYTES, tooLong } from './file-row.js';

/**
 * The items of a JSON list, some at a time, each as its text. It follows quotes and brackets only: whether an item is
 * JSON is found when it is parsed.
 */
export async function* itemsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<FileRow[]> {
  const splitter = new Splitter();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) {
    const rows = splitter.split(decoded(() => decoder.decode(chunk, { stream: true })));
    if (rows.length > 0) yield rows;
  }
  splitter.split(decoded(() => decoder.decode()));
  splitter.finish();
}

function decoded(decode: () => string): string {
  try {
    return decode();
  } catch (cause) {
    throw Object.assign(invalid('The file is not UTF-8.'), { cause });
  }
}

class Splitter {
  /** 0: before the list, or after it. 1: between items. */
  private depth = 0;
  private isQuoted = false;
  private isEscaped = false;
  private hasEnded = false;
  private item = '';

  split(text: string): FileRow[] {
    const rows: FileRow[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const letter = text[at]!;
      if (this.isQuoted) {
        if (this.isEscaped) this.isEscaped = false;
        else if (letter === '\\') this.isEscaped = true;
        else if (letter === '"') this.isQuoted = false;
      } else if (this.depth === 0) {
        if (/\s|\uFEFF/.test(letter)) continue;
        if (letter !== '[' || this.hasEnded) throw invalid('The file is not one JSON list.');
        this.depth = 1;
        from = at + 1;
      } else if (letter === '"') this.isQuoted = true;
      else if (letter === '{' || letter === '[') this.depth++;
      else if (letter === '}' || letter === ']') {
        if (--this.depth > 0) continue;
        this.push(rows, text.slice(from, at));
        this.hasEnded = true;
      } else if (letter === ',' && this.depth === 1) {
        this.push(rows, text.slice(from, at));
        from = at + 1;
      }
    }
    if (this.depth > 0 && this.item.length <= MOST_BYTES) this.item += text.slice(from);
    return rows;
  }

  finish(): void {
    if (!this.hasEnded) throw invalid('The file ends inside its JSON list.');
  }

  private push(rows: FileRow[], rest: string): void {
    const text = (this.item + rest).trim();
    this.item = '';
    if (text.length > MOST_BYTES) rows.push(tooLong(text.slice(0, KEPT_OF_UNREADABLE)));
    else if (text !== '') rows.push({ text });
  }
}
