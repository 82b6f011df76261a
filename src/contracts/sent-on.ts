import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { forLog } from '../problem.js';
import { ClientDisconnected } from '../active-request.js';
import { problemFrom } from './refusals.filter.js';

const log = new Logger('Answer');

type Part = string | Buffer;

/**
 * An answer on its way. A failure in the middle of it cannot be told to the caller: the log has it, and the connection
 * ends.
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
