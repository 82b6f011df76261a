import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { AnyOf } from '../auth/credentials.js';
import { onBehalfOf } from '../auth/delegation.js';
import { type BodyCapture, captureResponseBody } from '../response-capture.js';
import { Problem } from '../problem.js';

export interface InProcessRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** JSON; none where nothing is sent. */
  body?: string;
}

/** What says where a request came from, and which address the caller knows the server by. No credential is among it. */
const PASSED_ON = ['host', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];

/** Requests that are part of another one. They take the whole way: routes, permissions, validation, refusals. */
@Injectable()
export class InProcessRequests {
  constructor(private readonly server: HttpAdapterHost<FastifyAdapter>) {}

  /** `take` gets the body of the answer, before it is text. False where there is no route for these credentials. */
  async send(
    outer: FastifyRequest,
    credentials: AnyOf,
    { method, path, body }: InProcessRequest,
    take: BodyCapture,
  ): Promise<boolean> {
    const passedOn = Object.fromEntries(
      PASSED_ON.flatMap((name) => (outer.headers[name] === undefined ? [] : [[name, outer.headers[name]]])),
    );
    const headers = { ...passedOn, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const sending = { method, url: path, headers, payload: body, remoteAddress: outer.socket.remoteAddress };
    const send = async () => this.server.httpAdapter.getInstance().inject(sending);
    const answer = await onBehalfOf(outer.principal!, credentials, () => captureResponseBody(take, send)).catch(
      (cause: unknown) => {
        throw new Problem('unavailable', 'The server is about to end.', { cause, retryAfter: 1 });
      },
    );
    return answer !== undefined;
  }
}
