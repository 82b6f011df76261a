import { KeyGrantsService } from '../../src/auth/key-grants.service.js';
import { KeysService } from '../../src/auth/keys.service.js';
import { KEY_PERMISSIONS, type Permission, PERMISSIONS } from '../../src/auth/permissions.js';
import { UserAccountsService } from '../../src/auth/user-accounts.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { aTenant, aUser } from '../factories/tenant.js';
import { eventually } from '../support/eventually.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
let keys: KeysService;
let users: UsersService;

beforeAll(async () => {
  [keys, users] = [app.nest.get(KeysService), app.nest.get(UsersService)];
});

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const read = async (secret: string) => (await app.send('GET', '/api/customers', { headers: bearer(secret) })).status;
const generate = (secret: string, body: object = {}) =>
  app.send('POST', '/api/api-keys/generate', { headers: bearer(secret), body });

interface Made {
  id: number;
  key: string;
}

const made = async (secret: string, body?: object) => {
  const answer = await generate(secret, body);
  expect(answer.status).toBe(201);
  return answer.body as Made;
};

/** A key of an operator, a key that it made, and a key that the second one made. */
async function aChain(options: { expiresAt?: Date } = {}) {
  const first = await keys.create(acme.id, 'accounting', { permissions: PERMISSIONS, ...options });
  const second = await made(first.secret, { permissions: PERMISSIONS });
  const third = await made(second.key);
  return { first: { id: first.id, key: first.secret }, second, third };
}

/** A key that a user made in a session, and a key that this key made. */
async function ofUser() {
  const user = await aUser(app, acme);
  const { body } = await app.send('POST', '/api/auth/signin', { body: { email: user.email, password: user.password } });
  const answer = await app.send('POST', '/api/api-keys/generate', {
    headers: { ...bearer(body.access_token as string), 'organization-id': String(acme.id) },
    body: { permissions: PERMISSIONS },
  });
  const key = answer.body as Made;
  return { user, key, further: await made(key.key) };
}

describe('a key that a key has made', () => {
  it('ends when any of its makers ends', async () => {
    const { first, second, third } = await aChain();
    for (const { key } of [first, second, third]) expect(await read(key)).toBe(200);
    await keys.revoke(acme.id, first.id);
    for (const { key } of [first, second, third]) expect(await read(key)).toBe(401);
    expect(await keys.find(acme.id, third.id)).toMatchObject({
      isUsable: false,
      revokedAt: expect.any(Date),
      maker: `key:${second.id}`,
    });
  });

  it('leaves the keys above it as they are', async () => {
    const { first, second, third } = await aChain();
    await keys.revoke(acme.id, second.id);
    expect([await read(first.key), await read(second.key), await read(third.key)]).toEqual([200, 401, 401]);
  });

  it('expires when the first of its makers does, and shows that', async () => {
    // On a busy machine a key may have expired before it was used: the next one lives twice as long.
    for (let time = 4_000; ; time *= 2) {
      const expiresAt = new Date(Date.now() + time);
      const { third } = await aChain({ expiresAt }).catch(() => ({ third: undefined }));
      const before = third && (await read(third.key));
      if (!third || Date.now() >= expiresAt.getTime()) continue;
      expect(before).toBe(200);
      expect(await keys.find(acme.id, third.id)).toMatchObject({ expiresAt });
      await eventually(() => Date.now() > expiresAt.getTime() + 100);
      expect(await read(third.key)).toBe(401);
      return;
    }
  });

  it('loses the permissions that a key above it loses', async () => {
    const { first, third } = await aChain();
    await asOwner(
      app,
      acme,
      `UPDATE api_keys SET permissions = '{customers:read,ledger:read}' WHERE tenant_id = $1 AND id = $2`,
      [acme.id, first.id],
    );
    expect((await keys.find(acme.id, third.id))!.permissions).toEqual(['customers:read', 'ledger:read']);
    app.nest.get(KeyGrantsService).clearCache();
    expect(await read(third.key)).toBe(200);
    expect((await app.send('POST', '/api/customers', { headers: bearer(third.key), body: {} })).status).toBe(403);
  });

  it('makes no further key if it is the eighth in its line', async () => {
    let { secret } = await keys.create(acme.id, 'accounting', { permissions: PERMISSIONS });
    for (let link = 2; link <= 8; link++) secret = (await made(secret, { permissions: PERMISSIONS })).key;
    expect((await generate(secret)).status).toBe(403);
    expect(await read(secret)).toBe(200);
  });
});

