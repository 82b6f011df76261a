import { RECORDS_PER_CUSTOMER } from '../../src/customers/record-limit.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { asOwner } from '../support/owner.js';
import { useApp } from '../support/use-app.js';

const app = useApp();

describe('a customer', () => {
  it.each([
    [
      'emails',
      "emails (tenant_id, customer_id, email, email_normal) SELECT $1, $2, n || '@example.com', n || '@example.com'",
      { email: 'one@example.com' },
    ],
    [
      'phones',
      'phones (tenant_id, customer_id, phone, phone_normal) SELECT $1, $2, n::text, n::text',
      { phone: '+12125550100' },
    ],
    ['company-names', "company_names (tenant_id, customer_id, name) SELECT $1, $2, 'Name ' || n", { name: 'One more' }],
  ])('has room for so many %s and no more', async (path, into, one) => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    await asOwner(app, tenant, `INSERT INTO ${into} FROM generate_series(2, ${RECORDS_PER_CUSTOMER}) n`, [
      tenant.id,
      id,
    ]);
    const add = (fields: object) => app.as(tenant).contacts.post(`/customers/${id}/${path}`, fields);
    expect((await add(one)).status).toBe(201);
    expect(await add({ ...one, email: 'two@example.com', phone: '+12125550101' })).toMatchObject({
      status: 409,
      body: { error: 'Demasiados registros' },
    });
  });

  it('refuses two new phones of one flat write if there is room for one', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    await asOwner(
      app,
      tenant,
      `INSERT INTO phones (tenant_id, customer_id, phone, phone_normal) SELECT $1, $2, n::text, n::text FROM generate_series(2, ${RECORDS_PER_CUSTOMER}) n`,
      [tenant.id, id],
    );
    const put = (fields: object) => app.as(tenant).clients.put(`/clients/${id}`, fields);
    expect((await put({ phone: '+12125550100', mobile: '+12125550101' })).status).toBe(400);
    expect((await put({ phone: '+12125550100' })).status).toBe(200);
    expect((await put({ phone: null, mobile: '+12125550101' })).status).toBe(200);
    expect((await put({ phone: '+12125550102' })).status).toBe(400);
  });
});
