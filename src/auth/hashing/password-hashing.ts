import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { Problem } from '../../problem.js';
import { HashingThreads } from './threads.js';
import { Semaphore } from './semaphore.js';

/** Compared with where there is no password, so that an unknown name takes as long as a wrong password. */
const NOBODYS_HASH = hash('nobody has this password');

/** Lets few passwords be hashed at a time, so that sign-ins do not hold up what other requests do. */
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

  /** Whether this is the password of which the hash is stored, if there is one. */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const isRight = await this.threads.verify(stored ?? (await NOBODYS_HASH), password);
    return isRight && stored !== undefined;
  }

  onApplicationShutdown(): Promise<void> {
    return this.threads.close();
  }
}

const SOON = 2;
const tooManySignIns = () =>
  new Problem('too_many_requests', `Too many sign-ins at once. Try again in ${SOON} s.`, { retryAfter: SOON });
