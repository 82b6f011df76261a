import createClient, { type Client } from 'openapi-fetch';
import { carrying, type Connection, repeating } from '../connection.js';
import type { paths } from './schema.js';

export { dataOf, Refused } from '../answers.js';
export type { components, operations, paths } from './schema.js';

export type BillingClient = Client<paths>;

export interface BillingOptions extends Connection {
  publicKey: string;
  privateKey: string;
}

export function createBillingClient({ publicKey, privateKey, ...connection }: BillingOptions): BillingClient {
  const client = createClient<paths>({ ...connection, fetch: repeating(connection) });
  client.use(carrying(() => ({ Authorization: `Basic ${btoa(`${publicKey}:${privateKey}`)}` })));
  return client;
}