describe('a key that a user has made', () => {
  it.each<[string, (user: number) => Promise<unknown>]>([
    ['is deleted', (user) => users.delete(user)],
    ['leaves the tenant', (user) => users.leave(acme.id, user)],
    ['is suspended', (user) => app.nest.get(UserAccountsService).suspend(user)],
  ])('opens nothing once the user %s', async (_, end) => {
    const { user, key, further } = await ofUser();
    expect([await read(key.key), await read(further.key)]).toEqual([200, 200]);
    await end(user.id);
    app.nest.get(KeyGrantsService).clearCache();
    expect([await read(key.key), await read(further.key)]).toEqual([401, 401]);
  });

  it('loses the permissions that the user loses', async () => {
    const { user, key, further } = await ofUser();
    await users.join(acme.id, user.id, ['emails:write']);
    app.nest.get(KeyGrantsService).clearCache();
    expect([await read(key.key), await read(further.key)]).toEqual([403, 403]);
    await users.join(acme.id, user.id, ['customers:read']);
    app.nest.get(KeyGrantsService).clearCache();
    expect([await read(key.key), await read(further.key)]).toEqual([200, 200]);
  });

  it('still works after the sessions of the user end', async () => {
    const { user, key } = await ofUser();
    await app.nest.get(UserAccountsService).signOut(user.id);
    expect(await read(key.key)).toBe(200);
  });
});

describe('keys:write', () => {
  it('is only in keys that were created with it', async () => {
    const plain = await keys.create(acme.id, 'accounting');
    expect(plain.permissions).toEqual(KEY_PERMISSIONS);
    expect((await generate(plain.secret)).status).toBe(403);
    const { first, third } = await aChain();
    expect((await generate(third.key)).status).toBe(403);
    expect((await made(first.key, { permissions: null })).id).toBeGreaterThan(0);
  });
});

describe('the permissions that a request for a key names', () => {
  const narrow: Permission[] = ['keys:write', 'customers:read'];

  it('are the permissions of the key', async () => {
    const { secret } = await keys.create(acme.id, 'accounting', { permissions: narrow });
    const { id } = await made(secret, { permissions: ['customers:read'] });
    expect((await keys.find(acme.id, id))!.permissions).toEqual(['customers:read']);
  });

  it('are refused if its maker does not have them, or if they do not exist', async () => {
    const { secret } = await keys.create(acme.id, 'accounting', { permissions: narrow });
    expect((await generate(secret, { permissions: ['customers:write'] })).status).toBe(403);
    for (const permissions of [
      ['customers:raed'],
      'customers:read',
      [7],
      [['customers:read']],
      ['customers:read', 'customers:read'],
      {},
    ])
      expect((await generate(secret, { permissions })).status).toBe(400);
  });
});

