import type { FastifyReply, FastifyRequest } from 'fastify';
import { activeRequest } from '../active-request.js';
import { FinishedAnswer } from '../finished-answer.js';
import { activeBodyCapture } from '../response-capture.js';
import { entityTag } from './entity-tags.js';
import { isStreamed, jsonParts } from './json-parts.js';

/** The headers that depend on the result: where the record is, and its version. */
export function headersOf(request: FastifyRequest, result: unknown): Record<string, string> {
  const { locatedUnder } = request.routeOptions.config;
  const version = activeRequest()?.version;
  return {
    ...(locatedUnder && { Location: `${request.baseUrl}/${locatedUnder}/${(result as { id: number }).id}` }),
    ...(version !== undefined && { ETag: entityTag(request, version) }),
  };
}

/** A result in the envelope of its contract. */
export function enveloped({ routeOptions, principal }: FastifyRequest, result: unknown, status: number): unknown {
  const { success } = routeOptions.config;
  return success && status !== 204 ? success(result, status, principal) : result;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/** The answer that `EnvelopingAdapter` would send. */
export async function finished(request: FastifyRequest, result: unknown, status: number): Promise<FinishedAnswer> {
  const headers = headersOf(request, result);
  const answer = enveloped(request, result, status);
  if (answer === undefined) return new FinishedAnswer(status, headers, Buffer.alloc(0));
  const body = isStreamed(answer) ? await gathered(jsonParts(answer)) : Buffer.from(JSON.stringify(answer));
  return new FinishedAnswer(status, { ...headers, 'Content-Type': JSON_TYPE }, body);
}

export function sendFinished(reply: FastifyReply, { status, headers, body }: FinishedAnswer): Promise<void> {
  void reply.status(status).headers(headers);
  const take = activeBodyCapture();
  const isEmpty = body.length === 0;
  if (take) return take(isEmpty ? undefined : JSON.parse(body.toString())).then(() => void reply.send());
  void reply.send(isEmpty ? undefined : body);
  return Promise.resolve();
}

async function gathered(parts: AsyncIterable<string | Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(Buffer.from(part));
  return Buffer.concat(all);
}
