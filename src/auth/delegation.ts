import { AsyncLocalStorage } from 'node:async_hooks';
import { Problem } from '../problem.js';
import type { AnyOf } from './credentials.js';
import type { Principal } from './principal.js';

interface Delegation {
  principal: Principal;
  credentials: AnyOf;
  strayed: boolean;
}

const running = new AsyncLocalStorage<Delegation>();

/**
 * Sends a request through this process's own routes on behalf of a caller who has been let in. Routes that ask for the same
 * credentials take the caller over; at any other nothing is done, and the answer is `undefined`. It goes with the work and
 * not with anything a request could carry, so what comes over the network is never in here.
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

/** For the guard of a route that asks for these credentials: the caller who has proved them already, if the request is sent on somebody's behalf. */
export function delegatedTo(credentials: AnyOf): Principal | undefined {
  const delegation = running.getStore();
  if (!delegation) return undefined;
  if (delegation.credentials === credentials) return { ...delegation.principal, delegated: true };
  delegation.strayed = true;
  throw new Problem('no_such_route', 'There is nothing at this address.');
}
