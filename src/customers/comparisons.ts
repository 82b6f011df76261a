import { invalidField } from '../problem.js';
import { asciiUpperCase, countryCode } from '../normal-forms/countries.js';
import { normalEmail } from '../normal-forms/emails.js';
import { phoneKeys, withAsciiDashes } from '../normal-forms/phones.js';
import { asciiDigits, bare, manyLines, oneLine } from '../normal-forms/texts.js';

/** How a stored value is compared. `contains` and its like ignore case and accents. */
export const OPERATORS = [
  'equals',
  'notEquals',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'greater',
  'greaterOrEqual',
  'less',
  'lessOrEqual',
  'in',
  'isNull',
  'isNotNull',
] as const;
export type Operator = (typeof OPERATORS)[number];

interface Stored<Type extends string> {
  /** A column or expression: the value as it is shown. */
  sql: string;
  type: Type;
  /** The column of the value without case and accents, if there is one. */
  folded?: string;
}

interface Normalised<Type extends string> extends Stored<Type> {
  /** The column of its normal form. */
  normal: string;
}

interface StoredPhone extends Normalised<'phone'> {
  /**
   * The columns of the normal form without the extension, of the digits that searches look at, and of the customer's
   * country.
   */
  number: string;
  digits: string;
  country: string;
}

/** A value that can be compared, and how. */
export type Searchable =
  | Stored<'text' | 'country' | 'number' | 'integer' | 'boolean' | 'time'>
  | Normalised<'email' | 'key' | 'taxId'>
  | StoredPhone;

/** Countries that numbers of a tenant's customers may be from. */
export interface KnownCountries {
  ofTenant: string | null;
  ofCustomers: readonly string[];
}

export interface Comparison {
  field: string;
  operator: Operator;
  value?: string | readonly string[] | undefined;
  /** Texts are equal without case and accents too. */
  loosely?: boolean | undefined;
}

/** A condition of `TenantQuery` and its values. */
export type Sql = [condition: string, ...values: unknown[]];

/** The order that people expect: accents and case decide last. It comes from ICU, not from the database's locale. */
const AS_PEOPLE_SORT = 'COLLATE "und-x-icu"';

const TEXTS: ReadonlySet<string> = new Set<Searchable['type']>(['text', 'country', 'email', 'key', 'taxId', 'phone']);

/** What a list is sorted by. */
export const sortKey = ({ sql, type }: Searchable): string => (TEXTS.has(type) ? `${sql} ${AS_PEOPLE_SORT}` : sql);

export function comparisonOf(
  { field, operator, value, loosely = false }: Comparison,
  stored: Searchable,
  countries: KnownCountries,
): Sql {
  const { sql } = stored;
  const values = Array.isArray(value) ? (value as readonly string[]) : [String(value)];
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

/** Passes each value of an array through an SQL function: only the database computes these normal forms. */
const each = (through: (value: string) => string) => `ARRAY(SELECT ${through('one')} FROM unnest(?::text[]) one)`;

function equality(
  field: string,
  values: readonly string[],
  stored: Searchable,
  loosely: boolean,
  countries: KnownCountries,
): Sql {
  const { sql } = stored;
  switch (stored.type) {
    case 'email':
      return [`${stored.normal} = ANY(?)`, values.map(normalEmail)];
    case 'taxId':
      return [`${stored.normal} = ANY(${each((one) => `normal_tax_id(${one})`)})`, values];
    case 'key':
      return [`${stored.normal} = ANY(${each((one) => `trimmed(${one})`)})`, values];
    case 'phone':
      return phoneEquality(values, stored, countries);
    case 'country':
      return [
        `upper(${sql}) = ANY(?)`,
        values.flatMap((value) => [asciiUpperCase(oneLine(value)), countryCode(oneLine(value))]),
      ];
    case 'text': {
      if (loosely)
        return [`btrim(${foldedOf(stored)}, ?) = ANY(${each((one) => `folded(trimmed(${one}))`)})`, BLANKS, values];
      return [`btrim(${sql}::text, ?) = ANY(?)`, BLANKS, values.flatMap(spellings)];
    }
    // PostgreSQL uses a partial index only if its condition is in the text, not in a parameter.
    case 'boolean': {
      const wanted = [...new Set(values.map((value) => typed(field, stored.type, value)))];
      if (wanted.length === 1) return [wanted[0] === 'true' ? sql : `NOT ${sql}`];
      return [`${sql} = ANY(?)`, wanted];
    }
    default: {
      const wanted = values.map((value) => typed(field, stored.type, value));
      return wanted.length === 1
        ? [`${comparable(stored)} = ?`, wanted[0]]
        : [`${comparable(stored)} = ANY(?)`, wanted];
    }
  }
}

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
    `(${number} = ANY(?) AND (ARRAY[${number}, ${normal}, ${own} ${number}, ${own} ${normal}] && ?::text[] OR ${sql} = ANY(?)))`,
    all.flatMap(({ numbers }) => numbers),
    all.flatMap(({ keys }) => keys),
    values.flatMap(spellings),
  ];
}

