import type { FastifyInstance } from 'fastify';
import type { ContractName } from './index.js';

declare module 'fastify' {
  interface FastifyInstance {
    knownRoutes: KnownRoutes;
  }
}

/** The routes as they were registered: to tell an unknown address from an unknown method, and to find one of them. */
export class KnownRoutes {
  private readonly routes: { pattern: RegExp; method: string }[] = [];
  private readonly faces = new Map<ContractName, string>();

  listen(fastify: FastifyInstance): void {
    fastify.decorate<KnownRoutes>('knownRoutes', this);
    fastify.addHook('onRoute', ({ url, method, config: { contract, recordQuery } = {} }) => {
      const pattern = new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`);
      for (const one of [method].flat()) this.routes.push({ pattern, method: one });
      if (contract && recordQuery !== undefined) this.faces.set(contract, recordQuery ? `${url}?${recordQuery}` : url);
    });
  }

  methodsAt(path: string): string[] {
    return [...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
  }

  /** The address by which a contract shows one record as a whole, if it has one. */
  addressOfRecord(contract: ContractName, account: string, id: number | string): string | undefined {
    return this.faces.get(contract)?.replace(':account', account).replace(/:\w+/, String(id));
  }
}
