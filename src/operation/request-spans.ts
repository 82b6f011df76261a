import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Span, Traces } from '../engine/traces/index.js';
import { type EndedRequest, PROBE_ROUTES } from './requests.js';

/** Makes a span of each request. Used only if there are traces. */
export class RequestSpans {
  private readonly spans = new WeakMap<FastifyRequest, Span>();

  constructor(private readonly traces: Traces) {}

  listen(fastify: FastifyInstance): void {
    // Not in an earlier hook: reading a body continues in another async context.
    fastify.addHook('preValidation', (request, _reply, next) => {
      const span = this.spans.get(request);
      if (span) this.traces.inside(span, next);
      else next();
    });
  }

  /** A request inside another one is a part of that one, whatever its headers say. */
  begin(request: FastifyRequest): void {
    const { url = '' } = request.routeOptions ?? {};
    if (PROBE_ROUTES.test(url)) return;
    const { traceparent } = request.headers;
    const isPart = this.traces.isRecording;
    const work = { name: request.method, kind: isPart ? 'internal' : 'server' } as const;
    this.spans.set(request, this.traces.begin(work, typeof traceparent === 'string' ? traceparent : undefined));
  }

  /** Returns the ID of the trace, for the log. */
  end(request: FastifyRequest, { contract, method, route, status, refusal, tenant }: EndedRequest): string | undefined {
    const span = this.spans.get(request);
    if (!span) return undefined;
    const { traceId } = span;
    span.rename(`${method} ${route}`);
    span.note({
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'clientela.contract': contract,
      'clientela.tenant': tenant,
      'clientela.refusal': refusal,
    });
    if (status >= 500) span.failed(String(status));
    span.end();
    return traceId;
  }
}
