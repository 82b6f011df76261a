import { Readable } from 'node:stream';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { activeBodyCapture } from '../response-capture.js';
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
    const { routeOptions, principal, baseUrl } = response.request;
    const { contract, success, locatedUnder } = routeOptions.config;
    const unserved = contract && unservedPast();
    if (unserved) {
      refuse(contracts[contract], unserved, response.request, response);
      return response;
    }
    if (locatedUnder) void response.header('Location', `${baseUrl}/${locatedUnder}/${(body as { id: number }).id}`);
    const answer = success && status !== 204 ? success(body, status, principal) : body;
    const take = activeBodyCapture();
    if (take) return take(answer).then(() => super.reply(response, undefined, status)) as unknown as Reply;
    if (!isStreamed(answer)) return super.reply(response, answer, status);
    void response.header('Content-Type', 'application/json; charset=utf-8');
    return super.reply(response, Readable.from(sentOn(response, jsonParts(answer))), status);
  }
}
