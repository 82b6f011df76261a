import { monotonicNow } from '../../engine/kit/monotonic-clock.js';
import { blockIfFull, FixedWindows, releaseIn } from './windows.js';

/**
 * One operation on a counter. `take`: limit, length of the window, time to block. `release` and `blockIfFull`: limit,
 * end of the window, time to block. `peek` reads only.
 */
export type Step = [
  key: string,
  verb: 'take' | 'release' | 'blockIfFull' | 'peek',
  limit: number,
  first: number,
  second: number,
];

/**
 * The window after the operation. Times are in milliseconds. The end of a window identifies it, so an operation on a
 * window that is over does not change the next one.
 */
export type Answer = [had: 0 | 1, hits: number, endsIn: number, blockedFor: number, ends: number];

/** Counters that several processes share. */
export abstract class Counters {
  /** Resolves to `undefined` if no answer arrives in time. */
  abstract ask(...step: Step): Promise<Answer | undefined>;

  /** Waits for the first connection, or for its failure. */
  open(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}

/** In the memory of one process, which other processes reach over a channel. */
export class CountersInMemory extends Counters {
  private readonly windows = new FixedWindows();

  ask(...[key, verb, limit, first, second]: Step): Promise<Answer> {
    const now = monotonicNow();
    const { had, window } =
      verb === 'take'
        ? this.windows.tryTake(key, { limit, window: first, blockFor: second })
        : { had: false, window: this.windows.current(key, now) };
    if (verb === 'release' && window?.endsAt === first) releaseIn(window);
    if (verb === 'blockIfFull' && window?.endsAt === first) blockIfFull(window, limit, second);
    const { hits, endsAt, blockedUntil } = window ?? { hits: 0, endsAt: 0, blockedUntil: 0 };
    return Promise.resolve([had ? 1 : 0, hits, endsAt - now, blockedUntil - now, endsAt]);
  }
}
