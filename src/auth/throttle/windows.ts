import type { ThrottlerStorage } from '@nestjs/throttler';
import { monotonicNow } from '../../engine/kit/monotonic-clock.js';

/** How often something may be done. Times are milliseconds. */
export interface Pace {
  limit: number;
  window: number;
  /** How long the key is closed, at the least, once somebody asked for a place too many. */
  closes?: number;
}

/** The answer to whoever asked for a place: had, or not yet. Times are seconds. */
export interface Place {
  /** Until there is one; 0: it was had. */
  wait: number;
  /** Places of the window that are taken. */
  taken: number;
  endsIn: number;
  /** For a place that was taken in vain. */
  giveBack(): Promise<void>;
  /** Closes the key for so many milliseconds if the window's places are gone. */
  closeIfFull(duration: number): Promise<void>;
}

/** A window as it is, without a place in it. Times are seconds; all zero where there is none. */
export interface Seen {
  taken: number;
  endsIn: number;
  closedFor: number;
}

/** Fixed windows, each with a number of places: one counter for writes, failed attempts and waiting accounts. */
export abstract class Windows implements ThrottlerStorage {
  /** Takes a place in the key's window. A window begins with its first place. */
  abstract take(key: string, pace: Pace): Promise<Place>;

  /** Tells of the key's window, and changes nothing. */
  abstract look(key: string): Promise<Seen>;

  /** The same for the library: it gives milliseconds and takes seconds. */
  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
  ): ReturnType<ThrottlerStorage['increment']> {
    const { wait, taken, endsIn } = await this.take(key, { limit, window: ttl, closes: blockDuration });
    return { totalHits: taken, timeToExpire: endsIn, isBlocked: wait > 0, timeToBlockExpire: wait };
  }
}

export interface Window {
  hits: number;
  endsAt: number;
  closedUntil: number;
}

const SWEEP_ABOVE = 10_000;

/** In memory: O(1) and no timer per place, which the library's own storage has. */
export class FixedWindows extends Windows {
  private readonly windows = new Map<string, Window>();
  private sweepAt = SWEEP_ABOVE;

  take(key: string, pace: Pace): Promise<Place> {
    const now = monotonicNow();
    const { had, window } = this.enter(key, pace, now);
    return Promise.resolve({
      wait: had ? 0 : secondsIn(Math.max(window.endsAt, window.closedUntil) - now),
      taken: window.hits,
      endsIn: secondsIn(window.endsAt - now),
      giveBack: async () => giveBackTo(window),
      closeIfFull: async (duration) => closeIfFull(window, pace.limit, duration),
    });
  }

  look(key: string): Promise<Seen> {
    const now = monotonicNow();
    const { hits, endsAt, closedUntil } = this.current(key, now) ?? { hits: 0, endsAt: now, closedUntil: now };
    return Promise.resolve({ taken: hits, endsIn: secondsIn(endsAt - now), closedFor: secondsIn(closedUntil - now) });
  }

  /** Takes a place if there is one; the key's window either way. */
  enter(
    key: string,
    { limit, window: length, closes = 0 }: Pace,
    now = monotonicNow(),
  ): { had: boolean; window: Window } {
    const window = this.current(key, now) ?? this.open(key, now, { hits: 0, endsAt: now + length, closedUntil: 0 });
    const had = window.closedUntil <= now && window.hits < limit;
    if (had) window.hits++;
    else if (window.closedUntil <= now && closes > 0) window.closedUntil = Math.max(window.endsAt, now + closes);
    return { had, window };
  }

  current(key: string, now: number): Window | undefined {
    const known = this.windows.get(key);
    return known && isOver(known, now) ? undefined : known;
  }

  isClosed(key: string): boolean {
    return (this.windows.get(key)?.closedUntil ?? 0) > monotonicNow();
  }

  /** Takes over what another counter says of the key; of what both know, the stricter holds. */
  learn(key: string, seen: Window): Window {
    const now = monotonicNow();
    const known = this.current(key, now);
    if (!known) return this.open(key, now, seen);
    for (const what of ['hits', 'endsAt', 'closedUntil'] as const) known[what] = Math.max(known[what], seen[what]);
    return known;
  }

  private open(key: string, now: number, window: Window): Window {
    if (this.windows.size > this.sweepAt) this.sweep(now);
    this.windows.set(key, window);
    return window;
  }

  private sweep(now: number): void {
    for (const [key, window] of this.windows) if (isOver(window, now)) this.windows.delete(key);
    // What is left is alive; the next sweep waits until as much again has come.
    this.sweepAt = Math.max(SWEEP_ABOVE, this.windows.size * 2);
  }
}

const isOver = ({ endsAt, closedUntil }: Window, now: number) => endsAt <= now && closedUntil <= now;

export function giveBackTo(window: Window): void {
  if (window.hits > 0) window.hits--;
}

export function closeIfFull(window: Window, limit: number, duration: number): void {
  if (window.hits >= limit) window.closedUntil = Math.max(window.closedUntil, monotonicNow() + duration);
}

export const secondsIn = (milliseconds: number) => Math.max(0, Math.ceil(milliseconds / 1000));
