import { versionMadeBy } from '../database/kept-changes.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { type ChangeFilter, type ChangesRepository, type HistoryRow, PORTION } from './changes.repository.js';

/** What one transaction changed of a customer: its rows, in the order in which they were written. */
export interface CustomerChange extends Pick<HistoryRow, 'at' | 'origin'> {
  /** The version that it made. Null if the customer's row was not kept. */
  version: number | null;
  firstSeq: number;
  rows: Pick<HistoryRow, 'version' | 'record' | 'recordId' | 'kind' | 'patch'>[];
}

/**
 * The changes of a customer, the newest first, read in portions. One transaction at a time changes a customer, so the
 * rows of a transaction follow each other.
 */
export async function* inTransactions(
  changes: Pick<ChangesRepository, 'history'>,
  tenant: TenantId,
  customerId: number,
  filter: ChangeFilter,
  before?: number,
): AsyncGenerator<CustomerChange> {
  let rows: HistoryRow[] = [];
  for (let from = before, length = PORTION; length === PORTION;) {
    const portion = await changes.history(tenant, customerId, from, filter);
    [from, length] = [portion.at(-1)?.seq, portion.length];
    for (const row of portion) {
      if (rows.length > 0 && !areOfOneTransaction(row, rows[0]!)) {
        yield changeOf(rows);
        rows = [];
      }
      rows.push(row);
    }
  }
  if (rows.length > 0) yield changeOf(rows);
}

/** Two eras may have transactions with equal numbers. */
const areOfOneTransaction = (one: HistoryRow, other: HistoryRow) =>
  one.writtenBy === other.writtenBy && one.era === other.era;

function changeOf(newestFirst: readonly HistoryRow[]): CustomerChange {
  const rows = newestFirst.toReversed();
  const { at, origin, seq } = rows[0]!;
  return { at, origin, version: versionMadeBy(rows), firstSeq: seq, rows };
}
