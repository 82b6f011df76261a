import type { Outcome } from './outcome.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Pauses before the tries after the first one, as Standard Webhooks suggests. The last one repeats. */
const PAUSES = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR];

/** A pause is longer by up to this part of it, so that what failed together does not come back together. */
const JITTER = 0.2;

export const LIMITS = {
  /** How long one event is tried, at least. */
  event: DAY,
  /** How long a subscription may fail without one success before it ends: a weekend, and some hours. */
  subscription: 3 * DAY,
  /** The longest pause of a subscription. A few requests tell whether its receiver is back, and all events wait. */
  pause: HOUR,
  /** The longest `Retry-After` that is obeyed. */
  retryAfter: 6 * HOUR,
} as const;

/** So many events in a row that failed, of different keys, mean that the receiver fails and not the events. */
export const STRIKES = 3;

/** What happens by chance and time is handed in. */
export interface Chance {
  /** Milliseconds of the epoch. */
  readonly now: () => number;
  /** From 0 to 1, without 1. */
  readonly random: () => number;
}

export const isSuccess = (outcome: Outcome) => 'status' in outcome && outcome.status >= 200 && outcome.status < 300;

/** The receiver wants no more events at all. */
export const isGone = (outcome: Outcome) => 'status' in outcome && outcome.status === 410;

/**
 * Whether the failure says something about the receiver and not about the event: it is not there, or overloaded. The
 * next event would fare no better. A 500 may be the fault of one event.
 */
export const isReceiverDown = (outcome: Outcome) =>
  'failure' in outcome || [408, 429, 502, 503, 504].includes(outcome.status);

/** What an event or a subscription has behind it. */
export interface Failing {
  /** Failures in a row that were its own fault: of an event, or of a subscription that paused. */
  readonly failures: number;
  /** Milliseconds of the epoch: the first failure since the last success. */
  readonly failingSince?: number;
}

export interface Postponed extends Required<Failing> {
  /** Milliseconds of the epoch. */
  readonly until: number;
}

/** When an event that failed once more is tried again. */
export function eventAfterFailure(before: Failing, outcome: Outcome, chance: Chance): Postponed {
  const after = oneMore(before, chance.now());
  return { ...after, until: chance.now() + pauseAfter(after.failures, outcome, chance) };
}

/**
 * Whether an event is left out, because it has failed for a day while its receiver took others. `delivered`: when the
 * subscription's last success was.
 */
export const isHopeless = ({ failingSince }: Required<Failing>, delivered: number | undefined, now: number) =>
  now - failingSince >= LIMITS.event && delivered !== undefined && delivered > failingSince;

/** When a subscription whose receiver does not answer is tried again. */
export function subscriptionAfterFailure(before: Failing, outcome: Outcome, chance: Chance): Postponed {
  const after = oneMore(before, chance.now());
  return { ...after, until: chance.now() + pauseAfter(after.failures, outcome, chance, LIMITS.pause) };
}

/** Whether a subscription ends because it has failed for too long. */
export const hasFailedForLong = ({ failingSince }: Failing, now: number) =>
  failingSince !== undefined && now - failingSince >= LIMITS.subscription;

const oneMore = ({ failures, failingSince }: Failing, now: number) => ({
  failures: failures + 1,
  failingSince: failingSince ?? now,
});

/** Our own pause, or what the receiver asks for if that is longer. */
function pauseAfter(failures: number, outcome: Outcome, { now, random }: Chance, longest = Infinity): number {
  const pause = Math.min(PAUSES[Math.min(failures, PAUSES.length) - 1]!, longest);
  const asked = 'status' in outcome ? Math.min(retryAfter(outcome.retryAfter, now()), LIMITS.retryAfter) : 0;
  return Math.round(Math.max(pause, asked) * (1 + JITTER * random()));
}

/** The milliseconds that the header `Retry-After` asks for: a number of seconds, or a date. */
export function retryAfter(header: string | undefined, now: number): number {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
