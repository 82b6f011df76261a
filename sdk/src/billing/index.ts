import { clientOf } from '../core/client.js';
import { type Connection, connectionOf } from '../core/connection.js';
import type { PathForm } from '../core/paths.js';
import { BillingOperations, SIGN_INS, WITH_KEY } from './operations.js';
import type { components, paths } from './schema.js';
import { signing } from './signature.js';

export * from '../core/index.js';
export type { components, operations, paths } from './schema.js';

/** The bodies of the contract by name: `Schemas['CreateCustomerInput']`. */
export type Schemas = components['schemas'];

/** Methods by resource (`billing.customers.create`), and the path form (`billing.POST`). */
export interface BillingClient extends BillingOperations, PathForm<paths> {}

export interface BillingCredentials {
  publicKey: string;
  privateKey: string;
  /** Signs each request (HMAC-SHA256) instead of sending the private key. A page needs TLS for that. */
  signed?: boolean;
}

export type BillingOptions = Connection & BillingCredentials;

export function createBillingClient(options: BillingOptions): BillingClient {
  const { publicKey, privateKey, signed = false } = options;
  const basic = `Basic ${btoa(`${publicKey}:${privateKey}`)}`;
  const { paths, transport } = clientOf<paths>(connectionOf(options), {
    withKey: WITH_KEY,
    signIns: SIGN_INS,
    credentials: signed
      ? signing(publicKey, privateKey)
      : { add: async (headers) => headers.set('Authorization', basic) },
  });
  return Object.assign(paths, new BillingOperations(transport));
}
