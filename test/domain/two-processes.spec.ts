import { KeysService } from '../../src/auth/keys.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant, aUser, type TestTenant } from '../factories/tenant.js';
import type { Answer, Served, TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { startTwo, type TwoProcesses } from '../support/two-processes.js';

/** Two processes that share nothing but a database. */
let both: TwoProcesses;
let apps: [Served, Served];
let one: TestApp;
let other: Served;
let tenant: TestTenant;

beforeAll(async () => {
  both = await startTwo();
  [one, other] = apps = [both.first, both.second];
  tenant = await aTenant(one);
});
afterAll(() => both.close());

const WRITERS = 16;
/** Runs `count` requests at once, half of them through each process. */
const atOnce = <Result>(work: (app: Served, number: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: WRITERS }, (_, number) => work(apps[number % 2]!, number)));
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort();
const onceThen = (first: number, then: number) => [first, ...Array.from({ length: WRITERS - 1 }, () => then)];
const countOf = async (of: TestTenant) =>
  (await one.as(of).erp.get('/customers', { limit: 1000 })).body.length as number;

describe('a credential that one process ends has ended in the other', () => {
  /**
   * Each credential is used in both processes before it ends, so that every cache has it. The process that ends it
   * refuses it at once, the other within a second.
   */
  const endsWith = async (status: number, read: (app: Served) => Promise<Answer>, end: () => Promise<unknown>) => {
    for (const app of [one, other, one, other]) expect((await read(app)).status).toBe(200);
    await end();
    const ended = Date.now();
    expect((await read(one)).status).toBe(status);
    // A request that starts a second later is refused, however long its answer takes.
    let asked: number;
    let answer: Answer;
    do [asked, answer] = [Date.now(), await read(other)];
    while (answer.status !== status && asked - ended < 1_000);
    expect(answer.status).toBe(status);
    for (const app of [other, one, other]) expect((await read(app)).status).toBe(status);
  };
  const withBearer = (path: string, secret: string) => (app: Served) =>
    app.send('GET', path, { headers: { authorization: `Bearer ${secret}` } });

  it('a key that is revoked over HTTP', async () => {
    const generate = await one.as(tenant).accounting.post('/api-keys/generate', { name: 'books' });
    const { id, key } = generate.body as { id: string; key: string };
    await endsWith(401, withBearer('/api/customers', key), () =>
      one.as(tenant).accounting.put(`/api-keys/${id}/revoke`),
    );
  });

  it('a key pair that is revoked', async () => {
    const pair = await one.nest.get(KeysService).create(tenant.id, 'billing');
    const authorization = `Basic ${Buffer.from(`${pair.publicKey}:${pair.secret}`).toString('base64')}`;
    await endsWith(
      401,
      (app) => app.send('GET', '/api/v3/customer', { headers: { authorization } }),
      () => one.nest.get(KeysService).revoke(tenant.id, pair.id),
    );
  });

  it('a clients key that is revoked', async () => {
    const { id, secret } = await one.nest.get(KeysService).create(tenant.id, 'clients');
    await endsWith(
      401,
      (app) => app.as(tenant).clients.send('GET', '/clients', { headers: { 'X-API-Key': secret } }),
      () => one.nest.get(KeysService).revoke(tenant.id, id),
    );
  });

  it('an erp session whose API token is revoked', async () => {
    const key = await one.nest.get(KeysService).create(tenant.id, 'erp');
    const session = (
      await one.send('GET', `/api/${tenant.slug}/v4.0.0/helo`, { headers: { authorization: `Bearer ${key.secret}` } })
    ).body['xa-token'] as string;
    await endsWith(403, withBearer(`/api/${tenant.slug}/v4.0.0/status`, session), () =>
      one.nest.get(KeysService).revoke(tenant.id, key.id),
    );
  });

  it('at its date: a key that expires', async () => {
    // On a busy machine a key may have expired before it was used: the next one lives twice as long.
    for (let time = 2_000; ; time *= 2) {
      const key = await one.nest
        .get(KeysService)
        .create(tenant.id, 'accounting', { expiresAt: new Date(Date.now() + time) });
      const read = withBearer('/api/customers', key.secret);
      const used = async () => (await Promise.all(apps.map(read))).map(({ status }) => status);
      const before = await used();
      const isInTime = Date.now() < key.expiresAt!.getTime();
      if (isInTime) expect(before).toEqual([200, 200]);
      await eventually(() => Date.now() > key.expiresAt!.getTime() + 100);
      expect(await used()).toEqual([401, 401]);
      if (isInTime) return;
    }
  });

  const sessionOf = async (login: string, password: string) =>
    (await one.send('POST', '/api/login', { body: { usuario_login: login, usuario_password: password } })).body
      .token as string;

  it('a deleted user', async () => {
    const user = await aUser(one, tenant);
    const token = await sessionOf(user.login, user.password);
    await endsWith(401, withBearer('/api/customers/getCustomers', token), () =>
      one.nest.get(UsersService).delete(user.id),
    );
    expect(
      (await other.send('POST', '/api/login', { body: { usuario_login: user.login, usuario_password: user.password } }))
        .status,
    ).toBe(401);
  });

  it('a tenant that a user has left', async () => {
    const user = await aUser(one, tenant);
    const token = await sessionOf(user.login, user.password);
    await endsWith(401, withBearer('/api/customers/getCustomers', token), () =>
      one.nest.get(UsersService).leave(tenant.id, user.id),
    );
  });

  it('what a user may do', async () => {
    const user = await aUser(one, tenant);
    const token = await sessionOf(user.login, user.password);
    await endsWith(403, withBearer('/api/customers/getCustomers', token), () =>
      one.nest.get(UsersService).join(tenant.id, user.id, ['emails:write']),
    );
  });
});

