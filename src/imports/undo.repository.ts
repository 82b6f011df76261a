import { Injectable } from '@nestjs/common';
import { fenced } from '../database/fence.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';

export interface DoneRow {
  row: number;
  customerId: number;
}

/** How rows are taken back. */
@Injectable()
export class UndoRepository {
  constructor(private readonly database: Database) {}

  /** Rows whose customers the import has made, the last ones first: children come after their parents. */
  created(tenant: TenantId, importId: number, turn: number, before: number, most: number): Promise<DoneRow[]> {
    return this.database.write<DoneRow>(tenant, CREATED.with({ tenant, import: importId, turn, before, most }));
  }

  /** Rows whose customers were here before. */
  changed(tenant: TenantId, importId: number, after: number, most: number): Promise<DoneRow[]> {
    return this.database.write<DoneRow>(tenant, CHANGED.with({ tenant, import: importId, after, most }));
  }

  /** Removes customers for good, with what was said of their pairs, and answers which. */
  async remove(tenant: TenantId, importId: number, rows: readonly number[]): Promise<number[]> {
    const values = { tenant, import: importId, rows };
    const removed = (await this.database.write<{ id: number }>(tenant, REMOVE.with(values))).map(({ id }) => id);
    await this.database.write(tenant, REMOVE_PAIRS.with({ tenant, customers: removed }));
    return removed;
  }

  /** Notes that rows are taken back. The next import of the source brings them again. */
  async takenBack(tenant: TenantId, importId: number, source: string, customers: readonly number[]): Promise<void> {
    for (const statement of TAKEN_BACK)
      await this.database.write(tenant, statement.with({ tenant, import: importId, source, customers }));
  }

  async noteStay(tenant: TenantId, importId: number): Promise<void> {
    await this.database.write(tenant, NOTE_STAY.with({ tenant, import: importId }));
  }

  async counts(tenant: TenantId, importId: number): Promise<{ taken: number; left: number }> {
    const values = { tenant, import: importId };
    return (await this.database.write<{ taken: number; left: number }>(tenant, COUNTS.with(values)))[0]!;
  }
}

const CREATED = fenced(`SELECT row, customer_id AS "customerId" FROM import_rows
  WHERE tenant_id = :tenant AND import_id = :import AND turn = :turn AND row < :before AND is_done
    AND outcome = 'create' ORDER BY row DESC LIMIT :most`);

const CHANGED = fenced(`SELECT row, customer_id AS "customerId" FROM import_rows
  WHERE tenant_id = :tenant AND import_id = :import AND row > :after AND is_done AND outcome IN ('update', 'join')
  ORDER BY row LIMIT :most`);

// The function removes from the current tenant alone. Its condition names the tenant for the fence.
const REMOVE = fenced(`SELECT unnest(remove_imported(:import::bigint, :rows::bigint[])) AS id
  WHERE current_tenant() = :tenant::bigint`);

const REMOVE_PAIRS = fenced(`DELETE FROM customer_pairs WHERE tenant_id = :tenant
  AND (one_id = ANY (:customers::bigint[]) OR other_id = ANY (:customers::bigint[]))`);

const ROWS_OF = 'r.tenant_id = :tenant AND r.import_id = :import AND r.customer_id = ANY(:customers::bigint[])';

const TAKEN_BACK = [
  fenced(`UPDATE import_links link SET digest = '00000000-0000-0000-0000-000000000000' FROM import_rows r
    WHERE ${ROWS_OF} AND link.tenant_id = :tenant AND link.source = :source AND link.source_id = r.source_id`),
  fenced(`DELETE FROM import_links link USING import_rows r
    WHERE ${ROWS_OF} AND r.outcome = 'join' AND link.tenant_id = :tenant AND link.source = :source
      AND link.source_id = r.source_id AND link.import_id = :import`),
  // An earlier import can be undone, too, if nothing but imports has changed its customer since.
  fenced(`UPDATE import_rows made SET version = c.version FROM customers c
    WHERE made.tenant_id = :tenant AND made.customer_id = ANY(:customers::bigint[]) AND made.import_id <> :import
      AND made.outcome = 'create' AND made.is_done AND c.tenant_id = :tenant AND c.id = made.customer_id
      AND EXISTS (SELECT FROM import_rows r WHERE ${ROWS_OF} AND r.customer_id = made.customer_id AND r.outcome = 'join')
      AND :source::text IS NOT NULL AND NOT EXISTS (SELECT FROM changes other
        WHERE other.tenant_id = :tenant AND other.customer_id = made.customer_id AND other.version > made.version
          AND (other.origin[3] IS NOT NULL OR other.origin[4] IS NULL OR other.origin[4] NOT LIKE 'import-%'))`),
  fenced(`UPDATE import_rows r SET is_done = false WHERE ${ROWS_OF} AND r.outcome IN ('update', 'join')`),
];

const NOTE_STAY = fenced(`UPDATE import_rows SET notes = coalesce(notes, '[]') || jsonb_build_array(
    jsonb_build_object('field', 'customer', 'why', 'stays: it has changed since, or other records point at it'))
  WHERE tenant_id = :tenant AND import_id = :import AND is_done AND outcome IN ('create', 'update', 'join')`);

const COUNTS = fenced(`SELECT count(*) FILTER (WHERE NOT is_done) AS taken, count(*) FILTER (WHERE is_done) AS "left"
  FROM import_rows WHERE tenant_id = :tenant AND import_id = :import AND outcome IN ('create', 'update', 'join')`);
