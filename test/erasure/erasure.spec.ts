import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { CustomersService } from '../../src/customers/customers.service.js';
import { Copies } from '../../src/erasure/copies.js';
import { ErasureService } from '../../src/erasure/erasure.service.js';
import { PERSONAL_DATA } from '../../src/erasure/personal-data.js';
import { FeedService } from '../../src/feed/feed.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { eventually } from '../support/eventually.js';
import { HeardLog } from '../support/log.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant, useTenant } from '../support/use-app.js';
import { type Ids, plant } from './canaries.js';

const log = new HeardLog();
const { app, tenant: acme } = useAppAndTenant({ LOG_LEVEL: 'trace' }, { logTo: log });
const globex = useTenant(app);

const erase = async (id: number) => {
  const { status, body } = await app.as(acme).clientela.delete(`/customers/${id}/personal-data`);
  expect({ status, body }).toEqual({ status: 204, body: undefined });
};
const exported = async (id: number) => {
  const { status, body } = await app.as(acme).clientela.get(`/customers/${id}/personal-data`);
  expect(status).toBe(200);
  return body as Record<string, any>;
};

/** Every row of the tenant in every table, as the owner of the tables sees them, in lower case. */
async function dump(): Promise<string> {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    // Row-level security holds the owner, too, unless it is a superuser.
    await client.query("SELECT set_config('app.tenant', $1, false)", [String(acme.id)]);
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'p', 'm') AND relnamespace = 'public'::regnamespace",
    );
    const texts: string[] = [];
    for (const { name } of tables)
      for (const { row } of (await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)).rows)
        texts.push(`${name} ${row}`);
    return texts.join('\n').toLowerCase();
  } finally {
    await client.end();
  }
}

async function aWholeCustomer(): Promise<Ids> {
  const { id: customer } = await aCustomer(app, acme, { email: 'ada@example.com', phone: '+12125550100' });
  const contacts = app.as(acme).contacts;
  const email = await contacts.post(`/customers/${customer}/emails`, { email: 'grace@example.com' });
  const phone = await contacts.post(`/customers/${customer}/phones`, { phone: '+12125550101' });
  const name = await contacts.post(`/customers/${customer}/company-names`, { name: 'Ada Limited' });
  const person = await app.as(acme).billing.post('/user', { customer_id: customer, first_name: 'Grace' });
  return {
    customer,
    email: email.body.email_id,
    phone: phone.body.phone_id,
    companyName: name.body.company_name_id,
    person: String(person.body.response.id),
  };
}

describe('the map of personal data', () => {
  it('decides on every column of every table with a tenant, and names no other', async () => {
    const rows = await app.nest.get(DataSource).query<{ table: string; columns: string[] }[]>(
      `SELECT table_name::text AS "table", array_agg(column_name::text ORDER BY column_name::text) AS columns
       FROM information_schema.columns c WHERE table_schema = 'public' AND EXISTS (
         SELECT FROM information_schema.columns t
         WHERE t.table_schema = 'public' AND t.table_name = c.table_name AND t.column_name = 'tenant_id')
       GROUP BY 1 ORDER BY 1`,
    );
    expect(rows.length).toBeGreaterThan(12);
    const decided = Object.entries(PERSONAL_DATA)
      .map(([table, { columns }]) => ({ table, columns: Object.keys(columns).sort() }))
      .sort((one, other) => (one.table < other.table ? -1 : 1));
    expect(decided).toEqual(rows.map(({ table, columns }) => ({ table, columns: columns.toSorted() })));
  });

  it('leaves NULL only where it may be, and calls no generated column personal', async () => {
    const rows = await app.nest.get(DataSource).query<{ table: string; column: string; isGenerated: boolean }[]>(
      `SELECT table_name::text AS "table", column_name::text AS "column", is_generated = 'ALWAYS' AS "isGenerated"
       FROM information_schema.columns WHERE table_schema = 'public' AND (is_nullable = 'NO' OR is_generated = 'ALWAYS')`,
    );
    for (const { table, column, isGenerated } of rows) {
      const { rows: fate, columns } = PERSONAL_DATA[table as 'customers'] ?? { columns: {} };
      const decided = (columns as Record<string, unknown>)[column];
      if (isGenerated && decided !== undefined) expect([table, column, decided]).toEqual([table, column, 'follows']);
      if (!isGenerated && fate === 'stay') expect([table, column, decided]).not.toEqual([table, column, null]);
    }
  });
});

