import { accountingOf, type AccountingOptions } from '../accounting/client.js';
import type { PathForm } from '../core/paths.js';
import { AccountingSnakeOperations } from './operations.js';
import type { components, paths } from './schema.js';

export * from '../core/index.js';
export { type AccountingCredentials, type AccountingOptions, signIn } from '../accounting/client.js';
export type { components, operations, paths } from './schema.js';

/** The bodies of the contract by name: `Schemas['CustomerOutput']`. */
export type Schemas = components['schemas'];

/** Methods by resource (`accounting.customers.create`), and the path form (`accounting.POST`). */
export interface AccountingSnakeClient extends AccountingSnakeOperations, PathForm<paths> {}
/** @deprecated Use `AccountingSnakeClient`. */
export type AccountingClient = AccountingSnakeClient;

/** For an organization or an API key that is set to snake_case. */
export function createSnakeCaseAccountingClient(options: AccountingOptions): AccountingSnakeClient {
  const { paths, transport } = accountingOf<paths>(options);
  return Object.assign(paths, new AccountingSnakeOperations(transport));
}
