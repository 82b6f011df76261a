import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The limits for reading a refused body before the connection is closed. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_MS = 10_000;

/**
 * Answers a request whose body is too large, and reads on before the connection is closed. Many clients read an answer
 * only after they have sent everything, and a server that closes with unread bytes resets the connection, so the
 * answer would be lost.
 */
export function answerWhileReading(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  void reply.headers({ 'Content-Length': String(bytes.length), Connection: 'close' });
  void reply.send(Readable.from(first(bytes, () => read(request.raw))));
}

async function* first(bytes: Buffer, then: () => Promise<void>): AsyncGenerator<Buffer> {
  yield bytes;
  await then();
}

/** Discards what arrives until the body ends, the client is gone, or a limit is reached. */
function read(incoming: Readable): Promise<void> {
  if (incoming.readableEnded || incoming.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let received = 0;
    const end = () => {
      clearTimeout(patience);
      incoming.off('data', count).off('end', end).off('close', end).off('error', end);
      resolve();
    };
    const count = (chunk: Buffer | string) => {
      received += chunk.length;
      if (received > MOST_BYTES) end();
    };
    const patience = setTimeout(end, MOST_MS).unref();
    incoming.on('data', count).once('end', end).once('close', end).once('error', end).resume();
  });
}
