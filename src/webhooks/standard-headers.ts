import { signedHeaders, type SigningSecret } from '../engine/webhooks/index.js';
import type { Message } from './delivery.js';

export const USER_AGENT = 'Clientela-Webhooks/1';

/** A message with the headers of Standard Webhooks. */
export function signed(id: string, value: object, secrets: readonly SigningSecret[]): Message {
  const body = JSON.stringify(value);
  const headers = {
    'content-type': 'application/json',
    'user-agent': USER_AGENT,
    ...signedHeaders({ id, body }, secrets, Date.now()),
  };
  return { headers, body };
}
