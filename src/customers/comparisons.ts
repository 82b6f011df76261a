import { normalEmail } from '../normal-forms/emails.js';
import { withAsciiDashes } from '../normal-forms/phones.js';
import { bare, manyLines, oneLine } from '../normal-forms/texts.js';
import { begins, both, equality, typed } from './equality.js';
import { idComparison } from './id-comparisons.js';
import {
  AS_PEOPLE_SORT,
  type Comparison,
  foldedOf,
  type KnownCountries,
  type Searchable,
  type Sql,
  TEXTS,
} from './searchable.js';
import { secondOf, type Sign, timeOrder } from './time-comparisons.js';

export function comparisonOf(
  { field, operator, value, loosely = false }: Comparison,
  stored: Searchable,
  countries: KnownCountries,
): Sql {
  const { sql } = stored;
  const values = Array.isArray(value) ? (value as readonly string[]) : [String(value)];
  if (stored.type === 'id') {
    const compared = idComparison(field, operator, values, stored);
    if (compared) return compared;
  }
  switch (operator) {
    case 'equals':
    case 'in':
      return equality(field, values, stored, loosely, countries);
    case 'notEquals':
      return not(equality(field, values, stored, loosely, countries));
    case 'greater':
      return order(field, '>', values[0]!, stored);
    case 'greaterOrEqual':
      return order(field, '>=', values[0]!, stored);
    case 'less':
      return order(field, '<', values[0]!, stored);
    case 'lessOrEqual':
      return order(field, '<=', values[0]!, stored);
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return likeness(operator, values[0]!, stored);
    case 'notContains':
      return not(likeness('contains', values[0]!, stored));
    case 'isNull':
      return [`${sql} IS NULL`];
    case 'isNotNull':
      return [`${sql} IS NOT NULL`];
  }
}

const not = ([condition, ...values]: Sql): Sql => [`(${condition}) IS NOT TRUE`, ...values];

const PATTERNS = {
  contains: (pattern: string) => `(SELECT ${pattern})`,
  startsWith: (pattern: string) => `(SELECT substr(${pattern}, 2))`,
  endsWith: (pattern: string) => `(SELECT left(${pattern}, -1))`,
};

function likeness(operator: keyof typeof PATTERNS, written: string, stored: Searchable): Sql {
  const pattern = patternOf(operator, written, stored);
  const begin = oneLine(written);
  // The normal form of an email has another spelling of its domain, which has no key.
  if (operator !== 'startsWith' || stored.key === undefined || begin === '' || /xn--/i.test(begin)) return pattern;
  return both(begins(stored.key, begin), pattern);
}

// PostgreSQL computes the patterns once, not for each row.
function patternOf(operator: keyof typeof PATTERNS, written: string, stored: Searchable): Sql {
  const { sql, type, folded } = stored;
  // Where texts are stored in lines, each of them is one line; other columns keep the lines of their texts.
  const value = folded === undefined ? manyLines(bare(written)) : oneLine(written);
  const text = PATTERNS[operator]('containing(?)');
  if (!TEXTS.has(type)) return [`${sql}::text LIKE ${text}`, value];
  const inText = `${foldedOf(stored)} LIKE ${text}`;
  if (type === 'email') return [`(${inText} OR folded(${stored.normal}) LIKE ${text})`, value, value];
  if (type !== 'phone') return [inText, value];
  const digits = PATTERNS[operator]('number_containing(?)');
  const lines = [1, 2].map((line) => `split_part(${stored.digits}, E'\\n', ${line}) LIKE ${digits}`);
  const number = withAsciiDashes(value);
  return [`(${inText} OR ${lines.join(' OR ')})`, value, number, number];
}

function order(field: string, sign: Sign, value: string, stored: Searchable): Sql {
  if (stored.type === 'email') return [`${stored.normal} ${AS_PEOPLE_SORT} ${sign} ?`, normalEmail(value)];
  if (TEXTS.has(stored.type)) return [`${stored.sql}::text ${AS_PEOPLE_SORT} ${sign} ?`, value];
  if (stored.type === 'time') return timeOrder(stored.sql, sign, secondOf(field, value));
  return [`${stored.sql} ${sign} ?`, typed(field, stored.type, value)];
}
