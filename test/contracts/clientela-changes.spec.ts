import { KeysService } from '../../src/auth/keys.service.js';
import type { Permission } from '../../src/auth/permissions.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { FeedWaiters } from '../../src/feed/feed-waiters.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { aCustomer, MISSING_ID } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { asOwner } from '../support/owner.js';
import { settled } from '../support/settled.js';
import { useAppAndTenant, useTenantPerTest } from '../support/use-app.js';

// Few connections: requests that wait must hold none.
const { app } = useAppAndTenant({ DATABASE_POOL: '4' });
const tenant = useTenantPerTest(app);

const clientela = () => app.as(tenant).clientela;
/** With a key that has only these permissions. */
const limitedTo = async (...permissions: Permission[]) => {
  const { secret } = await app.nest.get(KeysService).create(tenant.id, 'clientela', { permissions });
  return (path: string, query?: Record<string, unknown>) =>
    app.send('GET', `/clientela/v1${path}`, { query, headers: { authorization: `Bearer ${secret}` } });
};
const refused = (status: number, type: string, ...pointers: string[]) => ({
  status,
  body: { type: `/problems/${type}`, errors: pointers.map((pointer) => expect.objectContaining({ pointer })) },
});

/** A customer that billing has changed, with its ledger. */
async function aChangedCustomer(): Promise<number> {
  const { id } = await aCustomer(app, tenant, { displayName: 'Ada', email: 'ada@example.com', openingBalance: '5' });
  await app.as(tenant).billing.send('PUT', `/customer/${id}`, {
    body: { company: 'Grace' },
    headers: { 'Change-Reason': 'married' },
  });
  return id;
}

describe('GET /clientela/v1/customers/:id/changes', () => {
  it('200: lists what was changed, by whom and why, the newest first', async () => {
    const parent = await aCustomer(app, tenant);
    const id = await aChangedCustomer();
    await app.as(tenant).billing.put(`/customer/${id}`, { parent_customer_id: parent.id });
    const { status, body } = await clientela().get(`/customers/${id}/changes`);
    expect({ status, next: body.next }).toEqual({ status: 200, next: null });
    expect(body.data.map(({ kind, version }: any) => [kind, version])).toEqual([
      ['updated', 3],
      ['updated', 2],
      ['created', 1],
    ]);
    expect(body.data[0].records).toEqual([
      {
        record: 'customer',
        id: String(id),
        kind: 'changed',
        fields: [{ field: 'parentId', before: null, after: String(parent.id) }],
      },
    ]);
    expect(body.data[1]).toEqual({
      version: 2,
      kind: 'updated',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      actor: expect.stringMatching(/^key:\d+$/),
      contract: 'billing',
      operation: 'updateCustomer',
      requestId: expect.any(String),
      reason: 'married',
      records: [
        {
          record: 'customer',
          id: String(id),
          kind: 'changed',
          fields: expect.arrayContaining([{ field: 'displayName', before: 'Ada', after: 'Grace' }]),
        },
      ],
    });
    expect(body.data[2].records.map(({ record }: any) => record)).toContain('email');
  });

  it('200: filters by field, record, actor, contract and time', async () => {
    const id = await aChangedCustomer();
    await app.as(tenant).contacts.post(`/customers/${id}/emails`, { email: 'grace@example.com' });
    const versions = async (query: Record<string, unknown>) =>
      (await clientela().get(`/customers/${id}/changes`, query)).body.data.map(({ version }: any) => version);
    const [last, middle] = (await clientela().get(`/customers/${id}/changes`)).body.data;
    expect(await versions({ field: 'displayName' })).toEqual([2, 1]);
    expect(await versions({ record: 'email' })).toEqual([3, 1]);
    expect(await versions({ record: 'email', field: 'displayName' })).toEqual([]);
    expect(await versions({ contract: 'billing' })).toEqual([2]);
    expect(await versions({ actor: middle.actor })).toEqual([2]);
    expect(await versions({ from: last.at })).toEqual([3]);
    expect(await versions({ to: middle.at })).toEqual([1]);
  });

  it('200: comes in pages', async () => {
    const id = await aChangedCustomer();
    await app.as(tenant).billing.put(`/customer/${id}`, { company: 'Ada again' });
    const shown: number[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const { body } = await clientela().get(`/customers/${id}/changes`, { limit: 1, ...(after && { after }) });
      shown.push(...body.data.map(({ version }: any) => version));
      after = body.next as string | null;
    }
    expect(shown).toEqual([3, 2, 1]);
  });

  it('200: has balances and entries of the ledger for those who may read them alone', async () => {
    const id = await aChangedCustomer();
    await app.nest.get(LedgerService).record(tenant.id, id, { kind: 'invoice', amount: '10' });
    const may = await limitedTo('customers:read');
    const all = await clientela().get(`/customers/${id}/changes`);
    const some = await may(`/customers/${id}/changes`);
    expect(JSON.stringify(all.body)).toMatch(/ledgerEntry.*openingBalance/);
    expect(JSON.stringify(some.body)).not.toMatch(/ledgerEntry|openingBalance/);
    expect(some.body.data.map(({ version }: any) => version)).toEqual([2, 1]);
  });

  it('200: also of a deleted customer', async () => {
    const id = await aChangedCustomer();
    await app.nest.get(CustomersService).delete(tenant.id, id);
    expect((await clientela().get(`/customers/${id}/changes`)).body.data[0]).toMatchObject({ kind: 'deleted' });
  });

  it('404: answers a foreign customer exactly like a missing one; 403: and needs the permission', async () => {
    const theirs = await aCustomer(app, await aTenant(app));
    const missing = await clientela().get(`/customers/${MISSING_ID}/changes`);
    expect(missing).toMatchObject(refused(404, 'not-found'));
    expect(await clientela().get(`/customers/${theirs.id}/changes`)).toLookLike(missing);
    const may = await limitedTo('customers:write');
    expect(await may(`/customers/${theirs.id}/changes`)).toMatchObject(refused(403, 'forbidden'));
  });

  it('400: a cursor that it has not answered, a word that it does not know, and the past', async () => {
    const { id } = await aCustomer(app, tenant);
    const ask = (query: object) => clientela().get(`/customers/${id}/changes`, { ...query });
    expect(await ask({ after: 'x' })).toMatchObject(refused(400, 'invalid', '#/after'));
    expect(await ask({ record: 'invoice' })).toMatchObject(refused(400, 'invalid', '#/record'));
    expect(await ask({ limit: 501 })).toMatchObject(refused(400, 'invalid', '#/limit'));
    const headers = { 'Clientela-As-Of': '1' };
    expect(await clientela().send('GET', `/customers/${id}/changes`, { headers })).toMatchObject({ status: 400 });
  });
});

