import { Injectable } from '@nestjs/common';
import { type ChangedRecord, ChangedRecords, type ChangedRow } from '../database/changed-records.js';
import { originNamed, type OriginRow, together, type Turn, turnOf, versionMadeBy } from '../database/kept-changes.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { notFound } from '../problem.js';
import { CHANGES, CUSTOMER, LISTS } from './subject-export.statements.js';

/** Changes in memory at a time. */
const PORTION = 200;

/** What one transaction changed of the customer. */
export interface ExportedChange extends ReturnType<typeof originNamed> {
  version: number | null;
  kind: Turn;
  at: Date;
  records: ChangedRecord[];
}

/** A part of what is kept of a customer: one that is JSON already, or some of its changes. */
export type ExportPart = { name: 'customer' | keyof typeof LISTS; json: string } | { changes: ExportedChange[] };

interface ExportedRow extends ChangedRow {
  seq: string;
  /** The transaction. */
  writtenBy: string;
  version: number | null;
  at: Date;
  origin: OriginRow;
}

/** Everything that is kept of a customer. */
@Injectable()
export class SubjectExport {
  constructor(
    private readonly database: Database,
    private readonly records: ChangedRecords,
  ) {}

  /**
   * The parts in their order, all from one snapshot: the record, the lists of its records, its ledger, and its changes,
   * the oldest first. A deleted customer has them, too.
   */
  async *parts(tenant: TenantId, customerId: number): AsyncGenerator<ExportPart> {
    const snapshot = await this.database.snapshot(tenant);
    try {
      const own = { tenant, customer: customerId };
      const [customer] = await snapshot.rows<{ json: string }>(CUSTOMER.with(own));
      if (!customer) throw notFound('customer');
      yield { name: 'customer', json: customer.json };
      for (const [name, statement] of Object.entries(LISTS)) {
        const [list] = await snapshot.rows<{ json: string }>(statement.with(own));
        yield { name: name as keyof typeof LISTS, json: list!.json };
      }
      let open: ExportedRow[] = [];
      for (let after: string | undefined = '0'; after !== undefined;) {
        const rows: ExportedRow[] = await snapshot.rows(CHANGES.with({ ...own, after, limit: PORTION }));
        after = rows.length < PORTION ? undefined : rows.at(-1)!.seq;
        const groups = inTransactions([...open, ...rows]);
        // The next portion may have more rows of the last transaction.
        open = after === undefined ? [] : groups.pop()!;
        yield { changes: groups.map((group) => this.changeOf(group)) };
      }
    } finally {
      snapshot.end();
    }
  }

  private changeOf(rows: readonly ExportedRow[]): ExportedChange {
    const [{ at, origin }] = rows as [ExportedRow];
    const records = this.records.of(rows, true)!;
    return { version: versionMadeBy(rows), kind: turnOf(rows), at, ...originNamed(origin), records };
  }
}

/** One transaction at a time changes a customer, so its rows follow each other. */
const inTransactions = (rows: readonly ExportedRow[]) =>
  together(rows, (one, other) => one.writtenBy === other.writtenBy);
