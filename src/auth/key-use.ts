import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { forLog } from '../problem.js';
import { ApiKeysRepository } from './api-keys.repository.js';

/** The precision of the time at which a key was last used. */
const MINUTE = 60_000;

/** How long uses are collected before they are written, in milliseconds. */
const TOGETHER = 1_000;

/** How many keys are remembered. Beyond it, some uses are written more often than once a minute. */
const MOST = 10_000;

/**
 * Stores when each key was last used. A request only looks into a map. The time is written later, at most once a minute
 * per key, so that requests do not wait for it.
 */
@Injectable()
export class KeyUse implements OnModuleDestroy {
  private readonly log = new Logger('Keys');
  private readonly noted = new Map<number, number>();
  private readonly waiting = new Map<TenantId, number[]>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly rows: ApiKeysRepository) {}

  note(tenant: TenantId, key: number): void {
    const now = performance.now();
    const before = this.noted.get(key);
    if (before !== undefined && now - before < MINUTE) return;
    if (this.noted.size >= MOST) this.noted.clear();
    this.noted.set(key, now);
    const keys = this.waiting.get(tenant);
    if (keys) keys.push(key);
    else this.waiting.set(tenant, [key]);
    this.timer ??= setTimeout(() => void this.write(), TOGETHER).unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  private async write(): Promise<void> {
    const uses = [...this.waiting];
    this.waiting.clear();
    this.timer = undefined;
    for (const [tenant, keys] of uses) {
      // If this fails, only the time of the last use is less precise.
      await this.rows.noteUse(tenant, keys).catch((error: unknown) => this.log.debug(forLog(error)));
    }
  }
}
