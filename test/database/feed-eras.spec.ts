import { Client } from 'pg';
import { FeedService, type FeedPage } from '../../src/feed/feed.service.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { onServer } from '../support/owner.js';
import { openEmptyDatabase } from '../support/test-database.js';

let original: Awaited<ReturnType<typeof openEmptyDatabase>>;
let app: TestApp;
let tenant: TestTenant;

beforeEach(async () => {
  original = await openEmptyDatabase();
  app = await startApp({ DATABASE_URL: original.url });
  tenant = await aTenant(app);
});
afterEach(async () => {
  await app.close();
  await original.close();
});

const read = (after?: string): Promise<FeedPage> => app.nest.get(FeedService).read(tenant.id, { after, limit: 10 });
const created = async (after: string | undefined, count: number) => {
  await eventually(async () => (await read(after)).events.length === count);
  return (await read(after)).events.map(({ customerId }) => customerId);
};

it('gone: a cursor of the database from which this one was copied; a new consumer misses nothing', async () => {
  await aCustomer(app, tenant);
  await created(undefined, 1);
  const { cursor: after } = await read();
  await app.close();
  const copy = new URL(original.url);
  copy.pathname += '_copy';
  const { pathname } = new URL(original.url);
  const admin = new Client({ connectionString: Object.assign(new URL(original.url), { pathname: '/postgres' }).href });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${copy.pathname.slice(1)} TEMPLATE ${pathname.slice(1)}`);
    app = await startApp({ DATABASE_URL: copy.href });
    await expect(read(after)).rejects.toMatchObject({ kind: 'gone' });
    // What was there before belongs to the old era.
    expect((await read()).events).toEqual([]);
    const now = await app.nest.get(FeedService).now(tenant.id);
    const { id } = await aCustomer(app, tenant);
    expect(await created(now, 1)).toEqual([id]);
    expect(await created(undefined, 1)).toEqual([id]);
  } finally {
    await app.close();
    await admin.query(`DROP DATABASE IF EXISTS ${copy.pathname.slice(1)} WITH (FORCE)`);
    await admin.end();
    app = await startApp({ DATABASE_URL: original.url });
  }
  // The original goes on as before.
  const { id } = await aCustomer(app, tenant);
  expect(await created(after, 1)).toEqual([id]);
});

it('gone: a cursor from before another server took over, while this process was running', async () => {
  await aCustomer(app, tenant);
  await created(undefined, 1);
  const { cursor: after } = await read();
  await onServer(app, "UPDATE feed_eras SET server = 'another one'");
  await expect(read(after)).rejects.toMatchObject({ kind: 'gone' });
  const now = await app.nest.get(FeedService).now(tenant.id);
  const { id } = await aCustomer(app, tenant);
  expect(await created(now, 1)).toEqual([id]);
});
