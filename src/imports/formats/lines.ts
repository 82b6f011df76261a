import { type FileRow, KEPT_OF_UNREADABLE, MOST_BYTES, tooLong } from './file-row.js';

const NEWLINE = 0x0a;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The lines of a file that are not empty, some at a time. A longer line than may be is read past and not kept. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<FileRow[]> {
  let rest: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const rows: FileRow[] = [];
    let from = 0;
    for (let end; (end = chunk.indexOf(NEWLINE, from)) >= 0; from = end + 1) {
      push(rows, [...rest, chunk.subarray(from, end)], size + end - from);
      [rest, size] = [[], 0];
    }
    if (from < chunk.length) {
      size += chunk.length - from;
      if (size - (chunk.length - from) <= MOST_BYTES) rest.push(chunk.subarray(from));
    }
    if (rows.length > 0) yield rows;
  }
  const last: FileRow[] = [];
  push(last, rest, size);
  if (last.length > 0) yield last;
}

function push(rows: FileRow[], parts: Buffer[], size: number): void {
  const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  if (size > MOST_BYTES) return void rows.push(tooLong(bytes.toString('utf8', 0, KEPT_OF_UNREADABLE)));
  try {
    const text = decoder.decode(bytes).trim();
    if (text !== '') rows.push({ text });
  } catch {
    rows.push({ text: bytes.toString('utf8', 0, KEPT_OF_UNREADABLE), fault: 'is not UTF-8' });
  }
}
