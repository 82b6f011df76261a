import { KeysService } from '../../src/auth/keys.service.js';
import type { Permission } from '../../src/auth/permissions.js';
import { UsersService } from '../../src/auth/users.service.js';
import { aCustomer, MISSING_ID } from '../factories/customer.js';
import { aTenant, aUser } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const clientela = () => app.as(acme).clientela;
/** With a key that has only these permissions. */
const limitedTo = async (...permissions: Permission[]) => {
  const { secret } = await app.nest.get(KeysService).create(acme.id, 'clientela', { permissions });
  return (method: string, path: string, body?: unknown) =>
    app.send(method, `/clientela/v1${path}`, { body, headers: { authorization: `Bearer ${secret}` } });
};
const refused = (status: number, type: string) => ({ status, body: { type: `/problems/${type}` } });

describe('GET /clientela/v1/customers/:id/faces', () => {
  it('200: shows what each contract shows', async () => {
    const { id } = await aCustomer(app, acme, { displayName: 'Janus', email: 'janus@example.com' });
    const { status, body } = await clientela().get(`/customers/${id}/faces`);
    expect(status).toBe(200);
    const clients = app.as(acme);
    const erp = await clients.erp.get('/customers', { searchColumn: 'id', searchString: String(id) });
    expect(body.data.map(({ contract, status, answer }: any) => ({ contract, status, answer }))).toEqual([
      { contract: 'contacts', status: 200, answer: (await clients.contacts.get(`/customers/getCustomers/${id}`)).body },
      { contract: 'billing', status: 200, answer: (await clients.billing.get(`/customer/${id}`)).body },
      { contract: 'clients', status: 200, answer: (await clients.clients.get(`/clients/${id}`)).body },
      { contract: 'erp', status: 200, answer: erp.body },
      { contract: 'accounting', status: 200, answer: (await clients.accounting.get(`/customers/${id}`)).body },
    ]);
    expect(JSON.stringify(erp.body)).toContain('Janus');
  });

  it('404: answers a foreign customer exactly like a missing one, 403: and needs the permission', async () => {
    const theirs = await aCustomer(app, await aTenant(app));
    const missing = await clientela().get(`/customers/${MISSING_ID}/faces`);
    expect(missing).toMatchObject(refused(404, 'not-found'));
    expect(await clientela().get(`/customers/${theirs.id}/faces`)).toLookLike(missing);
    const may = await limitedTo('keys:read');
    expect(await may('GET', `/customers/${theirs.id}/faces`)).toMatchObject(refused(403, 'forbidden'));
  });
});

describe('/clientela/v1/tenant', () => {
  it('GET: shows the settings to any caller', async () => {
    const may = await limitedTo();
    expect(await may('GET', '/tenant')).toMatchObject({
      status: 200,
      body: { id: String(acme.id), slug: acme.slug, domain: acme.domain, baseCurrency: 'USD', billingTimes: 'iso' },
    });
  });

  it('PATCH: changes what is sent', async () => {
    const tenant = await aTenant(app);
    const changes = {
      name: 'Renamed',
      timeZone: 'Europe/Lisbon',
      billingTimes: 'local',
      joinAt: 90,
      reviewAt: 50,
      domain: `new.${tenant.domain}`,
    };
    expect(await app.as(tenant).clientela.patch('/tenant', changes)).toMatchObject({
      status: 200,
      body: { ...changes, slug: tenant.slug, accountingCase: 'camel' },
    });
    expect((await app.as(tenant).clientela.get('/tenant')).body).toMatchObject(changes);
  });

  it('PATCH: compares numbers in the new country', async () => {
    const tenant = await aTenant(app, { defaultCountry: 'US' });
    const { clientela: client } = app.as(tenant);
    await aCustomer(app, tenant, { phone: '912 345 678' });
    expect((await client.get('/customers', { phone: '+351912345678' })).body.data).toHaveLength(0);
    expect((await client.patch('/tenant', { defaultCountry: 'PT' })).status).toBe(200);
    expect((await client.get('/customers', { phone: '+351912345678' })).body.data).toHaveLength(1);
  });

  it('PATCH: refuses wrong values, a taken domain, and a caller without the permission', async () => {
    const wrong = {
      name: null,
      timeZone: 'Mars/Base',
      defaultCountry: 'XX',
      billingTimes: 'sometimes',
      domain: 'a b',
      joinAt: 1,
    };
    for (const [field, value] of Object.entries(wrong))
      expect(await clientela().patch('/tenant', { [field]: value })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: `#/${field}` }] },
      });
    const other = await aTenant(app);
    expect(await clientela().patch('/tenant', { domain: other.domain })).toMatchObject(refused(409, 'duplicate'));
    const may = await limitedTo('customers:write', 'keys:write', 'users:write');
    expect(await may('PATCH', '/tenant', { name: 'x' })).toMatchObject(refused(403, 'forbidden'));
  });
});

