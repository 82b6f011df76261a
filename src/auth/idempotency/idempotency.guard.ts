import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { HEADERS_METADATA } from '@nestjs/common/constants.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { activeRequest, type Keeping } from '../../active-request.js';
import { AnsweredBefore } from '../../finished-answer.js';
import { requestOf } from '../../request-of.js';
import { ACCESS, type Access } from '../access.js';
import { hashOf, idempotencyKeyFrom, keyNotPossible } from './idempotency-key.js';
import { type KeyedRequest, KeptAnswersService } from './kept-answers.service.js';

/**
 * Gives the first answer again to a write that is repeated with its idempotency key, and has the answer of a new one
 * kept. It comes after the credentials were checked and before the throttle and the nonce: a repeated answer counts as
 * no write, and its nonce may be used already.
 */
@Injectable()
export class IdempotencyGuard implements CanActivate {
  constructor(private readonly answers: KeptAnswersService) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const header = requestOf(context).headers['idempotency-key'] as string | undefined;
    return header === undefined || this.admit(header, context);
  }

  private async admit(header: string, context: ExecutionContext): Promise<true> {
    const request = requestOf(context);
    const access = Reflect.getMetadata(ACCESS, context.getHandler()) as Access;
    if (access.kind === 'reads') return true;
    if (access.kind === 'signsIn' || access.answersSecret) throw keyNotPossible();
    const keyed = keyedRequest(request, idempotencyKeyFrom(header));
    await this.answerAgain(keyed, context);
    activeRequest()!.keeping = access.inParts ? this.wholeOf(keyed, request) : this.onceFor(keyed, request);
    return true;
  }

  /** Throws the first answer, if there is one. */
  private async answerAgain(keyed: KeyedRequest, context: ExecutionContext): Promise<void> {
    const answer = await this.answers.find(keyed);
    if (!answer) return;
    // Nest sets the headers of a route only after its guards.
    const headers = Reflect.getMetadata(HEADERS_METADATA, context.getHandler()) as { name: string; value: string }[];
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    for (const { name, value } of headers) void reply.header(name, value);
    throw new AnsweredBefore(answer);
  }

  private onceFor(keyed: KeyedRequest, request: FastifyRequest): Keeping {
    return { request, once: (answer) => this.answers.once(keyed, answer), skip: () => {} };
  }

  /** The parts of the request have keys of their own, so a repeated request does nothing twice, whatever happens. */
  private wholeOf(keyed: KeyedRequest, request: FastifyRequest): Keeping {
    let isKept = true;
    return {
      request,
      once: async (answer) => {
        const whole = await answer();
        if (isKept) await this.answers.keepWhole(keyed, whole);
        return whole;
      },
      skip: () => (isKept = false),
    };
  }
}

function keyedRequest(request: FastifyRequest, key: string): KeyedRequest {
  const { tenant, caller, part } = request.principal!;
  const route = part ?? routeOf(request);
  return { tenant: tenant.id, caller, route, key, requestHash: hashOf(request) };
}

/** Stable over releases, unlike the name of a handler. */
export const routeOf = ({ method, routeOptions: { url } }: FastifyRequest) => `${method} ${url}`;
