import type { Outcome } from './outcome.js';
import type { Failing } from './schedule.js';

/** One receiver, and the events that it is to get. */
export interface Subscription extends Failing {
  readonly id: string;
  /** Subscriptions of one group share a limit, so that one owner's slow receivers do not take all places. */
  readonly group: string;
  /** Milliseconds of the epoch: its last success. */
  readonly deliveredAt?: number;
}

/** What a receiver is told. `failures` and `failingSince` are what the last `postponed` said of it. */
export interface Event extends Failing {
  readonly id: string;
  /** Events of one key arrive in their order. */
  readonly key: string;
}

/** Which events wait for which subscription. The application implements this on its tables. */
export interface Deliveries<S extends Subscription, E extends Event> {
  /**
   * Subscriptions with events that may be claimed now, and that are not paused: at most `limit`, without these IDs and
   * groups, those first that have waited longest since they were served.
   */
  due(limit: number, without: { ids: readonly string[]; groups: readonly string[] }): Promise<S[]>;

  /**
   * The next events of a subscription, in order, at most `limit`. It leaves out events of a key that has an event
   * which is postponed to a later time. It may return the same events again until they are settled.
   */
  claim(subscription: S, limit: number): Promise<E[]>;

  /**
   * Keeps what became of the claimed events, in one transaction. Each of them is in one of the four lists. A cursor of
   * the subscription may then pass all of them, if the events that it passes and that are neither delivered nor left
   * out are kept beside it: those that are postponed, those that wait, and those that `claim` did not return.
   */
  settle(subscription: S, settlement: Settlement<E>): Promise<void>;
}

export interface Settlement<E extends Event> {
  readonly delivered: readonly E[];
  readonly postponed: readonly PostponedEvent<E>[];
  /** It failed for too long while others arrived, and is not tried again. Events behind it go on. */
  readonly leftOut: readonly { readonly event: E; readonly outcome: Outcome }[];
  /** They were not tried: an event of their key failed before them, or the subscription pauses. */
  readonly waiting: readonly E[];
  readonly next: Next;
}

/** An event that failed, and is tried again at `until`. All events of its key wait for it. */
export interface PostponedEvent<E extends Event> extends Failing {
  readonly event: E;
  readonly outcome: Outcome;
  /** Milliseconds of the epoch. */
  readonly until: number;
}

/** How the subscription goes on. Whenever an event was delivered, `deliveredAt` is now. */
export type Next =
  /** Its receiver takes events: `failures` is 0 and `failingSince` undefined from now on. */
  | {
      readonly is: 'well';
      /**
       * The receiver was away and is back. Before the four lists are kept, the events that were postponed earlier are
       * due at once, as if they had never failed. Otherwise they would wait for hours although the receiver is there.
       */
      readonly hasRecovered: boolean;
    }
  /** Its receiver went away, or took nothing. */
  | ({
      readonly is: 'failing';
      /** Milliseconds of the epoch. Undefined: only events failed, and others may be tried at once. */
      readonly pausedUntil?: number;
      readonly outcome: Outcome;
    } & Failing)
  /** It is over: its receiver said that it is gone (410), or failed for too long. */
  | { readonly is: 'ended'; readonly why: 'gone' | 'failing'; readonly outcome: Outcome }
  /** Nothing was tried, since the deliverer stops. */
  | { readonly is: 'unchanged' };

/** Makes the request of one event. Rejects only for reasons of this side. */
export type Send<S extends Subscription, E extends Event> = (
  subscription: S,
  event: E,
  signal: AbortSignal,
) => Promise<Outcome>;
