import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { monotonicNow } from '../../engine/kit/monotonic-clock.js';
import type { Counters } from './counters.js';
import {
  blockIfFull,
  FixedWindows,
  releaseIn,
  type RateLimit,
  type Slot,
  secondsIn,
  type WindowState,
  Windows,
} from './windows.js';

/**
 * Rate limits that several processes share. Each process remembers the last known state and continues from there by
 * itself while the shared counters do not answer.
 */
export class SharedWindows extends Windows implements OnModuleInit, OnApplicationShutdown {
  private readonly own = new FixedWindows();

  constructor(private readonly counters: Counters) {
    super();
  }

  onModuleInit(): Promise<void> {
    return this.counters.open();
  }

  onApplicationShutdown(): void {
    this.counters.close();
  }

  async peek(key: string): Promise<WindowState> {
    const answer = this.own.isBlocked(key) ? undefined : await this.counters.ask(key, 'peek', 0, 0, 0);
    if (!answer) return this.own.peek(key);
    const [, hits, endsIn, blockedFor] = answer;
    const isOver = endsIn <= 0 && blockedFor <= 0;
    return { taken: isOver ? 0 : hits, endsIn: secondsIn(endsIn), blockedFor: secondsIn(blockedFor) };
  }

  async take(key: string, pace: RateLimit): Promise<Slot> {
    // A blocked key stays blocked until its time, so a flood of refused requests does not reach the shared counters.
    if (this.own.isBlocked(key)) return this.own.take(key, pace);
    const { limit, window: length, blockFor = 0 } = pace;
    // Measured before asking, so that the local copy ends no later than the window itself.
    const askedAt = monotonicNow();
    const answer = await this.counters.ask(key, 'take', limit, length, blockFor);
    if (!answer) return this.own.take(key, pace);
    const [had, hits, endsIn, blockedFor, ends] = answer;
    const window = this.own.merge(key, { hits, endsAt: askedAt + endsIn, blockedUntil: askedAt + blockedFor });
    return {
      wait: had ? 0 : secondsIn(Math.max(endsIn, blockedFor)),
      taken: hits,
      endsIn: secondsIn(endsIn),
      release: async () => {
        releaseIn(window);
        await this.counters.ask(key, 'release', limit, ends, 0);
      },
      blockIfFull: async (duration) => {
        if (!(await this.counters.ask(key, 'blockIfFull', limit, ends, duration))) blockIfFull(window, limit, duration);
      },
    };
  }
}
