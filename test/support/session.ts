import { ForgeryTokens } from '../../src/auth/forgery-tokens.js';
import type { Operation } from '../../src/openapi/document.js';
import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from './app.js';

/** Whether only a session opens an operation. */
export const needsSession = ({ security = [] }: Operation): boolean =>
  security.length > 0 && security.every((one) => 'clientelaSession' in one);

/** What a browser and its page send in a session of clientela. */
export async function sessionOf(app: TestApp, tenant: TestTenant): Promise<Record<string, string>> {
  const token = await tenant.tokens.clientela();
  return { cookie: `clientela_session=${token}`, 'X-CSRF-Token': app.nest.get(ForgeryTokens).of(token) };
}
