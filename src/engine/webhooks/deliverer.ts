import { monotonicNow } from '../kit/monotonic-clock.js';
import { Batch } from './batch.js';
import type { Deliveries, Event, Send, Subscription } from './deliveries.js';
import { type Chance, STRIKES } from './schedule.js';

export interface DelivererSettings<S extends Subscription, E extends Event> {
  deliveries: Deliveries<S, E>;
  send: Send<S, E>;
  /** Subscriptions served at once. */
  atOnce?: number;
  /** Of these, subscriptions of one group. */
  ofGroup?: number;
  /** Requests at once to one receiver, each with an event of another key. */
  parallel?: number;
  /** Events that are claimed at once. As many may arrive twice after a crash. */
  batch?: number;
  /** Milliseconds after which another subscription gets the place of one that still has events. */
  slice?: number;
  /** Milliseconds between two looks for due subscriptions, unless `wake` is called. */
  interval?: number;
  chance?: Chance;
  /** Takes failures of this side: the database, or a bug. */
  failed?: (error: unknown, subscription?: S) => void;
}

const CHANCE: Chance = { now: Date.now, random: Math.random };
const LONGEST_TROUBLE = 60_000;

/** After a failure of this side, a subscription is left alone for a while that doubles each time. */
interface Trouble {
  until: number;
  pause: number;
}

/**
 * Delivers events to the receivers of many subscriptions, each in its own time. At most one deliverer may work on the
 * same tables: it remembers which events are under way.
 */
export class Deliverer<S extends Subscription, E extends Event> {
  private readonly settings: Required<DelivererSettings<S, E>>;
  private readonly serving = new Map<string, { group: string; done: Promise<void> }>();
  private readonly troubles = new Map<string, Trouble>();
  private readonly cut = new AbortController();
  private isStopping = false;
  private isAbandoned = false;
  private looking?: Promise<void>;
  private isWoken = false;
  private wakeUp = () => {};

  constructor(settings: DelivererSettings<S, E>) {
    this.settings = {
      atOnce: 32,
      ofGroup: 8,
      parallel: 4,
      batch: 50,
      slice: 10_000,
      interval: 1_000,
      chance: CHANCE,
      failed: () => {},
      ...settings,
    };
  }

  start(): void {
    this.looking ??= this.look();
  }

  /** There is a new event: looks for due subscriptions now and not at the end of the interval. */
  wake(): void {
    this.isWoken = true;
    this.wakeUp();
  }

  /**
   * Begins no further request, and settles what was done. After so many milliseconds it ends the requests under way;
   * their events are sent again later. Resolves to whether that was not necessary.
   */
  async stop(limit: number): Promise<boolean> {
    this.isStopping = true;
    this.wake();
    let inOrder = true;
    const late = setTimeout(() => {
      inOrder = this.serving.size === 0;
      this.cut.abort();
    }, limit);
    await this.looking;
    await Promise.all([...this.serving.values()].map(({ done }) => done));
    clearTimeout(late);
    return inOrder;
  }

  /**
   * Ends all requests under way and settles nothing: another process may deliver the same events already. Use it when
   * this process is the leader no longer.
   */
  async abandon(): Promise<void> {
    this.isAbandoned = true;
    await this.stop(0);
  }

  private async look(): Promise<void> {
    while (!this.isStopping) {
      this.isWoken = false;
      const mayHaveMore = await this.serveDue().catch((error: unknown) => {
        this.settings.failed(error);
        return false;
      });
      if (!mayHaveMore) await this.pause();
    }
  }

  /** Begins to serve due subscriptions in the free places. Resolves to whether it should look again at once. */
  private async serveDue(): Promise<boolean> {
    const { atOnce, ofGroup, deliveries } = this.settings;
    const free = atOnce - this.serving.size;
    if (free <= 0) return false;
    const due = await deliveries.due(free, { ids: [...this.serving.keys(), ...this.troubled()], groups: this.full() });
    let served = 0;
    for (const subscription of due) {
      if (this.isStopping) return false;
      if (this.serving.has(subscription.id) || this.countOf(subscription.group) >= ofGroup) continue;
      this.begin(subscription);
      served++;
    }
    // If a group had too many, subscriptions of other groups may be behind its own.
    return served > 0 && served < due.length;
  }

  private begin(subscription: S): void {
    const { id, group } = subscription;
    const done = this.serve(subscription)
      .catch((error: unknown) => {
        this.delay(id);
        this.settings.failed(error, subscription);
      })
      .finally(() => {
        this.serving.delete(id);
        this.wake();
      });
    this.serving.set(id, { group, done });
  }

  private async serve(subscription: S): Promise<void> {
    const { deliveries, send, parallel, batch, slice, chance } = this.settings;
    const events = await deliveries.claim(subscription, subscription.failures > 0 ? STRIKES : batch);
    // Without events it is not due. Asking again at once would go on for ever.
    if (events.length === 0) return this.delay(subscription.id);
    const settlement = await new Batch(subscription, events, {
      send,
      parallel,
      until: chance.now() + slice,
      chance,
      isStopping: () => this.isStopping,
      signal: this.cut.signal,
    }).deliver();
    if (this.isAbandoned) return;
    await deliveries.settle(subscription, settlement);
    this.troubles.delete(subscription.id);
  }

  private delay(id: string): void {
    const pause = Math.min(2 * (this.troubles.get(id)?.pause ?? this.settings.interval / 2), LONGEST_TROUBLE);
    this.troubles.set(id, { pause, until: monotonicNow() + pause });
  }

  private troubled(): string[] {
    const now = monotonicNow();
    // The last pause is remembered for a while, because it doubles if the trouble goes on.
    for (const [id, { until }] of this.troubles) if (until + LONGEST_TROUBLE < now) this.troubles.delete(id);
    return [...this.troubles].filter(([, { until }]) => until > now).map(([id]) => id);
  }

  private full(): string[] {
    const groups = new Set([...this.serving.values()].map(({ group }) => group));
    return [...groups].filter((group) => this.countOf(group) >= this.settings.ofGroup);
  }

  private countOf(group: string): number {
    return [...this.serving.values()].filter((one) => one.group === group).length;
  }

  private pause(): Promise<void> {
    if (this.isWoken) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.settings.interval);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
