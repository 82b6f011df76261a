import { type Condition, type Criterion, isKey, type Operator, type Order, type Searchable } from './criteria.js';

/** An index has the records in the order of their values, beginning anywhere. */
const RANGES: ReadonlySet<Operator> = new Set(['greater', 'greaterOrEqual', 'less', 'lessOrEqual']);

/** The default orders. */
const USUAL: ReadonlySet<string> = new Set(['id', 'createdAt']);

/**
 * Whether one plan serves any values: nothing is compared but one key, and a range of it only in its own order. With
 * other criteria it depends on the values which of the indexes finds fewest records. Whether customers are inactive
 * stands in the text.
 */
export function arePlannedOnce<Field extends string>(
  criteria: readonly Condition<Field>[],
  order: readonly Order<Field>[],
  table: Readonly<Record<Field, Searchable>>,
): boolean {
  const compared = criteria.filter((one) => !('field' in one && one.field === 'isInactive'));
  if (order.length > 1) return false;
  if (compared.length === 0) return true;
  const by = order[0]?.field ?? 'id';
  const keys = compared.filter((one) => 'field' in one && isKey(one.field, table[one.field])) as Criterion<Field>[];
  if (keys.length < compared.length) return false;
  if (keys.length === 1 && keys[0]!.operator === 'equals') return USUAL.has(by) || by === keys[0]!.field;
  return keys.every(({ field, operator }) => field === by && RANGES.has(operator));
}
