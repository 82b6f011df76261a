import { Global, Injectable, Logger, Module, type OnModuleDestroy } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { forLog } from '../problem.js';
import { ApiKeysRepository } from './api-keys.repository.js';

/** How exact the time is at which a key was last used. */
const MINUTE = 60_000;

/** Uses that come together are written together. */
const TOGETHER = 1_000;

/** Keys whose last use is remembered; beyond, some are written more often. */
const MOST = 10_000;

/**
 * Keeps when each key was last used. A request only looks into a map; the time is written later, at most once a minute
 * for each key, so neither a request nor its connection waits for it.
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
      // Another process may have written it a moment ago. A use that cannot be written is no reason to fail anything.
      await this.rows.noteUse(tenant, keys).catch((error: unknown) => this.log.debug(forLog(error)));
    }
  }
}

/** Every module with a guarded route has a guard of its own, and all of them note uses in one place. */
@Global()
@Module({ providers: [ApiKeysRepository, KeyUse], exports: [ApiKeysRepository, KeyUse] })
export class KeyUseModule {}
