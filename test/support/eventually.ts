import { setTimeout as pause } from 'node:timers/promises';

/** Waits for what must come true, and fails when it does not in time. */
export async function eventually(happens: () => boolean | Promise<boolean>, time = 10_000): Promise<void> {
  for (const until = Date.now() + time; !(await happens()); await pause(20)) {
    if (Date.now() > until) throw new Error(`It did not happen within ${time / 1000} seconds`);
  }
}
