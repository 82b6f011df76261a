import { Client } from 'pg';
import { CustomersService } from '../../src/customers/customers.service.js';
import { ChangesTrimming } from '../../src/feed/changes-trimming.js';
import { FeedService } from '../../src/feed/feed.service.js';
import { TrimmingRepository } from '../../src/feed/trimming.repository.js';
import { aCustomer } from '../factories/customer.js';
import { asOwner } from '../support/owner.js';
import { settled } from '../support/settled.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const other = useTenantPerTest(app);

const OLD = "now() - interval '100 days'";
const feed = () => app.nest.get(FeedService);
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const trim = (before = daysAgo(50)) => app.nest.get(ChangesTrimming).trim(acme.id, before);
const batch = (most: number) => app.nest.get(TrimmingRepository).trim(acme.id, daysAgo(50), most, daysAgo(30));
async function age(where = 'true', time = OLD): Promise<void> {
  await settled(app, acme);
  await asOwner(app, acme, `UPDATE changes SET at = ${time} WHERE tenant_id = $1 AND ${where}`, [acme.id]);
}
const kept = async () =>
  (
    await asOwner<{ id: number; version: number }>(
      app,
      acme,
      `SELECT customer_id AS id, version FROM changes WHERE tenant_id = $1 AND record = 'customer' ORDER BY seq`,
      [acme.id],
    )
  ).map(({ id, version }) => [id, version]);
const rename = (id: number, name: string) => app.as(acme).clients.put(`/clients/${id}`, { name });

let end: (() => Promise<void>) | undefined;
// A transaction that a failed test left open would hold up all tests after it.
afterEach(async () => {
  await end?.();
  end = undefined;
});

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  end = () => client.end();
  return client;
}

async function versions(count: number): Promise<number> {
  const { id } = await aCustomer(app, acme, { email: 'ada@example.com', phone: '+12125550100' });
  for (let version = 2; version <= count; version++) await rename(id, `Ada ${version}`);
  return id;
}

async function asOf(id: number, moment: string): Promise<[status: number, name?: string]> {
  const headers = { ...(await app.as(acme).clients.credentials()), 'Clientela-As-Of': moment };
  const answer = await fetch(`${app.url}/apidev/v1/clients/${id}`, { headers });
  const { data } = (await answer.json()) as { data: { name: string } | null };
  return data ? [answer.status, data.name] : [answer.status];
}

it('removes old changes of the tenant alone, in portions, and leaves younger ones', async () => {
  const id = await versions(6);
  const theirs = await aCustomer(app, other);
  await age('coalesce(version, 1) <= 4');
  expect(await trim()).toBeGreaterThanOrEqual(6);
  expect(await kept()).toEqual([
    [id, 5],
    [id, 6],
  ]);
  expect(await trim()).toBe(0);
  const page = await feed().read(other.id, { limit: 10 });
  expect(page.events.map(({ customerId }) => customerId)).toEqual([theirs.id]);
});

it('removes whole transactions, however small a portion is', async () => {
  const id = await versions(3);
  await age();
  // The first transaction has three rows: the customer, its email and its phone.
  expect(await batch(1)).toBe(3);
  expect(await kept()).toEqual([
    [id, 2],
    [id, 3],
  ]);
  expect(await batch(1)).toBe(1);
  expect(await batch(1)).toBe(1);
  expect(await batch(1)).toBe(0);
});

it('410: a version and a time whose change was removed are not shown, and those after them are', async () => {
  const id = await versions(4);
  await age("version <= 2 OR record <> 'customer'");
  await trim();
  expect(await asOf(id, '1')).toEqual([410]);
  expect(await asOf(id, '2')).toEqual([410]);
  expect(await asOf(id, '3')).toEqual([200, 'Ada 3']);
  expect(await asOf(id, '4')).toEqual([200, 'Ada 4']);
  expect(await asOf(id, new Date().toISOString())).toEqual([200, 'Ada 4']);
  const [{ at }] = (await asOwner<{ at: Date }>(
    app,
    acme,
    'SELECT created_at AS at FROM customers WHERE tenant_id = $1 AND id = $2',
    [acme.id, id],
  )) as [{ at: Date }];
  expect(await asOf(id, new Date(at.getTime() + 1).toISOString())).toEqual([410]);
  await age();
  await trim();
  for (const version of ['1', '2', '3', '4']) expect(await asOf(id, version)).toEqual([410]);
});

it('keeps what consumers of the feed have still to read, unless they have not read for a month', async () => {
  const id = await versions(5);
  const read = (after: string | undefined, limit: number, consumer?: string) =>
    feed().read(acme.id, { after, limit, consumer });
  await settled(app, acme);
  const first = await read(undefined, 2);
  // What it sends back as a cursor, it has processed.
  await read(first.cursor, 1, 'key:1');
  await age();
  await trim();
  expect((await read(first.cursor, 10)).events.map(({ version }) => version)).toEqual([3, 4, 5]);
  expect((await kept()).length).toBe(4);
  await asOwner(app, acme, `UPDATE feed_consumers SET seen_at = ${OLD} WHERE tenant_id = $1`, [acme.id]);
  await trim();
  expect(await kept()).toEqual([]);
  await expect(read(first.cursor, 10)).rejects.toMatchObject({ kind: 'gone' });
  const now = await feed().now(acme.id);
  await rename(id, 'after all');
  await settled(app, acme);
  expect((await read(now, 10)).events.map(({ version }) => version)).toEqual([6]);
});

it('gone: a cursor below what was removed, but not one at the last change that was removed', async () => {
  await versions(3);
  await settled(app, acme);
  const { events, cursor } = await feed().read(acme.id, { limit: 10 });
  await age();
  await trim();
  await expect(feed().read(acme.id, { after: events[0]!.cursor, limit: 10 })).rejects.toMatchObject({ kind: 'gone' });
  expect((await feed().read(acme.id, { after: cursor, limit: 10 })).events).toEqual([]);
});

it('keeps a late change as long as the change of its customer that came before it', async () => {
  const id = await versions(1);
  const older = await connected();
  await older.query('BEGIN; SET LOCAL ROLE clientela_app');
  await older.query("SELECT set_config('app.tenant', $1, true), pg_current_xact_id()", [String(acme.id)]);
  await rename(id, 'younger');
  const late = "UPDATE customers SET display_name = 'older', version = version + 1 WHERE tenant_id = $1 AND id = $2";
  await older.query(late, [acme.id, id]);
  await older.query('COMMIT');
  // The change before it is too young to be removed.
  await age("patch -> 'display_name' ->> 1 IS DISTINCT FROM 'younger'");
  await trim();
  expect(await asOf(id, '3')).toEqual([200, 'older']);
  expect(await asOf(id, '2')).toEqual([200, 'younger']);
});

it('lets writers go on, and one process at a time', async () => {
  const id = await versions(3);
  await age();
  const trimmer = await connected();
  await trimmer.query('BEGIN');
  await trimmer.query("SELECT set_config('app.tenant', $1, true)", [String(acme.id)]);
  const { rows } = await trimmer.query<{ removed: number }>('SELECT trim_changes(now(), 100, now()) AS removed');
  expect(rows[0]!.removed).toBe(5);
  expect((await rename(id, 'meanwhile')).status).toBe(200);
  await app.nest.get(CustomersService).delete(acme.id, id);
  expect(await batch(100)).toBeNull();
  await trimmer.query('COMMIT');
  expect(await kept()).toEqual([
    [id, 4],
    [id, 5],
  ]);
});
