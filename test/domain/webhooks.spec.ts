import { setTimeout as pause } from 'node:timers/promises';
import { KeysService } from '../../src/auth/keys.service.js';
import { PERMISSIONS } from '../../src/auth/permissions.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { ErasureService } from '../../src/erasure/erasure.service.js';
import { FeedService } from '../../src/feed/feed.service.js';
import { LIMITS } from '../../src/engine/webhooks/index.js';
import type { Received } from '../engine/webhooks/receiver.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { eventually } from '../support/eventually.js';
import { HeardLog } from '../support/log.js';
import { asOwner } from '../support/owner.js';
import { deliver, useDeliveringApp, useReceivers, verified, verifiedOne } from '../support/webhooks.js';

const heard = new HeardLog();
const app = useDeliveringApp({ LOG_LEVEL: 'warn' }, { logTo: heard });
const aReceiver = useReceivers();
let acme: TestTenant;
/** Milliseconds that the deliverer's clock is ahead. */
let ahead = 0;

beforeAll(() => deliver(app, { chance: { now: () => Date.now() + ahead, random: () => 0 } }));
beforeEach(async () => {
  ahead = 0;
  heard.forget();
  acme = await aTenant(app);
});

const clientela = (tenant = acme) => app.as(tenant).clientela;
const customers = () => app.nest.get(CustomersService);
const note = (id: number, text: string) => app.as(acme).clients.put(`/clients/${id}`, { notes: text });

interface Made {
  id: string;
  secret: string;
}

async function aWebhook(body: object, tenant = acme): Promise<Made> {
  const made = await clientela(tenant).post('/webhooks', body);
  expect(made).toMatchObject({ status: 201, body: { state: 'active', reason: null } });
  return made.body as Made;
}

const theWebhook = async ({ id }: Pick<Made, 'id'>) =>
  (await clientela().get(`/webhooks/${id}`)).body as Record<string, unknown>;

/** Customer and version of each event that arrived, without repetitions of what was tried before. */
const arrivals = (received: readonly Received[]) =>
  received.map(({ body }) => {
    const { data } = JSON.parse(body) as { data: { customerId: string; version: number } };
    return [Number(data.customerId), data.version] as const;
  });

