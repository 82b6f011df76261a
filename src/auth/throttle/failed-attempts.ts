import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { Problem, tooManyRequests } from '../../problem.js';
import { type Place, Windows } from './windows.js';

const MINUTE = 60_000;

/** Guessing is limited: what fails is counted per address and route, so that nobody's success pays for it. */
@Injectable()
export class FailedAttempts {
  constructor(
    private readonly windows: Windows,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Counts a refused credential; past the limit the refusal says so instead. A good credential is never kept out. */
  async count(context: ExecutionContext): Promise<void> {
    const limit = this.env.throttle.failures;
    refuseWithout(await this.windows.take(keyOf(context), { limit, window: MINUTE }), limit);
  }

  /**
   * A sign-in from one address. Its place is taken before anything is verified and given back unless it fails, so that
   * guesses that arrive together count like guesses that come one by one.
   */
  async from<Result>(context: ExecutionContext, attempt: () => Promise<Result>): Promise<Result> {
    const limit = this.env.throttle.failures;
    const place = await this.windows.take(keyOf(context), { limit, window: MINUTE });
    refuseWithout(place, limit);
    try {
      const result = await attempt();
      await place.giveBack();
      return result;
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'credential_refused') await place.giveBack();
      throw error;
    }
  }
}

function refuseWithout({ wait }: Place, limit: number): void {
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
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
