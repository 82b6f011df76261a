import { Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { AccountEvents } from './account-events.js';
import { optionalLine, requiredLine } from './single-line.js';
import type { Permission } from './permissions.js';
import { emailFrom, taken, type User, UsersService } from './users.service.js';

/** A user as an operator sees one, with the tenants that the user works for. */
export interface UserAccount extends User {
  createdAt: Date;
  suspendedAt: Date | null;
  tenants: { slug: string; permissions: Permission[] }[];
}

/** Left out = unchanged; of names and number, null or an empty text clears. */
export type UserChanges = Partial<Omit<User, 'id'>>;

const ACCOUNTS = `
  SELECT users.id, users.email, users.login, users.first_name AS "firstName", users.last_name AS "lastName",
    users.mobile, users.created_at AS "createdAt", users.suspended_at AS "suspendedAt",
    (SELECT coalesce(json_agg(json_build_object('slug', tenants.slug, 'permissions', works.permissions)
        ORDER BY works.created_at, tenants.id), '[]')
      FROM memberships_of(users.id) AS works JOIN tenants ON tenants.id = works.tenant_id) AS tenants
  FROM users WHERE users.deleted_at IS NULL`;

/** What an operator does with users. Every process follows within a second. */
@Injectable()
export class UserAccountsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly events: AccountEvents,
  ) {}

  list(tenant?: TenantId): Promise<UserAccount[]> {
    const ofTenant =
      'AND EXISTS (SELECT FROM memberships AS works WHERE works.tenant_id = $1 AND works.user_id = users.id)';
    return tenant === undefined
      ? this.database.system<UserAccount>({ text: `${ACCOUNTS} ORDER BY users.id` })
      : this.database.write<UserAccount>(tenant, {
          text: `${ACCOUNTS} ${ofTenant} ORDER BY users.id`,
          values: [tenant],
        });
  }

  async get(userId: number): Promise<UserAccount> {
    const [user] = await this.database.system<UserAccount>({ text: `${ACCOUNTS} AND users.id = $1`, values: [userId] });
    return user ?? unknown(userId);
  }

  async set(userId: number, { email, login, firstName, lastName, mobile }: UserChanges): Promise<UserAccount> {
    const columns = {
      email: email === undefined ? undefined : emailFrom(email),
      login: login === undefined ? undefined : requiredLine('login', login),
      first_name: firstName === undefined ? undefined : optionalLine('firstName', firstName),
      last_name: lastName === undefined ? undefined : optionalLine('lastName', lastName),
      mobile: mobile === undefined ? undefined : optionalLine('mobile', mobile),
    };
    const given = Object.entries(columns).filter(([, value]) => value !== undefined);
    if (given.length > 0) {
      const sets = given.map(([column], at) => `${column} = $${at + 2}`).join(', ');
      await this.change(
        userId,
        sets,
        given.map(([, value]) => value),
      ).catch(taken);
      this.events.tell('user.changed', { user: userId });
    }
    return this.get(userId);
  }

  /** Lets the user in nowhere until resumed: no password, no session, and no key that the user has made. */
  async suspend(userId: number): Promise<UserAccount> {
    await this.change(userId, 'suspended_at = coalesce(suspended_at, now())');
    this.events.tell('user.suspended', { user: userId });
    return this.get(userId);
  }

  async resume(userId: number): Promise<UserAccount> {
    await this.change(userId, 'suspended_at = NULL');
    this.events.tell('user.resumed', { user: userId });
    return this.get(userId);
  }

  /** Sets a password and ends all sessions that were opened with the old one. */
  async setPassword(userId: number, password: string): Promise<void> {
    const sets = 'password_hash = $2, session_generation = session_generation + 1';
    await this.change(userId, sets, [await hash(password)]);
    this.events.tell('user.password_set', { user: userId });
  }

  /** Ends all sessions of a user, of every contract. The password and the user's keys stay as they are. */
  async signOut(userId: number): Promise<void> {
    await this.change(userId, 'session_generation = session_generation + 1');
    this.events.tell('user.signed_out', { user: userId });
  }

  private async change(userId: number, sets: string, values: unknown[] = []): Promise<void> {
    const text = `UPDATE users SET ${sets} WHERE id = $1 AND deleted_at IS NULL RETURNING id`;
    const [changed] = await this.database.system({ text, values: [userId, ...values] });
    this.users.forget();
    if (!changed) unknown(userId);
  }
}

function unknown(userId: number): never {
  throw new Error(`There is no user ${userId}`);
}
