import { createHmac } from 'node:crypto';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { RedisScript } from './redis.js';
import { closeIfFull, FixedWindows, giveBackTo, type Pace, type Place, secondsIn, Windows } from './windows.js';

/**
 * FixedWindows in one script, and so one step for everybody; the clock is the server's. A window is known by its end,
 * so that what belongs to one that is over does nothing to the next. Every key ends with its window.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'hits', 'ends', 'closed')
local hits, ends, closed = tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[3] or 0)
local verb, limit, first, second = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local had, changed = 0, false

if verb == 'take' then
  if ends <= now and closed <= now then hits, ends, closed = 0, now + first, 0 end
  if closed <= now and hits < limit then
    hits, had, changed = hits + 1, 1, true
  elseif closed <= now and second > 0 then
    closed, changed = math.max(ends, now + second), true
  end
elseif ends == first then
  if verb == 'giveBack' and hits > 0 then
    hits, changed = hits - 1, true
  elseif verb == 'closeIfFull' and hits >= limit then
    closed, changed = math.max(closed, now + second), true
  end
end

if changed then
  redis.call('HSET', KEYS[1], 'hits', hits, 'ends', ends, 'closed', closed)
  redis.call('PEXPIRE', KEYS[1], math.max(ends, closed) - now)
end
return { had, hits, ends - now, closed - now, ends }
`;

type Answer = [had: 0 | 1, hits: number, endsIn: number, closedFor: number, ends: number];

/**
 * Windows that all processes share through Redis. Each keeps what it last saw of them, and goes on from there by itself
 * while Redis is away.
 */
export class SharedWindows extends Windows implements OnModuleInit, OnApplicationShutdown {
  private readonly own = new FixedWindows();
  private readonly redis: RedisScript<Answer>;

  constructor(
    url: string,
    private readonly secret: string,
  ) {
    super();
    this.redis = new RedisScript(url, SCRIPT);
  }

  onModuleInit(): Promise<void> {
    return this.redis.open();
  }

  onApplicationShutdown(): void {
    this.redis.close();
  }

  async take(key: string, pace: Pace): Promise<Place> {
    // What is closed stays closed until its time, so a flood of refusals is not Redis's.
    if (this.own.isClosed(key)) return this.own.take(key, pace);
    const name = this.nameOf(key);
    const { limit, window: length, closes = 0 } = pace;
    // Measured from before the question: what is kept here ends no later than the window itself.
    const asked = Date.now();
    const answer = await this.redis.ask(name, 'take', limit, length, closes);
    if (!answer) return this.own.take(key, pace);
    const [had, hits, endsIn, closedFor, ends] = answer;
    const window = this.own.learn(key, { hits, endsAt: asked + endsIn, closedUntil: asked + closedFor });
    return {
      wait: had ? 0 : secondsIn(Math.max(endsIn, closedFor)),
      taken: hits,
      endsIn: secondsIn(endsIn),
      giveBack: async () => {
        giveBackTo(window);
        await this.redis.ask(name, 'giveBack', limit, ends, 0);
      },
      closeIfFull: async (duration) => {
        if (!(await this.redis.ask(name, 'closeIfFull', limit, ends, duration))) closeIfFull(window, limit, duration);
      },
    };
  }

  /** Says nothing of who or what is counted, and is another one where tokens are signed with another secret. */
  private nameOf(key: string): string {
    return `clientela:throttle:${createHmac('sha256', this.secret).update(key).digest('base64url')}`;
  }
}
