import { Inject, Injectable } from '@nestjs/common';
import { LocalSemaphore } from '../auth/hashing/semaphore.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';

/** The part of the connections that deliveries may use at once. The others are for requests. */
const PART = 4;

/** Lets a few deliveries use the database at once, so that they do not take the connections of requests. */
@Injectable()
export class Places {
  private readonly semaphore: LocalSemaphore;

  constructor(@Inject(ENV) { databasePool }: Env) {
    this.semaphore = new LocalSemaphore(Math.max(1, Math.floor(databasePool / PART)), Infinity);
  }

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.semaphore.acquire();
    try {
      return await work();
    } finally {
      this.semaphore.release();
    }
  }
}
