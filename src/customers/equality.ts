import { invalidField } from '../problem.js';
import { asciiUpperCase, countryCode } from '../normal-forms/countries.js';
import { normalEmail } from '../normal-forms/emails.js';
import { phoneKeys } from '../normal-forms/phones.js';
import { asciiDigits, bare, oneLine } from '../normal-forms/texts.js';
import { foldedOf, type KnownCountries, type Searchable, type Sql, type StoredPhone } from './searchable.js';
import { secondOf, withinSecond } from './time-comparisons.js';

/**
 * Compares a column with one value, or with any of several. An index is read in its order only for one value. `through`
 * is an SQL function that the values pass through: only the database computes these normal forms.
 */
function oneOf(column: string, values: readonly string[], through = (value: string) => value): Sql {
  if (values.length === 1) return [`${column} = ${through('?::text')}`, values[0]];
  return [`${column} = ANY(${each(through)})`, values];
}

export const both = ([one, ...values]: Sql, [other, ...others]: Sql): Sql => [
  `(${one} AND ${other})`,
  ...values,
  ...others,
];

export function equality(
  field: string,
  values: readonly string[],
  stored: Searchable,
  loosely: boolean,
  countries: KnownCountries,
): Sql {
  const { sql } = stored;
  switch (stored.type) {
    case 'email':
      return oneOf(stored.normal, values.map(normalEmail));
    case 'taxId':
      return oneOf(stored.normal, values, (one) => `normal_tax_id(${one})`);
    case 'key':
      return oneOf(stored.normal, values, (one) => `trimmed(${one})`);
    case 'phone':
      return phoneEquality(values, stored, countries);
    case 'country':
      return [
        `upper(${sql}) = ANY(?)`,
        values.flatMap((value) => [asciiUpperCase(oneLine(value)), countryCode(oneLine(value))]),
      ];
    case 'word':
      return oneOf(sql, values.map(oneLine));
    case 'text': {
      const same: Sql = loosely
        ? [`btrim(${foldedOf(stored)}, ?) = ANY(${each((one) => `folded(trimmed(${one}))`)})`, BLANKS, values]
        : [`btrim(${sql}::text, ?) = ANY(?)`, BLANKS, values.flatMap(spellings)];
      // A text of blanks alone has no key.
      if (stored.key === undefined || values.some((value) => oneLine(value) === '')) return same;
      const byKey = oneOf(stored.key, values, keyOf);
      return loosely && values.every(isWholeInKey) ? byKey : both(byKey, same);
    }
    // PostgreSQL uses a partial index only if its condition is in the text, not in a parameter.
    case 'boolean': {
      const wanted = [...new Set(values.map((value) => typed(field, stored.type, value)))];
      if (wanted.length === 1) return [wanted[0] === 'true' ? sql : `NOT ${sql}`];
      return [`${sql} = ANY(?)`, wanted];
    }
    case 'time':
      return either(values.map((value) => withinSecond(sql, secondOf(field, value))));
    default: {
      const wanted = values.map((value) => typed(field, stored.type, value));
      return wanted.length === 1 ? [`${sql} = ?`, wanted[0]] : [`${sql} = ANY(?)`, wanted];
    }
  }
}

/** Passes each value of an array through an SQL function. The length is not estimated, so one plan serves any. */
const each = (through: (value: string) => string) => `ARRAY(SELECT ${through('one')} FROM unnest(?::text[]) one)`;

const keyOf = (value: string) => `lookup_key(trimmed(${value}))`;

/** Such a text is shorter than the beginning that is in a key, also if each letter becomes two without its accent. */
const isWholeInKey = (value: string): boolean => /^[\x20-\x7E\u00C0-\u017F]{1,80}$/.test(oneLine(value));

/** A text begins with another one, by the column of its key. */
export const begins = (key: string, text: string): Sql => [
  `${key} >= ${keyOf('?')} AND ${key} < ${keyOf('?')} || U&'\\+10FFFF'`,
  text,
  text,
];

const either = (conditions: readonly Sql[]): Sql => [
  `(${conditions.map(([condition]) => condition).join(' OR ')})`,
  ...conditions.flatMap(([, ...values]) => values),
];

/** Ignores blanks around a stored text, because texts were once stored with them. */
const BLANKS =
  ' \t\n\v\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000\u200B\u2060\uFEFF\u00AD\u061C\u200E\u200F';

/** A text as it was sent, as it is stored today, and in the Unicode forms in which it may have been stored. */
const spellings = (value: string): string[] => {
  const text = bare(value);
  return [...new Set([text, oneLine(value), text.normalize('NFC'), text.normalize('NFD')])];
};

// The index answers the first condition. A stored phone with exactly the text of the query is also found, even if its
// normal form would be another one today.
function phoneEquality(
  values: readonly string[],
  { sql, normal, number, country }: StoredPhone,
  { ofTenant, ofCustomers }: KnownCountries,
): Sql {
  const all = values.map((value) => phoneKeys(value, ofTenant, ofCustomers));
  const own = `upper(${country}) || ' ' ||`;
  return [
    `(${number} = ANY(${each((one) => one)}) AND (ARRAY[${number}, ${normal}, ${own} ${number}, ${own} ${normal}] && ?::text[] OR ${sql} = ANY(?)))`,
    all.flatMap(({ numbers }) => numbers),
    all.flatMap(({ keys }) => keys),
    values.flatMap(spellings),
  ];
}

export function typed(field: string, type: Searchable['type'], text: string): string {
  const value = asciiDigits(oneLine(text));
  if (type === 'integer' && !/^-?\d+$/.test(value))
    throw invalidField(field, 'integer', 'is compared with whole numbers only');
  if (type === 'boolean' && value !== 'true' && value !== 'false')
    throw invalidField(field, 'boolean', 'is compared with true and false only');
  if (type === 'number' && !/^-?\d{1,15}(\.\d{1,6})?$/.test(value))
    throw invalidField(field, 'number', 'is compared with numbers only');
  return type === 'integer' ? withinBigint(value) : value;
}

const BIGINT_DIGITS = 18;

/** No record has an ID that is too large for the database, so it compares as an ID without a record. */
const withinBigint = (digits: string): string =>
  digits.replace(/^-?0*/, '').length <= BIGINT_DIGITS
    ? digits
    : `${digits.startsWith('-') ? '-' : ''}${'9'.repeat(BIGINT_DIGITS)}`;
