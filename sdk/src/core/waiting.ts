import { TimeoutError } from './errors.js';

/** Waits for work, and no longer than the caller does. The work goes on, but nothing waits for it. */
export function abortable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  if (signal.aborted) {
    work.catch(() => undefined);
    return Promise.reject(reasonOf(signal));
  }
  return new Promise((resolve, reject) => {
    const leave = () => reject(reasonOf(signal));
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/**
 * Gives work a signal that also ends after some time, and does not wait longer for it. `AbortSignal.any` would do, but
 * Node 20 keeps its signals as long as the signal of the caller exists.
 */
export async function within<Result>(
  milliseconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const leave = () => controller.abort(reasonOf(signal));
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  const tooLate = () => controller.abort(new TimeoutError(`There was no answer within ${milliseconds} ms.`));
  const timer = setTimeout(tooLate, Math.min(milliseconds, LONGEST));
  try {
    return await abortable(work(controller.signal), controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}

/** Timers fire at once if their time is longer. */
const LONGEST = 2 ** 31 - 1;

export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> => {
  let timer: ReturnType<typeof setTimeout>;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return abortable(over, signal).finally(() => clearTimeout(timer));
};

export const reasonOf = (signal: AbortSignal) => signal.reason as Error;
