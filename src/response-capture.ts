import { AsyncLocalStorage } from 'node:async_hooks';

/** Receives the body of a response before it is serialized. */
export type BodyCapture = (body: unknown) => Promise<void>;

const captures = new AsyncLocalStorage<BodyCapture>();

/** Sends a request inside this process. `capture` receives the response body; the response itself has none. */
export const captureResponseBody = <Result>(capture: BodyCapture, send: () => Promise<Result>): Promise<Result> =>
  captures.run(capture, send);

/** The capture of the current request, if `captureResponseBody` sent it. */
export const activeBodyCapture = (): BodyCapture | undefined => captures.getStore();
