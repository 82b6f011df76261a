import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** What browsers are told on every route: answers are data, and the pages at /docs live on what this server sends. */
export function sendSecurityHeaders(app: NestFastifyApplication): void {
  const headers = whatItSets(
    helmet({
      contentSecurityPolicy: {
        // The defaults would turn http into https, and this server speaks http; TLS stands in front of it, and so does HSTS.
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          // Swagger UI writes styles into its elements.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      xFrameOptions: { action: 'deny' },
      strictTransportSecurity: false,
      // These mean nothing over plain http, or only to browsers of the past.
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
    }),
  );
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (_, reply, next) => {
    void reply.headers(headers);
    next();
  });
}

/** It sets the same for everybody: once is enough. Headers that Fastify knows reach Node together, which costs half of one by one. */
function whatItSets(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const headers: Record<string, string> = {};
  const answer = { setHeader: (name: string, value: string) => (headers[name] = value), removeHeader: () => {} };
  middleware({} as IncomingMessage, answer as unknown as ServerResponse, () => {});
  return headers;
}
