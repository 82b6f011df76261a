import type { TracesSettings } from './settings.js';
import { NO_TRACES, type Traces } from './traces.js';

/** Without settings nothing is recorded, and OpenTelemetry is not loaded: it takes memory and time at the start. */
export async function openTraces(settings: TracesSettings | undefined): Promise<Traces> {
  if (!settings) return NO_TRACES;
  const { RecordedTraces } = await import('./recorded-traces.js');
  return new RecordedTraces(settings);
}
