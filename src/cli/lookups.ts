import type { INestApplicationContext } from '@nestjs/common';
import type { Tenant } from '../auth/principal.js';
import { TenantsService } from '../auth/tenants.service.js';
import { type UserAccount, UserAccountsService } from '../auth/user-accounts.service.js';
import { type User, UsersService } from '../auth/users.service.js';
import { optional, UsageError } from './command.js';
import { email, id } from './value-parsers.js';

export async function tenantBySlug(app: INestApplicationContext, slug: string): Promise<Tenant> {
  const tenant = await app.get(TenantsService).bySlug(slug);
  if (!tenant) throw new Error(`There is no tenant ${slug}`);
  return tenant;
}

export async function userByEmail(app: INestApplicationContext, email: string): Promise<User> {
  const user = await app.get(UsersService).byEmail(email);
  if (!user) throw new Error(`There is no user ${email}`);
  return user;
}

/** Options that name one user. */
export const userOptions = {
  email: optional(email, 'Email address of the user.'),
  id: optional(id, 'ID of the user, in place of the email address.'),
};

interface UserOptions {
  email?: string;
  id?: number;
}

export function assertOneUser({ email, id }: UserOptions): void {
  if ((id === undefined) === (email === undefined)) throw new UsageError('give either --email or --id');
}

export const userAccount = async (app: INestApplicationContext, { email, id }: UserOptions): Promise<UserAccount> =>
  app.get(UserAccountsService).get(id ?? (await userByEmail(app, email!)).id);
