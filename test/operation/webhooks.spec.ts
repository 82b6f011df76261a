import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { eventually } from '../support/eventually.js';
import { useDeliveringApp, useReceivers } from '../support/webhooks.js';

const app = useDeliveringApp({ WEBHOOKS: 'true', STOP_LIMIT_MS: '5000' });
const aReceiver = useReceivers();

it('a server delivers by itself, and stops in time although a receiver never answers', async () => {
  const server = await app.more();
  const shop = await aReceiver();
  const acme = await aTenant(server);
  const webhook = { url: shop.url };
  expect((await server.as(acme).clientela.post('/webhooks', webhook)).status).toBe(201);
  await aCustomer(server, acme);
  await eventually(() => shop.received.length === 1);

  shop.answers(() => {});
  await aCustomer(server, acme);
  await eventually(() => shop.received.length === 2);
  const began = performance.now();
  await server.close();
  await app.close();
  expect(performance.now() - began).toBeLessThan(4_000);
}, 60_000);
