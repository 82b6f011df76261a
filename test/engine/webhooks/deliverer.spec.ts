import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import {
  Deliverer,
  type DelivererSettings,
  LIMITS,
  newSecret,
  Outbound,
  type OutboundSettings,
  type StandardEvent,
  standardSender,
  type StandardSubscription,
} from '../../../src/engine/webhooks/index.js';
import { eventually } from '../../support/eventually.js';
import { DeliveriesInMemory } from './deliveries-in-memory.js';
import { Receiver } from './receiver.js';

const MINUTE = 60_000;
/** A little longer than the longest pause of a subscription whose events all failed. */
const STEP = 70 * MINUTE;

/** A clock that a test moves on. It begins now, so that receivers take the signatures. */
class Clock {
  private ahead = 0;
  readonly now = () => Date.now() + this.ahead;
  moveOn(milliseconds: number): void {
    this.ahead += milliseconds;
  }
}

interface Told {
  key: string;
  value: number;
}

const bodies = (receiver: Receiver): Told[] => receiver.received.map(({ body }) => JSON.parse(body) as Told);

/** The first time that each event arrived, as values by key. */
function firsts(receiver: Receiver): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const { key, value } of bodies(receiver)) if (!(found[key] ??= []).includes(value)) found[key].push(value);
  return found;
}

