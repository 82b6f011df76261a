import { CustomersService } from '../../src/customers/customers.service.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import type { TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { deliver, startDeliveringApp, useOwnDatabase, useReceivers, verified } from '../support/webhooks.js';

const database = useOwnDatabase();
const app = {} as TestApp;
const receiver = useReceivers();
let acme: TestTenant;

beforeAll(async () => {
  Object.assign(app, await startDeliveringApp(database));
  deliver(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  acme = await aTenant(app);
});

const as = () => app.as(acme).clientela;

async function aWebhook(body: object): Promise<{ id: string; secret: string }> {
  const made = await as().post('/webhooks', body);
  expect(made).toMatchObject({ status: 201 });
  return made.body as { id: string; secret: string };
}

describe('a webhook', () => {
  it('tells its receiver what has changed, in order and signed, without values', async () => {
    const shop = await receiver();
    const { secret } = await aWebhook({ url: shop.url });
    const { id } = await aCustomer(app, acme, { displayName: 'Ada Ltd.', email: 'ada@example.com' });
    await app.as(acme).clients.put(`/clients/${id}`, { notes: 'Calls back on Monday' });
    await app.nest.get(CustomersService).delete(acme.id, id);

    await eventually(() => shop.received.length >= 3);
    const events = verified(shop, secret);
    expect(events.map(({ type, data }) => [type, data.customerId, data.version])).toEqual([
      ['customer.created', String(id), 1],
      ['customer.updated', String(id), 2],
      ['customer.deleted', String(id), 3],
    ]);
    expect(events[1]!.data).toMatchObject({
      contract: 'clients',
      operation: 'updateClient',
      changed: [{ record: 'customer', id: String(id), change: 'changed', fields: ['note'] }],
    });
    expect(JSON.stringify(shop.received)).not.toMatch(/Ada|Monday|ada@/);
  });
});
