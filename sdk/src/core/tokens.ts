import type { Credentials } from './engine.js';

/**
 * A token, or a function that returns a valid one. The function gets the token that the server has just refused, if it
 * did, and the request is sent once more with what it returns then.
 */
export type Token = string | ((refused?: string) => string | Promise<string>);

/** Sends the token as `Authorization: Bearer`, with other headers. */
export function bearing(token: Token, others: () => Record<string, string> = () => ({})): Credentials {
  const current = async (refused?: string) => (typeof token === 'string' ? token : token(refused));
  return {
    async add(headers) {
      headers.set('Authorization', `${BEARER}${await current()}`);
      for (const [name, value] of Object.entries(others())) headers.set(name, value);
    },
    async renew(refused) {
      if (typeof token === 'string') return false;
      // A token of the same second may be the same text.
      await current(refused.get('Authorization')?.slice(BEARER.length));
      return true;
    },
  };
}

const BEARER = 'Bearer ';

/**
 * Signs in when the first request needs it, again before the token expires, and when the server has refused it.
 * Concurrent requests share one sign-in, and do not wait for it as long as the token is good.
 */
export function renewing(signIn: () => Promise<string>): (refused?: string) => Promise<string> {
  let token: string | undefined;
  let renewal: Promise<string> | undefined;
  return async (refused) => {
    const isGood = token !== undefined && token !== refused;
    if (isGood && !endsWithin(token!, A_MINUTE)) return token!;
    renewal ??= signIn()
      .then((renewedToken) => (token = renewedToken))
      .finally(() => (renewal = undefined));
    if (!isGood || endsWithin(token!, A_MOMENT)) return renewal;
    // A later request tries again.
    renewal.catch(() => undefined);
    return token!;
  };
}

/** As `renewing`, but signs in at once, so that wrong credentials show at once. */
export async function renewed(signIn: () => Promise<string>): Promise<(refused?: string) => Promise<string>> {
  const token = renewing(signIn);
  await token();
  return token;
}

/** In seconds. */
const A_MINUTE = 60;
const A_MOMENT = 5;

const endsWithin = (token: string, seconds: number) =>
  Date.now() / 1000 >= (claimsOf(token)?.exp ?? Infinity) - seconds;

interface Claims {
  exp?: number;
  sub?: string;
  tenant?: number | string;
}

/** The claims of a JSON Web Token. `undefined` for any other token. */
export function claimsOf(token: string): Claims | undefined {
  try {
    const claims = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(atob(claims)) as Claims;
  } catch {
    return undefined;
  }
}
