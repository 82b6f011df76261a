import { withDeadline } from '../kit/deadline.js';
import { monotonicNow } from '../kit/monotonic-clock.js';
import type { ReplicaPosition } from './replica-position.js';
import { SharedCall } from './shared-call.js';

export interface Lag {
  /** How much of the log is not replayed. */
  bytes: number;
  /** For how long, at least, the replica has not replayed what the primary had written by then. */
  seconds: number;
}

/** Milliseconds that both servers have to answer. */
const PATIENCE = 500;

const MOST_SAMPLES = 1_000;

/**
 * How far a replica is behind. The times are those of this process: clocks of the servers may differ, and the age of
 * the last transaction says nothing where little is written.
 */
export class ReplicaLag {
  /** Positions that the primary had reached, with their times, as far as the replica has not replayed them. */
  private samples: { position: number; at: number }[] = [];
  private readonly asked: SharedCall<Lag | undefined>;

  constructor(private readonly servers: Pick<ReplicaPosition, 'written' | 'replayed'>) {
    this.asked = new SharedCall(() => this.ask());
  }

  /** Undefined if one of the servers does not answer in time. */
  now(): Promise<Lag | undefined> {
    return this.asked.call();
  }

  private async ask(): Promise<Lag | undefined> {
    try {
      const at = monotonicNow();
      const { position: written } = await withDeadline(this.servers.written.call(), PATIENCE);
      const replayed = await withDeadline(this.servers.replayed.call(), PATIENCE);
      if (this.samples.length < MOST_SAMPLES) this.samples.push({ position: written, at });
      this.samples = this.samples.filter(({ position }) => position > replayed);
      const oldest = this.samples[0]?.at ?? at;
      return { bytes: Math.max(0, written - replayed), seconds: (at - oldest) / 1_000 };
    } catch {
      return undefined;
    }
  }
}
