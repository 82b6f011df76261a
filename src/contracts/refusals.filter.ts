import { type ArgumentsHost, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { activeBodyCapture } from '../response-capture.js';
import { forLog, Problem, type ProblemKind } from '../problem.js';
import { ClientDisconnected, NOT_MODIFIED } from '../active-request.js';
import { AnsweredBefore } from '../finished-answer.js';
import { challengeOf } from './challenge.js';
import type { Contract } from './contract.js';
import { headersOf, JSON_TYPE, sendFinished } from './finished.js';
import { answerWhileReading } from './oversized-body.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The kind of the refusal, if the request was refused. */
    refusal?: ProblemKind;
  }
}

/** The only place where failures become answers of a contract. */
export class Refusals implements ExceptionFilter {
  constructor(private readonly contract: Contract) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    if (error instanceof AnsweredBefore) return void sendFinished(http.getResponse<FastifyReply>(), error.answer);
    if (error === NOT_MODIFIED) return sendNotModified(http.getResponse<FastifyReply>());
    refuse(this.contract, error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** RFC 9110: the headers of the full answer that a cache updates, and no body. */
function sendNotModified(reply: FastifyReply): void {
  void reply.status(304).headers(headersOf(reply.request, undefined)).send();
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
  // Routes outside all contracts, such as the metrics, set a challenge of their own.
  if (challenge && !reply.hasHeader('WWW-Authenticate')) void reply.header('WWW-Authenticate', challenge);
  if (problem.coding !== undefined) void reply.header('Accept-Encoding', 'identity');
  // The Cache-Control of a route holds for success only.
  void reply.header('Cache-Control', 'no-store');
  void reply.status(status).header('Content-Type', contract.refusalType ?? JSON_TYPE);
  const take = activeBodyCapture();
  if (take) void take(body).then(() => reply.send());
  else if (problem.kind === 'too_large') answerWhileReading(request, reply, body);
  else void reply.send(body);
}

// The reason comes from our own texts, from pg or from the operating system, and holds no tenant's data.
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

/**
 * Turns any error into a Problem. The text of an unknown error goes to the log only, and the caller sees `internal`.
 */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ClientDisconnected) return new Problem('unavailable', 'The caller has left.', { cause: error });
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | null)?.statusCode;
  // Other 4xx errors of the server are faults of the request.
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
