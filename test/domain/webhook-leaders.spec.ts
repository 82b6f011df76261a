import { CustomersService } from '../../src/customers/customers.service.js';
import { WebhookWorker } from '../../src/webhooks/webhook-worker.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import type { TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { onServer } from '../support/owner.js';
import { deliver, useDeliveringApp, useReceivers } from '../support/webhooks.js';

const app = useDeliveringApp();
const aReceiver = useReceivers();
let acme: TestTenant;

beforeEach(async () => {
  acme = await aTenant(app);
});

const leads = (one: TestApp) => one.nest.get(WebhookWorker).isLeading;
const update = (id: number, text: string) =>
  app.nest.get(CustomersService).update(acme.id, id, { note: text }, { fields: ['version'] });

/** Begins to write, and goes on until the returned function is called. It answers the last version. */
function writing(id: number): () => Promise<number> {
  let goesOn = true;
  let version = 1;
  const done = (async () => {
    while (goesOn) {
      await update(id, `Note ${version}`);
      version++;
    }
  })();
  return async () => {
    goesOn = false;
    await done;
    return version;
  };
}

/** The versions that arrived, without repetitions. Each must come after all before it arrived once. */
function firstArrivals(bodies: readonly string[]): number[] {
  const versions = bodies.map((body) => (JSON.parse(body) as { data: { version: number } }).data.version);
  return versions.filter((version, place) => versions.indexOf(version) === place);
}

it('deliver one at a time; when the leader stops or loses its lock, another one goes on without a gap', async () => {
  const shop = await aReceiver();
  const made = await app.as(acme).clientela.post('/webhooks', { url: shop.url });
  expect(made.status).toBe(201);
  const { id } = await aCustomer(app, acme);

  const [second, third] = [await app.more(), await app.more()];
  deliver(second);
  await eventually(() => leads(second));
  deliver(third);
  const stop = writing(id);
  await eventually(() => shop.received.length > 20);
  expect([leads(second), leads(third)]).toEqual([true, false]);

  // The server stops in order.
  await second.close();
  await eventually(() => leads(third));
  const before = shop.received.length;
  await eventually(() => shop.received.length > before + 20);

  // Its connection is cut, so it cannot know whether it still leads.
  deliver(app);
  await onServer(
    app,
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 93246657 AND granted`,
  );
  await eventually(() => !leads(third));
  await eventually(() => leads(app) || leads(third));
  const last = await stop();
  await eventually(() => firstArrivals(shop.received.map(({ body }) => body)).length >= last);
  expect(firstArrivals(shop.received.map(({ body }) => body))).toEqual(
    Array.from({ length: last }, (_, place) => place + 1),
  );
  await third.close();
}, 120_000);
