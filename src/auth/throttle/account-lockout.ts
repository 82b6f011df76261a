import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { Problem, tooManyRequests } from '../../problem.js';
import { network } from './failed-attempts.js';
import { type Place, Windows } from './windows.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Five failures within 30 seconds, then a minute without any: the rule of the clients contract, for all of them together. */
const RULE = { limit: 5, window: 30_000 };
const WAIT = MINUTE;

/** What a sign-in names: a user, or a name that no user has. */
export interface Named {
  /** The normal form of the name. */
  name: string;
  id?: number;
}

/**
 * Guessed passwords are counted for each user, at whatever contract, from whatever address and however the name is spelled;
 * for a name that no user has they are counted alike, so that a caller cannot tell the two apart. An address from which
 * the user signed in lately has a counter of its own: guesses from elsewhere do not shut the user out there.
 */
@Injectable()
export class AccountLockout {
  constructor(
    private readonly windows: Windows,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Counts a sign-in, right or wrong, for its address: hashing weighs much either way. */
  async countSignIn(address: string): Promise<void> {
    const limit = this.env.throttle.signIns;
    const { wait } = await this.windows.take(`sign-ins:${network(address)}`, { limit, window: MINUTE });
    if (wait > 0) throw tooManyRequests(wait, limit);
  }

  /** The counters that a sign-in from an address is held against; refused if the user has to wait. */
  async countersFor(named: Named, address: string): Promise<LockoutCounters> {
    const owner = named.id === undefined ? `name:${named.name}` : `user:${named.id}`;
    const mark = (day: number) => `signed-in:${owner}:${network(address)}:${day}`;
    const today = Math.floor(Date.now() / DAY);
    const marks = await Promise.all([today, today - 1].map((day) => this.windows.look(mark(day))));
    const isKnownThere = marks.some(({ taken }) => taken > 0);
    // By name too: else a guess by an email that is no login name would tell that it is an email.
    const keys = isKnownThere
      ? [`guesses:${owner}:${network(address)}`]
      : [...new Set([`guesses:name:${named.name}`, `guesses:${owner}`])];
    const seen = await Promise.all(keys.map((key) => this.windows.look(key)));
    refuseIf(
      Math.max(
        ...seen.map(({ taken, endsIn, closedFor }) => (taken >= RULE.limit ? Math.max(endsIn, closedFor) : closedFor)),
      ),
    );
    return new LockoutCounters(this.windows, keys, mark(today));
  }
}

export class LockoutCounters {
  constructor(
    private readonly windows: Windows,
    private readonly keys: readonly string[],
    private readonly mark: string,
  ) {}

  /** A sign-in. Its place is taken before the password is verified, so that guesses that arrive together count like guesses that come one by one. */
  async count<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const places = await Promise.all(this.keys.map((key) => this.windows.take(key, RULE)));
    const giveBack = () => Promise.all(places.filter(wasHad).map((place) => place.giveBack()));
    if (!places.every(wasHad)) {
      await giveBack();
      refuseIf(Math.max(...places.map(({ wait }) => wait)));
    }
    try {
      const result = await attempt();
      await Promise.all([giveBack(), this.windows.take(this.mark, { limit: 1, window: 2 * DAY })]);
      return result;
    } catch (error) {
      if (error instanceof Problem && error.kind === 'credential_refused')
        await Promise.all(places.map((place) => place.closeIfFull(WAIT)));
      else await giveBack();
      throw error;
    }
  }
}

const wasHad = ({ wait }: Place) => wait === 0;

function refuseIf(wait: number): void {
  if (wait > 0) throw tooManyRequests(wait, RULE.limit);
}
