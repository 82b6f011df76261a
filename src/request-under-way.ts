import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';

type Listener = (hasLeft: boolean) => void;

/** A request from its first handler to the end of its answer. */
export class RequestUnderWay {
  private ended?: { hasLeft: boolean };
  private readonly listeners = new Set<Listener>();

  /** Has the caller closed the connection before the answer was whole? */
  get hasLeft(): boolean {
    return this.ended?.hasLeft === true;
  }

  /**
   * Calls the listener once: when the answer is whole, or when the caller has left. Returns a function that removes the
   * listener.
   */
  whenEnded(listener: Listener): () => void {
    if (this.ended) listener(this.ended.hasLeft);
    else this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  end(hasLeft: boolean): void {
    if (this.ended) return;
    this.ended = { hasLeft };
    for (const listener of this.listeners) listener(hasLeft);
    this.listeners.clear();
  }
}

const running = new AsyncLocalStorage<RequestUnderWay>();

/** The request that the code is running for, if it is running for one. */
export const requestUnderWay = (): RequestUnderWay | undefined => running.getStore();

/** Runs the handlers of a request. A request inside another one ends with it at the latest. */
export function asRequest(answer: EventEmitter, handle: () => void): void {
  const request = new RequestUnderWay();
  const forget = running.getStore()?.whenEnded((hasLeft) => request.end(hasLeft));
  let isWhole = false;
  answer.once('finish', () => (isWhole = true));
  answer.once('close', () => {
    forget?.();
    request.end(!isWhole);
  });
  running.run(request, handle);
}

/** The caller has left, so the work that was done for its answer was stopped. */
export class CallerLeft extends Error {
  override readonly message = 'the caller has left';

  /** `isCancelled`: a statement was under way, and its connection is of no more use. */
  constructor(readonly isCancelled: boolean) {
    super();
  }
}
