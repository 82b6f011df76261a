import { Client } from 'pg';
import { CustomersService } from '../../src/customers/customers.service.js';
import { FeedService, type FeedPage, type FeedRequest } from '../../src/feed/feed.service.js';
import { aCustomer } from '../factories/customer.js';
import { eventually } from '../support/eventually.js';
import { settled } from '../support/settled.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const globex = useTenantPerTest(app);

const feed = () => app.nest.get(FeedService);
const look = (request: Partial<FeedRequest> = {}): Promise<FeedPage> =>
  feed().read(acme.id, { limit: 100, ...request });
async function read(request: Partial<FeedRequest> = {}): Promise<FeedPage> {
  await settled(app, acme);
  return look(request);
}
/** A cursor behind all changes so far: they are settled, so none comes after it. */
async function now(): Promise<string> {
  await settled(app, acme);
  return feed().now(acme.id);
}
const shown = ({ events }: FeedPage) => events.map(({ customerId, kind, version }) => [customerId, kind, version]);
const speak = () => app.as(acme);

let open: Client[] = [];
// A transaction that a failed test left open would hold up all tests after it.
afterEach(async () => {
  await Promise.all(open.map((client) => client.end()));
  open = [];
});

async function connected(url = process.env.DATABASE_URL): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  open.push(client);
  return client;
}

/** A transaction of the working role, outside the application, which the test commits when it likes. */
async function aTransaction(): Promise<Client> {
  const client = await connected();
  await client.query('BEGIN; SET LOCAL ROLE clientela_app');
  await client.query("SELECT set_config('app.tenant', $1, true)", [String(acme.id)]);
  return client;
}
const touch = (client: Client, id: number, name: string) =>
  client.query('UPDATE customers SET display_name = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2', [
    acme.id,
    id,
    name,
  ]);
const commit = (client: Client) => client.query('COMMIT');

describe('the feed of a tenant', () => {
  it('has one event for each customer and transaction: what changed, by whom, through which operation', async () => {
    const { body } = await speak().clients.post('/clients', { name: 'Ada', email: 'ada@example.com' });
    const id = Number(body.data.id);
    await speak().clients.send('PUT', `/clients/${id}`, {
      body: { name: 'Ada Ltd.' },
      headers: { 'Change-Reason': 'a new name' },
    });
    await app.nest.get(CustomersService).delete(acme.id, id);
    const page = await read();
    expect(shown(page)).toEqual([
      [id, 'created', 1],
      [id, 'updated', 2],
      [id, 'deleted', 3],
    ]);
    const [created, updated] = page.events;
    expect(created!.records.map(({ record, kind }) => [record, kind])).toEqual(
      expect.arrayContaining([
        ['customer', 'added'],
        ['email', 'added'],
      ]),
    );
    expect(updated).toMatchObject({
      contract: 'clients',
      actor: expect.stringMatching(/^user:\d+\+key:\d+$/),
      reason: 'a new name',
      records: [{ record: 'customer', id, kind: 'changed', patch: { display_name: ['Ada', 'Ada Ltd.'] } }],
    });
    expect(page.isLast).toBe(true);
  });

  it('goes on after the cursor of any event, in pages of any size', async () => {
    for (const name of ['one', 'two', 'three', 'four', 'five']) await aCustomer(app, acme, { displayName: name });
    const all = await read();
    expect(all.events).toHaveLength(5);
    for (const [at, { cursor }] of all.events.entries())
      expect(shown(await read({ after: cursor }))).toEqual(shown(all).slice(at + 1));
    const found: unknown[] = [];
    for (let after: string | undefined; ;) {
      const page = await read({ after, limit: 2 });
      found.push(...shown(page));
      after = page.cursor;
      if (page.isLast) break;
    }
    expect(found).toEqual(shown(all));
  });

  it('never cuts the changes of one customer in one transaction, whatever the size of a page is', async () => {
    const ids = [1, 2, 3].map((number) =>
      aCustomer(app, acme, { email: `${number}@example.com`, phone: '+12125550100' }),
    );
    const customers = (await Promise.all(ids)).map(({ id }) => id);
    const after = await now();
    const client = await aTransaction();
    // Three rows of each customer, one customer after the other, three times.
    for (const name of ['a', 'b', 'c']) for (const id of customers) await touch(client, id, name);
    await commit(client);
    const pages: FeedPage[] = [];
    for (let next = after; pages.at(-1)?.isLast !== true; next = pages.at(-1)!.cursor)
      pages.push(await read({ after: next, limit: 1 }));
    const events = pages.flatMap((page) => page.events);
    expect(events.map(({ customerId, records }) => [customerId, records.length])).toEqual(
      customers.map((id) => [id, 3]),
    );
  });

  it('shows a transaction when all older ones have ended, so nothing appears behind a cursor', async () => {
    const [one, other] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    const after = await now();
    const older = await aTransaction();
    await touch(older, one.id, 'older');
    await app.nest.get(CustomersService).delete(acme.id, other.id);
    const before = await look({ after });
    expect(before.events).toEqual([]);
    await commit(older);
    expect(shown(await read({ after: before.cursor }))).toEqual([
      [one.id, 'updated', 2],
      [other.id, 'deleted', 2],
    ]);
  });

  it('has changes of a customer in the order of its versions, also if an older transaction came later', async () => {
    const { id } = await aCustomer(app, acme);
    const between = await aCustomer(app, acme);
    const after = await now();
    const older = await aTransaction();
    await older.query('SELECT pg_current_xact_id()');
    // It has its number before the younger one, and stays open: what is older is shown, the younger one not yet.
    const stillOpen = await aTransaction();
    await touch(stillOpen, between.id, 'between');
    const younger = await aTransaction();
    await touch(younger, id, 'younger');
    await commit(younger);
    await touch(older, id, 'older');
    await commit(older);
    await eventually(async () => (await look({ after })).events.length > 0);
    const first = await look({ after });
    expect(shown(first)).toEqual([
      [id, 'updated', 2],
      [id, 'updated', 3],
    ]);
    // Each of the two can be the last one of a page.
    const page = await look({ after, limit: 1 });
    expect(shown(page)).toEqual([[id, 'updated', 2]]);
    expect(shown(await look({ after: page.cursor }))).toEqual([[id, 'updated', 3]]);
    await commit(stillOpen);
    expect(shown(await read({ after: first.cursor }))).toEqual([[between.id, 'updated', 2]]);
    expect((await read({ after })).events).toHaveLength(3);
  });

  it('shows a tenant its own changes alone', async () => {
    const after = await feed().now(globex.id);
    await aCustomer(app, acme);
    expect((await read()).events).toHaveLength(1);
    expect((await feed().read(globex.id, { after, limit: 10 })).events).toEqual([]);
    expect((await feed().read(globex.id, { limit: 10 })).events).toEqual([]);
  });

  it('begins now: with what comes after the cursor was given out', async () => {
    await aCustomer(app, acme);
    const after = await now();
    const { id } = await aCustomer(app, acme);
    expect(shown(await read({ after }))).toEqual([[id, 'created', 1]]);
  });

  it('is not held up by a transaction of another database of the server', async () => {
    const elsewhere = await connected(
      Object.assign(new URL(process.env.DATABASE_URL!), { pathname: '/postgres' }).href,
    );
    await elsewhere.query('BEGIN; SELECT pg_current_xact_id()');
    const { id } = await aCustomer(app, acme);
    await eventually(async () => (await look()).events.length > 0, 5_000);
    expect(shown(await look())).toEqual([[id, 'created', 1]]);
  });
});

