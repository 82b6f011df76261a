import { actingAs } from '../../src/origin.js';
import { ApiKeysRepository } from '../../src/auth/api-keys.repository.js';
import { KeysService } from '../../src/auth/keys.service.js';
import { NoncesService } from '../../src/auth/nonces.service.js';
import { PERMISSIONS } from '../../src/auth/permissions.js';
import { TenantAccountsService } from '../../src/auth/tenant-accounts.service.js';
import { TenantsService } from '../../src/auth/tenants.service.js';
import { UserAccountsService } from '../../src/auth/user-accounts.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aTenant, aUser } from '../factories/tenant.js';
import { HeardLog } from '../support/log.js';
import { useAppAndTenant } from '../support/use-app.js';

const heard = new HeardLog();
const { app, tenant } = useAppAndTenant({ LOG_LEVEL: 'info', LOG_FORMAT: 'json' }, { logTo: heard });

beforeEach(() => heard.forget());

const events = () =>
  heard.lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'account event');
/** The line without the fields that every line has. */
const told = () => events().map(({ level: _, time: __, context: ___, msg: ____, ...event }) => event);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('an event of an account', () => {
  it('is one line with its name, its actor and the IDs that it is about', async () => {
    await app.nest.get(TenantAccountsService).suspend(tenant.id);
    expect(events()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/Z$/),
        context: 'Accounts',
        msg: 'account event',
        event: 'tenant.suspended',
        actor: 'server',
        tenant: tenant.id,
      },
    ]);
    await app.nest.get(TenantAccountsService).resume(tenant.id);
  });

  it('names the user, or the key, that asked over HTTP', async () => {
    const token = await tenant.tokens.accounting();
    const bySession = { ...bearer(token), 'organization-id': String(tenant.id) };
    const made = await app.send('POST', '/api/api-keys/generate', {
      headers: bySession,
      body: { name: 'Books of Ada', permissions: PERMISSIONS },
    });
    const { id, key } = made.body as { id: number; key: string };
    const further = (await app.send('POST', '/api/api-keys/generate', { headers: bearer(key) })).body as { id: number };
    await app.send('PUT', `/api/api-keys/${further.id}/revoke`, { headers: bearer(key) });
    await app.send('PUT', `/api/api-keys/${id}/revoke`, { headers: bySession });
    const user = `user:${tenant.user.id}`;
    expect(told()).toEqual([
      { event: 'key.created', actor: user, tenant: tenant.id, key: id },
      { event: 'key.created', actor: `key:${id}`, tenant: tenant.id, key: further.id },
      { event: 'key.revoked', actor: `key:${id}`, tenant: tenant.id, key: further.id },
      { event: 'key.revoked', actor: user, tenant: tenant.id, key: id },
    ]);
    expect(heard.lines.join('')).not.toMatch(new RegExp(`Books|${key}|${token}`));
  });

  it('is logged for every change of tenants, users and keys, without personal data', async () => {
    const { users, userAccounts, tenants, tenantAccounts, keys, nonces } = {
      users: app.nest.get(UsersService),
      userAccounts: app.nest.get(UserAccountsService),
      tenants: app.nest.get(TenantsService),
      tenantAccounts: app.nest.get(TenantAccountsService),
      keys: app.nest.get(KeysService),
      nonces: app.nest.get(NoncesService),
    };
    await actingAs('cli', async () => {
      const made = await aTenant(app);
      const user = await aUser(app, made);
      heard.forget();
      const on = { tenant: made.id };
      const expected: Record<string, unknown>[] = [];
      const does = async (event: string, about: object, work: () => Promise<unknown>) => {
        await work();
        expected.push({ event, actor: 'cli', ...about });
      };
      await does('tenant.changed', on, () => tenants.set(made.slug, { name: 'Zaphod Ltd.' }));
      await does('tenant.suspended', on, () => tenantAccounts.suspend(made.id));
      await does('tenant.resumed', on, () => tenantAccounts.resume(made.id));
      await does('user.changed', { user: user.id }, () =>
        userAccounts.set(user.id, { firstName: 'Zaphod', email: `zaphod.${user.email}` }),
      );
      await does('user.joined', { ...on, user: user.id }, () => users.join(made.id, user.id, ['customers:read']));
      await does('user.left', { ...on, user: user.id }, () => users.leave(made.id, user.id));
      await does('user.suspended', { user: user.id }, () => userAccounts.suspend(user.id));
      await does('user.resumed', { user: user.id }, () => userAccounts.resume(user.id));
      await does('user.password_set', { user: user.id }, () =>
        userAccounts.setPassword(user.id, 'zaphod is my password'),
      );
      await does('user.signed_out', { user: user.id }, () => userAccounts.signOut(user.id));
      await does('user.deleted', { user: user.id }, () => users.delete(user.id));
      const { id } = made.keys.erp;
      const fresh = await keys.rotate(made.id, id, { overlapMs: 0 });
      expected.push(
        { event: 'key.created', actor: 'cli', ...on, key: fresh.id },
        { event: 'key.rotated', actor: 'cli', ...on, key: id, replacement: fresh.id },
      );
      await does('key.revoked', { ...on, key: id }, () => keys.revoke(made.id, id));
      await nonces.spend(
        {
          tenant: { ...made, settingsVersion: 1, ownIds: [], givenIds: [] },
          caller: `user:${user.id}`,
          permissions: [],
        },
        '1',
      );
      await does('key.nonce_reset', { ...on, user: user.id }, () => nonces.reset(made.id, `user:${user.id}`));
      for await (const line of tenantAccounts.export(made.id)) expect(line).toMatch(/^\{"table":/);
      expected.push({ event: 'tenant.exported', actor: 'cli', ...on });
      expect(told()).toEqual(expected);
      expect(heard.lines.join('').toLowerCase()).not.toMatch(
        new RegExp(`zaphod|${made.slug}|${user.login}|${fresh.secret.toLowerCase()}`),
      );
    });
  });

  it('is logged after COMMIT with its actor, and never for a transaction that is rolled back', async () => {
    const [keys, database] = [app.nest.get(KeysService), app.nest.get(Database)];
    const failing = database.transaction(tenant.id, async () => {
      await keys.create(tenant.id, 'erp');
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(told()).toEqual([]);

    const made = await database.transaction(tenant.id, async () => {
      const { id } = await actingAs('cli', () => keys.create(tenant.id, 'erp'));
      expect(told()).toEqual([]);
      return id;
    });
    expect(told()).toEqual([{ event: 'key.created', actor: 'cli', tenant: tenant.id, key: made }]);
  });

  it('is not logged for a key whose rotation fails', async () => {
    const replacing = jest
      .spyOn(app.nest.get(ApiKeysRepository), 'replace')
      .mockRejectedValueOnce(new Error('the server is gone'));
    const keys = app.nest.get(KeysService);
    await expect(keys.rotate(tenant.id, tenant.keys.erp.id, { overlapMs: 0 })).rejects.toThrow('the server is gone');
    replacing.mockRestore();
    expect(told()).toEqual([]);
  });
});