describe('events', () => {
  it('arrive signed and in order, with the names of what has changed and without values', async () => {
    const shop = await aReceiver();
    const { secret } = await aWebhook({ url: shop.url });
    const { id } = await aCustomer(app, acme, { displayName: 'Ada Ltd.', email: 'ada@example.com' });
    await note(id, 'Calls back on Monday');
    await customers().delete(acme.id, id);

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
    const hook = await firstOf(clientela());
    // It is noted after the receiver has answered.
    await eventually(async () => (await theWebhook(hook)).deliveredAt !== null);
  });

  it('show the customer as it was at each version, in the words of the chosen contract', async () => {
    const shop = await aReceiver();
    const { id: webhook, secret } = await aWebhook({ url: shop.url, shownBy: 'billing' });
    await clientela().patch(`/webhooks/${webhook}`, { state: 'paused' });
    const { id } = await aCustomer(app, acme, { displayName: 'Ada Ltd.' });
    await app.as(acme).billing.put(`/customer/${id}`, { company: 'Grace Ltd.' });
    await clientela().post(`/webhooks/${webhook}/resume`);

    await eventually(() => shop.received.length >= 2);
    const shown = verified(shop, secret).map(({ data }) => [data.shownBy, data.record.response.company]);
    expect(shown).toEqual([
      ['billing', 'Ada Ltd.'],
      ['billing', 'Grace Ltd.'],
    ]);
  });

  it('show a deleted customer in no words', async () => {
    const shop = await aReceiver();
    const { secret } = await aWebhook({ url: shop.url, shownBy: 'clientela', kinds: ['deleted'] });
    const { id } = await aCustomer(app, acme);
    await customers().delete(acme.id, id);
    await eventually(() => shop.received.length >= 1);
    expect(verified(shop, secret)).toMatchObject([
      { type: 'customer.deleted', data: { customerId: String(id), record: null } },
    ]);
  });

  it('are those of its tenant and of the kinds that it hears', async () => {
    const [shop, theirs] = [await aReceiver(), await aReceiver()];
    const other = await aTenant(app, { user: acme.user });
    await aWebhook({ url: theirs.url }, other);
    await aWebhook({ url: shop.url, kinds: ['created', 'deleted'] });
    const { id } = await aCustomer(app, acme);
    for (let count = 0; count < 60; count++) await note(id, `Note ${count}`);
    await customers().delete(acme.id, id);
    await eventually(() => shop.received.length >= 2);
    await pause(200);
    expect(arrivals(shop.received)).toEqual([
      [id, 1],
      [id, 62],
    ]);
    expect(theirs.received).toEqual([]);
  });

  it('name fields of the ledger only if the maker may read it', async () => {
    const [all, some] = [await aReceiver(), await aReceiver()];
    const permissions = PERMISSIONS.filter((one) => one !== 'ledger:read');
    const limited = await app.nest.get(KeysService).create(acme.id, 'clientela', { permissions });
    const may = { ...acme, keys: { ...acme.keys, clientela: limited } };
    const [{ secret }, theirs] = [await aWebhook({ url: all.url }), await aWebhook({ url: some.url }, may)];
    const { id } = await aCustomer(app, acme, { openingBalance: '5' });
    await app.as(acme).accounting.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 1 });

    await eventually(() => all.received.length >= 2 && some.received.length >= 2);
    expect(JSON.stringify(verified(all, secret))).toMatch(/openingBalance.*ledger_entry/);
    expect(JSON.stringify(verified(some, theirs.secret))).not.toMatch(/openingBalance|ledger/);
  });

  it('have no personal values of a customer that was erased before they were sent', async () => {
    const shop = await aReceiver();
    const { id: webhook, secret } = await aWebhook({ url: shop.url, shownBy: 'contacts' });
    await clientela().patch(`/webhooks/${webhook}`, { state: 'paused' });
    const { id } = await aCustomer(app, acme, { displayName: 'Ada Ltd.', email: 'ada@example.com' });
    await note(id, 'Calls back on Monday');
    await app.nest.get(ErasureService).erase(acme.id, id);
    await clientela().post(`/webhooks/${webhook}/resume`);
    await eventually(() => shop.received.length >= 3);
    expect(verified(shop, secret).map(({ type }) => type)).toEqual([
      'customer.created',
      'customer.updated',
      'customer.erased',
    ]);
    expect(JSON.stringify(shop.received)).not.toMatch(/Ada|Monday|ada@/);
    const stored = await asOwner(app, acme, 'SELECT * FROM webhook_events WHERE tenant_id = $1', [acme.id]);
    expect(JSON.stringify(stored)).not.toMatch(/Ada|Monday|ada@/);
  });
});

