import { NotSent } from './outcome.js';

/** Milliseconds. */
export interface Timeouts {
  /** For the name, the connection and TLS. */
  readonly connect: number;
  /** From the connection to the end of the answer's headers. */
  readonly headers: number;
  /** For all of it, with the body. */
  readonly whole: number;
}

/**
 * The time limits of one request. They count from the beginning of each phase, not from the last byte: a receiver that
 * sends one byte now and then reaches them, too.
 */
export class TimeLimits {
  /** Aborts with a `NotSent` at the first limit that is reached, or when the caller ends the request. */
  readonly signal: AbortSignal;
  private readonly reached = new AbortController();
  private readonly whole: NodeJS.Timeout;
  private phase: NodeJS.Timeout;

  constructor(
    private readonly timeouts: Timeouts,
    private readonly caller?: AbortSignal,
  ) {
    this.signal = this.reached.signal;
    this.whole = this.limit(timeouts.whole, 'whole request');
    this.phase = this.limit(timeouts.connect, 'connection');
    if (caller?.aborted) this.leave();
    else caller?.addEventListener('abort', this.leave, { once: true });
  }

  connected(): void {
    clearTimeout(this.phase);
    this.phase = this.limit(this.timeouts.headers, 'headers');
  }

  answered(): void {
    clearTimeout(this.phase);
  }

  release(): void {
    clearTimeout(this.phase);
    clearTimeout(this.whole);
    this.caller?.removeEventListener('abort', this.leave);
  }

  /** The result of work that cannot be ended, unless a limit is reached first. */
  unlessReached<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(this.signal.reason as Error);
      if (this.signal.aborted) fail();
      this.signal.addEventListener('abort', fail, { once: true });
      work.then(resolve, reject);
    });
  }

  private limit(milliseconds: number, phase: string): NodeJS.Timeout {
    return setTimeout(() => this.reached.abort(new NotSent('timeout', phase)), milliseconds);
  }

  private readonly leave = () => this.reached.abort(new NotSent('aborted', 'by this side'));
}
