import { Counter, type Registry } from 'prom-client';
import type { TenantLabels } from './metered-tenants.js';
import type { EndedRequest } from './requests.js';

/** Who uses the server. A tenant is named by its ID alone, and those beyond a limit are `other`. */
export class TenantMetrics {
  private readonly requests;
  private readonly seconds;
  private readonly throttled;

  constructor(
    registry: Registry,
    private readonly labels: TenantLabels,
  ) {
    const registers = [registry];
    this.requests = new Counter({
      name: 'clientela_tenant_requests_total',
      help: 'Requests of a tenant that ended.',
      labelNames: ['tenant', 'status'] as const,
      registers,
    });
    this.seconds = new Counter({
      name: 'clientela_tenant_request_seconds_total',
      help: 'The time that requests of a tenant took, all together.',
      labelNames: ['tenant'] as const,
      registers,
    });
    this.throttled = new Counter({
      name: 'clientela_tenant_throttled_total',
      help: 'Requests of a tenant that were over their rate.',
      labelNames: ['tenant'] as const,
      registers,
    });
  }

  count({ tenant, status, seconds, refusal }: EndedRequest): void {
    if (tenant === undefined) return;
    this.labels.with(tenant, (label) => {
      this.requests.inc({ tenant: label, status: `${Math.floor(status / 100)}xx` });
      this.seconds.inc({ tenant: label }, seconds);
      if (refusal === 'too_many_requests') this.throttled.inc({ tenant: label });
    });
  }
}
