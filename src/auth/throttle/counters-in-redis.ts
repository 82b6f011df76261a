import { createHmac } from 'node:crypto';
import { type Answer, Counters, type Step } from './counters.js';
import { RedisScript } from './redis.js';

/**
 * `CountersInMemory` as one atomic script. Every key expires with its window. Redis offers its scripts only the system
 * clock. If that is before the last change of the key, the clock was set back: the window moves with it, so that it
 * never lasts longer than its length after that change.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'hits', 'ends', 'closed', 'seen')
local hits, ends, closed, seen = tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[3] or 0), tonumber(known[4] or 0)
local verb, limit, first, second = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local had, changed = 0, false

if now < seen then
  ends, closed, changed = ends - (seen - now), math.max(0, closed - (seen - now)), true
end

if verb == 'take' then
  if ends <= now and closed <= now then hits, ends, closed = 0, now + first, 0 end
  if closed <= now and hits < limit then
    hits, had, changed = hits + 1, 1, true
  elseif closed <= now and second > 0 then
    closed, changed = math.max(ends, now + second), true
  end
elseif verb ~= 'peek' and ends == first then
  if verb == 'release' and hits > 0 then
    hits, changed = hits - 1, true
  elseif verb == 'blockIfFull' and hits >= limit then
    closed, changed = math.max(closed, now + second), true
  end
end

if changed then
  redis.call('HSET', KEYS[1], 'hits', hits, 'ends', ends, 'closed', closed, 'seen', now)
  redis.call('PEXPIRE', KEYS[1], math.max(ends, closed) - now)
end
return { had, hits, ends - now, closed - now, ends }
`;

/** In Redis, for all servers that use it. */
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
    return this.redis.run(this.nameOf(key), ...step);
  }

  /** The name reveals nothing about what is counted. Servers with another signing secret use other names. */
  private nameOf(key: string): string {
    return `clientela:throttle:${createHmac('sha256', this.secret).update(key).digest('base64url')}`;
  }
}
