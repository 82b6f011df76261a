import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';

interface Window {
  hits: number;
  endsAt: number;
  blockedUntil: number;
}

const SWEEP_ABOVE = 10_000;

/**
 * Fixed windows in memory: O(1) and no timer per hit, which the library's own storage has.
 * Times are milliseconds where the interface takes them and seconds where it returns them.
 */
@Injectable()
export class FixedWindows implements ThrottlerStorage {
  private windows = new Map<string, Window>();
  private sweepAt = SWEEP_ABOVE;

  increment(key: string, ttl: number, limit: number, blockDuration: number): ReturnType<ThrottlerStorage['increment']> {
    const now = Date.now();
    const window = this.current(key, now, ttl);
    const wasBlocked = window.blockedUntil > now;
    if (!wasBlocked && ++window.hits > limit) window.blockedUntil = Math.max(window.endsAt, now + blockDuration);
    return Promise.resolve({
      totalHits: window.hits,
      timeToExpire: seconds(window.endsAt - now),
      isBlocked: window.blockedUntil > now,
      timeToBlockExpire: seconds(window.blockedUntil - now),
    });
  }

  /** Takes one of `limit` places in the key's window. Answers 0, or the seconds until there is one. */
  take(key: string, ttl: number, limit: number): number {
    const now = Date.now();
    const window = this.current(key, now, ttl);
    if (window.blockedUntil > now) return seconds(window.blockedUntil - now);
    if (window.hits >= limit) return seconds(window.endsAt - now);
    window.hits++;
    return 0;
  }

  /** For a place that was taken in vain. */
  giveBack(key: string): void {
    const window = this.windows.get(key);
    if (window && window.hits > 0) window.hits--;
  }

  /** Closes the window for a while once its places are gone. */
  closeWhenFull(key: string, limit: number, duration: number): void {
    const window = this.windows.get(key);
    if (window && window.hits >= limit) window.blockedUntil = Date.now() + duration;
  }

  private current(key: string, now: number, ttl: number): Window {
    const known = this.windows.get(key);
    if (known && (known.endsAt > now || known.blockedUntil > now)) return known;
    if (this.windows.size > this.sweepAt) this.sweep(now);
    const window = { hits: 0, endsAt: now + ttl, blockedUntil: 0 };
    this.windows.set(key, window);
    return window;
  }

  private sweep(now: number): void {
    for (const [key, window] of this.windows) if (window.endsAt <= now && window.blockedUntil <= now) this.windows.delete(key);
    // What is left is alive; the next sweep waits until as much again has come.
    this.sweepAt = Math.max(SWEEP_ABOVE, this.windows.size * 2);
  }
}

const seconds = (milliseconds: number) => Math.max(0, Math.ceil(milliseconds / 1000));