const PATTERNS = {
  contains: (pattern: string) => `(SELECT ${pattern})`,
  startsWith: (pattern: string) => `(SELECT substr(${pattern}, 2))`,
  endsWith: (pattern: string) => `(SELECT left(${pattern}, -1))`,
};

// PostgreSQL computes the patterns once, not for each row.
function likeness(operator: keyof typeof PATTERNS, written: string, stored: Searchable): Sql {
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

// An empty line means that there is no text.
const foldedOf = ({ sql, folded }: Searchable): string =>
  folded === undefined ? `folded(${sql}::text)` : `nullif(${folded}, '')`;

function order(field: string, sign: string, value: string, stored: Searchable): Sql {
  if (stored.type === 'email') return [`${stored.normal} ${AS_PEOPLE_SORT} ${sign} ?`, normalEmail(value)];
  if (TEXTS.has(stored.type)) return [`${stored.sql}::text ${AS_PEOPLE_SORT} ${sign} ?`, value];
  return [`${comparable(stored)} ${sign} ?`, typed(field, stored.type, value)];
}

/** Times are compared to the second, which is what every contract shows. */
const comparable = ({ sql, type }: Searchable): string => (type === 'time' ? `date_trunc('second', ${sql})` : sql);

function typed(field: string, type: Searchable['type'], text: string): string {
  const value = type === 'time' ? text : asciiDigits(oneLine(text));
  if (type === 'integer' && !/^-?\d+$/.test(value))
    throw invalidField(field, 'integer', 'is compared with whole numbers only');
  if (type === 'boolean' && value !== 'true' && value !== 'false')
    throw invalidField(field, 'boolean', 'is compared with true and false only');
  if (type === 'number' && !/^-?\d{1,15}(\.\d{1,6})?$/.test(value))
    throw invalidField(field, 'number', 'is compared with numbers only');
  if (type === 'time' && Number.isNaN(Date.parse(value)))
    throw invalidField(field, 'date', 'is compared with dates only');
  if (type === 'integer') return withinBigint(value);
  return type === 'time' ? timestampOf(new Date(value)) : value;
}

/** No stored time is outside the years 1 to 9999, and PostgreSQL cannot read such a time as JavaScript writes it. */
function timestampOf(moment: Date): string {
  const year = moment.getUTCFullYear();
  if (year < 1) return '-infinity';
  return year > 9999 ? 'infinity' : moment.toISOString();
}

const BIGINT_DIGITS = 18;

/** No record has an ID that is too large for the database, so it compares as an ID without a record. */
const withinBigint = (digits: string): string =>
  digits.replace(/^-?0*/, '').length <= BIGINT_DIGITS
    ? digits
    : `${digits.startsWith('-') ? '-' : ''}${'9'.repeat(BIGINT_DIGITS)}`;
