import type { Client } from 'openapi-fetch';
import { type AccountingOptions, createAccountingClient } from '../accounting/index.js';
import type { paths } from './schema.js';

export { dataOf, Refused } from '../answers.js';
export { type AccountingOptions, signIn } from '../accounting/index.js';
export type { components, operations, paths } from './schema.js';

export type AccountingClient = Client<paths>;

/** For an organization or an API key that is set to snake_case. Only keys and parameters have other names. */
export const createSnakeCaseAccountingClient = (options: AccountingOptions): AccountingClient =>
  createAccountingClient(options);
