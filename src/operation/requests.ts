import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ContractName } from '../contracts/index.js';
import type { ProblemKind } from '../problem.js';
import { LONGEST_REQUEST_ID } from '../request-limits.js';
import { clientNetwork } from './client-network.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { type NamedRecord, namedRecord } from './named-record.js';
import type { RequestSpans } from './request-spans.js';

/** What is logged and counted of a finished request. It has no text from the caller or the database. */
export interface EndedRequest {
  contract?: ContractName;
  /** A known HTTP method, or OTHER. */
  method: string;
  /** The path with the names of its parameters, or `unknown`. */
  route: string;
  /** 499 if the client disconnected before the response. */
  status: number;
  seconds: number;
  refusal?: ProblemKind;
  /** The tenant that the credential opened. */
  tenant?: number;
  /** Whether it was a sign-in. */
  signsIn?: boolean;
}

/** What is only logged of a finished request. */
interface Told extends NamedRecord {
  requestId?: string;
  caller?: string;
  network?: string;
  traceId?: string;
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
const UNKNOWN = 'unknown';
const CLIENT_CLOSED_REQUEST = 499;

/** Follows each request from its first line to its last byte: counts it, logs it, and knows the active ones. */
export class Requests {
  private readonly active = new Set<ServerResponse>();
  private readonly responses = new WeakMap<Socket, ServerResponse>();
  private readonly cut = new WeakMap<ServerResponse, number>();
  private stopping = false;
  private metrics?: Metrics;
  private spans?: RequestSpans;

  constructor(
    private readonly log: Log,
    private readonly clientAddress: 'none' | 'network' = 'none',
  ) {}

  countIn(metrics: Metrics): void {
    this.metrics = metrics;
    metrics.watch(() => this.active.size);
  }

  traceIn(spans: RequestSpans): void {
    this.spans = spans;
  }

  begin(request: FastifyRequest, reply: FastifyReply): void {
    const answer = reply.raw;
    const began = performance.now();
    void reply.header('x-request-id', request.id);
    this.active.add(answer);
    this.responses.set(request.raw.socket, answer);
    this.spans?.begin(request);
    if (this.stopping) answer.shouldKeepAlive = false;
    // The response of an in-process request has no socket and does not report later that it was finished.
    let isWhole = false;
    answer.once('finish', () => (isWhole = true));
    answer.once('close', () => {
      this.active.delete(answer);
      this.end(
        request,
        isWhole ? answer.statusCode : (this.cut.get(answer) ?? CLIENT_CLOSED_REQUEST),
        performance.now() - began,
      );
    });
  }

  /** For a connection that the server closes before Fastify sees a request, or in the middle of one. */
  refused(socket: Socket, status: number): void {
    const answer = this.responses.get(socket);
    // The close event of the response logs it.
    if (answer && this.active.has(answer)) this.cut.set(answer, status);
    else this.tell({ method: 'OTHER', route: UNKNOWN, status, seconds: 0 });
  }

  /** Closes each connection after its response, also those of active requests. */
  keepNoConnection(): void {
    this.stopping = true;
    for (const answer of this.active) answer.shouldKeepAlive = false;
  }

  private end(request: FastifyRequest, status: number, milliseconds: number): void {
    const { url, config } = request.routeOptions;
    const { id, principal, refusal, signsIn, active } = request;
    const ended: EndedRequest = {
      contract: config?.contract,
      method: METHODS.has(request.method) ? request.method : 'OTHER',
      route: url ?? UNKNOWN,
      status,
      seconds: milliseconds / 1000,
      refusal,
      tenant: principal?.tenant.id,
      signsIn,
    };
    const told: Told = namedRecord(request.params, ended, active);
    told.requestId = id;
    told.caller = principal?.caller;
    if (this.clientAddress === 'network') told.network = clientNetwork(request.ip);
    if (this.spans) told.traceId = this.spans.end(request, ended);
    this.tell(ended, told);
  }

  private tell(request: EndedRequest, { requestId, caller, record, customers, network, traceId }: Told = {}): void {
    this.metrics?.count(request);
    const { contract, method, route, status, seconds, tenant, refusal } = request;
    const level = status >= 500 ? 'error' : PROBE_ROUTES.test(route) ? 'debug' : 'info';
    const ms = Math.round(seconds * 1e5) / 100;
    this.log.write(
      level,
      { requestId, contract, method, route, status, ms, tenant, caller, refusal, record, customers, network, traceId },
      'request',
    );
  }
}

/** Monitoring calls these every few seconds, so they are logged at `debug` unless they fail, and not traced. */
export const PROBE_ROUTES = /^\/(?:health\/|metrics$)/;

const SHORT_TOKEN = new RegExp(`^[\\w.-]{1,${LONGEST_REQUEST_ID}}$`);

/**
 * The caller's X-Request-Id if it is a short token, so that logs of several systems can be joined. Otherwise a new ID.
 */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SHORT_TOKEN.test(given) ? given : randomUUID();
}
