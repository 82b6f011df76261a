import { Injectable } from '@nestjs/common';
import { ChangedRecords } from '../database/changed-records.js';
import type { RecordKind, RowChange } from '../database/kept-changes.js';
import type { PlacedEvent } from '../feed/feed-follower.js';

/** A record that a change has touched, with the names of its fields and without their values. */
export interface RecordWithFields {
  record: RecordKind;
  id: number;
  change: RowChange;
  fields: string[];
}

/** Names what an event has changed, as the history does. */
@Injectable()
export class ChangedFields {
  constructor(private readonly records: ChangedRecords) {}

  /** Records that are the ledger's alone are left out for those who may not read it. */
  of({ records }: Pick<PlacedEvent, 'records'>, mayReadLedger: boolean): RecordWithFields[] {
    const found = new Map<string, RecordWithFields>();
    const rows = records.map(({ id: recordId, ...row }) => ({ ...row, recordId }));
    for (const { record, id, kind, fields: changed } of this.records.of(rows, mayReadLedger) ?? []) {
      const name = `${record} ${id}`;
      const fields = changed.map(({ field }) => field);
      const known = found.get(name);
      if (!known) found.set(name, { record, id, change: kind, fields });
      // A transaction may change a record several times. It was added by it, or else the last change counts.
      else Object.assign(known, { change: known.change === 'added' ? 'added' : kind, fields: merged(known, fields) });
    }
    return [...found.values()];
  }
}

const merged = ({ fields }: RecordWithFields, more: readonly string[]) => [...new Set([...fields, ...more])];
