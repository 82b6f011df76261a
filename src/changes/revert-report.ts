import type { Item } from './draft.js';
import { isOfLedger, isShown, propertyOf, type RecordFields, valueIn } from '../database/record-fields.js';
import type { Fate, Reversal } from './reversal.js';
import type { Row } from './tally.js';

/** What a revert does, or would do, about one field or one whole record of a customer. */
export interface RevertedField extends Omit<Item, 'column'> {
  /** The property. Null for the whole record, whose values are then objects. */
  field: string | null;
}

/** What a revert does, or would do, about one customer. `refused`: nothing, and why. */
export interface RevertedCustomer {
  customerId: number;
  fate: Fate;
  fields: RevertedField[];
  refused?: string;
}

export function reported(
  fields: RecordFields,
  done: Reversal | { customerId: number; refused: string },
  mayReadLedger: boolean,
): RevertedCustomer {
  if ('refused' in done) return { ...done, fate: 'stays', fields: [] };
  const { customerId, fate, items } = done;
  const shown = items.filter(({ record, column }) => mayReadLedger || !isOfLedger(record, column ?? ''));
  return { customerId, fate, fields: shown.map((item) => reportedItem(fields, item, mayReadLedger)) };
}

function reportedItem(
  fields: RecordFields,
  { column, before, left, now, ...item }: Item,
  mayReadLedger: boolean,
): RevertedField {
  const shown = (value: unknown) =>
    column === null
      ? rowIn(fields, item.record, value as Row | null, mayReadLedger)
      : valueIn(fields, item.record, column, value);
  return {
    ...item,
    field: column === null ? null : propertyOf(fields, item.record, column),
    before: shown(before),
    left: shown(left),
    now: shown(now),
  };
}

const KEYS: ReadonlySet<string> = new Set(['tenantId', 'customerId', 'id']);

/** A row by its properties, without keys and without what is empty. */
function rowIn(fields: RecordFields, record: Item['record'], row: Row | null, mayReadLedger: boolean): Row | null {
  if (row === null) return null;
  const known = [...fields[record]].filter(
    ([column, { property }]) => row[column] != null && !KEYS.has(property) && isShown(record, column, mayReadLedger),
  );
  return Object.fromEntries(
    known.map(([column, { property }]) => [property, valueIn(fields, record, column, row[column])]),
  );
}
