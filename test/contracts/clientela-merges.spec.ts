import { KeysService } from '../../src/auth/keys.service.js';
import type { Permission } from '../../src/auth/permissions.js';
import { aCustomer, MISSING_ID } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { aTenant } from '../factories/tenant.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const clientela = () => app.as(acme).clientela;
const limitedTo = async (...permissions: Permission[]) => {
  const { secret } = await app.nest.get(KeysService).create(acme.id, 'clientela', { permissions });
  return (path: string, body?: unknown) =>
    app.send('POST', `/clientela/v1${path}`, { body, headers: { authorization: `Bearer ${secret}` } });
};

/** Two records of one firm. */
async function twice() {
  const into = await aCustomer(app, acme, {
    displayName: 'Quebracho',
    email: 'info@quebracho.example',
    website: 'https://quebracho.example',
    openingBalance: '100',
  });
  const gone = await aCustomer(app, acme, {
    displayName: 'Quebracho S.A.',
    email: 'ventas@quebracho.example',
    phone: '+59829001234',
    website: 'https://old.example',
    taxId: '211234560018',
    externalKey: 'CRM-9',
    openingBalance: '20',
  });
  return { into, gone, pair: { intoId: String(into.id), goneId: String(gone.id) } };
}

async function merged(pair: object, more: object = {}) {
  const dry = await clientela().post('/merges', { ...pair, ...more });
  expect(dry).toMatchObject({ status: 200, body: { isApplied: false, id: null, refusals: [] } });
  const done = await clientela().post('/merges', { ...pair, ...more, digest: dry.body.digest });
  expect(done).toMatchObject({ status: 200, body: { isApplied: true } });
  return done.body;
}

async function undone(id: string) {
  const dry = await clientela().post(`/merges/${id}/undo`, {});
  expect(dry).toMatchObject({ status: 200, body: { isApplied: false } });
  const done = await clientela().post(`/merges/${id}/undo`, { digest: dry.body.digest });
  expect(done).toMatchObject({ status: 200, body: { isApplied: true } });
  return done.body;
}

