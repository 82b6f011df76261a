import { Injectable } from '@nestjs/common';
import { type ChangedRecord, ChangedRecords } from '../database/changed-records.js';
import { originNamed, type RecordKind, type Turn, turnOf } from '../database/kept-changes.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { notFound } from '../problem.js';
import { type ChangeFilter, ChangesRepository } from './changes.repository.js';
import { type CustomerChange, inTransactions } from './transactions.js';

/** What one transaction changed of a customer. */
export interface HistoryEntry {
  version: number | null;
  kind: Turn;
  at: Date;
  actor: string | null;
  contract: string | null;
  operation: string | null;
  requestId: string | null;
  reason: string | null;
  records: ChangedRecord[];
}

export interface HistoryQuery extends ChangeFilter {
  /** Only changes of this field: a property, of any kind of record unless one is given. */
  field?: string;
  record?: RecordKind;
  /** Where the page before ended. */
  after?: number;
  /** How many changes, at most 500. A page ends earlier if its changes are long. */
  limit?: number;
  /** Whether the caller may see entries of the ledger and balances. */
  mayReadLedger: boolean;
}

export interface HistoryPage {
  entries: HistoryEntry[];
  /** Where the next page begins. Null at the end. */
  next: number | null;
}

const USUAL_PAGE = 50;
const MOST_PER_PAGE = 500;
/** Characters of values after which a page ends. */
const MOST_CHARACTERS = 1_000_000;

/** The changes of one customer, the newest first. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly changes: ChangesRepository,
    private readonly records: ChangedRecords,
  ) {}

  /** Also of a deleted customer: it may be restored. */
  async of(tenant: TenantId, customerId: number, query: HistoryQuery): Promise<HistoryPage> {
    const { after, limit = USUAL_PAGE, ...filter } = query;
    if (!(await this.changes.isKnown(tenant, customerId))) throw notFound('customer');
    const most = Math.min(Math.max(limit, 1), MOST_PER_PAGE);
    const entries: HistoryEntry[] = [];
    let characters = 0;
    let last = after;
    for await (const change of inTransactions(this.changes, tenant, customerId, filter, after)) {
      const entry = this.entryOf(change, query);
      if (entry) {
        if (entries.length === most || characters > MOST_CHARACTERS) return { entries, next: last! };
        entries.push(entry);
        characters += JSON.stringify(entry.records).length;
      }
      last = change.firstSeq;
    }
    return { entries, next: null };
  }

  /** Undefined if the change has nothing that was asked for, or that the caller may see. */
  private entryOf(change: CustomerChange, query: HistoryQuery): HistoryEntry | undefined {
    const records = this.records.of(change.rows, query.mayReadLedger);
    if (!records) return undefined;
    const isAsked = ({ record, fields }: ChangedRecord) =>
      (query.record === undefined || query.record === record) &&
      (query.field === undefined || fields.some(({ field }) => field === query.field));
    if ((query.field !== undefined || query.record !== undefined) && !records.some(isAsked)) return undefined;
    const { version, at, origin, rows } = change;
    return { version, kind: turnOf(rows), at, ...originNamed(origin), records };
  }
}
