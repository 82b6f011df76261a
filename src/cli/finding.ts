import type { INestApplicationContext } from '@nestjs/common';
import type { Tenant } from '../auth/principal.js';
import { TenantsService } from '../auth/tenants.service.js';
import { type UserAccount, UserAccountsService } from '../auth/user-accounts.service.js';
import { type User, UsersService } from '../auth/users.service.js';
import { optional, WrongUse } from './command.js';
import { email, id } from './readers.js';

export async function tenantBy(app: INestApplicationContext, slug: string): Promise<Tenant> {
  const tenant = await app.get(TenantsService).bySlug(slug);
  if (!tenant) throw new Error(`There is no tenant ${slug}`);
  return tenant;
}

export async function userBy(app: INestApplicationContext, email: string): Promise<User> {
  const user = await app.get(UsersService).byEmail(email);
  if (!user) throw new Error(`There is no user ${email}`);
  return user;
}

/** Options that name one user. */
export const whichUser = {
  email: optional(email, 'Email address of the user.'),
  id: optional(id, 'ID of the user, in place of the email address.'),
};

interface WhichUser {
  email?: string;
  id?: number;
}

export function assertOneUser({ email, id }: WhichUser): void {
  if ((id === undefined) === (email === undefined)) throw new WrongUse('give either --email or --id');
}

export const accountOf = async (app: INestApplicationContext, { email, id }: WhichUser): Promise<UserAccount> =>
  app.get(UserAccountsService).get(id ?? (await userBy(app, email!)).id);