describe('a cursor', () => {
  it.each(['', 'x', 'not a cursor', '....', 'é', 'a'.repeat(141), Buffer.from('1.2.3').toString('base64url')])(
    'invalid: %p is no cursor',
    async (after) => {
      await expect(read({ after })).rejects.toMatchObject({ kind: 'invalid' });
    },
  );

  it('gone: is not followed if the server has not reached its place, as after a backup was restored', async () => {
    const after = await now();
    const [era] = Buffer.from(after, 'base64url').toString().split('.');
    const ahead = Buffer.from(`${era}.9000000000000000000.1`).toString('base64url');
    await expect(read({ after: ahead })).rejects.toMatchObject({ kind: 'gone' });
  });
});

describe('a request that waits', () => {
  it('is answered soon after a change, a deletion within a second', async () => {
    const { id } = await aCustomer(app, acme);
    const after = await now();
    const waiting = look({ after, wait: 30 });
    await app.nest.get(CustomersService).delete(acme.id, id);
    const since = performance.now();
    expect(shown(await waiting)).toEqual([[id, 'deleted', 2]]);
    expect(performance.now() - since).toBeLessThan(1_000);
  });

  it('is answered without events at the end of its time, and not by changes of other tenants', async () => {
    const after = await now();
    const since = performance.now();
    const waiting = look({ after, wait: 1 });
    await aCustomer(app, globex);
    expect(await waiting).toMatchObject({ events: [], isLast: true });
    expect(performance.now() - since).toBeGreaterThan(900);
  });

  it('shares its looks at the database with all requests of the tenant', async () => {
    const { id } = await aCustomer(app, acme);
    const after = await now();
    const waiting = Promise.all(Array.from({ length: 50 }, () => look({ after, wait: 30 })));
    await app.nest.get(CustomersService).delete(acme.id, id);
    for (const page of await waiting) expect(shown(page)).toEqual([[id, 'deleted', 2]]);
  });
});
