import { aCustomer } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const erp = () => app.as(acme).erp;

const OWN = { customer: 'own', code: 'own', billing_address: 'own', shipping_address: 'own' } as const;

async function customers() {
  const ada = await aCustomer(app, acme, { displayName: 'Ada', billingCity: 'Porto', shippingCity: 'Faro' });
  const bob = await aCustomer(app, acme, { displayName: 'Bob' });
  const give = (kind: 'customer' | 'code' | 'billing_address' | 'shipping_address', record: number, id: string) =>
    giveId(app, acme, ['erp', kind], record, id);
  await give('customer', ada.id, '42');
  await give('customer', bob.id, '7');
  await give('code', ada.id, 'CLI-77');
  await give('code', bob.id, 'CLI-8');
  await give('billing_address', ada.id, '1000');
  await give('shipping_address', ada.id, '1001');
  await numberedBy(app, acme, { erp: OWN });
}

describe('erp with IDs of its own', () => {
  const found = async (query: object) =>
    (await erp().get('/customers', { ...query })).body.map((row: { code: string }) => row.code);

  it('lists by them, and shows them', async () => {
    await customers();
    expect((await erp().get('/customers')).body).toMatchObject([
      { id: 7, code: 'CLI-8' },
      { id: 42, code: 'CLI-77', billing_address: { id: 1000 }, shipping_address: { id: 1001 } },
    ]);
  });

  it('searches by them', async () => {
    await customers();
    expect(await found({ searchString: 'cli-7' })).toEqual(['CLI-77']);
    expect(await found({ searchString: 'CLI' })).toEqual(['CLI-8', 'CLI-77']);
    expect(await found({ searchString: '4' })).toEqual(['CLI-77']);
    expect(await found({ searchString: 'C_I' })).toEqual([]);
    expect(await found({ searchColumn: 'id', searchString: '42' })).toEqual(['CLI-77']);
    expect(await found({ searchColumn: 'id', searchString: '42', searchOperator: 'lt' })).toEqual(['CLI-8']);
    expect(await found({ searchColumn: 'code', searchString: 'cli-77' })).toEqual(['CLI-77']);
    expect(await found({ searchColumn: 'code', searchString: 'CLI-9', searchOperator: 'gt' })).toEqual(['CLI-77']);
    expect(await found({ searchColumn: 'code', searchString: 'CLI-8', searchOperator: 'ne' })).toEqual(['CLI-77']);
    expect(await found({ searchColumn: 'billing_address.id', searchString: '1000' })).toEqual(['CLI-77']);
  });

  it('writes by them', async () => {
    await customers();
    expect(await erp().put('/customers', { id: 42, comments: 'x' })).toMatchObject({
      status: 201,
      body: { id: 42, entity_code: 'CLI-77' },
    });
    expect(await erp().put('/customers', { code: 'cli-8', comments: 'y' })).toMatchObject({
      status: 201,
      body: { id: 7, entity_code: 'CLI-8' },
    });
    expect(await erp().put('/customers', { id: 42, code: 'CLI-8', comments: 'y' })).toMatchObject({ status: 409 });
    expect(await erp().put('/customers', { id: 43, comments: 'y' })).toMatchObject({ status: 400 });
    expect(await erp().put('/customers', { code: 'C0042', comments: 'y' })).toMatchObject({ status: 400 });
  });

  it('goes on in the pattern of the codes', async () => {
    await customers();
    const made = await erp().post('/customers', { name: 'Carl', billing_address: { city: 'Braga' } });
    expect(made).toMatchObject({ status: 201, body: { entity_code: 'CLI-78' } });
    expect(made.body.id).toBeGreaterThan(42);
    const [carl] = (await erp().get('/customers', { searchString: 'CLI-78' })).body;
    expect(carl.billing_address.id).toBeGreaterThan(1001);
  });

  it('keeps native codes where only the IDs are its own', async () => {
    const { id } = await aCustomer(app, acme);
    await giveId(app, acme, ['erp', 'customer'], id, '7');
    await numberedBy(app, acme, { erp: { customer: 'own' } });
    const code = `C${String(id).padStart(4, '0')}`;
    expect((await erp().get('/customers', { searchString: code })).body).toMatchObject([{ id: 7, code }]);
    expect((await erp().get('/customers', { searchColumn: 'code', searchString: code })).body).toMatchObject([
      { code },
    ]);
    expect(await erp().put('/customers', { code, comments: 'x' })).toMatchObject({
      body: { id: 7, entity_code: code },
    });
  });
});
