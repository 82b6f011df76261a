import { Injectable } from '@nestjs/common';
import type { Outcome } from '../engine/webhooks/index.js';

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
  /** Whether this process delivers. */
  isLeading = false;
  private listener: (result: string, seconds: number) => void = () => {};
  /** By webhook, the time of the oldest event that it has still to get, as far as this process has looked. */
  private readonly oldest = new Map<number, number>();

  whenSent(listener: (result: string, seconds: number) => void): void {
    this.listener = listener;
  }

  /** A request to a receiver has ended. */
  sent(outcome: Outcome, seconds: number): void {
    this.listener(resultOf(outcome), seconds);
  }

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

  /** This process leads. */
  begin(): void {
    this.isLeading = true;
  }

  /** Another process leads. */
  clear(): void {
    this.isLeading = false;
    this.oldest.clear();
  }

  /** The age of the oldest event that has not arrived, in seconds. */
  get backlogSeconds(): number {
    return this.oldest.size === 0 ? 0 : Math.max(0, (Date.now() - Math.min(...this.oldest.values())) / 1000);
  }
}

/** Receivers choose the status, so it is a class of statuses: `2xx`. */
export const resultOf = (outcome: Outcome): string =>
  'status' in outcome ? `${Math.floor(outcome.status / 100)}xx` : outcome.failure;
