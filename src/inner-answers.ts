import { AsyncLocalStorage } from 'node:async_hooks';

/** Takes the body of an answer before it becomes text. */
export type Take = (body: unknown) => Promise<void>;

const taking = new AsyncLocalStorage<Take>();

/** Sends a request inside this process. `take` gets the body of its answer, and the request is answered without one. */
export const takingAnswer = <Result>(take: Take, send: () => Promise<Result>): Promise<Result> =>
  taking.run(take, send);

/** The function that takes the body of an answer instead of the network, if the request was sent inside this process. */
export const takerOfAnswer = (): Take | undefined => taking.getStore();
