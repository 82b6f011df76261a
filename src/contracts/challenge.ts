import type { Problem, ProblemKind } from '../problem.js';
import type { Contract } from './contract.js';

const ABOUT_CREDENTIALS: ReadonlySet<ProblemKind> = new Set([
  'credential_missing',
  'credential_malformed',
  'credential_refused',
]);

/**
 * The value of `WWW-Authenticate` (RFC 9110) for a refusal; `undefined` if no credential was missing or refused.
 * Many clients send their credentials only after they have read it. RFC 6750 adds an error for a refused token, but
 * not for a wrong password.
 */
export function challengeOf(
  { name, scheme }: Pick<Contract, 'name' | 'scheme'>,
  { kind, reason }: Problem,
): string | undefined {
  if (!ABOUT_CREDENTIALS.has(kind)) return undefined;
  const challenge = `${scheme} realm="Clientela ${name}"`;
  const isTokenRefused = scheme === 'Bearer' && kind === 'credential_refused' && reason !== 'password';
  return isTokenRefused ? `${challenge}, error="invalid_token"` : challenge;
}
