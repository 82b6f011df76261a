import { Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import type { TenantId } from '../engine/tenant-database/index.js';
import { readEmail } from '../normal-forms/emails.js';
import { duplicate, invalidField } from '../problem.js';
import { AccountEvents } from './account-events.js';
import { optionalLine, requiredLine } from './single-line.js';
import type { Permission } from './permissions.js';
import { UserIdentitiesRepository } from './user-identities.repository.js';
import { MembershipsRepository } from './memberships.repository.js';
import type { TenantGrant } from './principal.js';
import { REVOCATION_LAG_MS, TtlCache } from './ttl-cache.js';
import { type User, UsersRepository } from './users.repository.js';

export type { User };

export interface NewUser extends Omit<User, 'id'> {
  password: string;
}

interface Session {
  generation: number;
}

interface Granted extends Session {
  tenants: readonly TenantGrant[];
}

/** The name given at a sign-in, and the user who has it, if any. */
export interface Account {
  /** The name's normal form. */
  name: string;
  id?: number;
  user?: User & Session;
  passwordHash?: string;
}

/** Users and the tenants they work for. Passwords are hashed with argon2id here, never in PostgreSQL. */
@Injectable()
export class UsersService {
  private readonly granted = new TtlCache<number, Granted>(REVOCATION_LAG_MS);

  constructor(
    private readonly users: UsersRepository,
    private readonly memberships: MembershipsRepository,
    private readonly identities: UserIdentitiesRepository,
    private readonly events: AccountEvents,
  ) {}

  /** The user with this email (or login name), in any case and Unicode form. */
  async named(by: 'email' | 'login', given: string): Promise<Account> {
    const { name, ...row } = await this.users.named(by, given.normalize('NFC'));
    if (row.id === null) return { name };
    const { passwordHash, sessionGeneration: generation, ...user } = row;
    return { name, id: user.id, user: { ...user, generation }, passwordHash };
  }

  find(userId: number): Promise<User | undefined> {
    return this.users.find(userId);
  }

  /** The tenants of a user, oldest membership first. None if the user is deleted or suspended. */
  async grantsOf(userId: number): Promise<readonly TenantGrant[]> {
    return (await this.grantedTo(userId))?.tenants ?? [];
  }

  /** The tenants of a user, and the generation of the sessions that the user opens now. */
  async sessionOf(userId: number): Promise<{ tenants: readonly TenantGrant[]; generation: number } | undefined> {
    return this.grantedTo(userId);
  }

  /** The tenants of a user's session. None if sessions of its generation were ended. */
  async grantsOfSession(userId: number, generation: number): Promise<readonly TenantGrant[]> {
    const granted = await this.grantedTo(userId);
    return granted?.generation === generation ? granted.tenants : [];
  }

  /** Call it after users have changed. */
  clearCache(): void {
    this.granted.clear();
  }

  private grantedTo(userId: number): Promise<Granted | undefined> {
    return this.granted.get(userId, () => this.findGrants(userId));
  }

  private async findGrants(userId: number): Promise<Granted | undefined> {
    const rows = await this.memberships.grantsOf(userId);
    const [first] = rows;
    return (
      first && {
        generation: first.sessionGeneration,
        tenants: rows.map(({ permissions, sessionGeneration: _, ...tenant }) => ({ tenant, permissions })),
      }
    );
  }

  /** The email may be in any case. A deleted user is not found. */
  byEmail(email: string): Promise<User | undefined> {
    return this.users.findByEmail(email);
  }

  async create({ password, ...input }: NewUser): Promise<User> {
    const email = emailFrom(input.email);
    const login = requiredLine('login', input.login);
    const names = {
      firstName: optionalLine('firstName', input.firstName),
      lastName: optionalLine('lastName', input.lastName),
      mobile: optionalLine('mobile', input.mobile),
    };
    const user = await this.users.add({ email, login, ...names, passwordHash: await hash(password) }).catch(taken);
    this.events.record('user.created', { user: user.id });
    return user;
  }

  /** Makes a user a member of a tenant, or changes what a member may do there. */
  async join(tenant: TenantId, userId: number, permissions: readonly Permission[]): Promise<void> {
    await this.memberships.put(tenant, userId, permissions);
    this.events.record('user.joined', { tenant, user: userId });
    this.granted.clear();
  }

  async leave(tenant: TenantId, userId: number): Promise<void> {
    await this.memberships.delete(tenant, userId);
    this.events.record('user.left', { tenant, user: userId });
    this.granted.clear();
  }

  /**
   * Deletes a user for good: the memberships and the private data are removed, and the ID stays for the rows that refer
   * to it. The memberships go first, because a deleted user is not found again.
   */
  async delete(userId: number): Promise<void> {
    await this.memberships.deleteAllOf(userId);
    await this.identities.removeAllOf(userId);
    await this.users.erase(userId);
    this.events.record('user.deleted', { user: userId });
    this.granted.clear();
  }
}

export function emailFrom(text: string): string {
  const email = readEmail(text)?.text;
  if (email === undefined) throw invalidField('email', 'isEmail', 'must be an email address');
  return email;
}

/** Turns a violated unique constraint into a Problem. */
export function taken(error: unknown): never {
  throw (error as { kind?: string }).kind === 'duplicate'
    ? duplicate('email', 'A user with this email or login name exists already.', { cause: error })
    : error;
}