describe('/clientela/v1/keys', () => {
  it('makes, lists, rotates and revokes keys of any contract, and shows a secret once', async () => {
    const made = await clientela().post('/keys', {
      contract: 'billing',
      name: 'Books',
      permissions: ['customers:read'],
    });
    expect(made).toMatchObject({
      status: 201,
      headers: { 'cache-control': 'no-store' },
      body: {
        contract: 'billing',
        name: 'Books',
        permissions: ['customers:read'],
        maker: `key:${acme.keys.clientela.id}`,
      },
    });
    const { id, secret, publicKey } = made.body;
    const billing = (password: string) =>
      app.send('GET', '/api/v3/customer', {
        headers: { authorization: `Basic ${Buffer.from(`${publicKey}:${password}`).toString('base64')}` },
      });
    expect((await billing(secret)).status).toBe(200);

    const rotated = await clientela().post(`/keys/${id}/rotate`, { overlapSeconds: 0 });
    expect(rotated).toMatchObject({ status: 201, body: { contract: 'billing', replaced: { id, isUsable: false } } });
    expect((await billing(secret)).status).toBe(401);

    const list = await clientela().get('/keys', { contract: 'billing' });
    expect(JSON.stringify(list.body)).not.toContain(rotated.body.secret);
    expect(list.body.data.map((key: any) => [key.id, key.replacedBy])).toContainEqual([id, rotated.body.id]);

    expect(await clientela().post(`/keys/${rotated.body.id}/revoke`)).toMatchObject({
      status: 200,
      body: { isUsable: false, revokedAt: expect.any(String) },
    });
    expect(await clientela().post(`/keys/${rotated.body.id}/rotate`)).toMatchObject(refused(409, 'conflict'));
  });

  it('pages', async () => {
    const tenant = await aTenant(app);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { body } = await app.as(tenant).clientela.get('/keys', { limit: 2, after });
      seen.push(...body.data.map(({ contract }: any) => contract));
      after = body.next ?? undefined;
    } while (after);
    expect(seen).toEqual(['billing', 'clients', 'erp', 'accounting', 'clientela']);
    expect(await clientela().get('/keys', { after: 'nonsense' })).toMatchObject(refused(400, 'invalid'));
  });

  it('403: gives no permission that the caller does not have, neither by a new key nor by a rotated one', async () => {
    const may = await limitedTo('keys:write', 'customers:read');
    expect(await may('POST', '/keys', { contract: 'erp', permissions: ['customers:write'] })).toMatchObject(
      refused(403, 'forbidden'),
    );
    expect(await may('POST', `/keys/${acme.keys.erp.id}/rotate`)).toMatchObject(refused(403, 'forbidden'));
    expect(await may('POST', '/keys', { contract: 'erp' })).toMatchObject({
      body: { permissions: ['customers:read'] },
    });
    const whole = await clientela().post('/keys', { contract: 'erp' });
    expect(whole.body.permissions).not.toEqual(expect.arrayContaining(['keys:write']));
    for (const word of ['keys:write', 'tenant:write', 'users:read', 'users:write'])
      expect(whole.body.permissions).not.toContain(word);
  });

  it('400: refuses what is no time or no key of accounting, 404: a foreign key like a missing one', async () => {
    expect(await clientela().post('/keys', { contract: 'erp', accountingCase: 'snake' })).toMatchObject(
      refused(400, 'invalid'),
    );
    expect(await clientela().post('/keys', { contract: 'contacts' })).toMatchObject(refused(400, 'invalid'));
    const other = await aTenant(app);
    for (const action of ['rotate', 'revoke'])
      expect(await clientela().post(`/keys/${other.keys.erp.id}/${action}`)).toLookLike(
        await clientela().post(`/keys/${MISSING_ID}/${action}`),
      );
  });
});

