import { aCustomer } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const clients = () => app.as(acme).clients;

const OWN = { clients: { customer: 'own' } } as const;

describe('clients with IDs of its own', () => {
  it('200: takes the published update with its ID', async () => {
    const { id } = await aCustomer(app, acme);
    await giveId(app, acme, ['clients', 'customer'], id, '982710394857200005');
    await numberedBy(app, acme, OWN);
    expect(
      await clients().put('/clients/982710394857200005', {
        email: 'new-info@regionaldist.com',
        phone: '+59821005555',
        notes: 'Updated primary contact',
      }),
    ).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: { id: '982710394857200005', updated_fields: ['email', 'phone', 'notes'] },
        meta: {},
      },
    });
    expect(await clients().get('/clients/982710394857200005')).toMatchObject({
      status: 200,
      body: { data: { id: '982710394857200005', notes: 'Updated primary contact' } },
    });
    expect((await clients().get('/clients')).body.data).toMatchObject([{ id: '982710394857200005' }]);
  });

  it('201: gives a new client the ID above the highest one', async () => {
    const { id } = await aCustomer(app, acme);
    await giveId(app, acme, ['clients', 'customer'], id, '982710394857200005');
    await numberedBy(app, acme, OWN);
    const made = await clients().post('/clients', { name: 'Regional Distributors', email: 'a@b.example' });
    expect(made).toMatchObject({ status: 201, body: { data: { id: '982710394857200006' } } });
    expect((await clients().get('/clients/982710394857200006')).body.data.name).toBe('Regional Distributors');
    expect((await clients().get('/clients')).body.data.map((row: { id: string }) => row.id)).toEqual([
      '982710394857200005',
      '982710394857200006',
    ]);
  });

  it('404: no longer knows the own ID of the record, and keeps knowing a former ID', async () => {
    const { id } = await aCustomer(app, acme);
    await giveId(app, acme, ['clients', 'customer'], id, '7000000');
    await giveId(app, acme, ['clients', 'customer'], id, '8000000');
    await numberedBy(app, acme, OWN);
    expect(await clients().get(`/clients/${id}`)).toMatchObject({ status: 404 });
    expect((await clients().get('/clients/7000000')).body.data.id).toBe('8000000');
    expect(await clients().put('/clients/7000000', { notes: 'x' })).toMatchObject({
      status: 200,
      body: { data: { id: '8000000' } },
    });
    expect(await clients().get('/clients/9999999999999999999')).toMatchObject({ status: 404 });
    expect(await clients().get('/clients/x%00')).toMatchObject({ status: 404 });
  });

  it('shows the clients that belong to a client by their IDs', async () => {
    const parent = await aCustomer(app, acme);
    const child = await aCustomer(app, acme, { parentId: parent.id, displayName: 'Child' });
    await giveId(app, acme, ['clients', 'customer'], parent.id, '11');
    await giveId(app, acme, ['clients', 'customer'], child.id, '12345678901234567');
    await numberedBy(app, acme, OWN);
    expect((await clients().get('/clients/11')).body.data.accounts).toEqual([
      { id: '12345678901234567', name: 'Child' },
    ]);
  });

  it('keeps the IDs of records that are there already, and lists by number', async () => {
    const [one, two] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    await giveId(app, acme, ['clients', 'customer'], one.id, '9000000000000000000');
    await numberedBy(app, acme, OWN);
    expect((await clients().get('/clients')).body.data.map((row: { id: string }) => row.id)).toEqual([
      String(two.id),
      '9000000000000000000',
    ]);
  });
});
