import { snakeCase } from '../../../contracts/spelling.js';
import { columnsOf } from '../../../contracts/vocabulary.js';
import { Problem } from '../../../problem.js';
import type { SearchField } from '../../criteria.js';
import { CUSTOMER } from './words.js';

const field = columnsOf(CUSTOMER);
type Sortable = {
  [Word in keyof typeof field]: (typeof field)[Word] extends SearchField ? Word : never;
}[keyof typeof field];
const named = (...words: Sortable[]) => words.map((word): [string, SearchField] => [snakeCase(word), field[word]]);

/** The columns by which the list can be sorted and filtered. */
export const COLUMNS = new Map<string, SearchField>([
  ...named('firstName', 'lastName', 'displayName', 'email', 'workPhone', 'personalPhone', 'companyName', 'website'),
  ...named('createdAt'),
  ['balance', 'balance'],
  ...named('openingBalance', 'openingBalanceAt', 'currencyCode'),
  ['status', 'isInactive'],
]);

/** The columns as documents name them. */
export const COLUMN_NAMES = [...COLUMNS.keys()];

/** The field of a column. The name of the column may be in either case. */
export const fieldOf = (column: string): SearchField | undefined => COLUMNS.get(snakeCase(column));

/** By field of the record, the contract's word for it: for refusals. */
export const COLUMN_WORDS = Object.fromEntries([...COLUMNS].map(([column, field]) => [field, column]));

export const columnNotFound = (column: string) =>
  new Problem('invalid', `There is no column "${column}" to sort by.`, {
    subject: 'customer',
    reason: 'sort_column_not_found',
  });

export const fieldNotFound = (field: string) =>
  new Problem('invalid', `There is no field "${field}" to filter by.`, {
    subject: 'customer',
    reason: 'filter_roles_fields_not_found',
  });

export const rolesInvalid = (message: string) =>
  new Problem('invalid', message, { subject: 'customer', reason: 'stringified_filter_roles_invalid' });
