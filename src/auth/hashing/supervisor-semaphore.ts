import { withDeadline } from '../../engine/kit/deadline.js';
import { Semaphore } from './semaphore.js';

/** Milliseconds that a request waits for its turn. */
const PATIENCE = 5_000;

/** The turns of the supervisor, as a worker reaches them. */
export class SupervisorSemaphore extends Semaphore {
  constructor(
    private readonly ask: () => Promise<boolean>,
    private readonly end: () => Promise<unknown>,
  ) {
    super();
  }

  acquire(): Promise<boolean> {
    const turn = this.ask();
    return withDeadline(turn, PATIENCE).catch(() => {
      // A turn that arrives too late goes back, for another request.
      turn.then(
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