describe('a key that is rotated', () => {
  it('works beside the new one until the overlap is over', async () => {
    const old = await keys.create(acme.id, 'accounting', {
      name: 'books',
      permissions: ['customers:read'],
      accountingCase: 'snake',
    });
    // The overlap must last for one request. On a busy machine the test tries again with twice the time.
    for (let overlapMs = 3_000; ; overlapMs *= 2) {
      const { id, secret } = await keys.create(acme.id, 'accounting', { permissions: ['customers:read'] });
      const fresh = await keys.rotate(acme.id, id, { overlapMs });
      const before = [await read(secret), await read(fresh.secret)];
      if (Date.now() >= fresh.replaced.expiresAt!.getTime()) continue;
      expect(before).toEqual([200, 200]);
      await eventually(() => Date.now() > fresh.replaced.expiresAt!.getTime() + 100);
      expect([await read(secret), await read(fresh.secret)]).toEqual([401, 200]);
      break;
    }
    const { name, permissions, accountingCase, contract, maker } = await keys.rotate(acme.id, old.id, { overlapMs: 0 });
    expect({ name, permissions, accountingCase, contract, maker }).toEqual({
      name: 'books',
      permissions: ['customers:read'],
      accountingCase: 'snake',
      contract: 'accounting',
      maker: null,
    });
    expect(await read(old.secret)).toBe(401);
  });

  it('keeps its maker and its expiry, and the old key does not live longer than before', async () => {
    const { second } = await aChain();
    const expiresAt = new Date(Date.now() + 60_000);
    const dated = await keys.create(acme.id, 'erp', { expiresAt });
    expect(await keys.rotate(acme.id, dated.id, { overlapMs: 3_600_000 })).toMatchObject({
      expiresAt,
      replaced: { expiresAt },
    });
    const later = new Date(Date.now() + 3_600_000);
    const other = await keys.create(acme.id, 'erp', { expiresAt });
    expect(await keys.rotate(acme.id, other.id, { overlapMs: 0, expiresAt: later })).toMatchObject({
      expiresAt: later,
    });
    const fresh = await keys.rotate(acme.id, second.id, { overlapMs: 60_000 });
    const maker = (await keys.find(acme.id, second.id))!.maker!;
    expect(fresh.maker).toBe(maker);
    await keys.revoke(acme.id, Number(maker.replace('key:', '')));
    expect(await read(fresh.secret)).toBe(401);
  });

  it('has one replacement, which can be rotated in turn and has the expiry of the old key', async () => {
    const old = await keys.create(acme.id, 'clients');
    const fresh = await keys.rotate(acme.id, old.id, { overlapMs: 60_000 });
    expect(fresh).toMatchObject({ expiresAt: null, replacedBy: null, replaced: { replacedBy: fresh.id } });
    await expect(keys.rotate(acme.id, old.id, { overlapMs: 60_000 })).rejects.toThrow(
      `Key ${fresh.id} has taken the place`,
    );
    expect(await keys.rotate(acme.id, fresh.id, { overlapMs: 0 })).toMatchObject({ expiresAt: null });
  });

  it('has to be a key that still opens the tenant', async () => {
    const old = await keys.create(acme.id, 'clients');
    await keys.revoke(acme.id, old.id);
    await expect(keys.rotate(acme.id, old.id, { overlapMs: 0 })).rejects.toThrow('ended');
    const other = await aTenant(app);
    await expect(keys.rotate(other.id, acme.keys.billing.id, { overlapMs: 0 })).rejects.toThrow('exist');
  });
});

describe('the last use of a key', () => {
  it('is stored, whether the key opens a request, a session or a signature', async () => {
    const tenant = await aTenant(app);
    const lastUse = async (id: number) => (await keys.find(tenant.id, id))!.lastUsedAt;
    for (const { id } of Object.values(tenant.keys)) expect(await lastUse(id)).toBeNull();
    const begun = Date.now();
    const as = app.as(tenant);
    const requests = [as.accounting.get('/customers'), as.billing.get('/customer'), as.clients.get('/clients')];
    await Promise.all([...requests, as.clientela.get('/tenant')]);
    await app.send('GET', `/api/${tenant.slug}/v4.0.0/helo`, { headers: bearer(tenant.keys.erp.secret) });
    for (const { id } of Object.values(tenant.keys)) await eventually(async () => (await lastUse(id)) !== null);
    expect((await lastUse(tenant.keys.erp.id))!.getTime()).toBeGreaterThan(begun - 5_000);
  });

  it('does not change when the key is refused', async () => {
    const tenant = await aTenant(app);
    const { publicKey, id } = tenant.keys.billing;
    const wrong = `Basic ${Buffer.from(`${publicKey}:${'x'.repeat(32)}`).toString('base64')}`;
    expect((await app.send('GET', '/api/v3/customer', { headers: { authorization: wrong } })).status).toBe(401);
    // Uses are stored in order: once a later one is stored, an earlier one would be, too.
    await app.as(tenant).accounting.get('/customers');
    await eventually(async () => (await keys.find(tenant.id, tenant.keys.accounting.id))!.lastUsedAt !== null);
    expect((await keys.find(tenant.id, id))!.lastUsedAt).toBeNull();
  });
});
