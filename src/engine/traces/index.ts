export { openTraces } from './open-traces.js';
export type { TracesSettings } from './settings.js';
export { type Attributes, NO_TRACES, type Span, type SpanKind, Traces, type Work } from './traces.js';
