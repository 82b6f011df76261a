import { KeysService } from '../../src/auth/keys.service.js';
import { ChangesTrimming } from '../../src/feed/changes-trimming.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant, useTenantPerTest } from '../support/use-app.js';

const { app } = useAppAndTenant();
const tenant = useTenantPerTest(app);

const statistics = async (query: Record<string, unknown> = {}) =>
  (await app.as(tenant).clientela.get('/statistics', query)).body.data as any[];
const DAY = 24 * 3_600_000;
const dayBefore = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
/** Moves all changes of the tenant into the past. */
const age = (days: number) => {
  // Citus allows only immutable operators here, and the one of timestamptz depends on the session's time zone.
  const at = `(at AT TIME ZONE 'UTC' - make_interval(days => ${days})) AT TIME ZONE 'UTC'`;
  return asOwner(app, tenant, `UPDATE changes SET at = ${at} WHERE tenant_id = $1`, [tenant.id]);
};

describe('GET /clientela/v1/statistics', () => {
  it('200: counts the writes of each contract and the customers at the end of each day', async () => {
    const [one, other] = [await aCustomer(app, tenant), await aCustomer(app, tenant)];
    await age(2);
    await app.as(tenant).billing.put(`/customer/${one.id}`, { company: 'A' });
    await app.nest.get(CustomersService).delete(tenant.id, other.id);
    await age(1);
    await app.nest.get(CustomersService).restore(tenant.id, other.id, { fields: ['id'] } as never, {});
    await app.as(tenant).billing.put(`/customer/${one.id}`, { company: 'B' });
    await app.as(tenant).billing.put(`/customer/${one.id}`, { superuser_email: 'ada@example.com' });
    await app.as(tenant).clients.put(`/clients/${one.id}`, { name: 'C' });
    expect(await statistics()).toEqual([
      {
        day: dayBefore(0),
        writes: [
          { contract: 'billing', count: 2 },
          { contract: 'clients', count: 1 },
          { contract: null, count: 1 },
        ],
        customers: 2,
      },
      {
        day: dayBefore(1),
        writes: [
          { contract: 'billing', count: 1 },
          { contract: null, count: 1 },
        ],
        customers: 1,
      },
      { day: dayBefore(2), writes: [], customers: 2 },
      { day: dayBefore(3), writes: [{ contract: null, count: 2 }], customers: 2 },
    ]);
    expect((await statistics({ days: 2 })).map(({ day }) => day)).toEqual([dayBefore(0), dayBefore(1)]);
  });

  it('200: leaves out days whose changes were removed', async () => {
    const { id } = await aCustomer(app, tenant);
    await age(3);
    await app.as(tenant).billing.put(`/customer/${id}`, { company: 'A' });
    await age(2);
    await app.as(tenant).billing.put(`/customer/${id}`, { company: 'B' });
    expect((await statistics()).map(({ day }) => day)).toHaveLength(6);
    expect(await app.nest.get(ChangesTrimming).trim(tenant.id, new Date(Date.now() - 4 * DAY))).toBeGreaterThan(0);
    expect((await statistics()).map(({ day }) => day)).toEqual([dayBefore(0), dayBefore(1)]);
  });

  it('200: counts nothing of another tenant', async () => {
    await aCustomer(app, await aTenant(app));
    expect(await statistics()).toEqual([{ day: dayBefore(0), writes: [], customers: 0 }]);
  });

  it('403: needs the permission; 400: at most 31 days', async () => {
    const { secret } = await app.nest.get(KeysService).create(tenant.id, 'clientela', { permissions: ['keys:read'] });
    const headers = { authorization: `Bearer ${secret}` };
    expect(await app.send('GET', '/clientela/v1/statistics', { headers })).toMatchObject({ status: 403 });
    expect(await app.as(tenant).clientela.get('/statistics', { days: 32 })).toMatchObject({
      status: 400,
      body: { errors: [expect.objectContaining({ pointer: '#/days' })] },
    });
  });
});
