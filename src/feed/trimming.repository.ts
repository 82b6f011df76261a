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
    const [trimmed] = await this.database.write<{ removed: number | null }>(tenant, TRIM.with(values));
    return trimmed ? trimmed.removed : 0;
  }
}

// The function trims the current tenant alone. Citus runs it beside the tenant's changes, because it names their table.
const TRIM = fenced(`SELECT trim_changes(:before::timestamptz, :most::integer, :consumersSince::timestamptz) AS removed
  FROM (SELECT FROM changes WHERE tenant_id = :tenant LIMIT 1) one`);
