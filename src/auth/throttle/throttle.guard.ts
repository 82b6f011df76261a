import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { tooManyRequests } from '../../problem.js';
import { requestOf } from '../../request-of.js';

/** One budget per credential and route, counted after the credential was checked and before the body is read. */
@Injectable()
export class ThrottleGuard extends ThrottlerGuard {
  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(requestOf(context).principal?.delegated === true);
  }

  protected override getTracker(
    request: FastifyRequest & { principal?: { tenant: { id: number }; caller: string } },
  ): Promise<string> {
    const { principal } = request;
    return Promise.resolve(principal ? `${principal.tenant.id}:${principal.caller}` : request.ip);
  }

  // A handler is a route: each method of an address has its own budget, and addresses that one handler answers share
  // it.
  protected override generateKey(context: ExecutionContext, tracker: string): string {
    return `${context.getClass().name}.${context.getHandler().name}:${tracker}`;
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { limit, timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    return Promise.reject(tooManyRequests(timeToBlockExpire, limit));
  }
}
