import type { PathForm } from '../core/paths.js';
import { accountingOf, type AccountingOptions } from './client.js';
import { AccountingOperations } from './operations.js';
import type { components, paths } from './schema.js';

export * from '../core/index.js';
export { type AccountingCredentials, type AccountingOptions, signIn } from './client.js';
export type { components, operations, paths } from './schema.js';

/** The bodies of the contract by name: `Schemas['CustomerOutput']`. */
export type Schemas = components['schemas'];

/** Methods by resource (`accounting.customers.create`), and the path form (`accounting.POST`). */
export interface AccountingClient extends AccountingOperations, PathForm<paths> {}

export function createAccountingClient(options: AccountingOptions): AccountingClient {
  const { paths, transport } = accountingOf<paths>(options);
  return Object.assign(paths, new AccountingOperations(transport));
}
