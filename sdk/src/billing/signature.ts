import type { Credentials } from '../core/engine.js';

/** Signs each try: the server takes a nonce once, and a time that is not more than some minutes off. */
export const signing = (publicKey: string, privateKey: string): Credentials => ({
  async add(headers, { url, method, body = '' }) {
    const nonce = hexOf(crypto.getRandomValues(new Uint8Array(12)));
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signedBody = method === 'GET' || method === 'DELETE' || typeof body !== 'string' ? '' : body;
    const text = [publicKey, url.toLowerCase(), nonce, timestamp, signedBody].join('||');
    const parameters = {
      co_public_key: publicKey,
      co_nonce: nonce,
      co_timestamp: timestamp,
      co_signature_method: 'HMAC-SHA256',
      co_version: '1.0',
      co_signature: await hmac(privateKey, text),
    };
    const named = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
    headers.set('Authorization', `ChargeOver ${named.join(' ')}`);
  },
});

async function hmac(secret: string, text: string): Promise<string> {
  const bytes = (one: string) => new TextEncoder().encode(one);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes(secret), algorithm, false, ['sign']);
  return hexOf(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(text))));
}

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
