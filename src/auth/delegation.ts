import { AsyncLocalStorage } from 'node:async_hooks';
import { Problem } from '../problem.js';
import type { AnyOf } from '../contracts/credentials.js';
import type { Principal } from './principal.js';

interface Delegation {
  principal: Principal;
  credentials: AnyOf;
  strayed: boolean;
}

const running = new AsyncLocalStorage<Delegation>();

/**
 * Sends a request through this process's own routes on behalf of an authenticated caller. Routes with the same
 * credentials accept the caller; any other route does nothing, and the result is `undefined`. The delegation is in the
 * async context, not in the request, so no request from the network can have one.
 */
export async function onBehalfOf<Answer>(
  principal: Principal,
  credentials: AnyOf,
  send: () => Promise<Answer>,
): Promise<Answer | undefined> {
  const delegation = { principal, credentials, strayed: false };
  const answer = await running.run(delegation, send);
  return delegation.strayed ? undefined : answer;
}

/** For the guard of a route with these credentials: the authenticated caller, if the request was sent on its behalf. */
export function delegatedTo(credentials: AnyOf): Principal | undefined {
  const delegation = running.getStore();
  if (!delegation) return undefined;
  if (delegation.credentials === credentials) return { ...delegation.principal, delegated: true };
  delegation.strayed = true;
  throw new Problem('no_such_route', 'There is nothing at this address.');
}
