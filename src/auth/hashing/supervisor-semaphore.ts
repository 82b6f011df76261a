import { withDeadline } from '../../engine/kit/deadline.js';
import { Semaphore } from './semaphore.js';

/** Milliseconds that a request waits for a slot. */
const PATIENCE = 5_000;

/** The supervisor's semaphore, for a worker. */
export class SupervisorSemaphore extends Semaphore {
  constructor(
    private readonly ask: () => Promise<boolean>,
    private readonly end: () => Promise<unknown>,
  ) {
    super();
  }

  acquire(): Promise<boolean> {
    const slot = this.ask();
    return withDeadline(slot, PATIENCE).catch(() => {
      // If the slot arrives too late, it is returned for another request.
      slot.then(
        (had) => had && this.release(),
        () => {},
      );
      return false;
    });
  }

  release(): void {
    this.end().catch(() => {});
  }
}
