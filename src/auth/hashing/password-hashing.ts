import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { Problem } from '../../problem.js';
import { HashingThreads } from './threads.js';
import { Semaphore } from './semaphore.js';

/** Verified for an unknown name, so that it takes as long as a wrong password. */
const UNUSED_HASH = hash('no user has this password');

/** Limits how many passwords are hashed at a time, so that sign-ins do not slow down other requests. */
@Injectable()
export class PasswordHashing implements OnApplicationShutdown {
  private readonly threads = new HashingThreads();

  constructor(private readonly semaphore: Semaphore) {}

  async withSlot<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!(await this.semaphore.acquire())) throw tooManySignIns();
    try {
      return await work();
    } finally {
      this.semaphore.release();
    }
  }

  /** Whether the password matches the stored hash, if there is one. */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const isRight = await this.threads.verify(stored ?? (await UNUSED_HASH), password);
    return isRight && stored !== undefined;
  }

  onApplicationShutdown(): Promise<void> {
    return this.threads.close();
  }
}

const SOON = 2;
const tooManySignIns = () =>
  new Problem('too_many_requests', `Too many sign-ins at once. Try again in ${SOON} s.`, { retryAfter: SOON });
