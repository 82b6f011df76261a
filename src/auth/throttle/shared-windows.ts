import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { monotonicNow } from '../../engine/kit/monotonic-clock.js';
import type { Counters } from './counters.js';
import {
  closeIfFull,
  FixedWindows,
  giveBackTo,
  type Pace,
  type Place,
  secondsIn,
  type Seen,
  Windows,
} from './windows.js';

/**
 * Windows that several processes share. Each keeps what it last saw of them, and goes on from there by itself while the
 * counters give no answer.
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

  async look(key: string): Promise<Seen> {
    const answer = this.own.isClosed(key) ? undefined : await this.counters.ask(key, 'look', 0, 0, 0);
    if (!answer) return this.own.look(key);
    const [, hits, endsIn, closedFor] = answer;
    const isOver = endsIn <= 0 && closedFor <= 0;
    return { taken: isOver ? 0 : hits, endsIn: secondsIn(endsIn), closedFor: secondsIn(closedFor) };
  }

  async take(key: string, pace: Pace): Promise<Place> {
    // What is closed stays closed until its time, so a flood of refusals is nobody else's.
    if (this.own.isClosed(key)) return this.own.take(key, pace);
    const { limit, window: length, closes = 0 } = pace;
    // Measured from before the question: what is kept here ends no later than the window itself.
    const asked = monotonicNow();
    const answer = await this.counters.ask(key, 'take', limit, length, closes);
    if (!answer) return this.own.take(key, pace);
    const [had, hits, endsIn, closedFor, ends] = answer;
    const window = this.own.learn(key, { hits, endsAt: asked + endsIn, closedUntil: asked + closedFor });
    return {
      wait: had ? 0 : secondsIn(Math.max(endsIn, closedFor)),
      taken: hits,
      endsIn: secondsIn(endsIn),
      giveBack: async () => {
        giveBackTo(window);
        await this.counters.ask(key, 'giveBack', limit, ends, 0);
      },
      closeIfFull: async (duration) => {
        if (!(await this.counters.ask(key, 'closeIfFull', limit, ends, duration))) closeIfFull(window, limit, duration);
      },
    };
  }
}
