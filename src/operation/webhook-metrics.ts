import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What a process has delivered. One process of all delivers, the others count nothing. */
export interface Deliveries {
  readonly counts: Readonly<Record<'delivered' | 'failed' | 'leftOut' | 'ended', number>>;
  readonly backlogSeconds: number;
  readonly isLeading: boolean;
  /** `result`: a class of statuses (`2xx`), or why there was no answer. */
  whenSent(listener: (result: string, seconds: number) => void): void;
}

const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** Adds what became of events of webhooks. */
export function addWebhookMetrics(registry: Registry, webhooks: Deliveries): void {
  const registers = [registry];
  new Counter({
    name: 'clientela_webhook_events_total',
    help: 'Events of webhooks: delivered, failed (a try), left_out.',
    labelNames: ['outcome'] as const,
    registers,
    collect() {
      this.reset();
      const { delivered, failed, leftOut } = webhooks.counts;
      this.inc({ outcome: 'delivered' }, delivered);
      this.inc({ outcome: 'failed' }, failed);
      this.inc({ outcome: 'left_out' }, leftOut);
    },
  });
  new Counter({
    name: 'clientela_webhooks_ended_total',
    help: 'Webhooks that have ended: their receiver is gone, or failed for days.',
    registers,
    collect() {
      this.reset();
      this.inc(webhooks.counts.ended);
    },
  });
  new Gauge({
    name: 'clientela_webhook_backlog_seconds',
    help: 'The age of the oldest event that a webhook has still to get.',
    registers,
    collect() {
      this.set(webhooks.backlogSeconds);
    },
  });
  new Gauge({
    name: 'clientela_webhook_leader',
    help: 'Processes that deliver events: one of all servers together, or none.',
    registers,
    collect() {
      this.set(webhooks.isLeading ? 1 : 0);
    },
  });
  const sent = new Histogram({
    name: 'clientela_webhook_request_duration_seconds',
    help: 'Requests to receivers, by what came of them: a class of statuses, or why there was none.',
    labelNames: ['result'] as const,
    buckets: BUCKETS,
    registers,
  });
  webhooks.whenSent((result, seconds) => sent.observe({ result }, seconds));
}
