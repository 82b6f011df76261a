import { CustomersService } from '../../src/customers/customers.service.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp({ DATABASE_POOL: '20' });
const tenant = useTenantPerTest(app);

/** The numbers of all, active and inactive customers. */
async function told(of = tenant): Promise<[all: number, active: number, inactive: number]> {
  const { clients, accounting } = app.as(of);
  const totals = await Promise.all([
    clients.get('/clients?limit=1'),
    accounting.get('/customers'),
    accounting.get('/customers?inactiveMode=true'),
  ]);
  return [totals[0].body.meta.total, totals[1].body.pagination.total, totals[2].body.pagination.total];
}

/** The numbers of `told`, counted row by row. */
async function counted(): Promise<[all: number, active: number, inactive: number]> {
  const [row] = (await app.nest.get(Database).write<{ all: number; inactive: number }>(tenant.id, {
    text: `SELECT count(*) AS all, count(*) FILTER (WHERE status = 'I') AS inactive FROM customers WHERE tenant_id = $1 AND deleted_at IS NULL`,
    values: [tenant.id],
  })) as [{ all: number; inactive: number }];
  return [row.all, row.all - row.inactive, row.inactive];
}

describe('the number of customers', () => {
  it('is zero at first, and follows each customer that is added or deleted', async () => {
    expect(await told()).toEqual([0, 0, 0]);
    const [{ id }] = [await aCustomer(app, tenant), await aCustomer(app, tenant)];
    expect(await told()).toEqual([2, 2, 0]);
    await app.as(tenant).accounting.delete(`/customers/${id}`);
    expect(await told()).toEqual([1, 1, 0]);
  });

  it('follows customers that become inactive, active again, or inactive and deleted', async () => {
    const { id } = await aCustomer(app, tenant, { status: 'I' });
    expect(await told()).toEqual([1, 0, 1]);
    await app.as(tenant).clients.put(`/clients/${id}`, { status: 'B' });
    expect(await told()).toEqual([1, 1, 0]);
    await app.as(tenant).clients.put(`/clients/${id}`, { status: 'C' });
    expect(await told()).toEqual([1, 1, 0]);
    await app.as(tenant).clients.put(`/clients/${id}`, { status: 'I' });
    expect(await told()).toEqual([1, 0, 1]);
    await app.as(tenant).accounting.delete(`/customers/${id}`);
    expect(await told()).toEqual([0, 0, 0]);
  });

  it('is part of an empty page, too', async () => {
    await aCustomer(app, tenant);
    expect((await app.as(tenant).clients.get('/clients?offset=5')).body).toMatchObject({
      data: [],
      meta: { total: 1 },
    });
    expect((await app.as(tenant).clients.get('/clients?offset=5&search=ada')).body).toMatchObject({
      data: [],
      meta: { total: 1 },
    });
  });

  it('does not count what was refused', async () => {
    await aCustomer(app, tenant, { externalKey: 'K-1' });
    expect((await app.as(tenant).clients.post('/clients', { name: 'Ada', external_code: 'K-1' })).status).toBe(400);
    expect(await told()).toEqual([1, 1, 0]);
  });

  it('is right when requests add, deactivate and delete customers at the same time', async () => {
    const customers = app.nest.get(CustomersService);
    const ids = (await Promise.all(Array.from({ length: 24 }, () => aCustomer(app, tenant)))).map(({ id }) => id);
    await Promise.all(
      [
        ...ids.map((id, at) => (at % 3 === 0 ? customers.inactivate(tenant.id, id) : Promise.resolve())),
        ...ids
          .map((id, at) => (at % 4 === 0 ? customers.delete(tenant.id, id) : Promise.resolve()))
          .map((done) => done.catch(() => {})),
        ...Array.from({ length: 12 }, (_, at) => aCustomer(app, tenant, { status: at % 2 === 0 ? 'I' : 'A' })),
        customers.deleteAll(tenant.id, ids.slice(18), { skipUndeletable: true }),
      ].map((done) => Promise.resolve(done).catch(() => {})),
    );
    const totals = await counted();
    expect(totals[0]).toBeGreaterThan(20);
    expect(await told()).toEqual(totals);
  });

  it('does not include the customers of other tenants', async () => {
    await aCustomer(app, tenant);
    expect(await told(await aTenant(app))).toEqual([0, 0, 0]);
  });
});
