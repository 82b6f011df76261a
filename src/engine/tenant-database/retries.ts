import { serializationFailed, toFailure } from './failures.js';

const ATTEMPTS = 4;

/** Runs work again after a serialization failure or a deadlock, four times in all. */
export async function withRetries<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!serializationFailed(error)) throw error;
      if (tries === ATTEMPTS) throw toFailure(error);
    }
  }
}
