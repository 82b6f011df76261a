import { Injectable } from '@nestjs/common';
import { fenced } from './fence.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';

/** How much larger than when it was last analyzed a table must be, as a factor, to be analyzed again. */
export const GROWTH = { underWay: 4, ended: 1.2 } as const;

/**
 * Has PostgreSQL analyze tables that were filled, as by an import. Autovacuum does it within minutes. Until then plans
 * are those for empty tables, also the kept ones of foreign keys: each row would read all rows before it. A table that
 * is large already has plans for large tables.
 */
@Injectable()
export class TableStatistics {
  constructor(private readonly database: Database) {}

  /** Not in a transaction: locks of the work under way would wait for it. */
  async learn(tenant: TenantId, growth: number): Promise<void> {
    const grown = await this.database.write<{ name: string }>(tenant, GROWN.with({ tenant, growth, few: FEW }));
    for (const { name } of grown) await this.database.write(tenant, ANALYZE.with({ tenant, name }));
  }
}

/** Bytes. Reading all of a table that is no larger costs next to nothing. */
const FEW = 128 * 1024;

const TABLES = [
  ...['customers', 'customer_updates', 'emails', 'phones', 'company_names', 'contact_persons', 'ledger_entries'],
  ...['changes', 'wire_ids', 'import_rows', 'import_links', 'compared_rows', 'compared_blocks'],
];

// These read no rows of a tenant. PostgreSQL counts pages as they are, and changed rows only some time later.

const GROWN = fenced(`SELECT relname AS name FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relname = ANY ('{${TABLES.join(', ')}}')
    AND pg_relation_size(oid) > :few::bigint
    AND pg_relation_size(oid) > :growth::float8 * relpages * current_setting('block_size')::bigint
    AND :tenant::bigint IS NOT NULL ORDER BY relname`);

const ANALYZE = fenced('SELECT analyze_table(:name) WHERE :tenant::bigint IS NOT NULL');