it('no text that any contract wrote is in any table or in the log after its customer was erased', async () => {
  const ids = await aWholeCustomer();
  const isStored = async (text: string) => {
    const kept = 'SELECT FROM changes WHERE tenant_id = $1 AND customer_id = $2 AND lower(patch::text) LIKE $3';
    return (await asOwner(app, acme, kept, [acme.id, ids.customer, `%${text}%`])).length > 0;
  };
  const { found, missing } = await plant(app.as(acme), ids, isStored);
  const reason = 'zqcanaryreason';
  await app.as(acme).clients.send('PUT', `/clients/${ids.customer}`, {
    body: { notes: 'a note' },
    headers: { 'Change-Reason': reason },
  });
  found.set('the reason of a change', reason);
  expect(missing).toEqual([]);
  expect(found.size).toBeGreaterThanOrEqual(40);
  await app.as(acme).contacts.post(`/customers/${ids.customer}/emails/${ids.email}/toggle-lock`);

  const before = await dump();
  expect([...found].filter(([, text]) => !before.includes(text))).toEqual([]);
  const document = JSON.stringify(await exported(ids.customer)).toLowerCase();
  expect([...found].filter(([, text]) => !document.includes(text))).toEqual([]);

  await erase(ids.customer);
  const after = await dump();
  const left = [...found].flatMap(([field, text]) =>
    after.split('\n').flatMap((row) => (row.includes(text) ? [`${field}: ${row.slice(0, 200)}`] : [])),
  );
  expect(left).toEqual([]);
  expect([...found].filter(([, text]) => log.lines.some((line) => line.toLowerCase().includes(text)))).toEqual([]);
  expect(log.lines.length).toBeGreaterThan(40);
});

describe('a customer that was erased', () => {
  it('has its row, its money and a version more, and no records', async () => {
    const { customer: id } = await aWholeCustomer();
    await app
      .as(acme)
      .accounting.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 12.5, reference: `r${id}` });
    const before = await theCustomer(app, acme, id);
    await erase(id);
    const after = await theCustomer(app, acme, id);
    expect(after).toMatchObject({
      displayName: 'Erased customer',
      email: null,
      phone: null,
      firstName: null,
      version: before.version + 1,
    });
    for (const list of ['emails', 'phones', 'company-names'])
      expect(
        Object.values((await app.as(acme).contacts.get(`/customers/${id}/${list}`)).body).flat(),
      ).not.toContainEqual(expect.objectContaining({ email_id: expect.anything() }));
    const { body } = await app.as(acme).accounting.get(`/customers/${id}/ledger-entries`);
    expect(JSON.stringify(body)).toContain('12.5');
    expect(JSON.stringify(body)).not.toContain(`r${id}`);
  });

  it('410: is not shown as it was before, and is shown as it was afterwards', async () => {
    const { id, version } = await aCustomer(app, acme, { displayName: 'Ada', email: 'ada@example.com' });
    await erase(id);
    await app.as(acme).clients.put(`/clients/${id}`, { name: 'Ada again' });
    const credentials = await app.as(acme).clients.credentials();
    const at = async (asked: number) => {
      const headers = { ...credentials, 'Clientela-As-Of': String(asked) };
      const answer = await fetch(`${app.url}/apidev/v1/clients/${id}`, { headers });
      return { status: answer.status, name: ((await answer.json()) as { data?: { name: string } }).data?.name };
    };
    expect(await at(version)).toEqual({ status: 410, name: undefined });
    expect(await at(version + 1)).toEqual({ status: 200, name: 'Erased customer' });
    expect(await at(version + 2)).toEqual({ status: 200, name: 'Ada again' });
  });

  it('tells the feed by one event without values, and earlier events have none either', async () => {
    const feed = app.nest.get(FeedService);
    const start = await feed.now(acme.id);
    const { id } = await aCustomer(app, acme, { displayName: 'Ada', email: 'ada@example.com', currency: 'EUR' });
    await app.as(acme).clients.put(`/clients/${id}`, { name: 'Grace', business_name: 'G' });
    await erase(id);
    await eventually(async () => (await feed.read(acme.id, { after: start, limit: 10 })).events.length === 3);
    const { events } = await feed.read(acme.id, { after: start, limit: 10 });
    expect(events.map(({ kind, version }) => [kind, version])).toEqual([
      ['created', 1],
      ['updated', 2],
      ['erased', 3],
    ]);
    const [created, updated, erased] = events;
    expect(created!.records.find(({ record }) => record === 'customer')!.patch).toMatchObject({
      display_name: true,
      currency: 'EUR',
    });
    expect(updated!.records[0]!.patch).toEqual({ display_name: [true, true], legal_name: [null, true] });
    expect(erased!.records).toEqual([{ record: 'customer', id, kind: 'erased', patch: {} }]);
  });

  it('stays as it is if it is erased again without a change between', async () => {
    const { id, version } = await aCustomer(app, acme);
    await erase(id);
    await erase(id);
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
  });

  it('may be deleted already', async () => {
    const { id } = await aCustomer(app, acme, { displayName: 'zqdeleted', email: 'zqdeleted@example.com' });
    await app.nest.get(CustomersService).delete(acme.id, id);
    expect((await exported(id)).customer).toMatchObject({ displayName: 'zqdeleted' });
    await erase(id);
    expect(await dump()).not.toContain('zqdeleted');
    await expect(theCustomer(app, acme, id)).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('not found: is one of the tenant', async () => {
    const { id } = await aCustomer(app, globex, { displayName: 'Theirs' });
    const { clientela } = app.as(acme);
    const missing = await clientela.get(`/customers/${MISSING_ID}/personal-data`);
    expect(missing).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
    expect(await clientela.get(`/customers/${id}/personal-data`)).toLookLike(missing);
    expect(await clientela.delete(`/customers/${id}/personal-data`)).toLookLike(
      await clientela.delete(`/customers/${MISSING_ID}/personal-data`),
    );
    expect((await theCustomer(app, globex, id)).displayName).toBe('Theirs');
    const [neighbour, erased] = [await aCustomer(app, acme, { displayName: 'Stays' }), await aCustomer(app, acme)];
    await erase(erased.id);
    expect((await theCustomer(app, acme, neighbour.id)).displayName).toBe('Stays');
    expect(JSON.stringify((await exported(neighbour.id)).changes)).toContain('Stays');
  });
});

