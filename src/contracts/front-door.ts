import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problem.js';
import { accounting } from './accounting.js';
import { billing } from './billing.js';
import { clients } from './clients.js';
import { contacts } from './contacts.js';
import type { Contract } from './contract.js';
import { erp } from './erp.js';
import type { KnownRoutes } from './known-routes.js';
import { problemFrom, refuse } from './refusals.filter.js';

/** Which dialect an address is spoken to in, when no controller ever saw the request. First match wins. */
const DIALECTS: [RegExp, Contract][] = [
  [/^\/apidev\/v1(?:\/|$)/, clients],
  [/^\/api\/v3(?:\/|$)/, billing],
  // Whatever the version: there is only one, and who asks for another is told so in this contract's words.
  [/^\/api\/[^/]*\/v\d+\.\d+\.\d+(?:\/|$)/, erp],
  [/^\/api\/login\/?$/, contacts],
  [/^\/api\/customers\/(?:getCustomers(?:\/|$)|create\/?$|[^/]+\/(?:emails|phones|company-names)(?:\/|$))/, contacts],
];

export const dialectOf = (url: string): Contract =>
  DIALECTS.find(([pattern]) => pattern.test(url.replace(/\?.*$/s, '')))?.[1] ?? accounting;

/** Answers what no controller ever saw: unknown routes, known routes with another method, bodies that are too large. */
@Catch()
export class FrontDoor implements ExceptionFilter {
  constructor(private readonly routes: KnownRoutes) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const contract = dialectOf(request.url);
    const problem = this.exact(problemFrom(error), request);
    const isUnknown = problem.kind === 'no_such_route' || problem.kind === 'method_not_allowed';
    refuse(contract, (isUnknown && contract.unserved?.(request)) || problem, request, http.getResponse<FastifyReply>());
  }

  private exact(problem: Problem, { url, method }: FastifyRequest): Problem {
    if (problem.kind !== 'no_such_route' && problem.kind !== 'invalid') return problem;
    const allow = this.routes.methodsAt(url.replace(/\?.*$/s, ''));
    return allow.length === 0 || allow.includes(method)
      ? problem
      : new Problem('method_not_allowed', `${method} is not possible here.`, { allow });
  }
}
