import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { migrationOptions } from '../ormconfig.js';
import { AppModule, type Surroundings } from './app.module.js';
import { dialectOf, FrontDoor } from './contracts/front-door.js';
import { KnownRoutes } from './contracts/known-routes.js';
import { RawBody } from './contracts/raw-body.js';
import { refuse } from './contracts/refusals.filter.js';
import { migrate } from './database/migrate.js';
import { serveDocs } from './docs.js';
import { assertRoutesAreGuarded } from './routes.js';
import { sendSecurityHeaders } from './security-headers.js';

/** The application as it runs, short of listening; `main.ts` and every test start here, so tests meet the real one. */
export async function createApp(surroundings: Surroundings): Promise<NestFastifyApplication> {
  const { env, owner } = surroundings;
  await migrate(migrationOptions(owner));
  const adapter = new FastifyAdapter({
    bodyLimit: env.bodyLimit,
    genReqId: () => randomUUID(),
    trustProxy: env.trustProxy,
    // HEAD would run the GET forms of toggle-lock and set-default.
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
    requestTimeout: 30_000,
    http: { connectionsCheckingInterval: 2_000, headersTimeout: 10_000 },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => refuse(dialectOf(request.url), error, request, reply),
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const fastify = adapter.getInstance();
  const routes = new KnownRoutes();
  routes.listen(fastify as never);

  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(surroundings), adapter, { bodyParser: false, logger: ['error', 'warn'], abortOnError: false });
  readBodiesLate(app);
  app.useGlobalFilters(new FrontDoor(routes));
  assertRoutesAreGuarded(app);
  await sendSecurityHeaders(app);
  await serveDocs(app);
  await app.init();
  await fastify.ready();
  return app;
}

// A body is kept as bytes and read by the route that wants it, after the caller was let in: no credential, no parsing.
function readBodiesLate(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) =>
    done(null, new RawBody(request.headers['content-type'] ?? '', body as Buffer, request.headers['content-encoding'])),
  );
}
