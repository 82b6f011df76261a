import type { FastifyInstance } from 'fastify';

/** The routes as they were registered, to tell an unknown address from an unknown method. */
export class KnownRoutes {
  private readonly routes: { pattern: RegExp; method: string }[] = [];

  listen(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      const pattern = new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`);
      for (const one of [method].flat()) this.routes.push({ pattern, method: one });
    });
  }

  methodsAt(path: string): string[] {
    return [...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
  }
}
