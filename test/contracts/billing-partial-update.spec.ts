import { EmailsService } from '../../src/emails/emails.service.js';
import { PhonesService } from '../../src/phones/phones.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';
import { BILLING, updatedAnswer } from './partial-updates/billing.js';

// What is particular to this contract; partial-update.spec.ts holds what all contracts promise.

const { app, tenant: acme } = useAppAndTenant();

const create = async () => (await BILLING.records(app, acme).create()).customer;
const read = async (customer: number) =>
  (await app.as(acme).billing.get(`/customer/${customer}`)).body.response as Record<string, unknown>;
const put = (customer: number, body: unknown) => app.as(acme).billing.put(`/customer/${customer}`, body);

describe('PUT /api/v3/customer/:customer_id', () => {
  it('202: answers the ID, and where the customer is', async () => {
    const customer = await create();
    const answer = await put(customer, { company: 'Updated Company Name' });
    expect(answer).toMatchObject(updatedAnswer(customer));
    expect(answer.headers.location).toBe(`${app.url}/api/v3/customer/${customer}`);
  });

  it('202: raises the version by one, but not if the request changes nothing', async () => {
    const { id: customer, version } = await aCustomer(app, acme, { custom1: 'x' });
    expect((await put(customer, { custom_1: 'x' })).status).toBe(202);
    expect((await put(customer, { colour: 'red', currency_id: 978, customer_id: 1, balance: 7 })).status).toBe(202);
    expect((await theCustomer(app, acme, customer)).version).toBe(version);
    await put(customer, { custom_1: 'y', superuser_email: 'x@example.com', superuser_name: 'Ada Lovelace' });
    expect((await theCustomer(app, acme, customer)).version).toBe(version + 1);
  });

  it('400: needs data', async () => {
    expect(await put(await create(), {})).toMatchObject({
      status: 400,
      body: {
        code: 400,
        status: 'Error',
        message: 'A required parameter was missing: No data.',
        details: {},
        response: false,
      },
    });
  });

  it('400: names an external key that another customer has, also a deleted one, and writes nothing', async () => {
    const { id: other } = await aCustomer(app, acme, { externalKey: 'taken' });
    const { id: customer } = await aCustomer(app, acme);
    const clash = {
      status: 400,
      body: {
        code: 400,
        message: 'external_key "taken" is already in use',
        details: { external_key: expect.any(String) },
        response: false,
      },
    };
    expect(await put(customer, { external_key: 'taken', custom_1: 'x' })).toMatchObject(clash);
    await app.as(acme).billing.delete(`/customer/${other}`);
    expect(await put(customer, { external_key: 'taken', custom_1: 'x' })).toMatchObject(clash);
    expect((await theCustomer(app, acme, customer)).custom1).toBeNull();
  });

  it('202: frees an external key that it leaves', async () => {
    const [one, two] = [await aCustomer(app, acme, { externalKey: 'moves' }), await aCustomer(app, acme)];
    await put(one.id, { external_key: null });
    expect((await put(two.id, { external_key: 'moves' })).status).toBe(202);
  });

  it.each([
    ['broken JSON', '{"company":'],
    ['a list', '[]'],
    ['nothing', ''],
  ])('400: refuses %s for a body', async (_, body) => {
    const customer = await create();
    expect(await app.as(acme).billing.send('PUT', `/customer/${customer}`, { text: body })).toMatchObject({
      status: 400,
      body: { message: 'Missing or invalid parameter.', details: {}, response: false },
    });
  });

  it('404: answers a foreign customer exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other, { externalKey: 'theirs' });
    const missing = await put(MISSING_ID, { company: 'mine now' });
    expect(missing).toMatchObject({
      status: 404,
      body: { code: 404, message: 'This customer does not exist.', response: null },
    });
    expect(await put(foreign.id, { company: 'mine now' })).toLookLike(missing);
    expect(await app.as(acme).billing.put('/customer/external_key:theirs', { company: 'mine now' })).toLookLike(
      missing,
    );
    expect(await put(foreign.id, { company: 7 })).toLookLike(await put(MISSING_ID, { company: 7 }));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });
});

describe('a locked email or phone', () => {
  const locked = async () => {
    const { id: customer } = await aCustomer(app, acme, { email: 'safe@example.com', phone: '+12125550100' });
    const [emails, phones] = [app.nest.get(EmailsService), app.nest.get(PhonesService)];
    for (const email of await emails.list(acme.id, customer)) await emails.toggleLock(acme.id, customer, email.id);
    for (const phone of await phones.list(acme.id, customer)) await phones.toggleLock(acme.id, customer, phone.id);
    return customer;
  };

  it.each([
    ['superuser_email', 'other@example.com'],
    ['superuser_email', null],
    ['superuser_email', ''],
    ['superuser_phone', '+12125550199'],
    ['superuser_phone', null],
  ])('400: %s cannot become %p, nor anything else of that request', async (field, value) => {
    const customer = await locked();
    const before = await theCustomer(app, acme, customer);
    expect(await put(customer, { company: 'New name', [field]: value })).toMatchObject({
      status: 400,
      body: { code: 400, status: 'Error', message: expect.stringContaining('locked'), response: false },
    });
    expect(await theCustomer(app, acme, customer)).toEqual(before);
  });

  it('202: may be written as it is', async () => {
    const customer = await locked();
    expect(
      (
        await put(customer, {
          company: 'New name',
          superuser_email: 'safe@example.com',
          superuser_phone: '+12125550100',
        })
      ).status,
    ).toBe(202);
    expect(await read(customer)).toMatchObject({ company: 'New name', superuser_email: 'safe@example.com' });
  });
});
