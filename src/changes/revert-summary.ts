import { createHash } from 'node:crypto';
import type { Reversal } from './reversal.js';

/** Counts of what a revert does, or would do, and a digest that tells it from any other. */
export interface RevertSummary {
  /** Customers that the selected changes have changed. */
  customers: number;
  /** Fields and whole records that are taken back. */
  takenBack: number;
  /** Those that stand because another writer changed them later. */
  conflicts: number;
  /** Those that a rule keeps as they are. */
  kept: number;
  /** Customers that were not changed, because they have changed since the dry run or were refused. */
  refused: number;
  digest: string;
}

/** A customer that was left as it is, and why: it has changed since the dry run, or a rule refused the write. */
export interface Refused {
  customerId: number;
  refused: string;
}

export class Totals {
  private readonly counts = { customers: 0, takenBack: 0, conflicts: 0, kept: 0, refused: 0 };
  private readonly fingerprints: { id: number; fingerprint: string }[] = [];

  add(done: Reversal | Refused, id: number): void {
    this.counts.customers++;
    if ('refused' in done) {
      this.counts.refused++;
      return;
    }
    this.fingerprints.push({ id, fingerprint: done.fingerprint });
    for (const { outcome } of done.items)
      this.counts[outcome === 'conflict' ? 'conflicts' : outcome === 'kept' ? 'kept' : 'takenBack']++;
  }

  summary(): RevertSummary {
    const hash = createHash('sha256');
    // Customers are not changed in the order in which they are planned.
    for (const { id, fingerprint } of this.fingerprints.toSorted((one, other) => one.id - other.id))
      hash.update(`${id} ${fingerprint}\n`);
    return { ...this.counts, digest: hash.digest('base64url') };
  }
}