describe('POST /clientela/v1/merges', () => {
  it('200: the dry run shows what differs and what moves, and writes nothing', async () => {
    const { into, gone, pair } = await twice();
    const { status, body } = await clientela().post('/merges', pair);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        isApplied: false,
        id: null,
        fields: expect.arrayContaining([
          expect.objectContaining({ field: 'displayName', value: 'Quebracho', rule: 'into' }),
          expect.objectContaining({ field: 'website', value: 'https://quebracho.example', rule: 'into' }),
          expect.objectContaining({ field: 'taxId', into: null, value: '211234560018', rule: 'only' }),
          expect.objectContaining({ field: 'openingBalance', value: '120', rule: 'both' }),
        ]),
        records: [
          { record: 'email', equalId: null },
          { record: 'phone', equalId: null },
        ],
        refusals: [],
      },
    });
    expect((await clientela().get(`/customers/${gone.id}`)).status).toBe(200);
    expect((await clientela().get(`/customers/${into.id}`)).body.version).toBe(1);
  });

  it('200: merges what the dry run has shown, and both IDs lead to one customer in every contract', async () => {
    const { into, gone, pair } = await twice();
    await merged(pair, { take: ['website'] });
    const speak = app.as(acme);
    const shown = (await clientela().get(`/customers/${gone.id}`)).body;
    expect(shown).toMatchObject({ id: String(into.id), website: 'https://old.example', taxId: '211234560018' });
    expect((await speak.billing.get(`/customer/${gone.id}`)).body.response).toMatchObject({ customer_id: into.id });
    expect((await speak.billing.get('/customer/external_key:CRM-9')).body.response).toMatchObject({
      customer_id: into.id,
    });
    expect((await speak.clients.get(`/clients/${gone.id}`)).body.data).toMatchObject({ id: String(into.id) });
    expect((await speak.accounting.get(`/customers/${gone.id}`)).body).toMatchObject({ id: into.id });
    expect((await speak.erp.get('/customers', { searchColumn: 'id', searchString: gone.id })).body).toMatchObject([
      { id: into.id },
    ]);
    const emails = (await speak.contacts.get(`/customers/${gone.id}/emails`)).body;
    expect(JSON.stringify(emails)).toContain('ventas@quebracho.example');
    expect(JSON.stringify(emails)).toContain('info@quebracho.example');
    // A write leads there, too.
    expect((await speak.billing.put(`/customer/${gone.id}`, { bill_city: 'Rivera' })).status).toBe(202);
    expect((await speak.billing.get(`/customer/${into.id}`)).body.response).toMatchObject({ bill_city: 'Rivera' });
    expect((await clientela().get('/customers')).body.data).toHaveLength(1);
    // So does a field of another record that names the customer.
    const child = await speak.billing.post('/customer', { company: 'Branch', parent_customer_id: gone.id });
    expect(child.status).toBe(201);
    const shownChild = await speak.billing.get(`/customer/${child.body.response.id}`);
    expect(shownChild.body.response).toMatchObject({ parent_customer_id: into.id });
    const person = await speak.billing.post('/user', { customer_id: gone.id, first_name: 'Grace' });
    expect(person.status).toBe(201);
    const entries = `/customers/${child.body.response.id}/ledger-entries`;
    expect(await speak.accounting.post(entries, { kind: 'payment', amount: 1, payerId: gone.id })).toMatchObject({
      status: 201,
      body: { payerId: into.id },
    });
    const keyed = { headers: { 'idempotency-key': 'once' }, body: { bill_city: 'Artigas' } };
    const sent = async () => (await speak.billing.send('PUT', `/customer/${gone.id}`, keyed)).status;
    expect([await sent(), await sent()]).toEqual([202, 202]);
  });

  it('200: IDs that a contract has of its own lead to the customer that stays', async () => {
    const { into, gone, pair } = await twice();
    await giveId(app, acme, ['billing', 'customer'], into.id, '42');
    await giveId(app, acme, ['billing', 'customer'], gone.id, '57');
    await numberedBy(app, acme, { billing: { customer: 'own' } });
    const { id } = await merged(pair);
    const shown = async (wireId: string) =>
      (await app.as(acme).billing.get(`/customer/${wireId}`)).body.response.customer_id as number;
    expect([await shown('42'), await shown('57')]).toEqual([42, 42]);
    await undone(id);
    expect([await shown('42'), await shown('57')]).toEqual([42, 57]);
  });

  it('200: the ledger and the children follow', async () => {
    const { into, gone, pair } = await twice();
    const child = await aCustomer(app, acme, { displayName: 'Branch', parentId: gone.id });
    const accounting = app.as(acme).accounting;
    const entries = `/customers/${gone.id}/ledger-entries`;
    await accounting.post(entries, { kind: 'invoice', amount: 50 });
    await accounting.post(entries, { kind: 'payment', amount: 30, payerId: into.id });
    await accounting.post(`/customers/${child.id}/ledger-entries`, { kind: 'payment', amount: 5, payerId: gone.id });
    const { id, ledgerEntries, children } = await merged(pair);
    expect({ ledgerEntries, children }).toEqual({ ledgerEntries: 3, children: [String(child.id)] });
    const balanceOf = async (customer: number) =>
      ((await accounting.get(`/customers/${customer}`)).body.balance ?? 0) as number;
    expect(await balanceOf(into.id)).toBe(140);
    expect((await clientela().get(`/customers/${child.id}`)).body).toMatchObject({ parentId: String(into.id) });
    expect((await accounting.get(`/customers/${child.id}/ledger-entries`)).body.data).toMatchObject([
      { payerId: into.id },
    ]);
    expect((await accounting.delete(`/customers/${into.id}`)).status).toBe(409);

    expect((await undone(id)).notRestored).toEqual([]);
    expect([await balanceOf(into.id), await balanceOf(gone.id)]).toEqual([100, 40]);
    expect((await accounting.get(entries)).body.data).toMatchObject([{ payerId: null }, { payerId: into.id }]);
    expect((await clientela().get(`/customers/${child.id}`)).body).toMatchObject({ parentId: String(gone.id) });
  });

  it('409: does not do anything but what the dry run has shown', async () => {
    const { into, pair } = await twice();
    const { digest } = (await clientela().post('/merges', pair)).body;
    await app.as(acme).billing.put(`/customer/${into.id}`, { bill_city: 'Salto' });
    expect(await clientela().post('/merges', { ...pair, digest })).toMatchObject({
      status: 409,
      body: { detail: 'This would not do what the dry run with this digest has shown.' },
    });
  });

  it('409: says every reason why two customers cannot be merged', async () => {
    const top = await aCustomer(app, acme, { displayName: 'Top', currency: 'USD' });
    const below = await aCustomer(app, acme, { displayName: 'Below', currency: 'EUR', parentId: top.id });
    const pair = { intoId: String(below.id), goneId: String(top.id) };
    const dry = await clientela().post('/merges', pair);
    expect(dry.body.refusals.map(({ reason }: any) => reason)).toEqual(['CURRENCY', 'PARENT_CYCLE']);
    const refused = await clientela().post('/merges', { ...pair, digest: dry.body.digest });
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ code: 'CURRENCY' }, { code: 'PARENT_CYCLE' }] } });
    expect((await clientela().get(`/customers/${top.id}`)).status).toBe(200);
  });

  it('403, 404, 400: refuses other callers, other customers and one customer', async () => {
    const { pair } = await twice();
    const may = await limitedTo('customers:read', 'customers:write');
    expect((await may('/merges', pair)).status).toBe(403);
    const foreign = await aCustomer(app, await aTenant(app));
    const theirs = await clientela().post('/merges', { ...pair, goneId: String(foreign.id) });
    const nobodys = await clientela().post('/merges', { ...pair, goneId: String(MISSING_ID) });
    expect(theirs.status).toBe(404);
    expect(theirs).toLookLike(nobodys);
    expect((await clientela().post('/merges', { ...pair, goneId: pair.intoId })).status).toBe(400);
    expect((await clientela().post(`/merges/${MISSING_ID}/undo`, {})).status).toBe(404);
  });
});

