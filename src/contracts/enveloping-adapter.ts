import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

/** Wraps what a controller answers in the envelope of its contract. Refusals are whole already and do not come by here. */
export class EnvelopingAdapter extends FastifyAdapter {
  override reply(response: FastifyReply, body: unknown, status = response.statusCode): ReturnType<FastifyAdapter['reply']> {
    const { routeOptions, principal } = response.request;
    const { success } = routeOptions.config;
    return super.reply(response, success && status !== 204 ? success(body, status, principal) : body, status);
  }
}
