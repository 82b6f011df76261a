import { randomBytes } from 'node:crypto';
import { KeysService, type NewApiKey } from '../../src/auth/keys.service.js';
import { type Permission, PERMISSIONS } from '../../src/auth/permissions.js';
import type { Tenant } from '../../src/auth/principal.js';
import { TenantsService } from '../../src/auth/tenants.service.js';
import { type TokenContract, TokensService } from '../../src/auth/tokens.service.js';
import { type User, UsersService } from '../../src/auth/users.service.js';
import type { KeyContract } from '../../src/auth/credentials.js';
import type { TestApp } from '../support/app.js';

/** A tenant of its own for one test, with a user, a key of every kind and tokens of every contract. */
export interface TestTenant extends Tenant {
  user: User & { password: string };
  keys: Record<KeyContract, NewApiKey>;
  tokens: Record<TokenContract, () => Promise<string>>;
}

export interface TenantOptions extends Partial<Omit<Tenant, 'id'>> {
  /** An existing user of another tenant: hashing the password of a new one is slow. */
  user?: TestTenant['user'];
  permissions?: readonly Permission[];
}

export async function aTenant(
  app: TestApp,
  { permissions = PERMISSIONS, user: known, ...options }: TenantOptions = {},
): Promise<TestTenant> {
  const slug = `t${randomBytes(6).toString('hex')}`;
  const tenant = await app.nest.get(TenantsService).create({
    slug,
    domain: `${slug}.example`,
    name: 'Test tenant',
    baseCurrency: 'USD',
    defaultCountry: 'US',
    timeZone: 'UTC',
    ...options,
  });
  const user = known ?? (await aUser(app, tenant, permissions));
  if (known) await app.nest.get(UsersService).join(tenant.id, known.id, permissions);
  const keys = app.nest.get(KeysService);
  const key = (contract: KeyContract) => keys.create(tenant.id, contract, { permissions });
  // What a sign-in issues, without the deliberate slowness of its password; sign-ins have tests of their own.
  const token = (aud: TokenContract) => () =>
    Promise.resolve(app.nest.get(TokensService).issue({ sub: `user:${user.id}`, tenant: tenant.id, aud }, 60));
  return {
    ...tenant,
    user,
    keys: {
      billing: await key('billing'),
      clients: await key('clients'),
      erp: await key('erp'),
      accounting: await key('accounting'),
      clientela: await key('clientela'),
    },
    tokens: {
      contacts: token('contacts'),
      clients: token('clients'),
      erp: token('erp'),
      accounting: token('accounting'),
      clientela: token('clientela'),
    },
  };
}

/** A user who works for a tenant. */
export async function aUser(
  app: TestApp,
  tenant: Tenant,
  permissions: readonly Permission[] = PERMISSIONS,
): Promise<User & { password: string }> {
  const users = app.nest.get(UsersService);
  const name = `u${randomBytes(6).toString('hex')}`;
  const password = randomBytes(9).toString('base64url');
  const user = await users.create({
    email: `${name}@example.com`,
    login: name,
    password,
    firstName: 'Ada',
    lastName: 'Lovelace',
    mobile: null,
  });
  await users.join(tenant.id, user.id, permissions);
  return { ...user, password };
}
