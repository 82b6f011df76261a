import { availableParallelism } from 'node:os';

/** Turns at work that weighs much: so many at once, and so many that wait. */
export abstract class Turns {
  /** Waits for a turn; `false`, mostly at once, where too many wait already. */
  abstract take(): Promise<boolean>;

  /** Ends a turn that was had. */
  abstract giveBack(): void;
}

/** The turns that a process shares with others, where it does. */
export abstract class SharedTurns extends Turns {}

/** The turns of this process, and of others that ask it. The one that waits longest is next. */
export class TurnsInMemory extends Turns {
  private readonly waiting: ((had: boolean) => void)[] = [];

  constructor(
    private free: number,
    private readonly mostWaiting: number,
  ) {
    super();
  }

  take(): Promise<boolean> {
    if (this.free > 0) {
      this.free--;
      return Promise.resolve(true);
    }
    if (this.waiting.length >= this.mostWaiting) return Promise.resolve(false);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  giveBack(): void {
    const next = this.waiting.shift();
    if (next) next(true);
    else this.free++;
  }
}

/** The turns that one process takes of those in another. When it ends, what it had goes back. */
export class TurnsOfOne extends Turns {
  private had = 0;
  private hasEnded = false;

  constructor(private readonly turns: Turns) {
    super();
  }

  async take(): Promise<boolean> {
    const had = await this.turns.take();
    if (had && this.hasEnded) this.turns.giveBack();
    else if (had) this.had++;
    return had;
  }

  giveBack(): void {
    if (this.had === 0) return;
    this.had--;
    this.turns.giveBack();
  }

  end(): void {
    this.hasEnded = true;
    while (this.had > 0) this.giveBack();
  }
}

/** A hash takes a core for tens of milliseconds, and 19 MB: one core is left to everything else. */
const AT_ONCE = Math.max(1, availableParallelism() - 1);
/** About a second of waiting, and two on a machine that does other work as well. */
const WAITING = 20 * AT_ONCE;

/** The turns of a whole server: of its only process, or of all its workers together. */
export const hashingTurns = () => new TurnsInMemory(AT_ONCE, WAITING);