describe('POST /clientela/v1/merges/{id}/undo', () => {
  it('200: both customers are as before, and the IDs lead to their own again', async () => {
    const { into, gone, pair } = await twice();
    const read = async (id: number) => {
      const { version: _, updatedAt: __, ...rest } = (await clientela().get(`/customers/${id}`)).body;
      return rest;
    };
    const before = [await read(into.id), await read(gone.id)];
    const { id } = await merged(pair);
    expect((await undone(id)).notRestored).toEqual([]);
    expect([await read(into.id), await read(gone.id)]).toEqual(before);
    expect((await clientela().get('/merges')).body.data).toMatchObject([{ id, undoneAt: expect.any(String) }]);
    expect((await clientela().post(`/merges/${id}/undo`, {})).status).toBe(409);
  });

  it('200: edits stay with the record that they were made to, and what is not certain is listed', async () => {
    const { into, gone, pair } = await twice();
    const { id, records } = await merged(pair);
    const email = records.find(({ record }: any) => record === 'email').id;
    const speak = app.as(acme);
    const edited = await speak.contacts.put(`/customers/${into.id}/emails/${email}`, {
      email: 'new@quebracho.example',
    });
    expect(edited.status).toBe(200);
    await speak.accounting.put(`/customers/${into.id}`, { displayName: 'Quebracho', note: 'n' });
    await speak.contacts.post(`/customers/${into.id}/emails`, { email: 'later@quebracho.example' });
    const { notRestored } = await undone(id);
    expect(notRestored.map(({ record, reason }: any) => `${record} ${reason}`)).toEqual(['email added']);
    expect((await speak.billing.get(`/customer/${gone.id}`)).body.response.superuser_email).toBe(
      'new@quebracho.example',
    );
  });
});
