import { Injectable, type ServiceUnavailableException } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { DatabasePool } from '../engine/tenant-database/index.js';
import { Lifecycle } from './lifecycle.js';

/** Whether requests should be sent here: `ok`, or why not. */
@Injectable()
export class Readiness {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: DatabasePool,
    private readonly lifecycle: Lifecycle,
  ) {}

  async status(): Promise<'ok' | 'starting' | 'stopping' | 'database_unavailable'> {
    const { phase } = this.lifecycle;
    return phase === 'serving' ? this.databaseStatus() : phase;
  }

  // Concurrent and close requests share one query, because anyone may call the probe.
  private async databaseStatus(): Promise<'ok' | 'database_unavailable'> {
    const database = () =>
      this.indicators
        .check('database')
        .attempt(() => this.database.answers())
        .withTimeout(1_000)
        .cacheFor(250);
    const { status } = await this.health
      .check([database])
      .catch((error: ServiceUnavailableException) => error.getResponse() as HealthCheckResult);
    return status === 'ok' ? 'ok' : 'database_unavailable';
  }
}
