import type { PathForm } from '../core/paths.js';
import { type ClientelaOptions, transportOf } from './client.js';
import { ClientelaOperations } from './operations.js';
import type { components, paths } from './schema.js';

export * from '../core/index.js';
export type { ClientelaCredentials, ClientelaOptions } from './client.js';
export type { ClientelaSignIn } from './session.js';
export type { components, operations, paths } from './schema.js';

/** The bodies of the contract by name: `Schemas['CustomerOutput']`. */
export type Schemas = components['schemas'];

/** Methods by resource (`clientela.customers.get`), and the path form (`clientela.GET`). */
export interface ClientelaClient extends ClientelaOperations, PathForm<paths> {}

export function createClientelaClient(options: ClientelaOptions): ClientelaClient {
  const { paths, transport } = transportOf(options);
  return Object.assign(paths, new ClientelaOperations(transport));
}
