import { randomUUID } from 'node:crypto';
import { KeysService } from '../../src/auth/keys.service.js';
import { PERMISSIONS, type Permission } from '../../src/auth/permissions.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();

const clientela = () => app.as(tenant).clientela;
const at = (id: number) => `/customers/${id}/personal-data`;
/** The status for a key that lacks one permission. */
const statusWithout = async (permission: Permission, method: string, id: number) => {
  const permissions = PERMISSIONS.filter((one) => one !== permission);
  const { secret } = await app.nest.get(KeysService).create(tenant.id, 'clientela', { permissions });
  return (await app.send(method, `/clientela/v1${at(id)}`, { headers: { authorization: `Bearer ${secret}` } })).status;
};

describe('GET /clientela/v1/customers/:id/personal-data', () => {
  it('200: has more changes than one portion, each once', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Ada' });
    for (let name = 0; name < 110; name++)
      await app
        .as(tenant)
        .billing.put(`/customer/${id}`, { company: `Ada ${name}`, superuser_email: `a${name}@a.com` });
    const { body } = await clientela().get(at(id));
    expect(body.changes.map(({ version }: any) => version)).toEqual(Array.from({ length: 111 }, (_, of) => of + 1));
    expect(body.changes[1].records.map(({ record }: any) => record).sort()).toEqual(['customer', 'email']);
  });

  it('403: needs the permissions to read customers and the ledger', async () => {
    const { id } = await aCustomer(app, tenant);
    for (const permission of ['customers:read', 'ledger:read'] as const)
      expect(await statusWithout(permission, 'GET', id)).toBe(403);
    expect(await statusWithout('customers:write', 'GET', id)).toBe(200);
  });

  it('400: shows no past, and keeps no connection then', async () => {
    const { id } = await aCustomer(app, tenant);
    const headers = { ...(await clientela().credentials()), 'Clientela-As-Of': '1' };
    for (let time = 0; time < 30; time++)
      expect((await fetch(`${app.url}/clientela/v1${at(id)}`, { headers })).status).toBe(400);
    expect((await clientela().get(at(id))).status).toBe(200);
  });
});

describe('DELETE /clientela/v1/customers/:id/personal-data', () => {
  it('204: erases, whether records are locked or not, and again', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Ada', email: 'ada@example.com' });
    const { body } = await clientela().get(`/customers/${id}`);
    await app.as(tenant).contacts.post(`/customers/${id}/emails/${body.emails[0].id}/toggle-lock`);
    const first = await clientela().delete(at(id));
    expect(first).toMatchObject({ status: 204, body: undefined });
    const erased = await clientela().get(`/customers/${id}`);
    expect(erased.body).toMatchObject({ displayName: 'Erased customer', emails: [] });
    expect(first.headers['etag']).toBe(erased.headers['etag']);
    expect((await clientela().delete(at(id))).headers['etag']).toBe(erased.headers['etag']);
  });

  it('204: has one effect with an Idempotency-Key, and says why in the history', async () => {
    const { id } = await aCustomer(app, tenant);
    const headers = { 'Idempotency-Key': randomUUID(), 'Change-Reason': 'asked' };
    const erase = () => clientela().send('DELETE', at(id), { headers });
    expect(await erase()).toMatchObject({ status: 204 });
    await app.as(tenant).clients.put(`/clients/${id}`, { name: 'Ada again' });
    expect(await erase()).toMatchObject({ status: 204, body: undefined });
    expect((await theCustomer(app, tenant, id)).displayName).toBe('Ada again');
    const { body } = await clientela().get(`/customers/${id}/changes`);
    expect(body.data[1]).toMatchObject({
      kind: 'erased',
      reason: 'asked',
      contract: 'clientela',
      records: [{ record: 'customer', kind: 'erased', fields: [] }],
    });
  });

  it('412: keeps to the version that a caller names', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Ada' });
    const { headers } = await clientela().get(`/customers/${id}`);
    await app.as(tenant).clients.put(`/clients/${id}`, { name: 'Grace' });
    const erase = (tag: string) => clientela().send('DELETE', at(id), { headers: { 'If-Match': tag } });
    expect(await erase(headers['etag']!)).toMatchObject({
      status: 412,
      body: { type: '/problems/precondition-failed' },
    });
    expect((await theCustomer(app, tenant, id)).displayName).toBe('Grace');
    const now = await clientela().get(`/customers/${id}`);
    expect(await erase(now.headers['etag']!)).toMatchObject({ status: 204 });
  });

  it('403: needs the permissions to change all of a customer', async () => {
    const { id } = await aCustomer(app, tenant);
    const needed = ['customers:write', 'emails:write', 'phones:write', 'company-names:write', 'ledger:write'] as const;
    for (const permission of needed)
      expect([permission, await statusWithout(permission, 'DELETE', id)]).toEqual([permission, 403]);
    expect(await statusWithout('tenant:write', 'DELETE', id)).toBe(204);
  });
});
