import { snakeCase } from '../../../contracts/spelling.js';
import { Problem } from '../../../problem.js';
import type { SearchField } from '../../criteria.js';

/** What the list can be sorted and filtered by. */
const COLUMNS = new Map<string, SearchField>([
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['display_name', 'displayName'],
  ['email', 'email'],
  ['work_phone', 'phone'],
  ['personal_phone', 'mobile'],
  ['company_name', 'legalName'],
  ['website', 'website'],
  ['created_at', 'createdAt'],
  ['balance', 'balance'],
  ['opening_balance', 'openingBalance'],
  ['opening_balance_at', 'openingBalanceAt'],
  ['currency_code', 'currency'],
  ['status', 'isInactive'],
]);

/** The columns as documents name them. */
export const COLUMN_NAMES = [...COLUMNS.keys()];

/** The field of a column, which is named in either case. */
export const fieldOf = (column: string): SearchField | undefined => COLUMNS.get(snakeCase(column));

/** What the record calls a field that a refusal names, in this contract's words. */
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
