import type { INestApplicationContext } from '@nestjs/common';
import type { Tenant } from '../auth/principal.js';
import { TenantsService } from '../auth/tenants.service.js';
import { type User, UsersService } from '../auth/users.service.js';

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
