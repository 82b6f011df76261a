import { mayBeTriedAgain, toFailure } from './failures.js';

const ATTEMPTS = 4;

/**
 * Runs work again after an error that another transaction caused, four times in all. It awaits nothing: every statement
 * comes through here, and beside AsyncLocalStorage each `await` makes two promises that Node has to follow.
 */
export const withRetries = <Result>(attempt: () => Promise<Result>, tries = 1): Promise<Result> =>
  attempt().catch((error: unknown) => {
    if (!mayBeTriedAgain(error)) throw error;
    if (tries === ATTEMPTS) throw toFailure(error);
    return withRetries(attempt, tries + 1);
  });
