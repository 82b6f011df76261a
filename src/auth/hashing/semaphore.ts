import { availableParallelism } from 'node:os';

/** Limits how many run expensive work at once, and how many may wait for it. */
export abstract class Semaphore {
  /** Waits for a slot. Resolves to `false`, usually at once, if too many wait already. */
  abstract acquire(): Promise<boolean>;

  /** Returns a slot that was acquired. */
  abstract release(): void;
}

/** The semaphore that a worker process shares with the other workers. A single process has none. */
export abstract class SharedSemaphore extends Semaphore {}

/** A first-in, first-out semaphore in the memory of one process. Other processes may use it over a channel. */
export class LocalSemaphore extends Semaphore {
  private readonly waiting: ((isAcquired: boolean) => void)[] = [];

  constructor(
    private free: number,
    private readonly maxWaiting: number,
  ) {
    super();
  }

  acquire(): Promise<boolean> {
    if (this.free > 0) {
      this.free--;
      return Promise.resolve(true);
    }
    if (this.waiting.length >= this.maxWaiting) return Promise.resolve(false);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  release(): void {
    const next = this.waiting.shift();
    if (next) next(true);
    else this.free++;
  }
}

/** The slots of a semaphore that one worker process holds. `releaseAll` returns them when the process ends. */
export class WorkerSemaphore extends Semaphore {
  private held = 0;
  private hasEnded = false;

  constructor(private readonly semaphore: Semaphore) {
    super();
  }

  async acquire(): Promise<boolean> {
    const isAcquired = await this.semaphore.acquire();
    if (isAcquired && this.hasEnded) this.semaphore.release();
    else if (isAcquired) this.held++;
    return isAcquired;
  }

  release(): void {
    if (this.held === 0) return;
    this.held--;
    this.semaphore.release();
  }

  releaseAll(): void {
    this.hasEnded = true;
    while (this.held > 0) this.release();
  }
}

/** A hash takes one core for tens of milliseconds, and 19 MB. One core is left to all other work. */
const CONCURRENT_HASHES = Math.max(1, availableParallelism() - 1);
/** About one second of waiting; two on a machine that does other work as well. */
const WAITING_HASHES = 20 * CONCURRENT_HASHES;

/** The semaphore of a whole server: of its only process, or of all its workers together. */
export const hashingSemaphore = () => new LocalSemaphore(CONCURRENT_HASHES, WAITING_HASHES);
