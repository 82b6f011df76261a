import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { Problem, tooManyRequests } from '../../problem.js';
import { FixedWindows } from './windows.js';

const MINUTE = 60_000;

/** Guessing is limited: what fails is counted per address and route, so that nobody's success pays for it. */
@Injectable()
export class FailedAttempts {
  constructor(
    private readonly windows: FixedWindows,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Counts a refused credential; past the limit the refusal says so instead. A good credential is never kept out. */
  count(context: ExecutionContext): void {
    const limit = this.env.throttle.failures;
    refuseAfter(this.windows.take(keyOf(context), MINUTE, limit), limit);
  }

  /**
   * A sign-in from one address. Its place is taken before anything is verified and given back unless it fails, so that
   * guesses that arrive together count like guesses that come one by one.
   */
  from<Result>(context: ExecutionContext, attempt: () => Promise<Result>): Promise<Result> {
    return this.counted(keyOf(context), { tries: this.env.throttle.failures, window: 60, wait: 0 }, attempt);
  }

  /** The same for one account, whatever the address: `tries` failures within `window` seconds, then it waits `wait` seconds. */
  of<Result>(account: string, rule: Rule, attempt: () => Promise<Result>): Promise<Result> {
    return this.counted(`account:${account}`, rule, attempt);
  }

  private async counted<Result>(key: string, { tries, window, wait }: Rule, attempt: () => Promise<Result>): Promise<Result> {
    refuseAfter(this.windows.take(key, window * 1000, tries), tries);
    try {
      const result = await attempt();
      this.windows.giveBack(key);
      return result;
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'credential_refused') this.windows.giveBack(key);
      else if (wait > 0) this.windows.closeWhenFull(key, tries, wait * 1000);
      throw error;
    }
  }
}

interface Rule {
  tries: number;
  /** Seconds. */
  window: number;
  wait: number;
}

function refuseAfter(wait: number, limit: number): void {
  if (wait > 0) throw tooManyRequests(wait, limit);
}

const keyOf = (context: ExecutionContext) =>
  `failed:${network(context.switchToHttp().getRequest<FastifyRequest>().ip)}:${context.getClass().name}.${context.getHandler().name}`;

/** One IPv4 address, or the /64 of an IPv6 one, which is what one subscriber has. */
export function network(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = '', tail = ''] = ip.split('::');
  const [left, right] = [head, tail].map((side) => side.split(':').filter(Boolean));
  const groups = [...left!, ...Array<string>(Math.max(0, 8 - left!.length - right!.length)).fill('0'), ...right!];
  return `${groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
