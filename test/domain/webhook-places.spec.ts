import { Encryption } from '../../src/auth/encryption.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { ChangesTrimming } from '../../src/feed/changes-trimming.js';
import { WebhookFigures } from '../../src/webhooks/webhook-figures.js';
import { WebhookSecrets } from '../../src/webhooks/webhook-secrets.js';
import { WebhooksRepository } from '../../src/webhooks/webhooks.repository.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { eventually } from '../support/eventually.js';
import { asOwner, onServer } from '../support/owner.js';
import { deliver, useDeliveringApp, useReceivers, verified } from '../support/webhooks.js';

const app = useDeliveringApp();
const aReceiver = useReceivers();
let acme: TestTenant;

beforeAll(() => deliver(app));
beforeEach(async () => {
  acme = await aTenant(app);
});

const clientela = () => app.as(acme).clientela;
const made = async (body: object) => (await clientela().post('/webhooks', body)).body as { id: string; secret: string };
const note = (id: number, text: string) =>
  app.nest.get(CustomersService).update(acme.id, id, { note: text }, { fields: ['version'] });
const versions = (bodies: readonly { body: string }[]) =>
  bodies.map(({ body }) => (JSON.parse(body) as { data: { version: number } }).data.version);
const state = async (id: string) => (await clientela().get(`/webhooks/${id}`)).body as Record<string, unknown>;

/** Makes all changes of the tenant old, and removes what may be removed of them. */
async function trim(): Promise<void> {
  const text = "UPDATE changes SET at = now() - interval '100 days' WHERE tenant_id = $1";
  await asOwner(app, acme, text, [acme.id]);
  await app.nest.get(ChangesTrimming).trim(acme.id, new Date(Date.now() - 86_400_000));
}

it('changes that a webhook has still to send are not trimmed; those of an ended one are', async () => {
  const shop = await aReceiver();
  const { id: webhook } = await made({ url: shop.url });
  const { id } = await aCustomer(app, acme);
  await eventually(() => shop.received.length === 1);
  await clientela().patch(`/webhooks/${webhook}`, { state: 'paused' });
  await note(id, 'One');
  await note(id, 'Two');
  await trim();
  await clientela().post(`/webhooks/${webhook}/resume`);
  await eventually(() => shop.received.length === 3);
  expect(versions(shop.received)).toEqual([1, 2, 3]);

  shop.answers((_, response) => response.writeHead(410).end());
  await note(id, 'Three');
  await eventually(async () => (await state(webhook)).state === 'ended');
  await note(id, 'Four');
  await trim();
  shop.answers((_, response) => response.writeHead(204).end());
  await clientela().post(`/webhooks/${webhook}/resume`);
  // It says so, instead of going on with a gap.
  await eventually(async () => (await state(webhook)).reason === 'trimmed');
  expect(versions(shop.received)).toEqual([1, 2, 3, 4]);
});

it('a webhook goes on when another server has the database', async () => {
  const shop = await aReceiver();
  const { id: webhook, secret } = await made({ url: shop.url });
  const { id } = await aCustomer(app, acme);
  await eventually(() => shop.received.length === 1);
  await clientela().patch(`/webhooks/${webhook}`, { state: 'paused' });
  await note(id, 'In the old era');
  await onServer(app, "UPDATE feed_eras SET server = ''");
  // The first who looks begins the new era.
  await clientela().post('/webhooks', { url: shop.url, kinds: ['erased'] });
  await note(id, 'In the new era');
  await clientela().post(`/webhooks/${webhook}/resume`);
  await eventually(() => shop.received.length === 3);
  expect(versions(shop.received)).toEqual([1, 2, 3]);
  // A cursor of an era that is over would be refused.
  expect(verified(shop, secret).map(({ data }) => data.cursor !== null)).toEqual([true, false, true]);
});

it('a redirect is a failure, and is not followed', async () => {
  const target = await aReceiver();
  const shop = await aReceiver((_, response) => response.writeHead(302, { location: target.url }).end());
  const { id } = await made({ url: shop.url });
  await aCustomer(app, acme);
  await eventually(async () => (await state(id)).lastFailure === '302');
  expect(target.received).toEqual([]);
  const tested = await clientela().post(`/webhooks/${id}/test`);
  expect(tested.body).toEqual({ arrived: false, outcome: '302' });
});

it('a test sends one message, signed, also while the webhook is paused', async () => {
  const shop = await aReceiver();
  const { id, secret } = await made({ url: shop.url });
  await clientela().patch(`/webhooks/${id}`, { state: 'paused' });
  const tested = await clientela().post(`/webhooks/${id}/test`);
  expect(tested.body).toEqual({ arrived: true, outcome: '204' });
  expect(verified(shop, secret)).toMatchObject([{ type: 'webhook.test', data: { webhookId: id } }]);
});

it('a suspended tenant gets nothing until it is resumed', async () => {
  const shop = await aReceiver();
  await made({ url: shop.url });
  await onServer(app, 'UPDATE tenants SET suspended_at = now() WHERE id = $1', [acme.id]);
  const { id } = await aCustomer(app, acme);
  const other = await aTenant(app, { user: acme.user });
  const theirs = await aReceiver();
  await app.as(other).clientela.post('/webhooks', { url: theirs.url });
  await aCustomer(app, other);
  await eventually(() => theirs.received.length === 1);
  expect(shop.received).toEqual([]);
  await onServer(app, 'UPDATE tenants SET suspended_at = NULL WHERE id = $1', [acme.id]);
  await note(id, 'Again');
  await eventually(() => shop.received.length === 2);
});

it('secrets are stored encrypted, and are encrypted anew under another key', async () => {
  const { id, secret } = await made({ url: 'https://receiver.example/' });
  const [{ secrets }] = (await asOwner<{ secrets: Buffer }>(app, acme, 'SELECT secrets FROM webhooks WHERE id = $1', [
    id,
  ])) as [{ secrets: Buffer }];
  expect(secrets.toString('latin1')).not.toContain(secret.slice(6, 20));
  // Those of one webhook are not valid for another.
  const known = app.nest.get(WebhookSecrets);
  expect(known.read({ tenant: acme.id, id: Number(id) }, secrets)).toEqual([{ secret }]);
  expect(known.read({ tenant: acme.id, id: Number(id) + 1 }, secrets)).toBeUndefined();

  const both = new Encryption(['another key of forty characters for tests', app.env.jwtSecret!]);
  const again = new WebhookSecrets(app.nest.get(WebhooksRepository, { strict: false }), both);
  expect(await again.reencrypt()).toMatchObject({ encrypted: expect.any(Number), unreadable: 0 });
  const [after] = await asOwner<{ secrets: Buffer }>(app, acme, 'SELECT secrets FROM webhooks WHERE id = $1', [id]);
  const onlyNew = new Encryption(['another key of forty characters for tests']);
  expect(onlyNew.decrypt(after!.secrets, `webhook ${acme.id} ${id}`)).toContain(secret);
});

it('the metrics tell what was delivered', async () => {
  const before = { ...app.nest.get(WebhookFigures).counts };
  const shop = await aReceiver();
  await made({ url: shop.url });
  await aCustomer(app, acme);
  await eventually(() => app.nest.get(WebhookFigures).counts.delivered > before.delivered);
  const { body } = await app.send('GET', '/metrics');
  expect(body).toMatch(/clientela_webhook_events_total\{outcome="delivered"\} [1-9]/);
  expect(body).toMatch(/clientela_webhook_backlog_seconds \d/);
});
