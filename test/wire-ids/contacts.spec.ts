import { aCustomer } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const contacts = () => app.as(acme).contacts;

async function customer() {
  const ada = await aCustomer(app, acme, { displayName: 'Ada', email: 'ada@acme.example', phone: '+12125550100' });
  await giveId(app, acme, ['contacts', 'customer'], ada.id, '42');
  await giveId(app, acme, ['contacts', 'email'], ada.primaryEmailId!, '42');
  await giveId(app, acme, ['contacts', 'phone'], ada.mainPhoneId!, '43');
  const own = { customer: 'own', email: 'own', phone: 'own', company_name: 'own' } as const;
  await numberedBy(app, acme, { contacts: own });
}

describe('contacts with IDs of its own', () => {
  it('reads a customer with its records by them', async () => {
    await customer();
    expect((await contacts().get('/customers/getCustomers/42')).body.cliente).toMatchObject({
      customer_id: 42,
      emails: [{ email_id: 42, customer_id: 42, is_primary: true }],
      phones: [{ phone_id: 43, customer_id: 42, place: 'main' }],
    });
    expect((await contacts().get('/customers/getCustomers')).body.clientes).toMatchObject([{ customer_id: 42 }]);
    expect((await contacts().get('/customers/42/emails')).body.emails).toMatchObject([
      { email_id: 42, customer_id: 42 },
    ]);
    expect((await contacts().get('/customers/42/phones')).body.phones).toMatchObject([
      { phone_id: 43, customer_id: 42 },
    ]);
    expect(await contacts().get('/customers/41/phones')).toMatchObject({ status: 404 });
  });

  it('writes emails, phones and company names by them', async () => {
    await customer();
    const email = await contacts().post('/customers/42/emails', { email: 'b@acme.example' });
    expect(email).toMatchObject({ status: 201, body: { customer_id: 42 } });
    expect(email.body.email_id).toBeGreaterThan(42);
    expect(await contacts().put('/customers/42/emails/42', { notes: 'x' })).toMatchObject({
      status: 200,
      body: { email_id: 42, customer_id: 42, notes: 'x' },
    });
    expect(await contacts().post('/customers/42/phones/43/toggle-lock')).toMatchObject({
      status: 200,
      body: { phone_id: 43, customer_id: 42, is_locked: true },
    });
    expect(await contacts().delete(`/customers/42/emails/${email.body.email_id}`)).toMatchObject({ status: 204 });
    expect(await contacts().put('/customers/42/emails/43', { notes: 'x' })).toMatchObject({ status: 404 });
    const name = await contacts().post('/customers/42/company-names', { name: 'Ada Ltd.' });
    const id = name.body.company_name_id;
    expect(name).toMatchObject({ status: 201, body: { customer_id: 42, is_default: true } });
    expect(
      await contacts().post(`/customers/42/company-names/${id}/toggle-active`, { is_active: false }),
    ).toMatchObject({
      status: 200,
      body: { company_name_id: id, is_active: false },
    });
    expect((await contacts().get('/customers/42/company-names')).body.company_names).toMatchObject([
      { company_name_id: id, customer_id: 42 },
    ]);
  });

  it('gives records that flat contracts add an ID, too', async () => {
    await customer();
    const made = await app.as(acme).clients.post('/clients', { name: 'Bob', email: 'bob@acme.example' });
    const shown = (await contacts().get('/customers/getCustomers')).body.clientes[1];
    expect(shown.customer_id).toBeGreaterThan(42);
    expect(String(shown.customer_id)).not.toBe('null');
    expect(made.status).toBe(201);
    expect((await contacts().get(`/customers/${shown.customer_id}/emails`)).body.emails).toMatchObject([
      { email: 'bob@acme.example', email_id: expect.any(Number), customer_id: shown.customer_id },
    ]);
  });
});
