import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a condition holds. The time limit only ends a wait for a condition that never holds. */
export async function eventually(happens: () => boolean | Promise<boolean>, time = 60_000): Promise<void> {
  for (const until = Date.now() + time; !(await happens()); await pause(20)) {
    if (Date.now() > until) throw new Error(`It did not happen within ${time / 1000} seconds`);
  }
}
