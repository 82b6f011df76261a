import type { IdKind, OwnIds } from '../own-ids.js';

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
  /** The column of its `lookup_key`, if there is one: an index finds a text, or texts with a beginning, by it. */
  key?: string;
}

interface Normalised<Type extends string> extends Stored<Type> {
  /** The column of its normal form. */
  normal: string;
}

export interface StoredPhone extends Normalised<'phone'> {
  /**
   * The columns of the normal form without the extension, of the digits that searches look at, and of the customer's
   * country.
   */
  number: string;
  digits: string;
  country: string;
}

/** An ID that a contract has of its own. */
export interface StoredId extends Stored<'id'> {
  own: OwnIds;
  kind: IdKind;
  /** The column with the record's own ID. */
  record: string;
  /** What it is sorted by. */
  order: readonly string[];
}

/** A value that can be compared, and how. */
export type Searchable =
  /** A `word` is stored without blanks around it. */
  | Stored<'text' | 'word' | 'country' | 'number' | 'integer' | 'boolean' | 'time'>
  | Normalised<'email' | 'key' | 'taxId'>
  | StoredPhone
  | StoredId;

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
export const AS_PEOPLE_SORT = 'COLLATE "und-x-icu"';

export const TEXTS: ReadonlySet<string> = new Set<Searchable['type']>([
  'text',
  'word',
  'country',
  'email',
  'key',
  'taxId',
  'phone',
]);

/** What a list is sorted by. */
export const sortKey = ({ sql, type }: Searchable): string => (TEXTS.has(type) ? `${sql} ${AS_PEOPLE_SORT}` : sql);

/** What a list is sorted by: several columns for an ID that a contract has of its own. */
export const sortKeys = (stored: Searchable): readonly string[] =>
  stored.type === 'id' ? stored.order : [sortKey(stored)];

// An empty line means that there is no text.
export const foldedOf = ({ sql, folded }: Searchable): string =>
  folded === undefined ? `folded(${sql}::text)` : `nullif(${folded}, '')`;
