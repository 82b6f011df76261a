import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { migrationOptions } from '../ormconfig.js';
import { AppModule, type Surroundings } from './app.module.js';
import { PrivateKeysService } from './auth/private-keys.service.js';
import { EnvelopingAdapter } from './contracts/enveloping-adapter.js';
import { FrontDoor } from './contracts/front-door.js';
import { dialectOf } from './contracts/index.js';
import { KnownRoutes } from './contracts/known-routes.js';
import { RawBody } from './contracts/raw-body.js';
import { keepStreams } from './contracts/streamed-body.js';
import { refuse } from './contracts/refusals.filter.js';
import { Cors } from './cors.js';
import { migrate } from './database/migrate.js';
import { serveConsole } from './console.js';
import { serveDocs } from './docs.js';
import { serveLandingPage } from './landing-page.js';
import { Traces } from './engine/traces/index.js';
import { RunFigures } from './imports/run-figures.js';
import { Lifecycle } from './operation/lifecycle.js';
import { Log } from './operation/log.js';
import { Metrics } from './operation/metrics.js';
import { Proxies } from './operation/proxies.js';
import { RequestSpans } from './operation/request-spans.js';
import { requestId, Requests } from './operation/requests.js';
import { limitConnections, serverOptions } from './operation/server.js';
import { addressTooLong, notFound } from './problem.js';
import { URL_LIMIT } from './request-limits.js';
import { runAsRequest } from './active-request.js';
import { originOf } from './contracts/origin-of.js';
import { assertRoutesAreGuarded } from './routes.js';
import { sendSecurityHeaders } from './security-headers.js';
import { WebhookFigures } from './webhooks/webhook-figures.js';
import { WebhookSecrets } from './webhooks/webhook-secrets.js';

/**
 * Creates the complete application; it does not listen yet. `main.ts` and the tests both use it, so tests run the real
 * one.
 */
export async function createApp(
  surroundings: Surroundings,
  log = new Log(surroundings.env.log),
): Promise<NestFastifyApplication> {
  const { env, owner } = surroundings;
  if (owner) await migrate(migrationOptions(owner));
  const requests = new Requests(log, env.log.clientAddress);
  const routes = new KnownRoutes();
  const cors = new Cors(env.corsOrigins, routes);
  const proxies = new Proxies(env, log);
  const adapter = new EnvelopingAdapter({
    ...serverOptions(env, (socket, status) => requests.refused(socket, status)),
    genReqId: requestId,
    trustProxy: env.trustProxy !== false && proxies.trust,
    rewriteUrl: ({ url = '/' }: IncomingMessage) => proxies.withoutPrefix(url),
    // HEAD would run the GET forms of toggle-lock and set-default.
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: URL_LIMIT },
    // No hook runs for requests that fail before routing.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      requests.begin(request, reply);
      cors.admit(request, reply);
      refuse(dialectOf(request.url), unroutable(request, error), request, reply);
    },
  } as ConstructorParameters<typeof EnvelopingAdapter>[0]);
  const fastify = adapter.getInstance<FastifyInstance>();
  limitConnections(fastify.server, env.server.connections);
  proxies.listen(fastify);
  fastify.addHook('onRequest', (request, reply, next) => {
    requests.begin(request, reply);
    if (request.url.length > URL_LIMIT) {
      cors.admit(request, reply);
      refuse(dialectOf(request.url), addressTooLong(), request, reply);
    } else next();
  });
  // Not in an earlier hook: reading a body continues in another async context.
  fastify.addHook('preValidation', (request, reply, next) =>
    runAsRequest(
      reply.raw,
      () => originOf(request),
      (active) => {
        request.active = active;
        next();
      },
    ),
  );
  routes.listen(fastify);

  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(surroundings), adapter, {
    bodyParser: false,
    logger: log,
    abortOnError: false,
  });
  if (env.metrics.served) {
    const metrics = app.get(Metrics, { strict: false });
    requests.countIn(metrics);
    metrics.watchWebhooks(app.get(WebhookFigures, { strict: false }));
    metrics.watchImports(app.get(RunFigures, { strict: false }));
  }
  const traces = app.get(Traces, { strict: false });
  if (traces.areOn) {
    const spans = new RequestSpans(traces);
    spans.listen(fastify);
    requests.traceIn(spans);
  }
  app.get(Lifecycle, { strict: false }).whenStopping(() => requests.keepNoConnection());
  readBodiesLate(app);
  app.useGlobalFilters(new FrontDoor(routes));
  assertRoutesAreGuarded(app);
  sendSecurityHeaders(app);
  cors.listen(app);
  await serveDocs(app, env.publicUrls);
  await serveConsole(app, env.publicUrls, env.oidc);
  serveLandingPage(app, env.publicUrls);
  await app.init();
  await app.get(PrivateKeysService, { strict: false }).reencryptAtStart();
  await app.get(WebhookSecrets, { strict: false }).reencryptAtStart();
  await fastify.ready();
  return app;
}

// A malformed URL names nothing that exists.
function unroutable({ url }: FastifyRequest, error: FastifyError): unknown {
  if (url.length > URL_LIMIT) return addressTooLong();
  return error.code === 'FST_ERR_BAD_URL' ? notFound('customer') : error;
}

// A body stays raw bytes until the route parses it, after authentication: without credentials, nothing is parsed.
function readBodiesLate(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  keepStreams(fastify);
  // Fastify refuses malformed content types even for routes that read no body. So the header is hidden from Fastify,
  // and the route checks it.
  const contentTypes = new WeakMap<FastifyRequest, string>();
  fastify.addHook('onRequest', (request, _, next) => {
    const { headers } = request;
    if (headers['content-type'] !== undefined) contentTypes.set(request, headers['content-type']);
    headers['content-type'] = undefined;
    next();
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) =>
    done(null, new RawBody(contentTypes.get(request) ?? '', body as Buffer, request.headers['content-encoding'])),
  );
}
