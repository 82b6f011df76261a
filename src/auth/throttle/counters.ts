import { monotonicNow } from '../../engine/kit/monotonic-clock.js';
import { closeIfFull, FixedWindows, giveBackTo } from './windows.js';

/** One step of a counter: `take` a place (limit, the window's length, how long it closes), `giveBack` and `closeIfFull` (limit, the window's end, for how long), or `look`, which changes nothing. */
export type Step = [
  key: string,
  verb: 'take' | 'giveBack' | 'closeIfFull' | 'look',
  limit: number,
  first: number,
  second: number,
];

/** How the window is after the step. Times are milliseconds; a window is known by its end, so that what belongs to one that is over does nothing to the next. */
export type Answer = [had: 0 | 1, hits: number, endsIn: number, closedFor: number, ends: number];

/** The counters that several processes share, wherever they are. */
export abstract class Counters {
  /** `undefined` when there is no answer in time. */
  abstract ask(...step: Step): Promise<Answer | undefined>;

  /** Waits until they can be asked, or for the failure. */
  open(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}

/** In memory, for other processes to ask. */
export class CountersInMemory extends Counters {
  private readonly windows = new FixedWindows();

  ask(...[key, verb, limit, first, second]: Step): Promise<Answer> {
    const now = monotonicNow();
    const { had, window } =
      verb === 'take'
        ? this.windows.enter(key, { limit, window: first, closes: second })
        : { had: false, window: this.windows.current(key, now) };
    if (verb === 'giveBack' && window?.endsAt === first) giveBackTo(window);
    if (verb === 'closeIfFull' && window?.endsAt === first) closeIfFull(window, limit, second);
    const { hits, endsAt, closedUntil } = window ?? { hits: 0, endsAt: 0, closedUntil: 0 };
    return Promise.resolve([had ? 1 : 0, hits, endsAt - now, closedUntil - now, endsAt]);
  }
}
