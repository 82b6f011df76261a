import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { Problem, tooManyRequests } from '../../problem.js';
import { networkOf } from './failed-attempts.js';
import { type Slot, Windows } from './windows.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Five failures within 30 seconds block sign-ins for a minute. The clients contract says so; all contracts count
 * together.
 */
const RULE = { limit: 5, window: 30_000 };
const LOCKED_FOR = MINUTE;

/** The name given at a sign-in, and the user who has it, if any. */
export interface Named {
  /** The normal form of the name. */
  name: string;
  id?: number;
}

/**
 * Counts wrong passwords per user, over all contracts, addresses and spellings of the name. Names that no user has are
 * counted in the same way, so that a caller cannot tell which names exist. An address from which the user signed in
 * recently has its own counter: wrong passwords from elsewhere do not lock the user out there.
 */
@Injectable()
export class AccountLockout {
  constructor(
    private readonly windows: Windows,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Counts a sign-in, successful or not, for its address: hashing the password is expensive in both cases. */
  async countSignIn(address: string): Promise<void> {
    const limit = this.env.throttle.signIns;
    const { wait } = await this.windows.take(`sign-ins:${networkOf(address)}`, { limit, window: MINUTE });
    if (wait > 0) throw tooManyRequests(wait, limit);
  }

  /** The counters for a sign-in from an address. Throws if the account is locked. */
  async countersFor(named: Named, address: string): Promise<LockoutCounters> {
    const owner = named.id === undefined ? `name:${named.name}` : `user:${named.id}`;
    const marker = (day: number) => `signed-in:${owner}:${networkOf(address)}:${day}`;
    const today = Math.floor(Date.now() / DAY);
    const marks = await Promise.all([today, today - 1].map((day) => this.windows.peek(marker(day))));
    const isKnownThere = marks.some(({ taken }) => taken > 0);
    // Count by name too. Otherwise a wrong password for an email that is not a login name would reveal that it is an
    // email.
    const keys = isKnownThere
      ? [`guesses:${owner}:${networkOf(address)}`]
      : [...new Set([`guesses:name:${named.name}`, `guesses:${owner}`])];
    const seen = await Promise.all(keys.map((key) => this.windows.peek(key)));
    refuseIf(
      Math.max(
        ...seen.map(({ taken, endsIn, blockedFor }) =>
          taken >= RULE.limit ? Math.max(endsIn, blockedFor) : blockedFor,
        ),
      ),
    );
    return new LockoutCounters(this.windows, keys, marker(today));
  }
}

export class LockoutCounters {
  constructor(
    private readonly windows: Windows,
    private readonly keys: readonly string[],
    private readonly marker: string,
  ) {}

  /**
   * Runs a sign-in. It takes a slot before the password is verified, so that concurrent guesses count like consecutive
   * ones.
   */
  async count<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const slots = await Promise.all(this.keys.map((key) => this.windows.take(key, RULE)));
    const release = () => Promise.all(slots.filter(isTaken).map((slot) => slot.release()));
    if (!slots.every(isTaken)) {
      await release();
      refuseIf(Math.max(...slots.map(({ wait }) => wait)));
    }
    try {
      const result = await attempt();
      await Promise.all([release(), this.windows.take(this.marker, { limit: 1, window: 2 * DAY })]);
      return result;
    } catch (error) {
      if (error instanceof Problem && error.kind === 'credential_refused')
        await Promise.all(slots.map((slot) => slot.blockIfFull(LOCKED_FOR)));
      else await release();
      throw error;
    }
  }
}

const isTaken = ({ wait }: Slot) => wait === 0;

function refuseIf(wait: number): void {
  if (wait > 0) throw tooManyRequests(wait, RULE.limit);
}
