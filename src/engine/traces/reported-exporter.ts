import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** Reports in one line that spans cannot be sent, and in another one that they are sent again. */
export class ReportedExporter implements SpanExporter {
  private isFailing = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly warn: (text: string) => void,
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      this.report(result);
      // The failure is reported. OpenTelemetry would print the answer of the receiver, too.
      done({ code: result.code });
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  private report({ code, error }: ExportResult): void {
    const isFailing = code !== ExportResultCode.SUCCESS;
    if (isFailing === this.isFailing) return;
    this.isFailing = isFailing;
    this.warn(isFailing ? `Traces cannot be sent (${reasonOf(error)}): spans are lost.` : 'Traces are sent again.');
  }
}

/** A status of HTTP or a code of Node, and no message: it may have the answer of the receiver. */
function reasonOf(error: unknown): string {
  const { code, cause, name } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown }; name?: string };
  for (const one of [code, cause?.code]) {
    if (typeof one === 'number') return String(one);
    if (typeof one === 'string' && /^[A-Z0-9_]{1,40}$/.test(one)) return one;
  }
  return name ?? 'no reason';
}
