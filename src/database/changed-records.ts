import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Patch, RecordKind, RowChange } from './kept-changes.js';
import { isShown, propertyOf, type RecordFields, recordFieldsOf, valueIn } from './record-fields.js';

/** A row of a kept change. */
export interface ChangedRow {
  record: RecordKind;
  recordId: number;
  kind: RowChange;
  patch: Patch;
}

/** A field before and after a change. */
export interface FieldChange {
  /** A property of the record, such as `displayName`. */
  field: string;
  before: unknown;
  after: unknown;
}

/** What a change did to one record, in the names of its fields. */
export interface ChangedRecord extends Pick<ChangedRow, 'record' | 'kind'> {
  id: number;
  fields: FieldChange[];
}

/** Kept changes, as callers see them. */
@Injectable()
export class ChangedRecords {
  private readonly fields: RecordFields;

  constructor(source: DataSource) {
    this.fields = recordFieldsOf(source);
  }

  /**
   * The records that a change has changed. Undefined if it changed nothing but entries of the ledger and balances, and
   * the caller may not see them.
   */
  of(rows: readonly ChangedRow[], mayReadLedger: boolean): ChangedRecord[] | undefined {
    const shown = rows.map((row) => this.shownOf(row, mayReadLedger));
    if (shown.every(({ fields }) => fields.length === 0) && !mayReadLedger && rows.some((row) => this.hasOfLedger(row)))
      return undefined;
    // A row without a field says that the version has risen.
    return shown.filter(({ kind, fields }) => fields.length > 0 || kind === 'erased');
  }

  private shownOf({ record, recordId, kind, patch }: ChangedRow, mayReadLedger: boolean): ChangedRecord {
    const columns = Object.entries(patch).filter(([column]) => isShown(record, column, mayReadLedger));
    const fields = columns.map(([column, value]) => {
      const [before, after] = valuesOf(kind, value);
      return {
        field: propertyOf(this.fields, record, column),
        before: valueIn(this.fields, record, column, before),
        after: valueIn(this.fields, record, column, after),
      };
    });
    return { record, id: recordId, kind, fields };
  }

  private hasOfLedger({ record, patch }: ChangedRow): boolean {
    return Object.keys(patch).some((column) => isShown(record, column, true) && !isShown(record, column, false));
  }
}

function valuesOf(kind: RowChange, value: unknown): [before: unknown, after: unknown] {
  if (kind === 'added') return [null, value];
  return kind === 'removed' ? [value, null] : (value as [unknown, unknown]);
}
