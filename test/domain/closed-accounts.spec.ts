import { KeysService } from '../../src/auth/keys.service.js';
import { TenantAccountsService } from '../../src/auth/tenant-accounts.service.js';
import { TenantsService } from '../../src/auth/tenants.service.js';
import { UserAccountsService } from '../../src/auth/user-accounts.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { aTenant, aUser, type TestTenant } from '../factories/tenant.js';
import type { Answer, Served, TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { onServer } from '../support/owner.js';
import { startTwo, type TwoProcesses } from '../support/two-processes.js';

let both: TwoProcesses;
let one: TestApp;
let other: Served;
let tenant: TestTenant;
let users: UsersService;
let userAccounts: UserAccountsService;
let tenants: TenantAccountsService;
let keys: KeysService;

beforeAll(async () => {
  both = await startTwo();
  [one, other] = [both.first, both.second];
  tenant = await aTenant(one);
  users = one.nest.get(UsersService);
  userAccounts = one.nest.get(UserAccountsService);
  tenants = one.nest.get(TenantAccountsService);
  keys = one.nest.get(KeysService);
});
afterAll(() => both.close());

type Read = (app: Served) => Promise<Answer>;

/** A change applies in every process within a second. The process that made it refuses at once. */
async function follows(
  reads: Read[],
  before: number,
  change: () => Promise<unknown>,
  after: number,
  { isEnd = true } = {},
): Promise<void> {
  const statusesOf = (app: Served) => Promise.all(reads.map(async (read) => (await read(app)).status));
  for (const app of [one, other, one, other]) expect(await statusesOf(app)).toEqual(reads.map(() => before));
  await change();
  const changed = Date.now();
  if (isEnd) expect(await statusesOf(one)).toEqual(reads.map(() => after));
  for (const app of [other, one]) {
    let asked: number;
    let statuses: number[];
    do [asked, statuses] = [Date.now(), await statusesOf(app)];
    while (statuses.some((status) => status !== after) && asked - changed < 1_000);
    expect(statuses).toEqual(reads.map(() => after));
  }
}

const reading =
  (path: string, headers: Record<string, string>): Read =>
  (app) =>
    app.send('GET', path, { headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const login = (app: Served, user: { login: string }, password: string) =>
  app.send('POST', '/api/login', { body: { usuario_login: user.login, usuario_password: password } });

/** A session of a user in each contract with sign-ins by password. */
async function sessionsOf(user: { email: string; login: string; password: string }, of = tenant): Promise<Read[]> {
  const { email, login: name, password } = user;
  const contacts = (await login(one, user, password)).body.token as string;
  const clients = await one.send('POST', '/apidev/v1/login', {
    headers: { tenant: of.domain },
    body: { email, password },
  });
  const accounting = await one.send('POST', '/api/auth/signin', { body: { email, password } });
  const erp = await one.send('POST', `/api/${of.slug}/v4.0.0/auth`, { query: { username: name, password } });
  return [
    reading('/api/customers/getCustomers', bearer(contacts)),
    reading('/apidev/v1/clients', {
      ...bearer(clients.body.data.authorization as string),
      'X-API-Key': of.keys.clients.secret,
      tenant: of.domain,
    }),
    reading('/api/customers', { ...bearer(accounting.body.access_token as string), 'organization-id': String(of.id) }),
    // Its refusals are 403.
    async (app) => {
      const answer = await app.send('GET', `/api/${of.slug}/v4.0.0/status`, {
        headers: bearer(erp.body['xa-token'] as string),
      });
      return { ...answer, status: answer.status === 403 ? 401 : answer.status };
    },
  ];
}

describe('within a second, in every process', () => {
  it('all sessions of a user end, and a new one works', async () => {
    const user = await aUser(one, tenant);
    await follows(await sessionsOf(user), 200, () => userAccounts.signOut(user.id), 401);
    const [again] = await sessionsOf(user);
    for (const app of [one, other]) expect((await again!(app)).status).toBe(200);
  });

  it('a new password takes the place of the old one, and its sessions end', async () => {
    const user = await aUser(one, tenant);
    await follows(await sessionsOf(user), 200, () => userAccounts.setPassword(user.id, 'a new pass phrase'), 401);
    for (const app of [one, other]) {
      expect((await login(app, user, user.password)).status).toBe(401);
      expect((await login(app, user, 'a new pass phrase')).status).toBe(200);
    }
  });

  it('a user is suspended and resumed, with sessions as they were', async () => {
    const user = await aUser(one, tenant);
    const sessions = await sessionsOf(user);
    await follows(sessions, 200, () => userAccounts.suspend(user.id), 401);
    for (const app of [one, other]) expect((await login(app, user, user.password)).status).toBe(401);
    await userAccounts.resume(user.id);
    for (const app of [one, other]) await eventually(async () => (await sessions[0]!(app)).status === 200);
    expect((await login(other, user, user.password)).status).toBe(200);
  });

  it('a tenant is suspended and resumed, for users and keys alike', async () => {
    const closed = await aTenant(one);
    const key = reading('/api/customers', bearer(closed.keys.accounting.secret));
    const pair = Buffer.from(`${closed.keys.billing.publicKey}:${closed.keys.billing.secret}`).toString('base64');
    const reads = [
      ...(await sessionsOf(closed.user, closed)),
      key,
      reading('/api/v3/customer', { authorization: `Basic ${pair}` }),
    ];
    await follows(reads, 200, () => tenants.suspend(closed.id), 401);
    expect((await login(other, closed.user, closed.user.password)).status).toBe(401);
    await tenants.resume(closed.id);
    for (const app of [one, other]) await eventually(async () => (await key(app)).status === 200);
  });

  it('a key ends if it was rotated without an overlap, or if the key that made it was revoked', async () => {
    const rotated = await keys.create(tenant.id, 'accounting');
    await follows(
      [reading('/api/customers', bearer(rotated.secret))],
      200,
      () => keys.rotate(tenant.id, rotated.id, { overlapMs: 0 }),
      401,
    );
    const parent = await keys.create(tenant.id, 'accounting', { permissions: ['keys:write', 'customers:read'] });
    const { body } = await one.send('POST', '/api/api-keys/generate', { headers: bearer(parent.secret) });
    await follows(
      [reading('/api/customers', bearer(body.key as string))],
      200,
      () => keys.revoke(tenant.id, parent.id),
      401,
    );
  });

  it('the domain that the tenant header names is another one', async () => {
    const moved = await aTenant(one);
    const headers = await one.as(moved).clients.credentials();
    const domain = `new-${moved.domain}`;
    await follows(
      [reading('/apidev/v1/clients', headers)],
      200,
      () => one.nest.get(TenantsService).set(moved.slug, { domain }),
      401,
      { isEnd: false },
    );
    for (const app of [one, other])
      expect((await app.send('GET', '/apidev/v1/clients', { headers: { ...headers, tenant: domain } })).status).toBe(
        200,
      );
  });

  it('a user has another email address and login name', async () => {
    const user = await aUser(one, tenant);
    const changes = { email: `Z.${user.email}`, login: `z${user.login}`, mobile: '+12125550100', firstName: null };
    expect(await userAccounts.set(user.id, changes)).toMatchObject({ id: user.id, ...changes, lastName: 'Lovelace' });
    expect((await login(other, user, user.password)).status).toBe(401);
    expect((await login(other, { login: changes.login }, user.password)).status).toBe(200);
    await expect(userAccounts.set(user.id, { email: tenant.user.email })).rejects.toThrow('exists already');
    await expect(userAccounts.set(user.id, { email: 'nobody' })).rejects.toThrow('email');
  });
});

describe('a deleted user', () => {
  it('leaves a row without private data, to which others still refer', async () => {
    const user = await aUser(one, tenant);
    await userAccounts.set(user.id, { mobile: '+12125550100' });
    const { body } = await one.send('POST', '/api/auth/signin', {
      body: { email: user.email, password: user.password },
    });
    const headers = { ...bearer(body.access_token as string), 'organization-id': String(tenant.id) };
    const made = await one.send('POST', '/api/api-keys/generate', { headers });
    await users.delete(user.id);
    const [row] = await onServer<Record<string, unknown>>(one, 'SELECT * FROM users WHERE id = $1', [user.id]);
    expect(row).toMatchObject({
      deleted_at: expect.any(Date),
      email: '',
      login: '',
      password_hash: '',
      first_name: null,
      last_name: null,
      mobile: null,
    });
    expect(await keys.find(tenant.id, made.body.id as number)).toMatchObject({
      maker: `user:${user.id}`,
      isUsable: false,
      revokedAt: expect.any(Date),
    });
    for (const answer of [await userAccounts.list(), await userAccounts.list(tenant.id)])
      expect(answer.map(({ id }) => id)).not.toContain(user.id);
    await expect(userAccounts.get(user.id)).rejects.toThrow('no user');
    await expect(userAccounts.resume(user.id)).rejects.toThrow('no user');
  });

  it('leaves no membership, in a suspended tenant neither', async () => {
    const second = await aTenant(one);
    const user = await aUser(one, tenant);
    await users.join(second.id, user.id, ['customers:read']);
    await tenants.suspend(second.id);
    await users.delete(user.id);
    expect(await onServer(one, 'SELECT * FROM memberships_of($1)', [user.id])).toEqual([]);
    for await (const line of tenants.export(tenant.id)) expect(line).not.toContain(`"user_id":${user.id},`);
  });

  it('frees the email address and the login name', async () => {
    const user = await aUser(one, tenant);
    await users.delete(user.id);
    const again = await users.create({ ...user, firstName: null, lastName: null, mobile: null });
    expect(again).toMatchObject({ email: user.email, login: user.login });
    expect(again.id).not.toBe(user.id);
  });

  it('cannot keep private data in the database', async () => {
    const { id } = await aUser(one, tenant);
    await expect(onServer(one, 'UPDATE users SET deleted_at = now() WHERE id = $1', [id])).rejects.toMatchObject({
      code: '23514',
    });
  });
});
