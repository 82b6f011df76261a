import { Streamed } from '../rows.js';

/** Whether an answer, or the value of one of its keys, is a stream that is written in pieces. */
export const isStreamed = (answer: unknown): answer is object =>
  answer instanceof Streamed ||
  (typeof answer === 'object' && answer !== null && Object.values(answer).some((value) => value instanceof Streamed));

/** Characters of JSON in one piece. */
const PART = 64 * 1024;

/** The text that `JSON.stringify` returns for an answer, in pieces. */
export async function* jsonParts(answer: unknown): AsyncGenerator<string | Buffer> {
  let part = '';
  for await (const piece of piecesOf(answer)) {
    if (typeof piece !== 'string') {
      if (part !== '') yield part;
      yield piece;
      part = '';
    } else if ((part += piece).length >= PART) {
      yield part;
      part = '';
    }
  }
  if (part !== '') yield part;
}

async function* piecesOf(answer: unknown): AsyncGenerator<string | Buffer> {
  if (answer instanceof Streamed) yield* answer.json();
  else if (!isStreamed(answer)) yield JSON.stringify(answer);
  else {
    let separator = '{';
    for (const [key, value] of Object.entries(answer)) {
      if (value === undefined) continue;
      yield `${separator}${JSON.stringify(key)}:`;
      yield* piecesOf(value);
      separator = ',';
    }
    yield '}';
  }
}
