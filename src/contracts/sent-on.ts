import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { forLog } from '../problem.js';
import { ClientDisconnected } from '../active-request.js';
import { problemFrom } from './refusals.filter.js';

const log = new Logger('Answer');

type Part = string | Buffer;

/**
 * A streamed answer. A failure after the first part cannot become a refusal: it is logged, and the connection is
 * closed.
 */
export async function* sentOn(
  { request }: Pick<FastifyReply, 'request'>,
  parts: AsyncIterable<Part>,
): AsyncGenerator<Part> {
  try {
    yield* parts;
  } catch (error) {
    if (!(error instanceof ClientDisconnected)) {
      const problem = problemFrom(error);
      request.refusal = problem.kind;
      log.error({ requestId: request.id, ...forLog(problem.cause ?? error) });
    }
    throw error;
  }
}
