import { Logger } from '@nestjs/common';
import { type Answer, Counters, type Step } from '../../auth/throttle/counters.js';
import { withDeadline, DeadlineExceeded } from '../../deadline.js';

/** Milliseconds that a request waits for the supervisor. */
const PATIENCE = 100;

/** The supervisor's, asked by a worker. While it is silent it is not asked, and nobody waits. */
export class AskedCounters extends Counters {
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
