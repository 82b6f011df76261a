import { Streamed } from '../rows.js';

/** Does an answer have a part that is written piece by piece: all of it, or the value of one of its keys? */
export const isStreamed = (answer: unknown): answer is object =>
  answer instanceof Streamed ||
  (typeof answer === 'object' && answer !== null && Object.values(answer).some((value) => value instanceof Streamed));

/** Characters of JSON that leave together. */
const PART = 64 * 1024;

/** The text that `JSON.stringify` would make of an answer, in parts. */
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
