import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { compile } from '../database/compiled-statement.js';
import { SystemRepository } from '../database/system.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { Permission } from './permissions.js';
import { UserEntity } from './user.entity.js';

export interface User {
  id: number;
  email: string;
  login: string;
  firstName: string | null;
  lastName: string | null;
  mobile: string | null;
}

/** A user as an operator sees it, with the tenants that the user works for. */
export interface UserAccount extends User {
  createdAt: Date;
  suspendedAt: Date | null;
  tenants: { slug: string; permissions: Permission[] }[];
}

/** The name given at a sign-in, in its normal form, and the user that it stands for. */
export type NamedUser = { name: string } & (
  { id: null } | (User & { passwordHash: string; sessionGeneration: number })
);

const USER_PROPERTIES = [
  'id',
  'email',
  'login',
  'firstName',
  'lastName',
  'mobile',
] as const satisfies readonly (keyof User)[];

/** The tenants of a user. A function reads them, because row-level security shows memberships only within a tenant. */
const TENANTS = `(SELECT coalesce(
    json_agg(json_build_object('slug', tenants.slug, 'permissions', membership.permissions)
    ORDER BY membership.created_at, tenants.id), '[]')
  FROM memberships_of("t"."id") AS membership JOIN tenants ON tenants.id = membership.tenant_id)`;

const IS_MEMBER =
  'EXISTS (SELECT FROM memberships WHERE memberships.tenant_id = :tenant AND memberships.user_id = "t"."id")';

const NEXT_GENERATION = { sessionGeneration: () => 'sessionGeneration + 1' };

@Injectable()
export class UsersRepository extends SystemRepository<UserEntity> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, UserEntity);
    const living = () => this.select(USER_PROPERTIES).where('t.deletedAt IS NULL');
    const accounts = () =>
      this.select([...USER_PROPERTIES, 'createdAt', 'suspendedAt'])
        .addSelect(TENANTS, 'tenants')
        .where('t.deletedAt IS NULL');
    this.statements = {
      add: this.inserting(['email', 'login', 'passwordHash', 'firstName', 'lastName', 'mobile'], USER_PROPERTIES),
      find: compile(living().andWhere('t.id = :id')),
      findByEmail: compile(living().andWhere('lower(t.email) = lower(:email)')),
      listAccounts: compile(accounts().orderBy('t.id')),
      listAccountsOfTenant: compile(accounts().andWhere(IS_MEMBER).orderBy('t.id')),
      findAccount: compile(accounts().andWhere('t.id = :id')),
      suspend: this.changing({ suspendedAt: () => 'least(suspendedAt, now())' }),
      resume: this.changing({ suspendedAt: () => 'NULL' }),
      setPassword: this.changing({ passwordHash: () => ':passwordHash', ...NEXT_GENERATION }),
      endSessions: this.changing(NEXT_GENERATION),
      erase: this.changing({
        deletedAt: () => 'now()',
        ...Object.fromEntries(['email', 'login', 'passwordHash'].map((property) => [property, () => "''"])),
        ...Object.fromEntries(['firstName', 'lastName', 'mobile'].map((property) => [property, () => 'NULL'])),
      }),
    };
  }

  async add(user: Omit<User, 'id'> & { passwordHash: string }): Promise<User> {
    const [added] = await this.run<User>(this.statements.add, { ...user });
    return added!;
  }

  /** Always one row: for a name that no user has, the name alone. Suspended and deleted users have no name. */
  async named(by: 'email' | 'login', name: string): Promise<NamedUser> {
    const [row] = await this.database.system<NamedUser>({ text: NAMED[by], values: [name] });
    return row!;
  }

  async find(id: number): Promise<User | undefined> {
    return (await this.run<User>(this.statements.find, { id }))[0];
  }

  /** In any case. */
  async findByEmail(email: string): Promise<User | undefined> {
    return (await this.run<User>(this.statements.findByEmail, { email }))[0];
  }

  /** All users, or those of one tenant. */
  listAccounts(tenant?: TenantId): Promise<UserAccount[]> {
    const { listAccounts, listAccountsOfTenant } = this.statements;
    return tenant === undefined
      ? this.run<UserAccount>(listAccounts)
      : this.database.write<UserAccount>(tenant, listAccountsOfTenant.with({ tenant }));
  }

  async findAccount(id: number): Promise<UserAccount | undefined> {
    return (await this.run<UserAccount>(this.statements.findAccount, { id }))[0];
  }

  /** Changes what is given. False, here and below, if there is no such user. */
  async change(id: number, changes: Partial<Omit<User, 'id'>>): Promise<boolean> {
    const given = Object.keys(changes) as (keyof typeof changes)[];
    const set = Object.fromEntries(given.map((property) => [property, () => `:${property}`]));
    return (await this.run(this.changing(set), { id, ...changes })).length > 0;
  }

  async setSuspended(id: number, isSuspended: boolean): Promise<boolean> {
    return (await this.run(isSuspended ? this.statements.suspend : this.statements.resume, { id })).length > 0;
  }

  /** Ends all sessions too. */
  async setPassword(id: number, passwordHash: string): Promise<boolean> {
    return (await this.run(this.statements.setPassword, { id, passwordHash })).length > 0;
  }

  async endSessions(id: number): Promise<boolean> {
    return (await this.run(this.statements.endSessions, { id })).length > 0;
  }

  /** Removes the private data and marks the user as deleted. Other rows refer to the ID, so the row stays. */
  async erase(id: number): Promise<boolean> {
    return (await this.run(this.statements.erase, { id })).length > 0;
  }

  private changing(set: Partial<Record<keyof UserEntity, () => string>>) {
    return this.updating(set, 'id = :id AND deletedAt IS NULL', ['id']);
  }
}

// The query builder cannot begin with a row that is in no table. PostgreSQL normalizes the case, also of unknown names.
const namedBy = (column: 'email' | 'login') => `SELECT given.name, id, email, login, first_name AS "firstName",
    last_name AS "lastName", mobile, password_hash AS "passwordHash", session_generation AS "sessionGeneration"
  FROM (SELECT lower($1::text) AS name) AS given
  LEFT JOIN users ON lower(${column}) = given.name AND deleted_at IS NULL AND suspended_at IS NULL`;

const NAMED = { email: namedBy('email'), login: namedBy('login') };