describe('sixteen writers at the same moment, through both processes', () => {
  it('spend one erp nonce once', async () => {
    const fresh = await aTenant(one);
    const created = await atOnce((app) =>
      app.as(fresh).erp.send('POST', '/customers', { query: { nonce: '1' }, body: { name: 'Ada' } }),
    );
    expect(statuses(created)).toEqual(onceThen(201, 409));
    expect(await countOf(fresh)).toBe(1);

    const { id, version } = await aCustomer(one, fresh);
    const changed = await atOnce((app, number) =>
      app.as(fresh).erp.send('PUT', '/customers', { query: { nonce: '2' }, body: { id, name: `Name ${number}` } }),
    );
    expect(statuses(changed)).toEqual(onceThen(201, 409));
    const { displayName, version: after } = await theCustomer(one, fresh, id);
    expect([displayName, after]).toEqual([`Name ${changed.findIndex(({ status }) => status === 201)}`, version + 1]);
  });

  it('create one customer for one external key', async () => {
    for (let round = 0; round < 3; round++) {
      const fresh = await aTenant(one);
      const answers = await atOnce((app, number) =>
        app.as(fresh).billing.post('/customer', { company: `Company ${number}`, external_key: 'abcd1234' }),
      );
      expect(statuses(answers)).toEqual(onceThen(201, 400));
      expect(await countOf(fresh)).toBe(1);
    }
  });

  it('lose no change of one customer: each is stored and raises the version', async () => {
    const { id, version } = await aCustomer(one, tenant);
    const answers = await atOnce((app, number) =>
      app.as(tenant).contacts.post(`/customers/${id}/emails`, { email: `e${number}@example.com` }),
    );
    expect(statuses(answers)).toEqual(Array(WRITERS).fill(201));
    expect((await other.as(tenant).contacts.get(`/customers/${id}/emails`)).body.emails).toHaveLength(WRITERS);
    expect((await theCustomer(one, tenant, id)).version).toBe(version + WRITERS);
  });

  it('leave one default company name at most, at every moment', async () => {
    const { id } = await aCustomer(one, tenant);
    const path = `/customers/${id}/company-names`;
    const ids: number[] = [];
    for (let name = 0; name < 6; name++)
      ids.push((await one.as(tenant).contacts.post(path, { name: `Acme ${name}` })).body.company_name_id as number);

    const snapshots: { company_name_id: number; is_default: boolean }[][] = [];
    let writing = WRITERS;
    const reader = async (app: Served) => {
      while (writing > 0) snapshots.push((await app.as(tenant).contacts.get(path)).body.company_names);
    };
    const readers = apps.map((app) => reader(app));
    const answers = await atOnce(async (app, number) => {
      const { post, put } = app.as(tenant).contacts;
      const seen: Answer[] = [];
      for (let turn = 0; turn < 6; turn++) {
        const name = `${path}/${ids[(number + turn) % ids.length]}`;
        seen.push(await (turn % 3 === 2 ? put(name, { is_default: number % 2 === 0 }) : post(`${name}/set-default`)));
      }
      writing--;
      return seen;
    });
    await Promise.all(readers);

    expect([...new Set(statuses(answers.flat()))]).toEqual([200]);
    const defaults = snapshots.map((names) => names.filter(({ is_default }) => is_default));
    expect(defaults.filter((some) => some.length > 1)).toEqual([]);
    // The default did change meanwhile.
    expect(new Set(defaults.map(([name]) => name?.company_name_id)).size).toBeGreaterThan(3);
  }, 120_000);

  it('are all answered if each writes a record of its own', async () => {
    const answers = await atOnce(async (app, number) => {
      const seen: Answer[] = [];
      for (let turn = 0; turn < 5; turn++)
        seen.push(
          await app
            .as(tenant)
            .clients.post('/clients', { name: `Ada ${number}.${turn}`, email: `a${number}.${turn}@example.com` }),
        );
      return seen;
    });
    expect(statuses(answers.flat())).toEqual(Array(WRITERS * 5).fill(201));
    expect(new Set(answers.flat().map(({ body }) => body.data.id as string)).size).toBe(WRITERS * 5);
  });
});
