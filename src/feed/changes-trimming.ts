import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { TenantsService } from '../auth/tenants.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { forLog } from '../problem.js';
import { TrimmingRepository } from './trimming.repository.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Rows of a transaction that removes changes: it takes some tens of milliseconds. */
const BATCH = 2_000;
/** Days after which a consumer that did not read any more counts as gone. */
const GONE_AFTER = 30;

/**
 * Removes changes that are older than `CHANGES_KEPT_DAYS`, once an hour. Changes that a consumer of the feed has still
 * to read stay. Writers wait for nothing: they only add changes.
 */
@Injectable()
export class ChangesTrimming implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Changes');
  private timer?: NodeJS.Timeout;
  private isStopping = false;

  constructor(
    private readonly changes: TrimmingRepository,
    private readonly tenants: TenantsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onApplicationBootstrap(): void {
    if (this.env.changesKeptDays === 0) return;
    this.timer = setInterval(() => void this.trimAll(), HOUR).unref();
  }

  onApplicationShutdown(): void {
    this.isStopping = true;
    clearInterval(this.timer);
  }

  private async trimAll(): Promise<void> {
    try {
      const before = new Date(Date.now() - this.env.changesKeptDays * DAY);
      for (const { id } of await this.tenants.all()) await this.trim(id, before);
    } catch (error) {
      // It is tried again an hour later.
      this.logger.warn({ ...forLog(error), msg: 'Old changes were not removed' });
    }
  }

  /** Removes the changes of a tenant from before a time. Answers how many rows that were. */
  async trim(tenant: TenantId, before: Date): Promise<number> {
    let removed = 0;
    const since = new Date(Date.now() - GONE_AFTER * DAY);
    for (let rows: number | null = 1; rows && !this.isStopping; removed += rows ?? 0)
      // Without a number, another process does it.
      rows = await this.changes.trim(tenant, before, BATCH, since);
    return removed;
  }
}
