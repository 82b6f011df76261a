import type {
  Deliveries,
  Settlement,
  SigningSecret,
  StandardEvent,
  StandardSubscription,
} from '../../../src/engine/webhooks/index.js';

interface Kept {
  event: StandardEvent;
  /** Its place in the feed. */
  seq: number;
  until: number;
}

interface State {
  subscription: StandardSubscription;
  /** The number of events of the feed that were claimed and settled. */
  cursor: number;
  /** Events before the cursor that did not arrive, in the order of the feed. */
  beside: Kept[];
  pausedUntil: number;
  servedAt: number;
  ended?: string;
  leftOut: string[];
}

/**
 * Deliveries of one feed, as tables would hold them: each subscription has a cursor, and beside it the events before
 * the cursor that wait. It checks what it is told.
 */
export class DeliveriesInMemory implements Deliveries<StandardSubscription, StandardEvent> {
  readonly feed: StandardEvent[] = [];
  readonly states = new Map<string, State>();
  /** Thrown by the next calls. */
  failure?: Error;
  private served = 0;

  constructor(private readonly now: () => number) {}

  subscribe(id: string, url: string, secrets: SigningSecret[], group = id): void {
    this.states.set(id, {
      subscription: { id, group, url, secrets, failures: 0 },
      cursor: this.feed.length,
      beside: [],
      pausedUntil: 0,
      servedAt: 0,
      leftOut: [],
    });
  }

  add(key: string, value: unknown = this.feed.length): void {
    const id = `msg_${this.feed.length}`;
    this.feed.push({ id, key, failures: 0, body: JSON.stringify({ key, value }) });
  }

  /** Whether nothing waits for any subscription. */
  get isDone(): boolean {
    return [...this.states.values()].every(
      ({ cursor, beside, ended }) => ended || (cursor === this.feed.length && beside.length === 0),
    );
  }

  async due(limit: number, without: { ids: readonly string[]; groups: readonly string[] }) {
    if (this.failure) throw this.failure;
    return [...this.states.values()]
      .filter((state) => !state.ended && state.pausedUntil <= this.now() && this.claimable(state).length > 0)
      .filter(
        ({ subscription }) => !without.ids.includes(subscription.id) && !without.groups.includes(subscription.group),
      )
      .sort((one, other) => one.servedAt - other.servedAt)
      .slice(0, limit)
      .map(({ subscription }) => subscription);
  }

  async claim({ id }: StandardSubscription, limit: number) {
    if (this.failure) throw this.failure;
    return this.claimable(this.states.get(id)!)
      .slice(0, limit)
      .map(({ event }) => event);
  }

  async settle({ id }: StandardSubscription, settlement: Settlement<StandardEvent>) {
    if (this.failure) throw this.failure;
    const { delivered, postponed, leftOut, waiting, next } = settlement;
    const state = this.states.get(id)!;
    state.servedAt = ++this.served;
    const all = [...delivered, ...[...postponed, ...leftOut].map(({ event }) => event), ...waiting];
    if (new Set(all).size !== all.length) throw new Error('an event was settled twice');

    if (next.is === 'well' && next.hasRecovered)
      state.beside = state.beside.map(({ event, ...kept }) => ({
        ...kept,
        until: 0,
        event: { ...event, failures: 0, failingSince: undefined },
      }));
    const seqOf = ({ id }: StandardEvent) => this.feed.findIndex((one) => one.id === id);
    const seqs = all.map(seqOf);
    const { cursor } = state;
    state.cursor = Math.max(cursor, ...seqs.map((seq) => seq + 1));
    // The cursor passes events of keys that have a postponed event, too. They wait behind it.
    const passed = this.feed.slice(cursor, state.cursor).filter((event) => !seqs.includes(seqOf(event)));
    state.beside = [
      ...state.beside.filter(({ seq }) => !seqs.includes(seq)),
      ...postponed.map(({ event, failures, failingSince, until }) => ({
        event: { ...event, failures, failingSince },
        seq: seqOf(event),
        until,
      })),
      ...[...waiting, ...passed].map((event) => ({ event, seq: seqOf(event), until: 0 })),
    ].sort((one, other) => one.seq - other.seq);
    state.leftOut.push(...leftOut.map(({ event }) => event.id));

    const { subscription } = state;
    const deliveredAt = delivered.length > 0 ? this.now() : subscription.deliveredAt;
    state.subscription = { ...subscription, deliveredAt };
    if (next.is === 'well') Object.assign(state.subscription, { failures: 0, failingSince: undefined });
    if (next.is === 'failing') {
      const { failures, failingSince, pausedUntil = 0 } = next;
      Object.assign(state.subscription, { failures, failingSince });
      state.pausedUntil = pausedUntil;
    }
    if (next.is === 'ended') state.ended = next.why;
  }

  private claimable({ cursor, beside }: State): Kept[] {
    const now = this.now();
    const blocked = new Set(beside.filter(({ until }) => until > now).map(({ event }) => event.key));
    const fresh = this.feed.slice(cursor).map((event, at) => ({ event, seq: cursor + at, until: 0 }));
    return [...beside, ...fresh].filter(({ event }) => !blocked.has(event.key));
  }
}
