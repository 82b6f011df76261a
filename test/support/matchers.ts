import type { Answer } from './app.js';

/** Headers that differ between equal answers: the time, and the rest of a rate limit. */
const PASSING = ['date', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-request-id', 'keep-alive', 'connection'];
/** Keys of error bodies that differ from answer to answer. */
const MOMENTARY = ['timestamp', 'request_id', 'path', 'requestId'];

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the way Jest's types are extended
  namespace jest {
    interface Matchers<R> {
      /** Same status, headers and body as another answer: the caller cannot tell the two apart. */
      toLookLike(other: Answer): R;
    }
  }
}

expect.extend({
  toLookLike(answer: Answer, other: Answer) {
    const [one, two] = [essence(answer), essence(other)];
    const pass = this.equals(one, two);
    return {
      pass,
      message: () =>
        `expected the answers ${pass ? 'to differ' : 'to look alike'}:\n${this.utils.diff(two, one) ?? ''}`,
    };
  },
});

function essence({ status, headers, body }: Answer): unknown {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !PASSING.includes(name)));
  const hasMoment = typeof body === 'object' && body !== null && MOMENTARY.some((key) => key in body);
  if (hasMoment) delete kept['content-length'];
  return {
    status,
    headers: kept,
    body: hasMoment
      ? Object.fromEntries(Object.entries(body as object).filter(([key]) => !MOMENTARY.includes(key)))
      : (body as unknown),
  };
}
