import { Turns } from '../../auth/hashing/turns.js';
import { inTime } from '../../in-time.js';

/** Milliseconds that a request waits for its turn. */
const PATIENCE = 5_000;

/** The supervisor's, asked by a worker. */
export class AskedTurns extends Turns {
  constructor(
    private readonly ask: () => Promise<boolean>,
    private readonly end: () => Promise<unknown>,
  ) {
    super();
  }

  take(): Promise<boolean> {
    const turn = this.ask();
    return inTime(turn, PATIENCE).catch(() => {
      // A turn that comes too late is another request's.
      turn.then(
        (had) => had && this.giveBack(),
        () => {},
      );
      return false;
    });
  }

  giveBack(): void {
    this.end().catch(() => {});
  }
}
