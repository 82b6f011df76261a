import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ContractName } from '../contracts/index.js';
import type { ProblemKind } from '../problem.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';

/** What is told of a request once it is over: nothing that a caller or the record said. */
export interface EndedRequest {
  contract?: ContractName;
  /** One of those that the server knows, or OTHER. */
  method: string;
  /** The template with its parameters' names, or `unknown`. */
  route: string;
  /** 499 when the client did not wait for the answer. */
  status: number;
  seconds: number;
  refusal?: ProblemKind;
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
const UNKNOWN = 'unknown';
const NOT_AWAITED = 499;

/** Follows each request from its first line to its last byte: counts it, logs it, and knows which are under way. */
export class Requests {
  private readonly underWay = new Set<ServerResponse>();
  private readonly answering = new WeakMap<Socket, ServerResponse>();
  private readonly cut = new WeakMap<ServerResponse, number>();
  private stopping = false;
  private metrics?: Metrics;

  constructor(private readonly log: Log) {}

  countIn(metrics: Metrics): void {
    this.metrics = metrics;
    metrics.watch(() => this.underWay.size);
  }

  begin(request: FastifyRequest, reply: FastifyReply): void {
    const answer = reply.raw;
    const began = performance.now();
    void reply.header('x-request-id', request.id);
    this.underWay.add(answer);
    this.answering.set(request.raw.socket, answer);
    if (this.stopping) answer.shouldKeepAlive = false;
    // A request inside another one has no socket, and its answer does not say later that it was finished.
    let isWhole = false;
    answer.once('finish', () => (isWhole = true));
    answer.once('close', () => {
      this.underWay.delete(answer);
      this.end(request, isWhole ? answer.statusCode : (this.cut.get(answer) ?? NOT_AWAITED), performance.now() - began);
    });
  }

  /** A connection that is ended before Fastify saw a request on it, or in the middle of one. */
  refused(socket: Socket, status: number): void {
    const answer = this.answering.get(socket);
    // The answer's own end tells the rest.
    if (answer && this.underWay.has(answer)) this.cut.set(answer, status);
    else this.tell({ method: 'OTHER', route: UNKNOWN, status, seconds: 0 });
  }

  /** From now on a connection ends with its answer, also those of requests that began before. */
  keepNoConnection(): void {
    this.stopping = true;
    for (const answer of this.underWay) answer.shouldKeepAlive = false;
  }

  private end(request: FastifyRequest, status: number, milliseconds: number): void {
    const { url, config } = request.routeOptions;
    const { id, principal, refusal } = request;
    this.tell(
      {
        contract: config?.contract,
        method: METHODS.has(request.method) ? request.method : 'OTHER',
        route: url ?? UNKNOWN,
        status,
        seconds: milliseconds / 1000,
        refusal,
      },
      { requestId: id, tenant: principal?.tenant.id, caller: principal?.caller },
    );
  }

  private tell(request: EndedRequest, who: { requestId?: string; tenant?: number; caller?: string } = {}): void {
    this.metrics?.count(request);
    const { contract, method, route, status, seconds, refusal } = request;
    const level = status >= 500 ? 'error' : OF_PROBES.test(route) ? 'debug' : 'info';
    this.log.write(
      level,
      {
        requestId: who.requestId,
        contract,
        method,
        route,
        status,
        ms: Math.round(seconds * 1e5) / 100,
        tenant: who.tenant,
        caller: who.caller,
        refusal,
      },
      'request',
    );
  }
}

/** Asked every few seconds by machines; worth a line only when something is wrong. */
const OF_PROBES = /^\/(?:health\/|metrics$)/;

/** The caller's own id where it is a short token, so that it can be found in several systems' logs; else a new one. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
