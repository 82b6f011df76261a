import { Logger } from '@nestjs/common';
import { DeadlineExceeded, withDeadline } from '../../engine/kit/deadline.js';
import { type Answer, Counters, type Step } from './counters.js';

/** Milliseconds that a request waits for the supervisor. */
const PATIENCE = 100;

/**
 * The counters of the supervisor, for a worker. While the supervisor does not answer, the worker counts alone
 * and no request waits.
 */
export class SupervisorCounters extends Counters {
  private readonly logger = new Logger('Supervisor');
  private isSilent = false;

  constructor(private readonly count: (...step: Step) => Promise<Answer>) {
    super();
  }

  async ask(...step: Step): Promise<Answer | undefined> {
    if (this.isSilent) return undefined;
    const answer = this.count(...step);
    return withDeadline(answer, PATIENCE).catch((error: Error) => {
      if (error instanceof DeadlineExceeded) this.waitFor(answer);
      return undefined;
    });
  }

  private waitFor(answer: Promise<unknown>): void {
    if (this.isSilent) return;
    this.isSilent = true;
    this.logger.warn('The supervisor is silent: this worker counts by itself until it speaks.');
    const back = () => {
      this.isSilent = false;
      this.logger.warn('The supervisor speaks: all workers count together again.');
    };
    answer.then(back, () => {});
  }
}
