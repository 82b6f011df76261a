import { randomUUID } from 'node:crypto';
import { type DynamicModule, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Env } from './config/env.js';
import { VERSION } from './config/version.js';
import { openTraces, Traces, type TracesSettings } from './engine/traces/index.js';
import { failureWord } from './problem.js';

/** The part of the time to stop that the last spans have at most. */
const PART_OF_STOP = 0.1;

/** Offers `Traces`, which record nothing unless the settings name a receiver. */
@Module({})
export class TracesModule implements OnApplicationShutdown {
  constructor(@Inject(Traces) private readonly traces: Traces) {}

  static with({ traces, stop }: Env): DynamicModule {
    const provider = { provide: Traces, useFactory: () => openTraces(traces && settingsOf(traces, stop.limit)) };
    return { module: TracesModule, global: true, providers: [provider], exports: [Traces] };
  }

  // Requests and deliveries have ended by then.
  onApplicationShutdown(): Promise<void> {
    return this.traces.close();
  }
}

function settingsOf(
  { url, headers, service, attributes, ratio }: NonNullable<Env['traces']>,
  stopLimit: number,
): TracesSettings {
  const logger = new Logger('Traces');
  return {
    url,
    headers,
    ratio,
    resource: {
      ...attributes,
      'service.name': service,
      'service.version': VERSION,
      'service.instance.id': randomUUID(),
    },
    lastWait: PART_OF_STOP * stopLimit,
    wordOf: failureWord,
    warn: (text) => logger.warn(text),
  };
}
