import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientela } from '../../../contracts/clientela.js';
import { problemFrom, Refusals } from '../../../contracts/refusals.filter.js';
import type { Problem } from '../../../problem.js';
import type { SignInFailure } from '../../oidc/provider-failures.js';
import type { Transaction } from '../../oidc/provider-sign-in.service.js';
import { addressOf, endedTransactionCookie } from './cookie.js';

type Origin = Pick<Transaction, 'returnTo' | 'listener'>;

const FAILURES: Record<SignInFailure | 'throttled', true> = {
  expired: true,
  denied: true,
  refused: true,
  unknown: true,
  unavailable: true,
  throttled: true,
};

const origins = new WeakMap<FastifyRequest, Origin>();

/** Notes where a sign-in began, so that its failure is told there. */
export const beganAt = (request: FastifyRequest, origin: Origin): void => void origins.set(request, origin);

/** Where the browser goes after a sign-in: `answer` is added to the address. */
export function addressAfter(request: FastifyRequest, answer: Record<string, string>): string {
  const { returnTo, listener } = origins.get(request) ?? { returnTo: '/console' };
  const query = new URLSearchParams(answer).toString();
  if (listener) return `http://127.0.0.1:${listener.port}/?${query}`;
  const [page = '', place] = returnTo.split('#');
  return `${addressOf(request).pathname}${page}${query && `?${query}`}${place === undefined ? '' : `#${place}`}`;
}

/** A person in a browser reads a page, so the browser goes back with the reason instead of showing a problem. */
export class BackToPage extends Refusals {
  constructor() {
    super(clientela);
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const problem = problemFrom(error);
    const failure = failureIn(problem);
    void reply.header('Set-Cookie', endedTransactionCookie(request));
    if (failure === undefined) return super.catch(error, host);
    request.refusal = problem.kind;
    void reply
      .status(303)
      .headers({ 'Cache-Control': 'no-store', Location: addressAfter(request, { signIn: failure }) })
      .send();
  }
}

function failureIn({ kind, reason = '' }: Problem): string | undefined {
  if (kind === 'too_many_requests') return 'throttled';
  return Object.hasOwn(FAILURES, reason) ? reason : undefined;
}
