import { comparedId, joinOfShown, orderOfShown, recordsWith, shownId, spellingsOf } from '../database/wire-ids.js';
import type { IdKind, OwnIds } from '../own-ids.js';
import { asciiUpperCase } from '../normal-forms/countries.js';
import { oneLine } from '../normal-forms/texts.js';
import { typed } from './equality.js';
import type { Operator, Searchable, Sql, StoredId } from './searchable.js';

/** An ID of the record `t` that a contract has of its own. */
export const idOfRow = (own: OwnIds, kind: IdKind): StoredId => ({
  sql: shownId(own, kind, 't.id'),
  type: 'id',
  own,
  kind,
  record: 't.id',
  order: [`length(${shownText(own, kind, 't.id')})`, shownText(own, kind, 't.id')],
});

/** The ID that a list of records is in the order of. `listedBy` joins it. */
export const idOfList = (own: OwnIds, kind: IdKind): StoredId => ({ ...idOfRow(own, kind), order: orderOfShown() });

/** The joins of a list that is in the order of the IDs of a contract. */
export const listedBy = (own: OwnIds, kind: IdKind): Record<string, string> => ({
  listed_id: joinOfShown(own, kind),
});

/** An ID of another record, which a column of `t` points at. */
export const idOfPointer = (own: OwnIds, kind: IdKind, record: string): StoredId => ({
  sql: shownId(own, kind, record),
  type: 'id',
  own,
  kind,
  record,
  order: [shownId(own, kind, record)],
});

const shownText = (own: OwnIds, kind: IdKind, record: string) => shownId(own, kind, record).replace('::bigint', '');

const SIGNS = { greater: '>', greaterOrEqual: '>=', less: '<', lessOrEqual: '<=' } as const;

/**
 * Compares IDs that a contract has of its own. An ID that a record had before equals it, too. Numbers have the order of
 * numbers; codes that of their lengths, then of their characters. Undefined for what compares texts.
 */
export function idComparison(
  field: string,
  operator: Operator,
  values: readonly string[],
  stored: StoredId,
): Sql | undefined {
  const { own, kind, record, sql } = stored;
  switch (operator) {
    case 'equals':
    case 'in':
      return equal(field, values, stored);
    case 'notEquals': {
      const [condition, ...bound] = equal(field, values, stored);
      return [`(${condition}) IS NOT TRUE`, ...bound];
    }
    case 'greater':
    case 'greaterOrEqual':
    case 'less':
    case 'lessOrEqual': {
      const [value] = values.map((one) => asWritten(field, kind, one));
      if (kind !== 'code') return [`${sql} ${SIGNS[operator]} ?`, value];
      return [`(length(${sql}), upper(${sql})) ${SIGNS[operator]} (length(?), ?)`, value, value];
    }
    case 'startsWith': {
      const beginning = `${oneLine(values[0]!)
        .toUpperCase()
        .replace(/[\\%_]/g, '\\$&')}%`;
      const condition = `${comparedId(kind)} LIKE ? AND named.is_current`;
      return [`${record} = ANY (${recordsWith(own, kind, condition)})`, beginning];
    }
    case 'isNull':
      return [`${record} IS NULL`];
    case 'isNotNull':
      return [`${record} IS NOT NULL`];
    default:
      return undefined;
  }
}

function equal(field: string, values: readonly string[], { own, kind, record }: StoredId): Sql {
  const ids = values.map((one) => asWritten(field, kind, one));
  const spelled = kind === 'code' ? spellingsOf(ids) : undefined;
  const compared = spelled ? 'named.wire_id' : comparedId(kind);
  return [`${record} = ANY (${recordsWith(own, kind, `${compared} = ANY (?::text[])`)})`, spelled ?? ids];
}

/** An ID as it is stored: a number without leading zeros, a code in capitals. */
const asWritten = (field: string, kind: IdKind, text: string): string =>
  kind === 'code' ? asciiUpperCase(oneLine(text)) : typed(field, 'integer', text).replace(/^0+(?=\d)/, '');

export const isOwnId = (stored: Searchable): stored is StoredId => stored.type === 'id';
