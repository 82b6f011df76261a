import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { conflict, duplicate, forbidden, notFound } from '../problem.js';
import { actingAs } from '../origin.js';
import type { Permission } from './permissions.js';
import type { Principal, Tenant } from './principal.js';
import { type UserAccount, UserAccountsService } from './user-accounts.service.js';
import { emailFrom, type NewUser, UsersService } from './users.service.js';

/** A user who works for a tenant, without what the user does elsewhere. */
export interface Member extends Pick<UserAccount, 'id' | 'email' | 'login' | 'firstName' | 'lastName' | 'suspendedAt'> {
  permissions: readonly Permission[];
}

export type Invitation = Pick<NewUser, 'email' | 'firstName' | 'lastName'> & {
  login?: string | null;
  permissions: readonly Permission[];
};

/**
 * The users of a tenant, managed by one of its own callers. A caller neither gives nor takes a permission that it does
 * not have, and does not change its own membership.
 */
@Injectable()
export class MembersService {
  constructor(
    private readonly users: UsersService,
    private readonly accounts: UserAccountsService,
  ) {}

  async list(tenant: Tenant): Promise<Member[]> {
    return (await this.accounts.list(tenant.id)).map((account) => memberOf(account, tenant));
  }

  /**
   * Makes a user a member. A person has one account, so a user of another tenant keeps it, with its password.
   * A new user gets a password that is shown this once.
   */
  async invite(
    caller: Principal,
    { email: given, login, permissions, firstName, lastName }: Invitation,
  ): Promise<Member & { password: string | null }> {
    assertOwn(caller, permissions);
    const { tenant } = caller;
    const email = emailFrom(given);
    const known = await this.users.byEmail(email);
    if (known && (await this.list(tenant)).some(({ id }) => id === known.id))
      throw duplicate('email', 'This user works for the tenant already.', { subject: 'user' });
    const password = known ? null : randomBytes(15).toString('base64url');
    return actingAs(caller.caller, async () => {
      const { id } =
        known ??
        (await this.users.create({
          email,
          login: login ?? email,
          password: password!,
          firstName,
          lastName,
          mobile: null,
        }));
      await this.users.join(tenant.id, id, permissions);
      return { ...(await this.get(tenant, id)), password };
    });
  }

  async setPermissions(caller: Principal, userId: number, permissions: readonly Permission[]): Promise<Member> {
    const { tenant } = caller;
    const { permissions: before } = await this.other(caller, userId);
    assertOwn(caller, permissions);
    assertOwn(
      caller,
      before.filter((permission) => !permissions.includes(permission)),
    );
    await actingAs(caller.caller, () => this.users.join(tenant.id, userId, permissions));
    return this.get(tenant, userId);
  }

  /** Ends a membership. The user's sessions there, and the keys made there, end within a second. */
  async remove(caller: Principal, userId: number): Promise<void> {
    const { permissions } = await this.other(caller, userId);
    assertOwn(caller, permissions);
    await actingAs(caller.caller, () => this.users.leave(caller.tenant.id, userId));
  }

  private async get(tenant: Tenant, userId: number): Promise<Member> {
    const member = (await this.list(tenant)).find(({ id }) => id === userId);
    if (!member) throw notFound('user');
    return member;
  }

  private async other({ tenant, userId: own }: Principal, userId: number): Promise<Member> {
    const member = await this.get(tenant, userId);
    if (member.id === own)
      throw conflict('OWN_MEMBERSHIP', 'Another member must change this one: it is your own.', { subject: 'user' });
    return member;
  }
}

function assertOwn({ permissions: own }: Principal, permissions: readonly Permission[]): void {
  if (permissions.some((permission) => !own.includes(permission)))
    throw forbidden('A caller gives and takes only permissions that it has.');
}

const memberOf = ({ id, email, login, firstName, lastName, suspendedAt, tenants }: UserAccount, { slug }: Tenant) => ({
  id,
  email,
  login,
  firstName,
  lastName,
  suspendedAt,
  permissions: tenants.find((one) => one.slug === slug)?.permissions ?? [],
});
