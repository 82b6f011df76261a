/** Values come from closed lists or are numbers: nothing that a caller sent, and nothing that is stored. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export type SpanKind = 'server' | 'client' | 'internal';

export interface Work {
  /** From a closed list. */
  readonly name: string;
  /** The default is `internal`. */
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** A piece of work with a beginning and an end, inside another one or first of its trace. */
export interface Span {
  /** For the log. Undefined if this trace is not recorded. */
  readonly traceId?: string;
  /** Adds what was not known at the beginning. */
  note(attributes: Attributes): void;
  rename(name: string): void;
  /** `word`: why the work failed. */
  failed(word: string): void;
  end(): void;
}

/** Spans of what this process does. Code that follows a span, also asynchronously, is inside it. */
export abstract class Traces {
  /** If not, nothing is recorded, and code that is called often should not even ask. */
  abstract readonly areOn: boolean;

  /** Whether the code runs inside a span that is recorded. */
  abstract get isRecording(): boolean;

  /** Runs work in a span. The span fails if the work does. */
  abstract within<Result>(work: Work, run: (span: Span) => Promise<Result>): Promise<Result>;

  /**
   * Begins a span that the caller ends. It is inside the span under way, or else inside the span that `traceparent`
   * names: a header of another program, as W3C Trace Context says.
   */
  abstract begin(work: Work, traceparent?: string): Span;

  /** Runs code inside a span that has begun. */
  abstract inside<Result>(span: Span, run: () => Result): Result;

  /** Sends what is left, and waits for that a moment. */
  abstract close(): Promise<void>;
}

const NO_SPAN: Span = { note() {}, rename() {}, failed() {}, end() {} };

/** Records nothing. */
export const NO_TRACES: Traces = new (class extends Traces {
  readonly areOn = false;
  readonly isRecording = false;

  within<Result>(_work: Work, run: (span: Span) => Promise<Result>): Promise<Result> {
    return run(NO_SPAN);
  }

  begin(): Span {
    return NO_SPAN;
  }

  inside<Result>(_span: Span, run: () => Result): Result {
    return run();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
})();
