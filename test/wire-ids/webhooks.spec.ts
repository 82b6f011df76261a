import { aCustomer } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { eventually } from '../support/eventually.js';
import { deliver, useDeliveringApp, useReceivers, verified } from '../support/webhooks.js';

const app = useDeliveringApp();
const aReceiver = useReceivers();
let acme: TestTenant;

beforeAll(() => deliver(app));
beforeEach(async () => {
  acme = await aTenant(app);
  await numberedBy(app, acme, { billing: { customer: 'own' } });
});

const billing = () => app.as(acme).billing;

it('REST hooks of billing name a customer by its ID in billing', async () => {
  const shop = await aReceiver();
  for (const event of ['customer.update', 'customer.delete'])
    await billing().post('/_resthook', { target_url: shop.url, event });
  const ada = await aCustomer(app, acme);
  await giveId(app, acme, ['billing', 'customer'], ada.id, '7777');
  await billing().put('/customer/7777', { company: 'Grace Ltd.' });
  await billing().delete('/customer/7777');
  await eventually(() => shop.received.length === 2);
  // Two hooks deliver independently of each other.
  const sent = shop.received.map(({ body }) => JSON.parse(body) as { event: string });
  const customer = { context_id: 7777, data: { customer: { customer_id: 7777, company: 'Grace Ltd.' } } };
  expect(sent.toSorted((one, other) => one.event.localeCompare(other.event))).toMatchObject([
    { event: 'delete', ...customer },
    { event: 'update', ...customer },
  ]);
});

it('a webhook shows a customer with its ID in the contract, and names it by the record’s own', async () => {
  const shop = await aReceiver();
  const { secret } = (await app.as(acme).clientela.post('/webhooks', { url: shop.url, shownBy: 'billing' })).body;
  const ada = await aCustomer(app, acme);
  await eventually(() => shop.received.length === 1);
  await giveId(app, acme, ['billing', 'customer'], ada.id, '7777');
  await billing().put('/customer/7777', { company: 'Grace Ltd.' });
  await eventually(() => shop.received.length === 2);
  expect(verified(shop, secret)[1]!.data).toMatchObject({
    customerId: String(ada.id),
    record: { response: { customer_id: 7777, company: 'Grace Ltd.' } },
  });
});
