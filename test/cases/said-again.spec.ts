import { aCustomer, theCustomer } from '../factories/customer.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const speak = () => app.as(acme);

describe('A field that is sent as it is stored, beside a text that has to be cleaned', () => {
  it('counts beside a full name', async () => {
    const { id } = await aCustomer(app, acme, { firstName: 'Ann', lastName: null });
    await speak().billing.put(`/customer/${id}`, { superuser_name: ' Bob Marley ', superuser_last_name: null });
    expect(await theCustomer(app, acme, id)).toMatchObject({ firstName: 'Bob', lastName: null });
  });

  it('counts beside the full name of a contact person', async () => {
    const customer = await aCustomer(app, acme);
    const { id } = (await speak().billing.post('/user', { customer_id: customer.id, last_name: 'Marley' })).body
      .response;
    await speak().billing.put(`/user/${id}`, { name: 'Bob Tosh ', first_name: null });
    expect((await speak().billing.get(`/user/${id}`)).body.response).toMatchObject({
      first_name: null,
      last_name: 'Tosh',
    });
  });

  it('409: a default that is to be inactive and stay the default', async () => {
    const { id } = await aCustomer(app, acme);
    const name = (await speak().contacts.post(`/customers/${id}/company-names`, { name: 'Acme' })).body;
    const sent = { name: 'Acme ', is_active: false, is_default: true };
    expect((await speak().contacts.put(`/customers/${id}/company-names/${name.company_name_id}`, sent)).status).toBe(
      409,
    );
  });
});
