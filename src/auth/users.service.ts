import { Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { readEmail } from '../normal-forms/emails.js';
import { duplicate, invalidField } from '../problem.js';
import { AccountEvents } from './account-events.js';
import { optionalLine, requiredLine } from './single-line.js';
import type { Permission } from './permissions.js';
import type { Tenant, TenantGrant } from './principal.js';
import { REVOCATION_LAG_MS, TtlCache } from './ttl-cache.js';
import { TENANT_COLUMNS } from './tenants.service.js';

export interface User {
  id: number;
  email: string;
  login: string;
  firstName: string | null;
  lastName: string | null;
  mobile: string | null;
}

export interface NewUser extends Omit<User, 'id'> {
  password: string;
}

interface Session {
  generation: number;
}

interface Granted extends Session {
  tenants: readonly TenantGrant[];
}

/** Whom a name at a sign-in stands for; no user where it is unknown. */
export interface Account {
  /** The name's normal form. */
  name: string;
  id?: number;
  user?: User & Session;
  passwordHash?: string;
}

type MembershipRow = Tenant & Session & { permissions: Permission[] };

/** People and the tenants they work for. Passwords are argon2id; PostgreSQL never sees one. */
@Injectable()
export class UsersService {
  private readonly granted = new TtlCache<number, Granted>(REVOCATION_LAG_MS);

  constructor(
    private readonly database: Database,
    private readonly events: AccountEvents,
  ) {}

  /** The user with this e-mail (or login name) in any case and Unicode form; for one that no user has, its normal form alone. */
  async named(by: 'email' | 'login', name: string): Promise<Account> {
    const [row] = await this.database.system<
      Record<keyof (User & Session), never> & { name: string; passwordHash: string }
    >({
      text: `SELECT given.name, id, email, login, first_name AS "firstName", last_name AS "lastName", mobile, password_hash AS "passwordHash",
       session_generation AS generation
       FROM (SELECT lower($1::text) AS name) AS given LEFT JOIN users ON lower(${by}) = given.name AND deleted_at IS NULL AND suspended_at IS NULL`,
      values: [name.normalize('NFC')],
    });
    const { name: normal, passwordHash, ...user } = row!;
    return user.id === null ? { name: normal } : { name: normal, id: user.id, user, passwordHash };
  }

  async find(userId: number): Promise<User | undefined> {
    const [user] = await this.database.system<User>({
      text: 'SELECT id, email, login, first_name AS "firstName", last_name AS "lastName", mobile FROM users WHERE id = $1 AND deleted_at IS NULL',
      values: [userId],
    });
    return user;
  }

  /** The tenants a user works for, oldest membership first. None once the user is deleted, or while the user is suspended. */
  async grantsOf(userId: number): Promise<readonly TenantGrant[]> {
    return (await this.grantedTo(userId))?.tenants ?? [];
  }

  /** What a session of the user opens: nothing once the sessions of its generation were ended. */
  async grantsOfSession(userId: number, generation: number): Promise<readonly TenantGrant[]> {
    const granted = await this.grantedTo(userId);
    return granted?.generation === generation ? granted.tenants : [];
  }

  /** What is remembered of users may have changed. */
  forget(): void {
    this.granted.clear();
  }

  private grantedTo(userId: number): Promise<Granted | undefined> {
    return this.granted.get(userId, () => this.findGrants(userId));
  }

  private async findGrants(userId: number): Promise<Granted | undefined> {
    const rows = await this.database.system<MembershipRow>({
      text: `SELECT ${TENANT_COLUMNS}, memberships.permissions, users.session_generation AS generation
       FROM memberships_of($1) AS memberships JOIN tenants ON tenants.id = memberships.tenant_id JOIN users ON users.id = memberships.user_id
       WHERE users.deleted_at IS NULL AND users.suspended_at IS NULL AND tenants.suspended_at IS NULL
       ORDER BY memberships.created_at, tenants.id`,
      values: [userId],
      connection: 'shared',
    });
    const [first] = rows;
    return (
      first && {
        generation: first.generation,
        tenants: rows.map(({ permissions, generation: _, ...tenant }) => ({ tenant, permissions })),
      }
    );
  }

  /** A living user by e-mail, in any case. */
  async byEmail(email: string): Promise<User | undefined> {
    const [user] = await this.database.system<User>({
      text: `SELECT id, email, login, first_name AS "firstName", last_name AS "lastName", mobile FROM users WHERE lower(email) = lower($1) AND deleted_at IS NULL`,
      values: [email],
    });
    return user;
  }

  async create({ password, ...input }: NewUser): Promise<User> {
    const email = emailFrom(input.email);
    const login = requiredLine('login', input.login);
    const [firstName, lastName, mobile] = (['firstName', 'lastName', 'mobile'] as const).map((field) =>
      optionalLine(field, input[field]),
    );
    const [user] = await this.database
      .system<User>({
        text: `INSERT INTO users (email, login, password_hash, first_name, last_name, mobile) VALUES ($1, $2, $3, $4, $5, $6)
         RETURNING id, email, login, first_name AS "firstName", last_name AS "lastName", mobile`,
        values: [email, login, await hash(password), firstName, lastName, mobile],
      })
      .catch(taken);
    this.events.tell('user.created', { user: user!.id });
    return user!;
  }

  /** Makes a user a member of a tenant, or changes what a member may do there. */
  async join(tenant: TenantId, userId: number, permissions: readonly Permission[]): Promise<void> {
    await this.database.write(tenant, {
      text: `INSERT INTO memberships (tenant_id, user_id, permissions) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id, user_id) DO UPDATE SET permissions = excluded.permissions`,
      values: [tenant, userId, permissions],
    });
    this.events.tell('user.joined', { tenant, user: userId });
    this.granted.clear();
  }

  async leave(tenant: TenantId, userId: number): Promise<void> {
    await this.database.write(tenant, {
      text: 'DELETE FROM memberships WHERE tenant_id = $1 AND user_id = $2',
      values: [tenant, userId],
    });
    this.events.tell('user.left', { tenant, user: userId });
    this.granted.clear();
  }

  /** Ends a user for good: the private data goes, the id stays for the rows that refer to it. */
  async delete(userId: number): Promise<void> {
    await this.database.system({
      text: `UPDATE users SET deleted_at = now(), email = '', login = '', password_hash = '', first_name = NULL, last_name = NULL, mobile = NULL
       WHERE id = $1 AND deleted_at IS NULL`,
      values: [userId],
    });
    this.events.tell('user.deleted', { user: userId });
    this.granted.clear();
  }
}

export function emailFrom(text: string): string {
  const email = readEmail(text)?.text;
  if (email === undefined) throw invalidField('email', 'isEmail', 'must be an email address');
  return email;
}

/** Names the address or name that another user has. */
export function taken(error: unknown): never {
  throw (error as { kind?: string }).kind === 'duplicate'
    ? duplicate('email', 'A user with this e-mail or login name exists already.', { cause: error })
    : error;
}