describe('/clientela/v1/users', () => {
  const invite = (email: string, permissions: Permission[] = ['customers:read']) =>
    clientela().post('/users', { email, firstName: 'Ada', permissions });
  let made = 0;
  const address = () => `invited-${acme.slug}-${++made}@example.com`;

  it('makes a user, whose password is shown once and opens the tenant', async () => {
    const email = address();
    const answer = await invite(email);
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'cache-control': 'no-store' },
      body: { email, login: email, firstName: 'Ada', permissions: ['customers:read'], isSuspended: false },
    });
    const { password, ...user } = answer.body;
    expect((await app.send('POST', '/clientela/v1/session', { body: { email, password } })).status).toBe(201);
    const { body } = await clientela().get('/users', { limit: 500 });
    expect(body.data).toContainEqual(user);
    expect(JSON.stringify(body)).not.toContain(password);
    expect(await invite(email)).toMatchObject(refused(409, 'duplicate'));
  });

  it('lets a user of another tenant in without a new password, and shows nothing of the other tenant', async () => {
    const other = await aTenant(app);
    const answer = await invite(other.user.email.toUpperCase());
    expect(answer).toMatchObject({ status: 201, body: { id: String(other.user.id), password: null } });
    const { body } = await clientela().get('/users', { limit: 500 });
    expect(JSON.stringify(body)).not.toContain(other.slug);
    expect(body.data.find(({ id }: any) => id === String(other.user.id)).permissions).toEqual(['customers:read']);
  });

  it('changes permissions, which hold within a second', async () => {
    const { body: user } = await invite(address());
    expect(await clientela().patch(`/users/${user.id}`, { permissions: ['ledger:read'] })).toMatchObject({
      status: 200,
      body: { permissions: ['ledger:read'] },
    });
    expect((await app.nest.get(UsersService).grantsOf(Number(user.id)))[0]!.permissions).toEqual(['ledger:read']);
    expect(await clientela().patch(`/users/${user.id}`, { permissions: ['nonsense'] })).toMatchObject(
      refused(400, 'invalid'),
    );
  });

  it('ends a membership, and leaves those of other tenants', async () => {
    const other = await aTenant(app);
    await invite(other.user.email);
    expect((await clientela().delete(`/users/${other.user.id}`)).status).toBe(204);
    expect((await app.nest.get(UsersService).grantsOf(other.user.id)).map(({ tenant }) => tenant.id)).toEqual([
      other.id,
    ]);
    expect(await clientela().delete(`/users/${other.user.id}`)).toMatchObject(refused(404, 'not-found'));
  });

  it('403: neither gives nor takes a permission that the caller does not have', async () => {
    const may = await limitedTo('users:write', 'customers:read');
    const owner = await aUser(app, acme);
    expect(await may('POST', '/users', { email: address(), permissions: ['keys:write'] })).toMatchObject(
      refused(403, 'forbidden'),
    );
    expect(await may('PATCH', `/users/${owner.id}`, { permissions: ['customers:read'] })).toMatchObject(
      refused(403, 'forbidden'),
    );
    expect(await may('DELETE', `/users/${owner.id}`)).toMatchObject(refused(403, 'forbidden'));
    const { body: reader } = await may('POST', '/users', { email: address(), permissions: ['customers:read'] });
    expect((await may('PATCH', `/users/${reader.id}`, { permissions: [] })).status).toBe(200);
    expect((await may('DELETE', `/users/${reader.id}`)).status).toBe(204);
  });

  it('409: does not change the caller’s own membership', async () => {
    const user = await aUser(app, acme);
    const signedIn = await app.send('POST', '/clientela/v1/session', {
      body: { email: user.email, password: user.password },
    });
    const headers = {
      cookie: String(signedIn.headers['set-cookie']).split(';')[0]!,
      'x-csrf-token': signedIn.body.csrfToken as string,
    };
    const path = `/clientela/v1/users/${user.id}`;
    expect(await app.send('PATCH', path, { headers, body: { permissions: [] } })).toMatchObject(
      refused(409, 'conflict'),
    );
    expect(await app.send('DELETE', path, { headers })).toMatchObject(refused(409, 'conflict'));
  });

  it('404: answers a user of another tenant exactly like a missing one', async () => {
    const { user } = await aTenant(app);
    const body = { permissions: ['customers:read'] };
    expect(await clientela().patch(`/users/${user.id}`, body)).toLookLike(
      await clientela().patch(`/users/${MISSING_ID}`, body),
    );
    expect(await clientela().delete(`/users/${user.id}`)).toLookLike(await clientela().delete(`/users/${MISSING_ID}`));
  });

  it('403: needs users:read and users:write', async () => {
    const may = await limitedTo('customers:read', 'keys:write');
    expect(await may('GET', '/users')).toMatchObject(refused(403, 'forbidden'));
    expect(await may('POST', '/users', { email: address(), permissions: [] })).toMatchObject(refused(403, 'forbidden'));
  });
});