describe('GET /clientela/v1/changes', () => {
  const follow = (query: Record<string, unknown>) => clientela().get('/changes', query);
  /** What came after a cursor, as soon as all of it can be shown. */
  const eventsAfter = async (after: string, count: number) => {
    await eventually(async () => (await follow({ after })).body.data.length >= count);
    return (await follow({ after })).body;
  };

  it('200: begins with the oldest change, and goes on after a cursor', async () => {
    const id = await aChangedCustomer();
    await eventually(async () => (await follow({})).body.data.length === 2);
    const { body } = await follow({ limit: 1 });
    expect(body.data).toMatchObject([{ customerId: String(id), kind: 'created', version: 1, cursor: body.next }]);
    const rest = await follow({ after: body.next });
    expect(rest.body.data).toMatchObject([
      {
        customerId: String(id),
        kind: 'updated',
        version: 2,
        contract: 'billing',
        reason: 'married',
        records: [
          { record: 'customer', fields: expect.arrayContaining([expect.objectContaining({ after: 'Grace' })]) },
        ],
      },
    ]);
    const history = await clientela().get(`/customers/${id}/changes`, { limit: 1 });
    const { cursor, customerId, ...event } = rest.body.data[0];
    expect([event]).toEqual(history.body.data);
    expect([cursor, customerId]).toEqual([rest.body.next, String(id)]);
    expect((await follow({ after: rest.body.next })).body).toEqual({ data: [], next: rest.body.next });
  });

  it('200: `now` answers a cursor, after which come only later changes, with tombstones', async () => {
    await aChangedCustomer();
    // While an older transaction is open, the cursor is before its changes.
    await settled(app, tenant);
    const { body: start } = await follow({ after: 'now' });
    expect(start).toEqual({ data: [], next: expect.any(String) });
    const { id } = await aCustomer(app, tenant);
    await app.nest.get(CustomersService).delete(tenant.id, id);
    const { data } = await eventsAfter(start.next as string, 2);
    expect(data.map(({ customerId, kind }: any) => [customerId, kind])).toEqual([
      [String(id), 'created'],
      [String(id), 'deleted'],
    ]);
  });

  it('200: has balances and entries of the ledger for those who may read them alone', async () => {
    const { body: start } = await follow({ after: 'now' });
    const id = await aChangedCustomer();
    await app.nest.get(LedgerService).record(tenant.id, id, { kind: 'invoice', amount: '10' });
    const all = await eventsAfter(start.next as string, 3);
    expect(JSON.stringify(all)).toMatch(/openingBalance.*ledgerEntry/);
    const may = await limitedTo('customers:read');
    const some = await may('/changes', { after: start.next });
    expect(JSON.stringify(some.body)).not.toMatch(/ledgerEntry|openingBalance/);
    expect(some.body.data.map(({ version }: any) => version)).toEqual([1, 2]);
    expect(some.body.next).toBe(all.next);
  });

  it('200: waits for a change, and holds no connection to the database', async () => {
    const { body: start } = await follow({ after: 'now' });
    const waiting = Array.from({ length: 12 }, () => follow({ after: start.next, wait: 20 }));
    await eventually(() => Promise.resolve(waitersOf(app) === 12));
    const { id } = await aCustomer(app, tenant);
    for (const { status, body } of await Promise.all(waiting))
      expect({ status, ids: body.data.map(({ customerId }: any) => customerId) }).toEqual({
        status: 200,
        ids: [String(id)],
      });
  });

  it('200: answers without a change when the time is over', async () => {
    const { body: start } = await follow({ after: 'now' });
    const begin = performance.now();
    const { status, body } = await follow({ after: start.next, wait: 1 });
    expect({ status, data: body.data }).toEqual({ status: 200, data: [] });
    expect(performance.now() - begin).toBeGreaterThan(900);
  });

  it('200: waits longer than the time limits of the server for other answers', async () => {
    const limits = ['HEADERS_TIMEOUT_MS', 'REQUEST_TIMEOUT_MS', 'DATABASE_STATEMENT_TIMEOUT_MS'];
    const others = ['DATABASE_SLOW_READER_TIMEOUT_MS', 'DATABASE_IDLE_TIMEOUT_MS'];
    const strict = await startApp(Object.fromEntries([...limits, ...others].map((name) => [name, '500'])));
    try {
      const answer = await strict.as(tenant).clientela.get('/changes', { wait: 3 });
      expect(answer).toMatchObject({ status: 200, body: { data: [] } });
    } finally {
      await strict.close();
    }
  });

  it('ends when the caller leaves', async () => {
    const { body: start } = await follow({ after: 'now' });
    const leaving = new AbortController();
    const url = `${app.url}/clientela/v1/changes?wait=30&after=${start.next}`;
    const asked = fetch(url, { headers: await clientela().credentials(), signal: leaving.signal });
    await eventually(() => Promise.resolve(waitersOf(app) === 1));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() => Promise.resolve(waitersOf(app) === 0));
  });

  it('is answered when the server stops', async () => {
    const stopping = await startApp();
    const { body: start } = await stopping.as(tenant).clientela.get('/changes', { after: 'now' });
    const asked = stopping.as(tenant).clientela.get('/changes', { after: start.next, wait: 30 });
    await eventually(() => Promise.resolve(waitersOf(stopping) === 1));
    const begin = performance.now();
    await stopping.close();
    expect(await asked).toMatchObject({ status: 200, body: { data: [] } });
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it('keeps what the credential has still to read', async () => {
    const { body: start } = await follow({ after: 'now' });
    const rows = await asOwner<{ consumer: string }>(
      app,
      tenant,
      'SELECT consumer FROM feed_consumers WHERE tenant_id = $1',
      [tenant.id],
    );
    expect(start.data).toEqual([]);
    expect(rows).toEqual([{ consumer: `key:${tenant.keys.clientela.id}` }]);
  });

  it('410: a cursor of another server; 400: what is no cursor, and too long a wait', async () => {
    const { body: start } = await follow({ after: 'now' });
    const text = Buffer.from(start.next as string, 'base64url').toString();
    const foreign = text.replace(/^[\da-f-]{36}/, '00000000-0000-4000-8000-000000000000');
    const after = Buffer.from(foreign).toString('base64url');
    expect(await follow({ after })).toMatchObject(refused(410, 'gone'));
    expect(await follow({ after: 'x' })).toMatchObject(refused(400, 'invalid', '#/after'));
    expect(await follow({ wait: 31 })).toMatchObject(refused(400, 'invalid', '#/wait'));
  });

  it('200: shows no change of another tenant, 403: and needs the permission', async () => {
    const other = await aTenant(app);
    const { id } = await aCustomer(app, other);
    const mine = await aCustomer(app, tenant);
    await eventually(async () => (await app.as(other).clientela.get('/changes')).body.data.length === 1);
    await eventually(async () => (await follow({})).body.data.length === 1);
    expect((await follow({})).body.data.map(({ customerId }: any) => customerId)).toEqual([String(mine.id)]);
    expect(mine.id).not.toBe(id);
    const may = await limitedTo('customers:write');
    expect(await may('/changes')).toMatchObject(refused(403, 'forbidden'));
  });
});

/** How many requests wait for a change. */
const waitersOf = ({ nest }: Pick<typeof app, 'nest'>) => nest.get(FeedWaiters).length;
