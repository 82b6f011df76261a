import type { ThrottlerStorage } from '@nestjs/throttler';
import { monotonicNow } from '../../engine/kit/monotonic-clock.js';

/** How often something may be done. Times are in milliseconds. */
export interface RateLimit {
  limit: number;
  window: number;
  /** After one call too many, the key is blocked for at least this time. */
  blockFor?: number;
}

/** The result of taking a slot, whether there was one or not. Times are in seconds. */
export interface Slot {
  /** Time until a slot is free. 0: this call has taken one. */
  wait: number;
  /** How many slots of the window are taken. */
  taken: number;
  endsIn: number;
  /** Returns a slot that is not needed after all. */
  release(): Promise<void>;
  /** Blocks the key for so many milliseconds if all slots of the window are taken. */
  blockIfFull(duration: number): Promise<void>;
}

/** The state of a key's window. Times are in seconds. All zero if there is no window. */
export interface WindowState {
  taken: number;
  endsIn: number;
  blockedFor: number;
}

/** Fixed-window rate limits, for writes, failed attempts and locked accounts. */
export abstract class Windows implements ThrottlerStorage {
  /** Takes a slot in the key's window. A window begins when its first slot is taken. */
  abstract take(key: string, pace: RateLimit): Promise<Slot>;

  /** Reads the state of the key's window without changing it. */
  abstract peek(key: string): Promise<WindowState>;

  /** The interface of `@nestjs/throttler`, which passes milliseconds and expects seconds. */
  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
  ): ReturnType<ThrottlerStorage['increment']> {
    const { wait, taken, endsIn } = await this.take(key, { limit, window: ttl, blockFor: blockDuration });
    return { totalHits: taken, timeToExpire: endsIn, isBlocked: wait > 0, timeToBlockExpire: wait };
  }
}

export interface Window {
  hits: number;
  endsAt: number;
  blockedUntil: number;
}

const SWEEP_ABOVE = 10_000;

/** In memory, in O(1). The storage of `@nestjs/throttler` has a timer for each request. */
export class FixedWindows extends Windows {
  private readonly windows = new Map<string, Window>();
  private sweepAt = SWEEP_ABOVE;

  take(key: string, pace: RateLimit): Promise<Slot> {
    const now = monotonicNow();
    const { had, window } = this.tryTake(key, pace, now);
    return Promise.resolve({
      wait: had ? 0 : secondsIn(Math.max(window.endsAt, window.blockedUntil) - now),
      taken: window.hits,
      endsIn: secondsIn(window.endsAt - now),
      release: async () => releaseIn(window),
      blockIfFull: async (duration) => blockIfFull(window, pace.limit, duration),
    });
  }

  peek(key: string): Promise<WindowState> {
    const now = monotonicNow();
    const { hits, endsAt, blockedUntil } = this.current(key, now) ?? { hits: 0, endsAt: now, blockedUntil: now };
    return Promise.resolve({ taken: hits, endsIn: secondsIn(endsAt - now), blockedFor: secondsIn(blockedUntil - now) });
  }

  /** Takes a slot if there is one. Returns the key's window in both cases. */
  tryTake(
    key: string,
    { limit, window: length, blockFor = 0 }: RateLimit,
    now = monotonicNow(),
  ): { had: boolean; window: Window } {
    const window = this.current(key, now) ?? this.open(key, now, { hits: 0, endsAt: now + length, blockedUntil: 0 });
    const had = window.blockedUntil <= now && window.hits < limit;
    if (had) window.hits++;
    else if (window.blockedUntil <= now && blockFor > 0) window.blockedUntil = Math.max(window.endsAt, now + blockFor);
    return { had, window };
  }

  current(key: string, now: number): Window | undefined {
    const known = this.windows.get(key);
    return known && isOver(known, now) ? undefined : known;
  }

  isBlocked(key: string): boolean {
    return (this.windows.get(key)?.blockedUntil ?? 0) > monotonicNow();
  }

  /** Merges what another counter knows about the key. The stricter value of each field wins. */
  merge(key: string, seen: Window): Window {
    const now = monotonicNow();
    const known = this.current(key, now);
    if (!known) return this.open(key, now, seen);
    for (const what of ['hits', 'endsAt', 'blockedUntil'] as const) known[what] = Math.max(known[what], seen[what]);
    return known;
  }

  private open(key: string, now: number, window: Window): Window {
    if (this.windows.size > this.sweepAt) this.sweep(now);
    this.windows.set(key, window);
    return window;
  }

  private sweep(now: number): void {
    for (const [key, window] of this.windows) if (isOver(window, now)) this.windows.delete(key);
    // The remaining windows are in use, so the next sweep waits until there are twice as many.
    this.sweepAt = Math.max(SWEEP_ABOVE, this.windows.size * 2);
  }
}

const isOver = ({ endsAt, blockedUntil }: Window, now: number) => endsAt <= now && blockedUntil <= now;

export function releaseIn(window: Window): void {
  if (window.hits > 0) window.hits--;
}

export function blockIfFull(window: Window, limit: number, duration: number): void {
  if (window.hits >= limit) window.blockedUntil = Math.max(window.blockedUntil, monotonicNow() + duration);
}

export const secondsIn = (milliseconds: number) => Math.max(0, Math.ceil(milliseconds / 1000));
