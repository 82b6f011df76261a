import { Inject, Injectable, Optional } from '@nestjs/common';
import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { VERSION } from '../config/version.js';
import { DatabasePool, Replica } from '../engine/tenant-database/index.js';
import { addDatabaseMetrics } from './database-metrics.js';
import { addImportMetrics, type ImportFigures, NO_IMPORTS } from './import-metrics.js';
import { ListOfTenants, TenantLabels } from './metered-tenants.js';
import { OtherWorkers } from './other-workers.js';
import type { EndedRequest } from './requests.js';
import { TenantMetrics } from './tenant-metrics.js';
import { addWebhookMetrics, type Deliveries } from './webhook-metrics.js';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const LABELS = ['contract', 'method', 'route', 'status'] as const;

/** The metrics for Prometheus. Every label value comes from a closed list, so callers cannot add series. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly durations = new Histogram({
    ...this.named('http_request_duration_seconds', 'Requests that ended, by their duration.'),
    labelNames: LABELS,
    buckets: BUCKETS,
  });
  private readonly refusals = new Counter({
    ...this.named('http_refusals_total', 'Requests that were refused, by the kind of problem.'),
    labelNames: ['contract', 'problem'] as const,
  });
  private readonly throttled = new Counter({
    ...this.named('http_throttled_total', 'Requests that were over their rate.'),
    labelNames: ['contract'] as const,
  });
  private readonly signIns = new Counter({
    ...this.named('sign_ins_total', 'Sign-ins: accepted, refused, throttled, failed.'),
    labelNames: ['contract', 'outcome'] as const,
  });
  private readonly tenants: TenantMetrics;
  private imports: ImportFigures = NO_IMPORTS;

  constructor(
    pool: DatabasePool,
    replica: Replica,
    @Inject(ENV) env: Env,
    @Optional() private readonly others?: OtherWorkers,
  ) {
    new Gauge(this.named('workers', 'Processes that these figures are of.')).set(1);
    new Gauge({
      ...this.named('build_info', 'The version of the server and of Node. Its value is 1.'),
      labelNames: ['version', 'node'] as const,
      aggregator: 'max',
    }).set({ version: VERSION, node: globalThis.process.version.slice(1) }, 1);
    const list = new ListOfTenants(env.metrics.tenants);
    const labels = new TenantLabels((tenant) => others?.addTenant(tenant) ?? list.add(tenant));
    this.tenants = new TenantMetrics(this.registry, labels);
    addDatabaseMetrics(this.registry, pool, replica);
    addImportMetrics(this.registry, () => this.imports);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics in the Prometheus text format, of all workers together. */
  async text(): Promise<string> {
    if (!this.others) return this.own.metrics();
    const own = await this.figures();
    const figures = [own, ...(await this.others.figures(own))].map((one) => JSON.parse(one) as object);
    return AggregatorRegistry.aggregate(figures).metrics();
  }

  /** The metrics of this process as JSON, for the worker that answers /metrics. */
  async figures(): Promise<string> {
    return JSON.stringify(await this.own.getMetricsAsJSON());
  }

  count(request: EndedRequest): void {
    const { contract: known, method, route, status, seconds, refusal } = request;
    const contract = known ?? 'none';
    this.durations.observe({ contract, method, route, status: `${Math.floor(status / 100)}xx` }, seconds);
    this.tenants.count(request);
    if (request.signsIn) this.signIns.inc({ contract, outcome: outcomeOf(request) });
    if (!refusal) return;
    this.refusals.inc({ contract, problem: refusal });
    if (refusal === 'too_many_requests') this.throttled.inc({ contract });
  }

  /** Adds the gauge of requests in progress. */
  watch(underWay: () => number): void {
    ofProcess();
    new Gauge({
      ...this.named('http_requests_under_way', 'Requests that are being answered.'),
      collect() {
        this.set(underWay());
      },
    });
  }

  watchWebhooks(webhooks: Deliveries): void {
    addWebhookMetrics(this.registry, webhooks);
  }

  /** From now on the metrics of imports are these figures. */
  watchImports(imports: ImportFigures): void {
    this.imports = imports;
  }

  private get own(): Registry {
    return Registry.merge([this.registry, ofProcess()]);
  }

  private named(name: string, help: string) {
    return { name: `clientela_${name}`, help, registers: [this.registry] };
  }
}

function outcomeOf({ status, refusal }: EndedRequest): 'accepted' | 'refused' | 'throttled' | 'failed' {
  if (refusal === 'too_many_requests') return 'throttled';
  // After a refusal, a sign-in at an identity provider sends the browser back to the page: the status says nothing.
  if (status >= 500 || refusal === 'unavailable' || refusal === 'internal') return 'failed';
  return status < 400 && !refusal ? 'accepted' : 'refused';
}

let process: Registry | undefined;

/** Memory, CPU and event loop. Shared by all applications of the process. */
function ofProcess(): Registry {
  if (process) return process;
  process = new Registry();
  collectDefaultMetrics({ register: process });
  return process;
}
