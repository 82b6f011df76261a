import { activeRequest } from '../active-request.js';
import { Problem } from '../problem.js';

const PARAMETERS = 'clientela:customer-parameters';

/** Notes that a parameter of a handler is the ID of a customer. */
export function namesCustomer(target: object, key: string | symbol, index: number): void {
  const known = (Reflect.getMetadata(PARAMETERS, target, key) as number[] | undefined) ?? [];
  Reflect.defineMetadata(PARAMETERS, [...known, index], target, key);
}

/**
 * Runs a handler. If it does not find a customer that was merged, it runs again with the one that stands for it. So the
 * IDs of a merged customer lead on in every contract, and requests that find their customer need no look-up. A refused
 * request has changed nothing, so it can run twice.
 */
export async function followingMerges(
  target: object,
  key: string,
  given: readonly unknown[],
  handle: (given: readonly unknown[]) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await handle(given);
  } catch (error) {
    const request = activeRequest();
    if (!isUnknown(error) || !request?.survivors || request.named.length === 0) throw error;
    const merged = await request.survivors(request.named.splice(0));
    if (merged.size === 0) throw error;
    request.merged = merged;
    const customers = (Reflect.getMetadata(PARAMETERS, target, key) as number[] | undefined) ?? [];
    return handle(given.map((one, at) => (customers.includes(at) ? (merged.get(one as number) ?? one) : one)));
  }
}

/** The customer does not exist, or one that a field names, such as a parent. */
const isUnknown = (error: unknown) =>
  error instanceof Problem &&
  (error.kind === 'not_found' || (error.kind === 'invalid' && error.details.some(({ rule }) => rule === 'exists')));
