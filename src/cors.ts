import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KnownRoutes } from './contracts/known-routes.js';
import { CONTRACTS } from './contracts/index.js';
import { everyOne } from './openapi/credentials.js';

/** Caches must store a response per origin. */
const VARY = 'Origin';
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** The response headers that a page may read besides those that every page may read. */
const EXPOSED = [
  'Location',
  'ETag',
  'Retry-After',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-Request-Id',
  'WWW-Authenticate',
  'Allow',
].join(', ');
/** The request headers for safe retries, conditional requests and history. */
const CONDITIONS = ['Idempotency-Key', 'If-Match', 'If-None-Match', 'Clientela-As-Of', 'Change-Reason'];
/** How long a browser may reuse a preflight response, in seconds. */
const MAX_AGE = '600';

/**
 * Allows web pages of the configured origins to call this server (CORS). `@fastify/cors` does not fit: routes set
 * `Vary` themselves, which overwrites the plugin's value, and requests that are refused before routing do not reach it.
 */
export class Cors {
  private readonly origins: ReadonlySet<string>;
  private readonly sent = ['Content-Type', 'X-Request-Id', ...CONDITIONS, ...credentialHeaders()].join(', ');

  constructor(
    origins: readonly string[],
    private readonly routes: KnownRoutes,
  ) {
    this.origins = new Set(origins);
  }

  listen(app: NestFastifyApplication): void {
    if (this.origins.size === 0) return;
    const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
    fastify.addHook('onRequest', (request, reply, next) => {
      if (this.admit(request, reply) && isPreflight(request)) this.answer(request, reply);
      else next();
    });
    // A route may have set its own Vary header.
    fastify.addHook('onSend', (_request, reply, _payload, next) => {
      const vary = String(reply.getHeader('Vary'));
      if (vary !== VARY) void reply.header('Vary', `${vary}, ${VARY}`);
      next();
    });
  }

  /** Allows a page of this origin to read the response. */
  admit({ headers: { origin } }: FastifyRequest, reply: FastifyReply): boolean {
    if (this.origins.size > 0) void reply.header('Vary', VARY);
    if (origin === undefined || !this.origins.has(origin)) return false;
    void reply.headers({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED });
    return true;
  }

  // Unknown addresses answer too, so that the page can read the error of the real request.
  private answer({ url }: FastifyRequest, reply: FastifyReply): void {
    const known = this.routes.methodsAt(url.replace(/\?.*$/s, ''));
    void reply.headers({
      'Access-Control-Allow-Methods': (known.length > 0 ? known : METHODS).join(', '),
      'Access-Control-Allow-Headers': this.sent,
      'Access-Control-Max-Age': MAX_AGE,
    });
    void reply.status(204).send();
  }
}

const isPreflight = ({ method, headers }: FastifyRequest) =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

/** The headers that carry the credentials of the contracts. */
function credentialHeaders(): string[] {
  const credentials = everyOne(CONTRACTS.map((contract) => contract.credentials));
  const schemes = credentials.map(({ scheme }) => scheme as { in?: string; name?: string } | undefined);
  return ['Authorization', ...new Set(schemes.flatMap((scheme) => (scheme?.in === 'header' ? [scheme.name!] : [])))];
}