describe('a deliverer', () => {
  const secret = newSecret();
  const secrets = [{ secret }];
  let clock: Clock;
  let deliveries: DeliveriesInMemory;
  let deliverer: Deliverer<StandardSubscription, StandardEvent>;
  let receivers: Receiver[];
  let failures: unknown[];

  beforeEach(() => {
    clock = new Clock();
    deliveries = new DeliveriesInMemory(clock.now);
    receivers = [];
    failures = [];
  });
  afterEach(async () => {
    await deliverer.stop(0);
    await Promise.all(receivers.map((receiver) => receiver.down()));
  });

  const aReceiver = async (...answering: Parameters<typeof Receiver.start>) => {
    const receiver = await Receiver.start(...answering);
    receivers.push(receiver);
    return receiver;
  };

  const deliver = (
    settings: Partial<DelivererSettings<StandardSubscription, StandardEvent>> = {},
    timeouts: OutboundSettings['timeouts'] = { headers: 1_000, whole: 2_000 },
  ) => {
    const outbound = new Outbound({ allowedHosts: receivers.map(({ host }) => host), timeouts });
    deliverer = new Deliverer({
      deliveries,
      send: standardSender(outbound, 'test', clock.now),
      interval: 10,
      chance: { now: clock.now, random: () => 0 },
      failed: (error) => failures.push(error),
      ...settings,
    });
    deliverer.start();
    return deliverer;
  };

  it('delivers all events, signed, in the order of each key', async () => {
    const receiver = await aReceiver();
    deliveries.subscribe('one', receiver.url, secrets);
    for (let at = 0; at < 200; at++) deliveries.add(`key ${at % 7}`);
    deliver();
    await eventually(() => deliveries.isDone);
    expect(receiver.received).toHaveLength(200);
    for (let key = 0; key < 7; key++) {
      const expected = Array.from({ length: 200 }, (_, at) => at).filter((at) => at % 7 === key);
      expect(firsts(receiver)[`key ${key}`]).toEqual(expected);
    }
    for (const { body, headers } of receiver.received)
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(receiver.received[0]!.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'test' });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(200);
  });

  it('sends one event of a key at a time, and several keys at once', async () => {
    const underWay = new Map<string, number>();
    let most = 0;
    const receiver = await aReceiver(async ({ body }, response) => {
      const { key } = JSON.parse(body) as Told;
      underWay.set(key, (underWay.get(key) ?? 0) + 1);
      const all = [...underWay.values()];
      if (Math.max(...all) > 1) failures.push(key);
      most = Math.max(most, all.filter((count) => count > 0).length);
      await pause(5);
      underWay.set(key, underWay.get(key)! - 1);
      response.writeHead(200).end();
    });
    deliveries.subscribe('one', receiver.url, secrets);
    for (let at = 0; at < 60; at++) deliveries.add(`key ${at % 10}`);
    deliver({ parallel: 3 });
    await eventually(() => deliveries.isDone);
    expect(failures).toEqual([]);
    expect(most).toBe(3);
  });

  it('a receiver is down while events arrive, and comes back: nothing is missing or out of order', async () => {
    const receiver = await aReceiver();
    deliveries.subscribe('one', receiver.url, secrets);
    for (let at = 0; at < 20; at++) deliveries.add(`key ${at % 3}`);
    deliver();
    await eventually(() => deliveries.isDone);
    await receiver.down();
    const state = deliveries.states.get('one')!;
    // Hours go by. Events come in at any time, and the deliverer tries at its own.
    for (let step = 0; step < 12; step++) {
      for (let at = 0; at < 5; at++) deliveries.add(`key ${at % 3}`);
      await eventually(() => state.pausedUntil > clock.now());
      clock.moveOn(STEP);
    }
    expect(state.subscription.failures).toBeGreaterThan(5);
    await receiver.up();
    clock.moveOn(STEP);
    // All of it arrives now, without further hours of waiting.
    await eventually(() => deliveries.isDone);
    const all = deliveries.feed.map(({ body }) => JSON.parse(body) as Told);
    for (const key of ['key 0', 'key 1', 'key 2'])
      expect(firsts(receiver)[key]).toEqual(all.filter((one) => one.key === key).map(({ value }) => value));
    expect(receiver.received).toHaveLength(80);
    expect(state.subscription).toMatchObject({ failures: 0, failingSince: undefined });
  });

  it('a receiver that is down gets one request at a time, and few of them', async () => {
    const receiver = await aReceiver((_, response) => response.writeHead(503).end());
    deliveries.subscribe('one', receiver.url, secrets);
    for (let at = 0; at < 100; at++) deliveries.add(`key ${at}`);
    deliver({ parallel: 4 });
    const state = deliveries.states.get('one')!;
    await eventually(() => state.pausedUntil > clock.now());
    expect(receiver.received.length).toBeLessThanOrEqual(4);
    const before = receiver.received.length;
    for (let step = 0; step < 10; step++) {
      clock.moveOn(STEP);
      await eventually(() => state.pausedUntil > clock.now());
    }
    expect(receiver.received.length - before).toBeLessThanOrEqual(30);
  });

  it('an event that its receiver refuses holds up its own key only', async () => {
    const receiver = await aReceiver(({ body }, response) =>
      response.writeHead((JSON.parse(body) as Told).value === 3 ? 500 : 200).end(),
    );
    deliveries.subscribe('one', receiver.url, secrets);
    for (let at = 0; at < 30; at++) deliveries.add(`key ${at % 3}`);
    deliver();
    const state = deliveries.states.get('one')!;
    await eventually(() => state.beside.length === 9);
    expect(firsts(receiver)).toMatchObject({ 'key 0': [0, 3], 'key 1': { length: 10 }, 'key 2': { length: 10 } });
    expect(state.beside[0]).toMatchObject({ event: { id: 'msg_3', failures: 1 } });
    expect(state.pausedUntil).toBe(0);
    // After more than a day it is left out, because others arrived. Those behind it follow.
    for (let step = 0; step < 60 && state.leftOut.length === 0; step++) {
      deliveries.add('key 1');
      await eventually(() => state.cursor === deliveries.feed.length);
      await eventually(() => state.beside.length === 0 || state.beside[0]!.until > clock.now());
      clock.moveOn(STEP);
    }
    await eventually(() => deliveries.isDone);
    expect(state.leftOut).toEqual(['msg_3']);
    expect(firsts(receiver)['key 0']).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  });

  it('a receiver that refuses everything pauses after a few, and loses nothing', async () => {
    let refuses = true;
    const receiver = await aReceiver((_, response) => response.writeHead(refuses ? 401 : 200).end());
    deliveries.subscribe('one', receiver.url, secrets);
    for (let at = 0; at < 50; at++) deliveries.add(`key ${at % 25}`);
    deliver({ parallel: 1 });
    const state = deliveries.states.get('one')!;
    await eventually(() => state.pausedUntil > clock.now());
    expect(receiver.received).toHaveLength(3);
    for (let step = 0; step < 40; step++) {
      clock.moveOn(STEP);
      await eventually(() => state.pausedUntil > clock.now() || state.beside.every(({ until }) => until > clock.now()));
    }
    refuses = false;
    for (let step = 0; step < 20 && !deliveries.isDone; step++) {
      clock.moveOn(STEP);
      await pause(50);
    }
    await eventually(() => deliveries.isDone);
    expect(state.leftOut).toEqual([]);
    expect(Object.values(firsts(receiver)).flat()).toHaveLength(50);
  });

  it('a receiver that comes back gets the events that it refused before, without hours of waiting', async () => {
    const receiver = await aReceiver(({ body }, response) =>
      response.writeHead((JSON.parse(body) as Told).value === 0 ? 500 : 200).end(),
    );
    deliveries.subscribe('one', receiver.url, secrets);
    deliveries.add('refused');
    deliver();
    const state = deliveries.states.get('one')!;
    for (let failures = 1; failures <= 5; failures++) {
      await eventually(() => state.beside[0]?.event.failures === failures);
      if (failures < 5) clock.moveOn(state.beside[0]!.until - clock.now());
    }
    expect(state.beside[0]!.until - clock.now()).toBeGreaterThan(4 * STEP);
    await receiver.down();
    deliveries.add('other');
    await eventually(() => state.pausedUntil > clock.now());
    receiver.answers((_, response) => response.writeHead(200).end());
    await receiver.up();
    clock.moveOn(STEP);
    await eventually(() => deliveries.isDone);
  });

  it('an event that its receiver never answers is told from a receiver that is away', async () => {
    const receiver = await aReceiver(({ body }, response) => {
      if ((JSON.parse(body) as Told).value !== 0) response.writeHead(200).end();
    });
    deliveries.subscribe('one', receiver.url, secrets);
    for (let at = 0; at < 10; at++) deliveries.add(`key ${at % 2}`);
    deliver({ parallel: 1 });
    const state = deliveries.states.get('one')!;
    await eventually(() => state.pausedUntil > clock.now());
    expect(state.beside[0]).toMatchObject({ event: { id: 'msg_0', failures: 0 } });
    clock.moveOn(MINUTE);
    await eventually(() => firsts(receiver)['key 1']?.length === 5);
    await eventually(() => state.beside.length === 5 && state.beside[0]!.until > clock.now());
    expect(state.beside[0]).toMatchObject({ event: { id: 'msg_0', failures: 1 } });
    expect(state.subscription.failures).toBe(0);
  });

  it('410 ends the subscription, and nothing more is sent', async () => {
    const receiver = await aReceiver((_, response) => response.writeHead(410).end());
    deliveries.subscribe('one', receiver.url, secrets);
    for (let at = 0; at < 20; at++) deliveries.add('key');
    deliver();
    await eventually(() => deliveries.states.get('one')!.ended === 'gone');
    clock.moveOn(STEP);
    await pause(50);
    expect(receiver.received).toHaveLength(1);
  });

  it('a subscription ends when its receiver has failed for days', async () => {
    const receiver = await aReceiver();
    await receiver.down();
    deliveries.subscribe('one', receiver.url, secrets);
    deliveries.add('key');
    deliver();
    const state = deliveries.states.get('one')!;
    let steps = 0;
    for (; !state.ended; steps++) {
      await eventually(() => state.ended !== undefined || state.pausedUntil > clock.now());
      clock.moveOn(STEP);
    }
    expect(state.ended).toBe('failing');
    expect(steps).toBeGreaterThanOrEqual(LIMITS.subscription / STEP);
    expect(steps).toBeLessThan(LIMITS.subscription / STEP + 2);
    expect(state.beside).toHaveLength(1);
  });

  it('a slow receiver does not hold up others', async () => {
    const slow = await aReceiver(() => {});
    const quick = await aReceiver();
    for (let at = 0; at < 30; at++) deliveries.subscribe(`slow ${at}`, slow.url, secrets, 'slow');
    deliveries.subscribe('quick', quick.url, secrets, 'quick');
    deliveries.add('key');
    deliver({ atOnce: 8, ofGroup: 4 }, { headers: 60_000, whole: 60_000 });
    await eventually(() => quick.received.length === 1);
    expect(slow.received.length).toBeLessThanOrEqual(4);
  });

  it('many events of one subscription do not hold up others', async () => {
    const receiver = await aReceiver(async (_, response) => {
      await pause(2);
      response.writeHead(200).end();
    });
    const other = await aReceiver();
    deliveries.subscribe('much', receiver.url, secrets, 'a');
    for (let at = 0; at < 300; at++) deliveries.add(`key ${at}`);
    deliveries.subscribe('little', other.url, secrets, 'b');
    deliveries.add('key');
    deliver({ atOnce: 1, batch: 10 });
    await eventually(() => other.received.length === 1);
    expect(receiver.received.length).toBeLessThan(100);
    await eventually(() => deliveries.isDone);
  });

  it('when it is woken, it does not wait for its interval', async () => {
    const receiver = await aReceiver();
    deliveries.subscribe('one', receiver.url, secrets);
    deliver({ interval: MINUTE });
    await pause(50);
    deliveries.add('key');
    deliverer.wake();
    await eventually(() => receiver.received.length === 1, 2_000);
  });

  it('goes on after the database was away, and sends again what it could not settle', async () => {
    const receiver = await aReceiver();
    deliveries.subscribe('one', receiver.url, secrets);
    deliveries.add('key');
    receiver.answers((_, response) => {
      deliveries.failure = new Error('no database');
      response.writeHead(200).end();
      receiver.answers((__, again) => again.writeHead(200).end());
    });
    deliver();
    await eventually(() => failures.length > 3);
    deliveries.failure = undefined;
    await eventually(() => deliveries.isDone);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual(['msg_0', 'msg_0']);
  });

  it('a failure of this side leaves the subscription alone for a while, and others go on', async () => {
    const receiver = await aReceiver();
    deliveries.subscribe('broken', receiver.url, []);
    deliveries.subscribe('sound', receiver.url, secrets);
    deliveries.add('key');
    deliver();
    await eventually(() => receiver.received.length === 1);
    await pause(300);
    expect(failures.length).toBeGreaterThan(1);
    expect(failures.length).toBeLessThan(10);
    expect(failures[0]).toEqual(new Error('no secret is in use'));
  });

  describe('stops', () => {
    it('after the requests under way, and settles them', async () => {
      const receiver = await aReceiver(async (_, response) => {
        await pause(200);
        response.writeHead(200).end();
      });
      deliveries.subscribe('one', receiver.url, secrets);
      for (let at = 0; at < 10; at++) deliveries.add('key');
      deliver();
      await eventually(() => receiver.received.length === 1);
      await expect(deliverer.stop(2_000)).resolves.toBe(true);
      expect(receiver.received).toHaveLength(1);
      // The rest is there for the next deliverer, in order.
      receiver.answers((_, response) => response.writeHead(200).end());
      deliver();
      await eventually(() => deliveries.isDone);
      expect(bodies(receiver).map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    it('within its limit, and ends the request under way: its event is sent again', async () => {
      const receiver = await aReceiver(() => {});
      deliveries.subscribe('one', receiver.url, secrets);
      deliveries.add('key');
      deliver({}, { headers: 60_000, whole: 60_000 });
      await eventually(() => receiver.received.length === 1);
      const begin = Date.now();
      await expect(deliverer.stop(100)).resolves.toBe(false);
      expect(Date.now() - begin).toBeLessThan(10_000);
      const state = deliveries.states.get('one')!;
      expect(state.subscription.failures).toBe(0);
      receiver.answers((_, response) => response.writeHead(200).end());
      deliver();
      await eventually(() => deliveries.isDone);
    });

    it('at once when it is abandoned, and settles nothing', async () => {
      const receiver = await aReceiver(({ body }, response) => {
        if ((JSON.parse(body) as Told).value === 0) response.writeHead(200).end();
      });
      deliveries.subscribe('one', receiver.url, secrets);
      for (let at = 0; at < 3; at++) deliveries.add('key');
      deliver();
      await eventually(() => receiver.received.length === 2);
      await deliverer.abandon();
      expect(deliveries.states.get('one')!).toMatchObject({ cursor: 0, beside: [] });
    });
  });
});
