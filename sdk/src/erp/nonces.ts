import type { Answer, Parcel } from '../core/engine.js';
import { abortable } from '../core/waiting.js';
import { claimsOf } from '../core/tokens.js';

/**
 * Gives each write a nonce, and sends the writes of one caller one after another: if one overtook another, the nonce of
 * the later arrival would be too small. A nonce of the caller's own is sent as it is.
 */
export async function inTurn(
  parcel: Parcel,
  headers: Headers,
  late: number,
  send: (url: string) => Promise<Answer>,
): Promise<Answer> {
  if (parcel.method === 'GET' || parcel.isSignIn) return send(parcel.url);
  const url = new URL(parcel.url);
  const hasNonce = url.searchParams.has('nonce');
  return turnsOf(parcel, headers).take(parcel.request.signal, (nonces) => {
    if (!hasNonce) url.searchParams.set('nonce', String(nonces.next(AHEAD[late] ?? 0)));
    return send(url.href);
  });
}

/**
 * Whether another process has used a greater nonce, or another write has overtaken this one. Nothing was written then.
 */
export const cameTooLate = ({ url }: Parcel, { response, text }: Answer) =>
  response.status === 409 && text.includes('NONCE_REUSED') && !new URL(url).searchParams.has('nonce');

/** Milliseconds before the clock, by tries that came too late. Another process may have a clock that is ahead. */
const AHEAD = [0, 0, 1_000, 10_000, 60_000, 600_000];

/** Milliseconds, as the modelled API's guide has them; one more on a tie, or when the clock was set back. */
class Nonces {
  private last = 0;

  next(ahead: number): number {
    this.last = Math.max(Date.now() + ahead, this.last + 1);
    return this.last;
  }
}

/** After so many milliseconds without an answer, the next write goes out. */
const PATIENCE = 500;

class Turns {
  private readonly nonces = new Nonces();
  private before: Promise<void> = Promise.resolve();

  /** A write that leaves while it waits is not sent. One that hangs keeps its turn only for a moment. */
  async take<Result>(signal: AbortSignal, work: (nonces: Nonces) => Promise<Result>): Promise<Result> {
    const { before } = this;
    let end!: () => void;
    this.before = new Promise<void>((resolve) => (end = resolve));
    try {
      await abortable(before, signal);
    } catch (left) {
      void before.then(end);
      throw left;
    }
    const timer = setTimeout(end, PATIENCE);
    try {
      return await work(this.nonces);
    } finally {
      clearTimeout(timer);
      end();
    }
  }
}

/**
 * The turns of a caller, whichever client sends for it. A process may have loaded this module twice, as ES module and
 * as CommonJS.
 */
function turnsOf({ url }: Parcel, headers: Headers): Turns {
  const { origin, pathname } = new URL(url);
  const [, account] = /\/api\/([^/]+)\/v4\.0\.0\//.exec(pathname) ?? [];
  const session = (headers.get('Authorization') ?? '').replace(/^Bearer /, '');
  const caller = `${origin} ${account} ${claimsOf(session)?.sub ?? session}`;
  const turns = all.get(caller) ?? new Turns();
  all.set(caller, turns);
  return turns;
}

const SHARED = Symbol.for('@clientela/sdk/erp/turns');
const all = ((globalThis as { [SHARED]?: Map<string, Turns> })[SHARED] ??= new Map<string, Turns>());
