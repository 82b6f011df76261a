import { randomUUID } from 'node:crypto';
import { type DynamicModule, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Env } from './config/env.js';
import { VERSION } from './config/version.js';
import { openTraces, Traces, type TracesSettings } from './engine/traces/index.js';
import { failureWord } from './problem.js';

/** Offers `Traces`, which record nothing unless the settings name a receiver. */
@Module({})
export class TracesModule implements OnApplicationShutdown {
  constructor(@Inject(Traces) private readonly traces: Traces) {}

  static with({ traces }: Env): DynamicModule {
    const provider = { provide: Traces, useFactory: () => openTraces(traces && settingsOf(traces)) };
    return { module: TracesModule, global: true, providers: [provider], exports: [Traces] };
  }

  // Requests and deliveries have ended by then.
  onApplicationShutdown(): Promise<void> {
    return this.traces.close();
  }
}

function settingsOf({ url, headers, service, attributes, ratio }: NonNullable<Env['traces']>): TracesSettings {
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
    wordOf: failureWord,
    warn: (text) => logger.warn(text),
  };
}
