import { Readable } from 'node:stream';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { FinishedAnswer } from '../finished-answer.js';
import { activeBodyCapture } from '../response-capture.js';
import { enveloped, headersOf, JSON_TYPE, sendFinished } from './finished.js';
import { LinesAnswer, NDJSON_TYPE } from './lines-answer.js';
import { isStreamed, jsonParts } from './json-parts.js';
import { unservedPast } from './as-of.js';
import { contracts } from './index.js';
import { refuse } from './refusals.filter.js';
import { sentOn } from './sent-on.js';

type Reply = ReturnType<FastifyAdapter['reply']>;

/**
 * Wraps the answers of controllers in the envelope of their contract. Refusals do not pass through here: they are
 * complete already.
 */
export class EnvelopingAdapter extends FastifyAdapter {
  override reply(response: FastifyReply, body: unknown, status = response.statusCode): Reply {
    if (body instanceof FinishedAnswer) return sendFinished(response, body) as unknown as Reply;
    const { request } = response;
    const { contract } = request.routeOptions.config;
    const unserved = contract && unservedPast();
    if (unserved) {
      refuse(contracts[contract], unserved, request, response);
      return response;
    }
    void response.headers(headersOf(request, body));
    const answer = enveloped(request, body, status);
    const take = activeBodyCapture();
    if (take) return take(answer).then(() => super.reply(response, undefined, status)) as unknown as Reply;
    if (answer instanceof LinesAnswer) {
      void response.header('Content-Type', NDJSON_TYPE);
      return super.reply(response, Readable.from(sentOn(response, answer.parts)), status);
    }
    if (!isStreamed(answer)) return super.reply(response, answer, status);
    void response.header('Content-Type', JSON_TYPE);
    return super.reply(response, Readable.from(sentOn(response, jsonParts(answer))), status);
  }
}
