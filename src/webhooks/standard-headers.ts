import { type SigningSecret, standardHeaders } from '../engine/webhooks/index.js';
import type { Message } from './delivery.js';

export const USER_AGENT = 'Clientela-Webhooks/1';

/** A message with the headers of Standard Webhooks. */
export function signed(id: string, value: object, secrets: readonly SigningSecret[]): Message {
  const body = JSON.stringify(value);
  return { headers: standardHeaders({ id, body }, secrets, USER_AGENT, Date.now()), body };
}
