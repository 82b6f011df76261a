import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { Env } from '../config/env.js';
import { HealthController } from './http/health.controller.js';
import { MetricsController } from './http/metrics.controller.js';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';

@Module({})
export class OperationModule {
  static with({ metrics }: Env): DynamicModule {
    return {
      module: OperationModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, ...(metrics.served ? [MetricsController] : [])],
      providers: [Lifecycle, Readiness, ...(metrics.served ? [Metrics] : [])],
    };
  }
}
