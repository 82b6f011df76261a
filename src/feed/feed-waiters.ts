import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { activeRequest } from '../active-request.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { isAfter, type Place } from './feed-cursor.js';
import { FeedRepository } from './feed.repository.js';

/** Milliseconds between two looks for new changes. */
const PAUSE = 200;
/** Requests that may wait at the same time in one process, and those of one tenant. Others are answered at once. */
const MOST = 500;
const MOST_OF_A_TENANT = 100;

interface Waiter {
  after: Place;
  wake: () => void;
}

/**
 * Requests that wait for new changes. All of them share one look at the database for each tenant. Notifications of
 * PostgreSQL would be sooner, but each commit that sends one waits for the others.
 */
@Injectable()
export class FeedWaiters implements BeforeApplicationShutdown {
  private readonly waiting = new Map<TenantId, Set<Waiter>>();
  private count = 0;
  private timer?: NodeJS.Timeout;
  private isStopping = false;

  constructor(private readonly feed: FeedRepository) {}

  /** Resolves when there may be changes after a place, at the latest after so many milliseconds. */
  async wait(tenant: TenantId, era: number, after: Place, milliseconds: number): Promise<void> {
    const ofTenant = this.waiting.get(tenant) ?? new Set();
    if (this.count >= MOST || ofTenant.size >= MOST_OF_A_TENANT || this.isStopping) return;
    this.count++;
    this.waiting.set(tenant, ofTenant);
    let stopListening: (() => void) | undefined;
    let limit: NodeJS.Timeout | undefined;
    let waiter: Waiter | undefined;
    try {
      await new Promise<void>((resolve) => {
        ofTenant.add((waiter = { after, wake: resolve }));
        limit = setTimeout(resolve, milliseconds);
        stopListening = activeRequest()?.whenEnded(() => resolve());
        this.lookSoon(era);
      });
    } finally {
      clearTimeout(limit);
      stopListening?.();
      ofTenant.delete(waiter!);
      if (ofTenant.size === 0 && this.waiting.get(tenant) === ofTenant) this.waiting.delete(tenant);
      this.count--;
    }
  }

  /** How many requests wait. */
  get length(): number {
    return this.count;
  }

  /** Whether this server stops, so that nothing waits any more. */
  get isStopped(): boolean {
    return this.isStopping;
  }

  /** A server that stops answers those who wait. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
    clearTimeout(this.timer);
    for (const waiters of this.waiting.values()) for (const { wake } of waiters) wake();
  }

  private lookSoon(era: number): void {
    this.timer ??= setTimeout(() => {
      void this.look(era).finally(() => {
        this.timer = undefined;
        if (this.waiting.size > 0 && !this.isStopping) this.lookSoon(era);
      });
    }, PAUSE);
  }

  private async look(era: number): Promise<void> {
    for (const [tenant, waiters] of [...this.waiting]) {
      // If the database cannot be asked, the requests ask it themselves, and get its error.
      const last = await this.feed.last(tenant, era).catch(() => 'unknown' as const);
      if (!last) continue;
      for (const { after, wake } of waiters) if (last === 'unknown' || isAfter(last, after)) wake();
    }
  }
}
