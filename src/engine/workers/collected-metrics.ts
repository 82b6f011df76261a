import { AggregatorRegistry } from 'prom-client';

/**
 * The last metrics that each worker reported, as JSON. Counts stay when a worker is silent or has ended: Prometheus
 * takes a sum that falls for a restart, and counts the rest of it again.
 */
export class CollectedMetrics {
  private readonly reported = new Map<number, string>();
  private ofEnded = NOTHING;

  report(worker: number, metrics: string): string {
    this.reported.set(worker, metrics);
    return metrics;
  }

  /** The counters and histograms of a worker's last report. Its gauges are left out: they are no longer true. */
  countersOf(worker: number): string {
    return JSON.stringify(countersIn(this.reported.get(worker)));
  }

  /** The sum of the counters and histograms of all workers that have ended. */
  get countersOfEnded(): string {
    return this.ofEnded;
  }

  hasEnded(worker: number): void {
    const last = countersIn(this.reported.get(worker));
    this.reported.delete(worker);
    if (last.length > 0)
      this.ofEnded = JSON.stringify(
        AggregatorRegistry.aggregate([JSON.parse(this.ofEnded) as Metric[], last]).getMetricsAsArray(),
      );
  }
}

interface Metric {
  type: 'counter' | 'gauge' | 'histogram' | 'summary';
}

const NOTHING = '[]';
const countersIn = (metrics = NOTHING) =>
  (JSON.parse(metrics) as Metric[]).filter(({ type }) => type === 'counter' || type === 'histogram');
