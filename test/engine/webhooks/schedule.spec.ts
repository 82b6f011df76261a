import {
  eventAfterFailure,
  isGone,
  isHopeless,
  isReceiverDown,
  isSuccess,
  LIMITS,
  retryAfter,
  subscriptionAfterFailure,
  hasFailedForLong,
} from '../../../src/engine/webhooks/schedule.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 1);

const chance = (now: number, random = 0) => ({ now: () => now, random: () => random });

/** The pauses between tries that all fail, until the event has failed for a day. */
function pauses(after: typeof eventAfterFailure, outcome = { status: 500 }): number[] {
  const found: number[] = [];
  let state: { failures: number; failingSince?: number } = { failures: 0 };
  for (let now = START; ;) {
    const next = after(state, outcome, chance(now));
    if (now - next.failingSince >= LIMITS.event) return found;
    found.push(next.until - now);
    state = next;
    now = next.until;
  }
}

describe('the schedule', () => {
  it('tries an event for more than a day, with growing pauses', () => {
    expect(pauses(eventAfterFailure)).toEqual([
      5 * SECOND,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      5 * HOUR,
      10 * HOUR,
      14 * HOUR,
    ]);
  });

  it('asks a receiver that is away at least once an hour', () => {
    const found = pauses(subscriptionAfterFailure);
    expect(found.slice(0, 5)).toEqual([5 * SECOND, 5 * MINUTE, 30 * MINUTE, HOUR, HOUR]);
    expect(Math.max(...found)).toBe(HOUR);
  });

  it('spreads what failed together, and never comes earlier', () => {
    const once = (random: number) => eventAfterFailure({ failures: 1 }, { status: 500 }, chance(START, random)).until;
    expect(once(0) - START).toBe(5 * MINUTE);
    expect(once(0.5) - START).toBe(5.5 * MINUTE);
    expect(once(0.999) - START).toBeLessThan(6 * MINUTE);
  });

  it.each([
    ['10', 10 * SECOND],
    [' 120 ', 120 * SECOND],
    [new Date(START + 90 * SECOND).toUTCString(), 90 * SECOND],
    [new Date(START - 90 * SECOND).toUTCString(), 0],
    ['-5', 0],
    ['1e9', 0],
    ['soon', 0],
    ['2026', 2026 * SECOND],
    ['2026-01-01', 0],
    ['9999999999999', 0],
    [undefined, 0],
  ])('reads Retry-After: %s', (header, expected) => {
    expect(retryAfter(header, START)).toBe(expected);
  });

  it.each([
    ['600', 10 * MINUTE],
    ['1', 5 * SECOND],
    ['86400', LIMITS.retryAfter],
  ])('waits as long as Retry-After says, within bounds: %s', (header, pause) => {
    const { until } = eventAfterFailure({ failures: 0 }, { status: 503, retryAfter: header }, chance(START));
    expect(until - START).toBe(pause);
    const subscription = subscriptionAfterFailure({ failures: 0 }, { status: 429, retryAfter: header }, chance(START));
    expect(subscription.until - START).toBe(pause);
  });

  it('counts 2xx only as a success', () => {
    expect([200, 201, 202, 204, 299].every((status) => isSuccess({ status }))).toBe(true);
    expect([100, 101, 199, 300, 301, 302, 304, 400, 404, 410, 500].some((status) => isSuccess({ status }))).toBe(false);
    expect(isSuccess({ failure: 'timeout' })).toBe(false);
  });

  it('knows a receiver that is gone, and one that is down', () => {
    expect(isGone({ status: 410 })).toBe(true);
    expect(isGone({ status: 404 })).toBe(false);
    expect([408, 429, 502, 503, 504].every((status) => isReceiverDown({ status }))).toBe(true);
    expect([301, 400, 404, 500].some((status) => isReceiverDown({ status }))).toBe(false);
    expect(isReceiverDown({ failure: 'refused' })).toBe(true);
  });

  it('leaves an event out only if others have arrived since it began to fail', () => {
    const failing = { failures: 8, failingSince: START };
    expect(isHopeless(failing, START + HOUR, START + LIMITS.event)).toBe(true);
    expect(isHopeless(failing, START + HOUR, START + LIMITS.event - 1)).toBe(false);
    expect(isHopeless(failing, START - HOUR, START + LIMITS.event)).toBe(false);
    expect(isHopeless(failing, undefined, START + LIMITS.event)).toBe(false);
  });

  it('ends a subscription that has failed for three days', () => {
    expect(hasFailedForLong({ failures: 70, failingSince: START }, START + LIMITS.subscription)).toBe(true);
    expect(hasFailedForLong({ failures: 70, failingSince: START }, START + LIMITS.subscription - 1)).toBe(false);
    expect(hasFailedForLong({ failures: 0 }, START)).toBe(false);
  });
});
