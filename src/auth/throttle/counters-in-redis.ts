import { createHmac } from 'node:crypto';
import { type Answer, Counters, type Step } from './counters.js';
import { RedisScript } from './redis.js';

/**
 * CountersInMemory in one script, and so one step for everybody; the clock is the server's. Every key ends with its window.
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

/** In Redis, for all processes that ask the same one. */
export class CountersInRedis extends Counters {
  private readonly redis: RedisScript<Answer>;

  constructor(
    url: string,
    private readonly secret: string,
  ) {
    super();
    this.redis = new RedisScript(url, SCRIPT);
  }

  override open(): Promise<void> {
    return this.redis.open();
  }

  override close(): void {
    this.redis.close();
  }

  ask(...[key, ...step]: Step): Promise<Answer | undefined> {
    return this.redis.ask(this.nameOf(key), ...step);
  }

  /** Says nothing of who or what is counted, and is another one where tokens are signed with another secret. */
  private nameOf(key: string): string {
    return `clientela:throttle:${createHmac('sha256', this.secret).update(key).digest('base64url')}`;
  }
}
