import { CountersInMemory } from '../../src/auth/throttle/counters.js';
import { CountersInRedis } from '../../src/auth/throttle/counters-in-redis.js';
import { SharedWindows } from '../../src/auth/throttle/shared-windows.js';
import { FixedWindows, type RateLimit, type Windows } from '../../src/auth/throttle/windows.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { eventually } from '../support/eventually.js';

const MINUTE = 60_000;
const three: RateLimit = { limit: 3, window: MINUTE };

let keys = 0;
const aKey = () => `key ${++keys}`;

/** On a busy machine a few seconds may have passed, so a rest of nearly a minute counts as a minute. */
const rounded = (seconds: number) => (seconds > 40 && seconds <= 60 ? 60 : seconds);

/** Tests of windows, wherever they are stored. */
function windowsHold(windows: () => Windows): void {
  const waits = async (key: string, pace: RateLimit, times: number) => {
    const seen: number[] = [];
    for (let time = 0; time < times; time++) seen.push(rounded((await windows().take(key, pace)).wait));
    return seen;
  };

  it('allow as many requests as the limit, and then tell how long to wait', async () => {
    const key = aKey();
    expect(await waits(key, three, 5)).toEqual([0, 0, 0, 60, 60]);
    const { taken, endsIn } = await windows().take(key, three);
    expect({ taken, endsIn: rounded(endsIn) }).toEqual({ taken: 3, endsIn: 60 });
    expect(await waits(aKey(), three, 1)).toEqual([0]);
  });

  it('count concurrent requests like successive ones', async () => {
    const key = aKey();
    const places = await Promise.all(Array.from({ length: 20 }, () => windows().take(key, three)));
    expect(
      places
        .filter(({ wait }) => wait === 0)
        .map(({ taken }) => taken)
        .toSorted(),
    ).toEqual([1, 2, 3]);
  });

  it('free a place that is given back', async () => {
    const key = aKey();
    const place = await windows().take(key, three);
    expect(await waits(key, three, 3)).toEqual([0, 0, 60]);
    await place.release();
    expect(await waits(key, three, 2)).toEqual([0, 60]);
  });

  it('begin again when they have ended, without counts of earlier windows', async () => {
    const [key, short] = [aKey(), { limit: 2, window: 3_000 }];
    const before = await windows().take(key, short);
    const [second, third] = await waits(key, short, 2);
    expect(second).toBe(0);
    expect(third).toBeGreaterThan(0);
    await eventually(async () => (await windows().take(key, short)).wait === 0);
    await before.release();
    expect(await windows().take(key, { limit: 2, window: MINUTE })).toMatchObject({ wait: 0, taken: 2 });
  });

  it('close for a given time after one request too many', async () => {
    const key = aKey();
    expect(await waits(key, { limit: 2, window: 10_000, blockFor: MINUTE }, 4)).toEqual([0, 0, 60, 60]);
  });

  it('close no earlier than they end', async () => {
    expect(await waits(aKey(), { limit: 1, window: MINUTE, blockFor: 1_000 }, 2)).toEqual([0, 60]);
  });

  it('close when they are full, and not before', async () => {
    const [key, pace] = [aKey(), { limit: 2, window: 30_000 }];
    await (await windows().take(key, pace)).blockIfFull(MINUTE);
    const second = await windows().take(key, pace);
    expect(second.wait).toBe(0);
    await second.blockIfFull(MINUTE);
    await second.release();
    expect(await waits(key, pace, 1)).toEqual([60]);
  });
}

const HOUR = 3_600_000;

/** Runs work while this process has another time of day. */
async function whenTimeOfDayMoves(by: number, work: () => Promise<void>): Promise<void> {
  const now = Date.now.bind(Date);
  const moved = jest.spyOn(Date, 'now').mockImplementation(() => now() + by);
  try {
    await work();
  } finally {
    moved.mockRestore();
  }
}

/** Tests of windows while the clock of this machine is set. */
function windowsOutliveTheClock(windows: () => Windows): void {
  it.each([-HOUR, HOUR])('keep their length when the clock is set by %d ms', async (by) => {
    const [full, closed] = [aKey(), aKey()];
    for (let time = 0; time < 4; time++) await windows().take(full, three);
    for (let time = 0; time < 3; time++) await windows().take(closed, { limit: 2, window: 10_000, blockFor: MINUTE });
    await whenTimeOfDayMoves(by, async () => {
      for (let turn = 0; turn < 2; turn++) {
        expect(rounded((await windows().take(full, three)).wait)).toBe(60);
        expect(rounded((await windows().take(closed, three)).wait)).toBe(60);
      }
    });
  });
}

describe('windows in memory', () => {
  const windows = new FixedWindows();
  windowsHold(() => windows);
  windowsOutliveTheClock(() => windows);
});

describe('windows in the memory of another process', () => {
  const counters = new CountersInMemory();
  const processes = [new SharedWindows(counters), new SharedWindows(counters)];
  let turn = 0;
  windowsHold(() => processes[turn++ % 2]!);
  windowsOutliveTheClock(() => processes[turn++ % 2]!);
});

describeWithRedis('windows in Redis', () => {
  let redis: RedisServer;
  let processes: SharedWindows[] = [];
  let turn = 0;
  const connected = async (secret: string) => {
    const windows = new SharedWindows(new CountersInRedis(redis.url, secret));
    await windows.onModuleInit();
    return windows;
  };

  beforeAll(async () => {
    redis = await RedisServer.start();
    processes = [await connected('one secret'), await connected('one secret')];
  });
  afterAll(async () => {
    for (const windows of processes) windows.onApplicationShutdown();
    await redis.kill();
  });

  // Two processes in turn count like one.
  windowsHold(() => processes[turn++ % 2]!);

  windowsOutliveTheClock(() => processes[turn++ % 2]!);

  // The test cannot set Redis' clock. It moves the entries by an hour, as if Redis had written them an hour from now.
  it('keep their length when the clock of the Redis server is set back', async () => {
    const [full, closed] = [aKey(), aKey()];
    await redis.with((client) => client.flushall());
    for (let time = 0; time < 4; time++) await processes[0]!.take(full, three);
    for (let time = 0; time < 3; time++)
      await processes[0]!.take(closed, { limit: 2, window: 10_000, blockFor: MINUTE });
    await redis.with(async (client) => {
      for (const key of await client.keys('*')) {
        for (const [field, value] of Object.entries(await client.hgetall(key)))
          if (Number(value) > HOUR) await client.hincrby(key, field, HOUR);
        await client.pexpire(key, 2 * HOUR);
      }
    });
    const another = await connected('one secret');
    for (let turn = 0; turn < 2; turn++) {
      for (const key of [full, closed]) expect(rounded((await another.take(key, three)).wait)).toBe(60);
    }
    another.onApplicationShutdown();
    await redis.with(async (client) => {
      for (const key of await client.keys('*')) expect(await client.pttl(key)).toBeLessThanOrEqual(MINUTE);
    });
  });

  it('are separate for servers with another signing secret', async () => {
    const [key, others] = [aKey(), await connected('another secret')];
    for (let time = 0; time < 4; time++) await processes[0]!.take(key, three);
    expect((await others.take(key, three)).wait).toBe(0);
    others.onApplicationShutdown();
  });
});
