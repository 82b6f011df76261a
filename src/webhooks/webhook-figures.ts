import { Injectable } from '@nestjs/common';

/** What became of events. */
export interface DeliveryCounts {
  delivered: number;
  failed: number;
  leftOut: number;
}

/** What this process has delivered, for the metrics. Only the leader delivers. */
@Injectable()
export class WebhookFigures {
  readonly counts = { delivered: 0, failed: 0, leftOut: 0, ended: 0 };
  /** By webhook, the time of the oldest event that it has still to get, as far as this process has looked. */
  private readonly oldest = new Map<number, number>();

  settled({ delivered, failed, leftOut }: DeliveryCounts): void {
    this.counts.delivered += delivered;
    this.counts.failed += failed;
    this.counts.leftOut += leftOut;
  }

  /** Notes the times of events that a webhook has still to get. */
  backlog({ id }: { id: number }, times: readonly number[]): void {
    if (times.length === 0) this.oldest.delete(id);
    else this.oldest.set(id, Math.min(...times));
  }

  ended({ id }: { id: number }): void {
    this.counts.ended++;
    this.oldest.delete(id);
  }

  /** Another process leads. */
  clear(): void {
    this.oldest.clear();
  }

  /** The age of the oldest event that has not arrived, in seconds. */
  get backlogSeconds(): number {
    return this.oldest.size === 0 ? 0 : Math.max(0, (Date.now() - Math.min(...this.oldest.values())) / 1000);
  }
}
