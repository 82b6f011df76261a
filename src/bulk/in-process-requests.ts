import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { AnyOf } from '../contracts/credentials.js';
import { onBehalfOf } from '../auth/delegation.js';
import type { Principal } from '../auth/principal.js';
import { type BodyCapture, captureResponseBody } from '../response-capture.js';
import { Problem } from '../problem.js';

export interface InProcessRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** JSON. Omitted if there is no body. */
  body?: string;
  /** Its place in the outer request. If that has an idempotency key, each part has the key at its place. */
  part: string;
}

/** The key, and headers with the client's address and the server's address as the client knows it. None is secret. */
const PASSED_ON = ['idempotency-key', 'host', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];

/** The answer to a read. */
export interface InProcessAnswer {
  status: number | undefined;
  headers: Readonly<Record<string, unknown>>;
  /** The body as JSON has it. */
  body: unknown;
}

/** Sends requests that are part of another one through the routes, with permissions, validation and error responses. */
@Injectable()
export class InProcessRequests {
  constructor(private readonly server: HttpAdapterHost<FastifyAdapter>) {}

  /** `capture` receives the body before it is serialized. Returns the status; none if no route has the credentials. */
  async send(
    outer: FastifyRequest,
    credentials: AnyOf,
    { method, path, body, part }: InProcessRequest,
    capture: BodyCapture,
  ): Promise<number | undefined> {
    const passedOn = Object.fromEntries(
      PASSED_ON.flatMap((name) => (outer.headers[name] === undefined ? [] : [[name, outer.headers[name]]])),
    );
    const headers = { ...passedOn, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const sending = { method, url: path, headers, payload: body, remoteAddress: outer.socket.remoteAddress };
    const send = async () => this.server.httpAdapter.getInstance().inject(sending);
    const caller = { ...outer.principal!, part };
    const answer = await onBehalfOf(caller, credentials, () => captureResponseBody(capture, send)).catch(stopping);
    return answer?.statusCode;
  }

  /** Reads for a caller whose request is over, for example for the maker of a webhook. */
  async read(
    caller: Principal,
    credentials: AnyOf,
    path: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<InProcessAnswer> {
    const send = async () =>
      this.server.httpAdapter.getInstance().inject({ method: 'GET', url: path, headers: { ...headers } });
    const answer = await onBehalfOf(caller, credentials, send).catch(stopping);
    const body: unknown = answer && answer.payload !== '' ? JSON.parse(answer.payload) : undefined;
    return { status: answer?.statusCode, headers: answer?.headers ?? {}, body };
  }
}

function stopping(cause: unknown): never {
  throw new Problem('unavailable', 'The server is stopping.', { cause, retryAfter: 1 });
}
