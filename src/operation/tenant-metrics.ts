import { Counter, type Registry } from 'prom-client';
import { memoized } from '../engine/kit/memoized.js';
import type { TenantLabels } from './metered-tenants.js';
import type { EndedRequest } from './requests.js';

const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

interface Figures {
  /** By class of status. */
  requests: number[];
  seconds: number;
  throttled: number;
}

/**
 * Who uses the server. A tenant is named by its ID alone, and those beyond a limit are `other`. Numbers are added here
 * and handed over when they are read, because a counter with labels takes longer, and this runs for each request.
 */
export class TenantMetrics {
  private readonly figures = new Map<string, Figures>();

  constructor(
    registry: Registry,
    private readonly labels: TenantLabels,
  ) {
    const all = this.figures;
    const registers = [registry];
    new Counter({
      name: 'clientela_tenant_requests_total',
      help: 'Requests of a tenant that ended.',
      labelNames: ['tenant', 'status'] as const,
      registers,
      collect() {
        this.reset();
        for (const [tenant, { requests }] of all)
          for (const [at, count] of requests.entries())
            if (count > 0) this.inc({ tenant, status: CLASSES[at]! }, count);
      },
    });
    new Counter({
      name: 'clientela_tenant_request_seconds_total',
      help: 'The time that requests of a tenant took, all together.',
      labelNames: ['tenant'] as const,
      registers,
      collect() {
        this.reset();
        for (const [tenant, { seconds }] of all) this.inc({ tenant }, seconds);
      },
    });
    new Counter({
      name: 'clientela_tenant_throttled_total',
      help: 'Requests of a tenant that were over their rate.',
      labelNames: ['tenant'] as const,
      registers,
      collect() {
        this.reset();
        for (const [tenant, { throttled }] of all) this.inc({ tenant }, throttled);
      },
    });
  }

  count({ tenant, status, seconds, refusal }: EndedRequest): void {
    if (tenant === undefined) return;
    this.labels.with(tenant, (label) => {
      const figures = memoized(this.figures, label, () => ({ requests: [0, 0, 0, 0, 0], seconds: 0, throttled: 0 }));
      figures.requests[Math.floor(status / 100) - 1]!++;
      figures.seconds += seconds;
      if (refusal === 'too_many_requests') figures.throttled++;
    });
  }
}
