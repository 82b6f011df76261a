import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ClientDisconnected } from '../active-request.js';
import { requestOf } from '../request-of.js';
import { Problem } from '../problem.js';

/** The body of a request that is read while it arrives. */
export class StreamedBody {
  constructor(
    readonly contentType: string,
    private readonly request: FastifyRequest,
  ) {}

  async *chunks(): AsyncGenerator<Buffer> {
    try {
      yield* this.request.raw as AsyncIterable<Buffer>;
    } catch (error) {
      throw this.request.raw.complete ? error : new ClientDisconnected(false);
    }
  }
}

/** Documents a body of these content types that `@BodyStream()` reads. */
export const TakesStream = (types: readonly string[], description: string): MethodDecorator =>
  applyDecorators(
    SetMetadata(STREAMED, true),
    ApiConsumes(...types),
    ApiBody({ description, schema: { type: 'string' } }),
  );

/** Whether a handler reads its body while that arrives. */
export const takesStream = (handler: object): boolean => Reflect.getMetadata(STREAMED, handler) === true;

const STREAMED = 'clientela:streamed';

/** The body, which has not been read yet. */
export const BodyStream = createParamDecorator((_: unknown, context: ExecutionContext): StreamedBody => {
  const { body } = requestOf(context);
  if (!(body instanceof StreamedBody)) throw new Problem('unreadable', 'The body is empty.');
  return body;
});

/** Leaves the bodies of such routes unread, so that their handlers read them: after the credentials were checked. */
export function keepStreams(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _, next) => {
    const { headers, routeOptions } = request;
    if (routeOptions.config?.streamsBody) {
      if (headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0)
        request.body = new StreamedBody(headers['content-type'] ?? '', request);
      // Fastify reads a body if it knows of one.
      delete headers['content-length'];
      delete headers['transfer-encoding'];
    }
    next();
  });
}
