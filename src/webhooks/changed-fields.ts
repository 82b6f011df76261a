import { Injectable } from '@nestjs/common';
import { ChangesRepository } from '../changes/changes.repository.js';
import { isShown, propertyOf } from '../database/record-fields.js';
import type { RecordKind, RowChange } from '../database/kept-changes.js';
import type { PlacedEvent } from '../feed/feed-follower.js';

/** A record that a change has touched, with the names of its fields and without their values. */
export interface ChangedRecord {
  record: RecordKind;
  id: number;
  change: RowChange;
  fields: string[];
}

/** Names what an event has changed, as the history does. */
@Injectable()
export class ChangedFields {
  constructor(private readonly changes: ChangesRepository) {}

  /** Records that are the ledger's alone are left out for those who may not read it. */
  of({ records }: Pick<PlacedEvent, 'records'>, mayReadLedger: boolean): ChangedRecord[] {
    const found = new Map<string, ChangedRecord>();
    for (const { record, id, kind, patch } of records) {
      if (record === 'ledger_entry' && !mayReadLedger) continue;
      const name = `${record} ${id}`;
      const fields = Object.keys(patch)
        .filter((column) => isShown(record, column, mayReadLedger))
        .map((column) => propertyOf(this.changes.fields, record, column));
      const known = found.get(name);
      if (!known) found.set(name, { record, id, change: kind, fields });
      // A transaction may change a record several times. It was added by it, or else the last change counts.
      else Object.assign(known, { change: known.change === 'added' ? 'added' : kind, fields: merged(known, fields) });
    }
    return [...found.values()].filter(({ change, fields }) => change !== 'changed' || fields.length > 0);
  }
}

const merged = ({ fields }: ChangedRecord, more: readonly string[]) => [...new Set([...fields, ...more])];
