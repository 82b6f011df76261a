import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problem.js';
import type { Contract } from './contract.js';
import { dialectOf } from './index.js';
import type { KnownRoutes } from './known-routes.js';
import { problemFrom, refuse } from './refusals.filter.js';

/**
 * Answers requests that reach no controller: unknown routes, known routes with another method, bodies that are too
 * large.
 */
@Catch()
export class FrontDoor implements ExceptionFilter {
  constructor(private readonly routes: KnownRoutes) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const contract: Contract = dialectOf(request.url);
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
