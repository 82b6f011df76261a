import { Injectable } from '@nestjs/common';
import { Problem } from '../../problem.js';
import { Turns } from './turns.js';

/** Lets few passwords be hashed at a time, so that sign-ins do not hold up what other requests do. */
@Injectable()
export class PasswordHashing {
  constructor(private readonly turns: Turns) {}

  async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!(await this.turns.take())) throw tooManySignIns();
    try {
      return await work();
    } finally {
      this.turns.giveBack();
    }
  }
}

const SOON = 2;
const tooManySignIns = () => new Problem('too_many_requests', `Too many sign-ins at once. Try again in ${SOON} s.`, { retryAfter: SOON });
