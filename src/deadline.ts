/** No result arrived within the time limit. */
export class DeadlineExceeded extends Error {}

/** Resolves like the promise, or rejects with `DeadlineExceeded` after so many milliseconds. It does not stop the work. */
export function withDeadline<Result>(promise: Promise<Result>, milliseconds: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    // If this process was busy when the timer ended, the result may wait in the socket; Node reads it before setImmediate.
    const timer = setTimeout(
      () => setImmediate(() => reject(new DeadlineExceeded(`no answer within ${milliseconds} ms`))),
      milliseconds,
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
