import { AggregatorRegistry } from 'prom-client';

/**
 * What workers have told of their metrics, as JSON. What was counted stays counted when a worker is silent or has ended: a
 * sum that falls is taken for a restart, and what is left of it for so much in one moment.
 */
export class HeardFigures {
  private readonly heard = new Map<number, string>();
  private ofEnded = NOTHING;

  hear(worker: number, figures: string): string {
    this.heard.set(worker, figures);
    return figures;
  }

  /** What a worker had counted when it was heard last; its gauges are left out. */
  countedBy(worker: number): string {
    return JSON.stringify(counted(this.heard.get(worker)));
  }

  /** The same of all that have ended. */
  get countedByEnded(): string {
    return this.ofEnded;
  }

  hasEnded(worker: number): void {
    const last = counted(this.heard.get(worker));
    this.heard.delete(worker);
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
const counted = (figures = NOTHING) =>
  (JSON.parse(figures) as Metric[]).filter(({ type }) => type === 'counter' || type === 'histogram');
