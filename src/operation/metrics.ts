import { Injectable, Optional } from '@nestjs/common';
import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DatabasePool, Replica } from '../engine/tenant-database/index.js';
import { OtherWorkers } from './other-workers.js';
import type { EndedRequest } from './requests.js';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const LABELS = ['contract', 'method', 'route', 'status'] as const;

/** What a process has delivered. */
interface Deliveries {
  readonly counts: Readonly<Record<'delivered' | 'failed' | 'leftOut' | 'ended', number>>;
  readonly backlogSeconds: number;
}

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

  constructor(
    pool: DatabasePool,
    replica: Replica,
    @Optional() private readonly others?: OtherWorkers,
  ) {
    new Gauge(this.named('workers', 'Processes that these figures are of.')).set(1);
    const labelNames = ['state'] as const;
    new Gauge({
      ...this.named(
        'database_pool',
        'Connections in all (total) and without work (idle); requests that wait for one (waiting).',
      ),
      labelNames,
      collect() {
        for (const [state, count] of Object.entries(pool.counts())) this.set({ state }, count);
      },
    });
    if (replica.counts()) this.watchReplica(replica);
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

  count({ contract: known, method, route, status, seconds, refusal }: EndedRequest): void {
    const contract = known ?? 'none';
    this.durations.observe({ contract, method, route, status: `${Math.floor(status / 100)}xx` }, seconds);
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

  /** Adds what became of events of webhooks. One process of all delivers them, the others count nothing. */
  watchWebhooks(webhooks: Deliveries): void {
    new Counter({
      ...this.named('webhook_events_total', 'Events of webhooks: delivered, failed (a try), left_out.'),
      labelNames: ['outcome'] as const,
      collect() {
        this.reset();
        const { delivered, failed, leftOut } = webhooks.counts;
        this.inc({ outcome: 'delivered' }, delivered);
        this.inc({ outcome: 'failed' }, failed);
        this.inc({ outcome: 'left_out' }, leftOut);
      },
    });
    new Counter({
      ...this.named('webhooks_ended_total', 'Webhooks that have ended: their receiver is gone, or failed for days.'),
      collect() {
        this.reset();
        this.inc(webhooks.counts.ended);
      },
    });
    new Gauge({
      ...this.named('webhook_backlog_seconds', 'The age of the oldest event that a webhook has still to get.'),
      collect() {
        this.set(webhooks.backlogSeconds);
      },
    });
  }

  private get own(): Registry {
    return Registry.merge([this.registry, ofProcess()]);
  }

  private watchReplica(replica: Replica): void {
    new Counter({
      ...this.named('database_reads_total', 'Reads outside a transaction, by the server that answered.'),
      labelNames: ['server'] as const,
      collect() {
        this.reset();
        for (const [server, count] of Object.entries(replica.counts()!.answered)) this.inc({ server }, count);
      },
    });
    new Gauge({
      ...this.named('database_replica_in_use', 'Whether reads are sent to the replica.'),
      // With several workers: 1 only if all of them use it.
      aggregator: 'min',
      collect() {
        this.set(replica.counts()!.inUse ? 1 : 0);
      },
    });
  }

  private named(name: string, help: string) {
    return { name: `clientela_${name}`, help, registers: [this.registry] };
  }
}

let process: Registry | undefined;

/** Memory, CPU and event loop. Shared by all applications of the process. */
function ofProcess(): Registry {
  if (process) return process;
  process = new Registry();
  collectDefaultMetrics({ register: process });
  return process;
}