describe('a receiver', () => {
  it('that fails for one customer gets the events of others, and later all of the first in order', async () => {
    const shop = await aReceiver();
    const first = await aCustomer(app, acme);
    const second = await aCustomer(app, acme);
    let isBroken = true;
    shop.answers(({ body }, response) => {
      const fails = isBroken && body.includes(`"customerId":"${first.id}"`);
      response.writeHead(fails ? 500 : 204).end();
    });
    const webhook = await aWebhook({ url: shop.url });
    for (let count = 0; count < 3; count++) {
      await note(first.id, `Note ${count}`);
      await note(second.id, `Note ${count}`);
    }
    const of = (id: number) => arrivals(shop.received).filter(([one]) => one === id);
    await eventually(() => of(second.id).length === 3 && of(first.id).length === 1);
    await eventually(async () => (await failures(webhook)).length === 1);
    expect(await failures(webhook)).toMatchObject([
      { customerId: String(first.id), state: 'waiting', failures: 1, lastFailure: '500' },
    ]);
    expect(await theWebhook(webhook)).toMatchObject({ state: 'active', pausedUntil: null });

    isBroken = false;
    ahead += 60_000;
    await eventually(() => of(first.id).length === 4);
    const versions = of(first.id).map(([, version]) => version);
    expect(versions).toEqual([2, 2, 3, 4]);
    await eventually(async () => (await failures(webhook)).length === 0);
    // A retry has the ID of the first try.
    expect(new Set(shop.received.map(({ headers }) => headers['webhook-id'])).size).toBe(6);
  });

  it('that is down while writers go on, and comes back, gets everything in order', async () => {
    const shop = await aReceiver();
    const webhook = await aWebhook({ url: shop.url });
    const ids = await Promise.all(Array.from({ length: 10 }, async () => (await aCustomer(app, acme)).id));
    await eventually(() => shop.received.length === 10);
    await shop.down();
    // Fifty writes a second; WEBHOOK_SECONDS makes it longer.
    const seconds = Number(process.env.WEBHOOK_SECONDS ?? 3);
    const wrote = new Map(ids.map((id) => [id, 1]));
    for (let second = 0; second < seconds; second++) {
      const writes = Array.from({ length: 5 }, (_, round) => ids.map((id) => ({ id, round }))).flat();
      const began = Date.now();
      for (const { id, round } of writes) {
        expect((await note(id, `Note ${second} ${round}`)).status).toBe(200);
        wrote.set(id, wrote.get(id)! + 1);
      }
      await pause(Math.max(0, 1_000 - (Date.now() - began)));
    }
    expect(await theWebhook(webhook)).toMatchObject({ state: 'active', lastFailure: 'unreachable' });
    await shop.up();
    ahead += 2 * LIMITS.pause;

    await eventually(() => shop.received.length >= 10 + seconds * 50);
    const got = new Map<number, number[]>();
    for (const [id, version] of arrivals(shop.received)) got.set(id, [...(got.get(id) ?? []), version]);
    for (const [id, last] of wrote)
      expect([id, got.get(id)]).toEqual([id, Array.from({ length: last }, (_, place) => place + 1)]);
    expect(await theWebhook(webhook)).toMatchObject({ failingSince: null, pausedUntil: null, lastFailure: null });
  }, 300_000);

  it('that is away is not waited for when the webhook gets another URL', async () => {
    const [gone, shop] = [await aReceiver((_, response) => response.writeHead(503).end()), await aReceiver()];
    const webhook = await aWebhook({ url: gone.url });
    const { id } = await aCustomer(app, acme);
    await eventually(async () => (await theWebhook(webhook)).pausedUntil !== null);
    const moved = await clientela().patch(`/webhooks/${webhook.id}`, { url: shop.url });
    expect(moved.body).toMatchObject({ pausedUntil: null, lastFailure: null });
    await eventually(() => shop.received.length === 1);
    expect(arrivals(shop.received)).toEqual([[id, 1]]);
  });

  it('that answers 410 ends the webhook; resumed, it goes on where it stopped', async () => {
    const shop = await aReceiver((_, response) => response.writeHead(410).end());
    const webhook = await aWebhook({ url: shop.url });
    const { id } = await aCustomer(app, acme);
    await eventually(async () => (await theWebhook(webhook)).state === 'ended');
    expect(await theWebhook(webhook)).toMatchObject({ reason: 'gone', lastFailure: '410' });
    expect(heard.lines.filter((line) => line.includes('a webhook has ended'))).toHaveLength(1);
    expect(heard.lines.join('\n')).not.toContain(shop.url);

    shop.answers((_, response) => response.writeHead(204).end());
    const resumed = await clientela().post(`/webhooks/${webhook.id}/resume`);
    expect(resumed.body).toMatchObject({ state: 'active', reason: null });
    await eventually(() => shop.received.length >= 2);
    expect(arrivals(shop.received)).toEqual([
      [id, 1],
      [id, 1],
    ]);
  });

  it('that fails for three days ends the webhook, and the log and the API say so', async () => {
    const shop = await aReceiver((_, response) => response.writeHead(503).end());
    const webhook = await aWebhook({ url: shop.url });
    await aCustomer(app, acme);
    await eventually(async () => (await theWebhook(webhook)).pausedUntil !== null);
    for (let hours = 0; hours < 80; hours += 2) {
      const before = shop.received.length;
      ahead += 2 * LIMITS.pause;
      await eventually(async () => shop.received.length > before || (await theWebhook(webhook)).state === 'ended');
      if ((await theWebhook(webhook)).state === 'ended') break;
    }
    await eventually(async () => (await theWebhook(webhook)).state === 'ended');
    expect(await theWebhook(webhook)).toMatchObject({ state: 'ended', reason: 'failing', lastFailure: '503' });
    expect(heard.count('a webhook has ended')).toBe(1);
    expect(ahead).toBeGreaterThan(LIMITS.subscription - LIMITS.pause);
  });

  it('that never takes one event is told the others; the event is left out and can be replayed', async () => {
    const [first, second] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    const shop = await aReceiver();
    let isBroken = true;
    shop.answers(({ body }, response) => {
      response.writeHead(isBroken && body.includes(`"customerId":"${first.id}"`) ? 500 : 204).end();
    });
    const after = await app.nest.get(FeedService).now(acme.id);
    const webhook = await aWebhook({ url: shop.url });
    await note(first.id, 'Never');
    for (let days = 0; days < 4; days++) {
      const before = shop.received.length;
      await note(second.id, `Day ${days}`);
      await eventually(() => shop.received.length > before);
      ahead += LIMITS.event;
      await pause(200);
    }
    await eventually(async () => (await failures(webhook)).some(({ state }) => state === 'leftOut'));
    expect(heard.count('a webhook has left out events')).toBe(1);
    expect(await theWebhook(webhook)).toMatchObject({ state: 'active' });

    isBroken = false;
    shop.received.length = 0;
    await clientela().post(`/webhooks/${webhook.id}/replay`, { after });
    await eventually(() => shop.received.length >= 5);
    expect(arrivals(shop.received)[0]).toEqual([first.id, 2]);
    await eventually(async () => (await failures(webhook)).length === 0);
  });
});

