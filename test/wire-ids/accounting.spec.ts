import { aCustomer } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const accounting = () => app.as(acme).accounting;

async function customers() {
  const [ada, bob] = [await aCustomer(app, acme, { displayName: 'Ada' }), await aCustomer(app, acme)];
  await giveId(app, acme, ['accounting', 'customer'], ada.id, '41');
  await giveId(app, acme, ['accounting', 'customer'], ada.id, '42');
  await giveId(app, acme, ['accounting', 'customer'], bob.id, '7');
  await numberedBy(app, acme, { accounting: { customer: 'own', ledger_entry: 'own' } });
  return { ada, bob };
}

describe('accounting with IDs of its own', () => {
  it('reads and writes a customer by them', async () => {
    await customers();
    expect(await accounting().get('/customers/42')).toMatchObject({
      status: 200,
      body: { id: 42, displayName: 'Ada' },
    });
    expect(await accounting().get('/contacts/41')).toMatchObject({ status: 200, body: { id: 42 } });
    const input = { customerType: 'business', displayName: 'Ada Ltd.', note: 'x' };
    expect(await accounting().put('/customers/42', input)).toMatchObject({ status: 200, body: { id: 42, note: 'x' } });
    expect(await accounting().patch('/contacts/41/inactivate')).toMatchObject({
      status: 200,
      body: { id: 42, activated: true },
    });
    const made = await accounting().post('/customers', { ...input, currencyCode: 'USD' });
    expect(made).toMatchObject({ status: 201, body: { displayName: 'Ada Ltd.' } });
    expect(made.body.id).toBeGreaterThan(42);
    expect((await accounting().get('/customers')).body.data).toHaveLength(2);
    expect((await accounting().get('/contacts/auto-complete', { keyword: 'Ada' })).body).toMatchObject([
      { id: 7 },
      { id: made.body.id },
    ]);
  });

  it('writes and reads the ledger by them', async () => {
    await customers();
    const entry = { kind: 'payment', amount: 5, payerId: 7 };
    const made = await accounting().post('/customers/42/ledger-entries', entry);
    expect(made).toMatchObject({ status: 201, body: { customerId: 42, payerId: 7 } });
    expect((await accounting().get('/customers/42/ledger-entries')).body).toMatchObject({
      data: [{ id: made.body.id, customerId: 42, payerId: 7 }],
      pagination: { total: 1 },
    });
    expect(await accounting().post('/customers/42/ledger-entries', { ...entry, payerId: 8 })).toMatchObject({
      status: 400,
    });
    expect(await accounting().get('/customers/43/ledger-entries')).toMatchObject({ status: 404 });
  });

  it('deletes several by them', async () => {
    await customers();
    expect(await accounting().post('/customers/validate-bulk-delete', { ids: [41, 7, 99, 98] })).toMatchObject({
      status: 201,
      body: { deletable_ids: [41, 7], non_deletable_ids: [99, 98] },
    });
    expect(await accounting().post('/customers/bulk-delete', { ids: [42, 99] })).toMatchObject({ status: 404 });
    expect(await accounting().post('/customers/bulk-delete', { ids: [42, 7] })).toMatchObject({ status: 201 });
    expect(await accounting().get('/customers/42')).toMatchObject({ status: 404 });
  });
});
