import { Semaphore } from '../../auth/hashing/semaphore.js';
import { withDeadline } from '../../deadline.js';

/** Milliseconds that a request waits for its turn. */
const PATIENCE = 5_000;

/** The supervisor's, asked by a worker. */
export class AskedTurns extends Semaphore {
  constructor(
    private readonly ask: () => Promise<boolean>,
    private readonly end: () => Promise<unknown>,
  ) {
    super();
  }

  acquire(): Promise<boolean> {
    const turn = this.ask();
    return withDeadline(turn, PATIENCE).catch(() => {
      // A turn that comes too late is another request's.
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
