import { Problem } from '../../problem.js';

/** Why a sign-in at the provider failed, for the page that shows it. */
export type SignInFailure = 'expired' | 'denied' | 'refused' | 'unknown' | 'unavailable';

const TEXTS: Record<SignInFailure, string> = {
  expired: 'The sign-in took too long, or it began in another browser. Begin it again.',
  denied: 'The identity provider has not let you in.',
  refused: 'The answer of the identity provider is not valid. Begin the sign-in again.',
  unknown: 'No user here has this account at the identity provider, or the user may not sign in to this tenant.',
  unavailable: 'The identity provider does not answer. Try again later, or sign in with your password.',
};

export const signInFailed = (reason: SignInFailure, cause?: unknown) =>
  new Problem(reason === 'unavailable' ? 'unavailable' : 'credential_refused', TEXTS[reason], { reason, cause });

/**
 * A failure of openid-client as one word. Its messages may quote tokens, so they are neither shown nor logged: `code`
 * is a word of the library, `error` one of OAuth that the provider has sent.
 */
export function wordOf(thrown: unknown): string {
  const { code, error, name } = (thrown ?? {}) as Record<'code' | 'error' | 'name', unknown>;
  const isWord = (one: unknown): one is string => typeof one === 'string' && /^\w{1,64}$/.test(one);
  return [error, code, name].find(isWord) ?? 'unknown';
}

/** Codes of openid-client for a provider that cannot be reached, or that does not speak as it should. */
const UNREACHED = /^OAUTH_(?:TIMEOUT|ABORT|RESPONSE_IS_NOT_CONFORM|RESPONSE_IS_NOT_JSON|PARSE_ERROR)$/;

/** OAuth's words for a client that the provider does not know or accept: a setting is wrong. */
const SETTING_IS_WRONG = ['invalid_client', 'unauthorized_client', 'invalid_scope', 'unsupported_grant_type'];

export function failureOf(thrown: unknown): SignInFailure {
  const word = wordOf(thrown);
  if (word === 'access_denied') return 'denied';
  if (word === 'expired_token') return 'expired';
  const { cause } = thrown as { cause?: unknown };
  const isUnreached = UNREACHED.test(word) || thrown instanceof TypeError || cause instanceof TypeError;
  return isUnreached || SETTING_IS_WRONG.includes(word) || word === 'server_error' ? 'unavailable' : 'refused';
}
