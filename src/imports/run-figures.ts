import { Injectable } from '@nestjs/common';
import type { Outcome } from './import.entity.js';

/** What this process has imported, for the metrics. A row counts when it is done, and a refused one with its run. */
@Injectable()
export class RunFigures {
  readonly rows = { created: 0, joined: 0, updated: 0, unchanged: 0, refused: 0 };
  readonly runs = { finished: 0, failed: 0 };
  underWay = 0;

  /** Rows have come in. */
  came(outcomes: readonly Exclude<Outcome, 'refused'>[]): void {
    for (const outcome of outcomes) this.rows[DONE[outcome]]++;
  }

  finished(refused: number): void {
    this.runs.finished++;
    this.rows.refused += refused;
  }

  failed(): void {
    this.runs.failed++;
  }
}

const DONE = { create: 'created', join: 'joined', update: 'updated', unchanged: 'unchanged' } as const;
