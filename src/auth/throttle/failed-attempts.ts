import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { Problem, tooManyRequests } from '../../problem.js';
import { type Slot, Windows } from './windows.js';

const MINUTE = 60_000;

/** Limits guessing: counts failures per address and route. Successful requests do not count. */
@Injectable()
export class FailedAttempts {
  constructor(
    private readonly windows: Windows,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Counts a refused credential. Beyond the limit, the response is 429. A valid credential is never refused for this.
   */
  async count(context: ExecutionContext): Promise<void> {
    const limit = this.env.throttle.failures;
    refuseWithoutSlot(await this.windows.take(keyOf(context), { limit, window: MINUTE }), limit);
  }

  /**
   * A sign-in from one address. It takes a slot before anything is verified and releases it unless the sign-in fails,
   * so that concurrent guesses count like consecutive ones.
   */
  async from<Result>(context: ExecutionContext, attempt: () => Promise<Result>): Promise<Result> {
    const limit = this.env.throttle.failures;
    const slot = await this.windows.take(keyOf(context), { limit, window: MINUTE });
    refuseWithoutSlot(slot, limit);
    try {
      const result = await attempt();
      await slot.release();
      return result;
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'credential_refused') await slot.release();
      throw error;
    }
  }
}

function refuseWithoutSlot({ wait }: Slot, limit: number): void {
  if (wait > 0) throw tooManyRequests(wait, limit);
}

const keyOf = (context: ExecutionContext) =>
  `failed:${networkOf(context.switchToHttp().getRequest<FastifyRequest>().ip)}:${context.getClass().name}.${context.getHandler().name}`;

/** An IPv4 address, or the /64 network of an IPv6 address: one subscriber has a whole /64. */
export function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = '', tail = ''] = ip.split('::');
  const [left, right] = [head, tail].map((side) => side.split(':').filter(Boolean));
  const groups = [...left!, ...Array<string>(Math.max(0, 8 - left!.length - right!.length)).fill('0'), ...right!];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
