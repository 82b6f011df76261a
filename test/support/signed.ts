import { createHmac, randomBytes } from 'node:crypto';
import type { NewApiKey } from '../../src/auth/keys.service.js';

interface Signing {
  url: string;
  body?: string | Buffer;
  nonce?: string;
  timestamp?: number | string;
}

/** The parameters of the billing contract's signed credential, as a client computes them. */
export function signed(
  { publicKey, secret }: Pick<NewApiKey, 'publicKey' | 'secret'>,
  { url, body = '', nonce = randomBytes(6).toString('hex'), timestamp = Math.floor(Date.now() / 1000) }: Signing,
) {
  const signature = createHmac('sha256', secret)
    .update(`${publicKey}||${url.toLowerCase()}||${nonce}||${timestamp}||`)
    .update(body)
    .digest('hex');
  return {
    co_public_key: publicKey!,
    co_nonce: nonce,
    co_timestamp: String(timestamp),
    co_signature_method: 'HMAC-SHA256',
    co_version: '1.0',
    co_signature: signature,
  };
}

export const inHeader = (parameters: object, between = ' ') => ({
  authorization: `ChargeOver ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${value}"`)
    .join(between)} `,
});
