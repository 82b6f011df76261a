import type { DataSource } from 'typeorm';
import { RECORD_TABLES, type RecordKind } from './kept-changes.js';

/** A column of a record: the property that stands for it, and whether its values are times. */
export interface RecordField {
  property: string;
  isTime: boolean;
}

/** The fields of each kind of record, by column. */
export type RecordFields = Readonly<Record<RecordKind, ReadonlyMap<string, RecordField>>>;

/**
 * The columns under which the history of a customer says that it was merged into another one, or with another one. The
 * table has none: while the merge stands, `customer_merges` does.
 */
export const MERGED_INTO = 'merged_into_id';
export const MERGED_WITH = 'merged_with_id';

const MERGED: [string, RecordField][] = [
  [MERGED_INTO, { property: 'mergedIntoId', isTime: false }],
  [MERGED_WITH, { property: 'mergedWithId', isTime: false }],
];

/** The fields of all kinds of records, as the entities declare them. */
export const recordFieldsOf = (source: DataSource): RecordFields =>
  Object.fromEntries(
    Object.entries(RECORD_TABLES).map(([kind, table]) => {
      const { columns } = source.getMetadata(table);
      const fields = columns.map(({ databaseName, propertyName, type }): [string, RecordField] => [
        databaseName,
        { property: propertyName, isTime: type === 'timestamptz' },
      ]);
      return [kind, new Map(kind === 'customer' ? [...fields, ...MERGED] : fields)];
    }),
  ) as unknown as RecordFields;

/** Columns that help to keep the rules of the record. They are taken back with the others, and history shows none. */
const INTERNAL: ReadonlySet<string> = new Set(['flat_only', 'company_name_chosen', 'status_before']);

/** The columns of a customer that point at one of its records, and the kind of that record. */
export const CUSTOMER_POINTERS = {
  primary_email_id: 'email',
  main_phone_id: 'phone',
  mobile_phone_id: 'phone',
  fax_phone_id: 'phone',
  main_contact_id: 'contact_person',
  default_company_name_id: 'company_name',
} as const satisfies Record<string, RecordKind>;

/** Columns that only those who may read the ledger see, beside its entries. */
export const OF_BALANCE: ReadonlySet<string> = new Set([
  'opening_balance',
  'opening_balance_at',
  'opening_balance_rate',
  'opening_balance_branch_id',
]);

export const isOfLedger = (record: RecordKind, column: string): boolean =>
  record === 'ledger_entry' || (record === 'customer' && OF_BALANCE.has(column));

export const isShown = (record: RecordKind, column: string, mayReadLedger: boolean): boolean =>
  !INTERNAL.has(column) && (mayReadLedger || !isOfLedger(record, column));

/** The property of a column. A column that a later version dropped keeps its name. */
export const propertyOf = (fields: RecordFields, record: RecordKind, column: string): string =>
  fields[record].get(column)?.property ?? column;

/** A value of a patch as a property has it. Times are text in JSON. */
export const valueIn = (fields: RecordFields, record: RecordKind, column: string, value: unknown): unknown =>
  typeof value === 'string' && fields[record].get(column)?.isTime ? new Date(value) : (value ?? null);
