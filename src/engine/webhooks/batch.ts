import { memoized } from '../kit/memoized.js';
import type { Event, Next, PostponedEvent, Send, Settlement, Subscription } from './deliveries.js';
import type { Outcome } from './outcome.js';
import {
  type Chance,
  eventAfterFailure,
  type Failing,
  hasFailedForLong,
  isGone,
  isHopeless,
  isReceiverDown,
  isSuccess,
  STRIKES,
  subscriptionAfterFailure,
} from './schedule.js';

export interface BatchOptions<S extends Subscription, E extends Event> {
  send: Send<S, E>;
  /** Requests to the receiver at once. */
  parallel: number;
  /** Milliseconds of the epoch after which no further request begins, so that other subscriptions have their turn. */
  until: number;
  chance: Chance;
  /** The deliverer stops: no further request begins. */
  isStopping: () => boolean;
  /** Ends the requests under way. */
  signal: AbortSignal;
}

interface Failure<E extends Event> {
  event: E;
  outcome: Outcome;
}

/**
 * Delivers the claimed events of one subscription. Events of one key form a lane: the next one is sent when the one
 * before it has arrived, and a failure ends the lane. Several lanes run at once.
 */
export class Batch<S extends Subscription, E extends Event> {
  private readonly delivered: E[] = [];
  /** A later event arrived, so these are the fault of the event. */
  private readonly failed: Failure<E>[] = [];
  /** No event has arrived since. It may be the fault of the event or of the receiver. */
  private readonly failedLast: Failure<E>[] = [];
  /** The receiver is at fault: no further request of this batch begins. */
  private halted?: Outcome;

  constructor(
    private readonly subscription: S,
    private readonly events: readonly E[],
    private readonly options: BatchOptions<S, E>,
  ) {}

  async deliver(): Promise<Settlement<E>> {
    const lanes = lanesOf(this.events);
    // One request at a time finds out whether a receiver is back.
    const atOnce = this.isTest ? 1 : this.options.parallel;
    await Promise.all(Array.from({ length: Math.min(atOnce, lanes.length) }, () => this.runLanes(lanes)));
    // The test had fewer events than it may have, and no success.
    if (this.isTest && this.delivered.length === 0) this.halted ??= this.failedLast.at(-1)?.outcome;
    return this.settlement();
  }

  /** The receiver did not answer the last time. */
  private get isTest(): boolean {
    return this.subscription.failures > 0;
  }

  private async runLanes(lanes: E[][]): Promise<void> {
    for (let lane = lanes.shift(); lane; lane = lanes.shift()) await this.runLane(lane);
  }

  private async runLane(lane: readonly E[]): Promise<void> {
    const { signal, send } = this.options;
    for (const event of lane) {
      if (this.mustEnd()) return;
      const outcome = await send(this.subscription, event, signal);
      if (isSuccess(outcome)) this.arrived(event);
      else if (signal.aborted) return;
      else return this.missed(event, outcome);
    }
  }

  private mustEnd(): boolean {
    const { isStopping, signal, until, chance } = this.options;
    return this.halted !== undefined || isStopping() || signal.aborted || chance.now() > until;
  }

  private arrived(event: E): void {
    this.delivered.push(event);
    this.failed.push(...this.failedLast.splice(0));
  }

  private missed(event: E, outcome: Outcome): void {
    this.failedLast.push({ event, outcome });
    // A test asks with several events: one that the receiver never answers must not look like a receiver that is away.
    const isAtFault = (isReceiverDown(outcome) && !this.isTest) || this.failedLast.length >= STRIKES;
    if (isGone(outcome) || isAtFault) this.halted ??= outcome;
  }

  private settlement(): Settlement<E> {
    const { chance } = this.options;
    const next = this.next();
    const [postponed, leftOut]: [PostponedEvent<E>[], Failure<E>[]] = [[], []];
    for (const { event, outcome } of this.halted ? this.failed : [...this.failed, ...this.failedLast]) {
      const after = eventAfterFailure(event, outcome, chance);
      if (isHopeless(after, this.deliveredAt, chance.now())) leftOut.push({ event, outcome });
      else postponed.push({ event, outcome, ...after });
    }
    if (this.halted) postponed.push(...this.notToBlame(next));
    const settled = new Set([...this.delivered, ...[...postponed, ...leftOut].map(({ event }) => event)]);
    const waiting = this.events.filter((event) => !settled.has(event));
    return { delivered: this.delivered, postponed, leftOut, waiting, next };
  }

  /**
   * Events that failed with the receiver. They are due a little later than the subscription, so that the next test asks
   * with other events, if there are any.
   */
  private notToBlame(next: Next): PostponedEvent<E>[] {
    const now = this.options.chance.now();
    const pause = next.is === 'failing' && next.pausedUntil !== undefined ? next.pausedUntil - now : 0;
    return this.failedLast.map(({ event, outcome }) => {
      const { failures, failingSince } = event;
      return { event, outcome, failures, failingSince, until: Math.round(now + 1.1 * pause) };
    });
  }

  private get deliveredAt(): number | undefined {
    return this.delivered.length > 0 ? this.options.chance.now() : this.subscription.deliveredAt;
  }

  private next(): Next {
    const { subscription, halted, delivered } = this;
    const { chance } = this.options;
    const outcome = halted ?? this.failedLast.at(-1)?.outcome;
    if (halted && isGone(halted)) return { is: 'ended', why: 'gone', outcome: halted };
    if (delivered.length > 0 && !halted) return { is: 'well', hasRecovered: this.isTest };
    if (!outcome) return { is: 'unchanged' };
    // A receiver that took some events and then went away begins a new count.
    const before: Failing = delivered.length > 0 ? { failures: 0 } : subscription;
    const paused = halted && subscriptionAfterFailure(before, halted, chance);
    const { failures, failingSince } = paused ?? { ...before, failingSince: before.failingSince ?? chance.now() };
    if (hasFailedForLong({ failures, failingSince }, chance.now())) return { is: 'ended', why: 'failing', outcome };
    return { is: 'failing', failures, failingSince, pausedUntil: paused?.until, outcome };
  }
}

function lanesOf<E extends Event>(events: readonly E[]): E[][] {
  const lanes = new Map<string, E[]>();
  for (const event of events) memoized(lanes, event.key, () => []).push(event);
  return [...lanes.values()];
}
