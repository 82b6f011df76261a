/** No answer arrived before the deadline. */
export class DeadlineExceeded extends Error {}

/** Resolves with the answer, or rejects with `DeadlineExceeded` after so many milliseconds. The work itself goes on. */
export function withDeadline<Answer>(answer: Promise<Answer>, milliseconds: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // If this process itself was busy, the answer may already lie in the socket; it is read before setImmediate runs.
    const timer = setTimeout(
      () => setImmediate(() => reject(new DeadlineExceeded(`no answer within ${milliseconds} ms`))),
      milliseconds,
    );
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
