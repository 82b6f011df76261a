import { Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import type { TenantId } from '../engine/tenant-database/index.js';
import { AccountEvents } from './account-events.js';
import { optionalLine, requiredLine } from './single-line.js';
import { type User, type UserAccount, UsersRepository } from './users.repository.js';
import { emailFrom, taken, UsersService } from './users.service.js';

export type { UserAccount };

/** Omitted fields keep their value. Null or an empty text clears a name or the mobile number. */
export type UserChanges = Partial<Omit<User, 'id'>>;

/** Manages users for an operator. Changes take effect in every process within a second. */
@Injectable()
export class UserAccountsService {
  constructor(
    private readonly rows: UsersRepository,
    private readonly users: UsersService,
    private readonly events: AccountEvents,
  ) {}

  list(tenant?: TenantId): Promise<UserAccount[]> {
    return this.rows.listAccounts(tenant);
  }

  async get(userId: number): Promise<UserAccount> {
    return (await this.rows.findAccount(userId)) ?? unknown(userId);
  }

  async set(userId: number, { email, login, firstName, lastName, mobile }: UserChanges): Promise<UserAccount> {
    const changes = {
      ...(email !== undefined && { email: emailFrom(email) }),
      ...(login !== undefined && { login: requiredLine('login', login) }),
      ...(firstName !== undefined && { firstName: optionalLine('firstName', firstName) }),
      ...(lastName !== undefined && { lastName: optionalLine('lastName', lastName) }),
      ...(mobile !== undefined && { mobile: optionalLine('mobile', mobile) }),
    };
    if (Object.keys(changes).length > 0) {
      await this.changed(userId, this.rows.change(userId, changes).catch(taken));
      this.events.record('user.changed', { user: userId });
    }
    return this.get(userId);
  }

  /** Until resumed, the user's password, sessions and keys are refused. */
  async suspend(userId: number): Promise<UserAccount> {
    await this.changed(userId, this.rows.setSuspended(userId, true));
    this.events.record('user.suspended', { user: userId });
    return this.get(userId);
  }

  async resume(userId: number): Promise<UserAccount> {
    await this.changed(userId, this.rows.setSuspended(userId, false));
    this.events.record('user.resumed', { user: userId });
    return this.get(userId);
  }

  /** Sets a password and ends all sessions of the user. */
  async setPassword(userId: number, password: string): Promise<void> {
    await this.changed(userId, this.rows.setPassword(userId, await hash(password)));
    this.events.record('user.password_set', { user: userId });
  }

  /** Ends all sessions of a user, of every contract. The password and the user's keys stay as they are. */
  async signOut(userId: number): Promise<void> {
    await this.changed(userId, this.rows.endSessions(userId));
    this.events.record('user.signed_out', { user: userId });
  }

  private async changed(userId: number, change: Promise<boolean>): Promise<void> {
    const isKnown = await change;
    this.users.clearCache();
    if (!isKnown) unknown(userId);
  }
}

function unknown(userId: number): never {
  throw new Error(`There is no user ${userId}`);
}