it('copies of other modules are erased in the transaction: if one cannot, nothing is erased', async () => {
  const { id } = await aCustomer(app, acme, { displayName: 'Ada' });
  const copies = app.nest.get(Copies);
  const copy = jest.fn(() => Promise.reject(new Error('not now')));
  copies.add({ erase: copy });
  await expect(app.nest.get(ErasureService).erase(acme.id, id)).rejects.toThrow('not now');
  expect((await theCustomer(app, acme, id)).displayName).toBe('Ada');
  copy.mockResolvedValue(undefined as never);
  await erase(id);
  expect(copy).toHaveBeenLastCalledWith(acme.id, id);
  expect((await theCustomer(app, acme, id)).displayName).toBe('Erased customer');
});

it('the export has everything that is kept of a customer, with the origins of its changes', async () => {
  const ids = await aWholeCustomer();
  await app.as(acme).accounting.post(`/customers/${ids.customer}/ledger-entries`, { kind: 'invoice', amount: 1 });
  const document = await exported(ids.customer);
  expect(Object.keys(document)).toEqual([
    ...['customer', 'emails', 'phones', 'companyNames', 'contactPersons', 'ledger', 'paymentsForOthers', 'changes'],
  ]);
  const lengths = Object.values(document).map((part) => (Array.isArray(part) ? part.length : 1));
  expect(lengths.slice(1, 6).every((length) => length > 0)).toBe(true);
  expect(document.customer).toMatchObject({
    id: String(ids.customer),
    displayName: 'Ada Ltd.',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
  expect(document.customer).not.toHaveProperty('searchText');
  expect(document.ledger).toEqual([expect.objectContaining({ kind: 'invoice', amount: '1.00' })]);
  expect(document.changes.at(-1)).toMatchObject({
    contract: 'accounting',
    operation: expect.any(String),
    actor: expect.stringMatching(/^key:/),
    records: [expect.objectContaining({ record: 'ledgerEntry', kind: 'added' })],
  });
  const history = await app.as(acme).clientela.get(`/customers/${ids.customer}/changes`);
  expect(document.changes.toReversed()).toEqual(history.body.data);
});
