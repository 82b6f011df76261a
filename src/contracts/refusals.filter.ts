import { type ArgumentsHost, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { activeBodyCapture } from '../response-capture.js';
import { forLog, Problem, type ProblemKind } from '../problem.js';
import { ClientDisconnected } from '../active-request.js';
import { challengeOf } from './challenge.js';
import type { Contract } from './contract.js';
import { answerWhileReading } from './oversized-body.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why it was refused, once it was. */
    refusal?: ProblemKind;
  }
}

/** The one seam at which failures become a contract's answers. */
export class Refusals implements ExceptionFilter {
  constructor(private readonly contract: Contract) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    refuse(this.contract, error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

const log = new Logger('Refusal');

export function refuse(contract: Contract, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemFrom(error);
  request.refusal = problem.kind;
  const isOurs = problem.kind === 'internal' || problem.kind === 'unavailable';
  if (isOurs && !(problem.cause instanceof ClientDisconnected))
    log.error({ requestId: request.id, ...forLog(problem.cause), reason: reasonOf(problem) });
  const { status, body } = contract.failure(problem, request);
  if (problem.retryAfter !== undefined) void reply.header('Retry-After', String(problem.retryAfter));
  if (problem.limit !== undefined) {
    void reply.headers({
      'X-RateLimit-Limit': String(problem.limit),
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(problem.retryAfter),
    });
  }
  if (problem.allow) void reply.header('Allow', problem.allow.join(', '));
  const challenge = challengeOf(contract, problem);
  // What is no contract's, such as the metrics, asks in its own words.
  if (challenge && !reply.hasHeader('WWW-Authenticate')) void reply.header('WWW-Authenticate', challenge);
  if (problem.coding !== undefined) void reply.header('Accept-Encoding', 'identity');
  // A route's own Cache-Control is for its success.
  void reply.header('Cache-Control', 'no-store');
  void reply.status(status).header('Content-Type', 'application/json; charset=utf-8');
  const take = activeBodyCapture();
  if (take) void take(body).then(() => reply.send());
  else if (problem.kind === 'too_large') answerWhileReading(request, reply, body);
  else void reply.send(body);
}

// Why the database is away is told in texts of our own, of pg and of the operating system, which hold nobody's data.
const reasonOf = ({ kind, cause }: Problem) =>
  kind === 'unavailable' && cause instanceof Error ? cause.message : undefined;

const KIND_OF_STATUS: Record<number, ProblemKind> = {
  400: 'invalid',
  404: 'no_such_route',
  405: 'method_not_allowed',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

/** Our own words for whatever was thrown; what we do not know is our fault, and its text stays with us. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ClientDisconnected) return new Problem('unavailable', 'The caller has left.', { cause: error });
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | null)?.statusCode;
  // Whatever else the server holds against a request is the request's fault, not ours.
  const kind =
    status === undefined
      ? undefined
      : (KIND_OF_STATUS[status] ?? (status >= 400 && status < 500 ? 'invalid' : undefined));
  if (kind) return new Problem(kind, PLAIN_TEXT[kind] ?? 'The request cannot be served.', { cause: error });
  return new Problem('internal', 'Unexpected server error.', { cause: error });
}

const PLAIN_TEXT: Partial<Record<ProblemKind, string>> = {
  invalid: 'The request is malformed.',
  no_such_route: 'There is nothing at this address.',
  too_large: 'The request body is too large.',
  unsupported_media_type: 'The content type must be application/json.',
};