describe('the maker', () => {
  it('whose key is revoked pauses the webhook; another caller resumes it, and nothing is missing', async () => {
    const shop = await aReceiver();
    const key = await app.nest.get(KeysService).create(acme.id, 'clientela', { permissions: PERMISSIONS });
    const webhook = await aWebhook({ url: shop.url }, { ...acme, keys: { ...acme.keys, clientela: key } });
    const { id } = await aCustomer(app, acme);
    await eventually(() => shop.received.length === 1);
    await app.nest.get(KeysService).revoke(acme.id, key.id);
    await note(id, 'Not for the old maker');
    await eventually(async () => (await theWebhook(webhook)).state === 'paused');
    expect(await theWebhook(webhook)).toMatchObject({ reason: 'maker', maker: `key:${key.id}` });
    expect(heard.count('a webhook is paused')).toBe(1);
    expect(shop.received).toHaveLength(1);

    const resumed = await clientela().post(`/webhooks/${webhook.id}/resume`);
    expect(resumed.body).toMatchObject({ state: 'active', maker: `key:${acme.keys.clientela.id}` });
    await eventually(() => shop.received.length === 2);
    expect(arrivals(shop.received)).toEqual([
      [id, 1],
      [id, 2],
    ]);
  });
});

describe('the secret', () => {
  it('is rotated with overlap: a receiver verifies with the old one or the new one', async () => {
    const shop = await aReceiver();
    const webhook = await aWebhook({ url: shop.url });
    const rotated = await clientela().post(`/webhooks/${webhook.id}/rotate`, { overlapSeconds: 3600 });
    expect(rotated.status).toBe(201);
    const { secret } = rotated.body as Made;
    expect(secret).not.toBe(webhook.secret);
    await aCustomer(app, acme);
    await eventually(() => shop.received.length === 1);
    expect(verified(shop, webhook.secret)).toEqual(verified(shop, secret));

    await clientela().post(`/webhooks/${webhook.id}/rotate`, { overlapSeconds: 0 });
    await aCustomer(app, acme);
    await eventually(() => shop.received.length === 2);
    expect(() => verifiedOne(shop.received[1]!, webhook.secret)).toThrow();
    expect(() => verifiedOne(shop.received[1]!, secret)).toThrow();
  });
});

describe('a replay', () => {
  it('from a time sends events again, as messages of their own', async () => {
    const shop = await aReceiver();
    const webhook = await aWebhook({ url: shop.url });
    const old = await aCustomer(app, acme);
    await eventually(() => shop.received.length === 1);
    const since = new Date();
    await pause(10);
    const { id } = await aCustomer(app, acme);
    await note(id, 'Again');
    await eventually(() => shop.received.length === 3);

    const replayed = await clientela().post(`/webhooks/${webhook.id}/replay`, { since: since.toISOString() });
    expect(replayed.status).toBe(200);
    await eventually(() => shop.received.length >= 5);
    expect(arrivals(shop.received)).toEqual([[old.id, 1], ...[1, 2, 1, 2].map((version) => [id, version])]);
    const ids = shop.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(5);

    // From the cursor of an event on.
    const { cursor } = verified(shop, webhook.secret)[0]!.data;
    await clientela().post(`/webhooks/${webhook.id}/replay`, { after: cursor });
    await eventually(() => shop.received.length >= 7);
    expect(arrivals(shop.received).slice(5)).toEqual([
      [id, 1],
      [id, 2],
    ]);
  });
});

const failures = async ({ id }: Pick<Made, 'id'>) =>
  (await clientela().get(`/webhooks/${id}/deliveries`)).body.data as Record<string, unknown>[];

const firstOf = async (client: { get(path: string): Promise<{ body: any }> }) =>
  (await client.get('/webhooks')).body.data[0] as Made;
