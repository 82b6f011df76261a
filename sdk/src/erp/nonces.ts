import type { Send } from '../connection.js';

/**
 * Gives each write a nonce and sends writes one after another: if one overtook another, the nonce of the later arrival
 * would be too small. It wraps `fetch`, because middleware would run too early.
 */
export function inTurn(send: Send): Send {
  const nonces = new Nonces();
  let before: Promise<unknown> = Promise.resolve();
  return (request) => {
    if (request.method === 'GET') return send(request);
    const answer = before.then(async () => send(await withNonce(request, nonces)));
    before = answer.catch(() => undefined);
    return answer;
  };
}

/** Milliseconds, as the modelled API's guide has them; one more on a tie, or when the clock was set back. */
class Nonces {
  private last = 0;

  next(): number {
    this.last = Math.max(Date.now(), this.last + 1);
    return this.last;
  }
}

async function withNonce(request: Request, nonces: Nonces): Promise<Request> {
  const url = new URL(request.url);
  if (url.searchParams.has('nonce')) return request;
  url.searchParams.set('nonce', String(nonces.next()));
  const { method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: (await request.text()) || undefined });
}
