import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  ROOT_CONTEXT,
  type Span as Recorded,
  SpanKind as Kind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { withDeadline } from '../kit/deadline.js';
import { ReportedExporter } from './reported-exporter.js';
import type { TracesSettings } from './settings.js';
import { type Attributes, type Span, type SpanKind, Traces, type Work } from './traces.js';

/** Milliseconds that a message may take. */
const PATIENCE = 10_000;

/** Given expressly: otherwise OpenTelemetry reads variables of the environment, which are no settings. */
const BATCHES = {
  maxQueueSize: 4_096,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 2_000,
  exportTimeoutMillis: PATIENCE,
};
const LIMITS = { attributeCountLimit: 32, attributeValueLengthLimit: 2_048 };

const KINDS: Record<SpanKind, Kind> = { server: Kind.SERVER, client: Kind.CLIENT, internal: Kind.INTERNAL };

/** Records spans with the SDK of OpenTelemetry, and sends them in batches. */
export class RecordedTraces extends Traces {
  readonly areOn = true;
  private readonly running = new AsyncLocalStorage<Context>();
  private readonly provider: TracerProvider;
  private readonly tracer;

  constructor(private readonly settings: TracesSettings) {
    super();
    const { url, headers, resource, ratio, warn } = settings;
    const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: PATIENCE });
    this.provider = new TracerProvider({
      resource: resourceFromAttributes(resource),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
      spanLimits: LIMITS,
      spanProcessors: [new BatchSpanProcessor({ exporter: new ReportedExporter(exporter, warn), ...BATCHES })],
    });
    this.tracer = this.provider.getTracer('clientela');
  }

  get isRecording(): boolean {
    const context = this.running.getStore();
    return context !== undefined && trace.getSpan(context)!.isRecording();
  }

  async within<Result>(work: Work, run: (span: Span) => Promise<Result>): Promise<Result> {
    const span = this.begin(work);
    try {
      return await this.inside(span, () => run(span));
    } catch (error) {
      span.failed(this.settings.wordOf(error));
      throw error;
    } finally {
      span.end();
    }
  }

  begin({ name, kind = 'internal', attributes = {} }: Work, traceparent?: string): RecordedSpan {
    const parent = this.running.getStore() ?? contextOf(traceparent);
    const span = this.tracer.startSpan(name, { kind: KINDS[kind], attributes: known(attributes) }, parent);
    return new RecordedSpan(span, trace.setSpan(parent, span));
  }

  inside<Result>(span: Span, run: () => Result): Result {
    return span instanceof RecordedSpan ? this.running.run(span.context, run) : run();
  }

  async close(): Promise<void> {
    await withDeadline(this.provider.shutdown(), this.settings.lastWait).catch(() => {});
  }
}

/** OpenTelemetry would send an attribute without a value. */
const known = (attributes: Attributes) =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));

/**
 * Of a caller's context only the IDs and the decision to record are taken. `tracestate` and `baggage` have text of the
 * caller, which must not get into a trace.
 */
function contextOf(traceparent: string | undefined): Context {
  const parent = traceparent === undefined ? null : parseTraceParent(traceparent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
}

class RecordedSpan implements Span {
  constructor(
    private readonly span: Recorded,
    readonly context: Context,
  ) {}

  get traceId(): string | undefined {
    return this.span.isRecording() ? this.span.spanContext().traceId : undefined;
  }

  note(attributes: Attributes): void {
    this.span.setAttributes(known(attributes));
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  failed(word: string): void {
    this.span.setAttribute('error.type', word).setStatus({ code: SpanStatusCode.ERROR });
  }

  end(): void {
    this.span.end();
  }
}
