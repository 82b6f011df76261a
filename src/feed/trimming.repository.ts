import { Injectable } from '@nestjs/common';
import { fenced } from '../database/fence.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';

@Injectable()
export class TrimmingRepository {
  constructor(private readonly database: Database) {}

  /**
   * Removes the oldest changes, whole transactions, about `most` rows. Answers how many rows that were, or null if
   * another transaction does it at the moment.
   */
  async trim(tenant: TenantId, before: Date, most: number, consumersSince: Date): Promise<number | null> {
    const values = { tenant, before, most, consumersSince };
    return (await this.database.write<{ removed: number | null }>(tenant, TRIM.with(values)))[0]!.removed;
  }
}

// The function trims the current tenant alone. Its condition names the tenant for the fence.
const TRIM = fenced(`SELECT trim_changes(:before::timestamptz, :most::integer, :consumersSince::timestamptz) AS removed
  WHERE current_tenant() = :tenant::bigint`);
