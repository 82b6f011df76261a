/** No answer came within the time that somebody was ready to wait. */
export class Late extends Error {}

/** The answer, or `Late` after so many milliseconds; the question goes on by itself then. */
export function inTime<Answer>(answer: Promise<Answer>, milliseconds: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // When it was this process that was busy, the answer lies in the socket already, and is read before setImmediate.
    const timer = setTimeout(
      () => setImmediate(() => reject(new Late(`no answer within ${milliseconds} ms`))),
      milliseconds,
    );
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
