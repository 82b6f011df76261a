import { aCustomer } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { useApp, useTenant, useTenantPerTest } from '../support/use-app.js';
import { eventually } from '../support/eventually.js';

const app = useApp();
const acme = useTenantPerTest(app);
const globex = useTenant(app);
const clientela = () => app.as(acme).clientela;

const given = (recordId: number, id: string, more: object = {}) => ({
  contract: 'clients',
  kind: 'customer',
  recordId: String(recordId),
  id,
  ...more,
});

describe('the numbering of a tenant', () => {
  it('is native by default, and changes by kind', async () => {
    const { id } = await aCustomer(app, acme);
    await giveId(app, acme, ['clients', 'customer'], id, '42');
    expect((await clientela().get('/tenant')).body.numbering.clients).toEqual({ customer: 'native' });
    const set = await clientela().patch('/tenant', { numbering: { clients: { customer: 'own' } } });
    expect(set).toMatchObject({
      status: 200,
      body: { numbering: { clients: { customer: 'own' }, billing: { customer: 'native' } } },
    });
    await eventually(async () => (await app.as(acme).clients.get('/clients/42')).status === 200);
    await clientela().patch('/tenant', { numbering: { clients: { customer: 'native' } } });
    await eventually(async () => (await app.as(acme).clients.get(`/clients/${id}`)).status === 200);
  });

  it('400: refuses a contract or a kind that has no such IDs, and another numbering', async () => {
    for (const numbering of [
      { clientela: { customer: 'own' } },
      { clients: { email: 'own' } },
      { clients: { customer: 'mine' } },
      { clients: 'own' },
    ])
      expect(await clientela().patch('/tenant', { numbering, name: 'Changed' })).toMatchObject({ status: 400 });
    expect((await clientela().get('/tenant')).body.name).not.toBe('Changed');
  });

  it('changes the entity tags of all readings', async () => {
    const { id } = await aCustomer(app, acme);
    const before = await clientela().get(`/customers/${id}`);
    await numberedBy(app, acme, { clients: { customer: 'own' } });
    await eventually(async () => {
      const after = await clientela().get(`/customers/${id}`);
      return after.headers.etag !== before.headers.etag;
    });
    const numbered = await clientela().get(`/customers/${id}`);
    await giveId(app, acme, ['clients', 'customer'], id, '4711');
    await eventually(async () => {
      const headers = { 'if-none-match': numbered.headers.etag! };
      return (await clientela().send('GET', `/customers/${id}`, { headers })).status === 200;
    });
  });
});

describe('/clientela/v1/ids', () => {
  it('gives IDs, and finds records by them', async () => {
    const [one, two] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    const list = [given(one.id, '41'), given(two.id, '7'), given(one.id, '40', { isCurrent: false })];
    expect(await clientela().post('/ids', list)).toMatchObject({ status: 200, body: { given: 3 } });
    expect(await clientela().post('/ids', [given(one.id, '42')])).toMatchObject({ status: 200 });
    const find = (query: object) => clientela().get('/ids', { contract: 'clients', kind: 'customer', ...query });
    const all = [
      { contract: 'clients', kind: 'customer', recordId: String(one.id), id: '42', isCurrent: true },
      { contract: 'clients', kind: 'customer', recordId: String(one.id), id: '40', isCurrent: false },
      { contract: 'clients', kind: 'customer', recordId: String(one.id), id: '41', isCurrent: false },
    ];
    expect((await find({ id: '41' })).body).toEqual({ data: all, next: null });
    expect((await find({ recordId: one.id })).body.data).toEqual(all);
    expect((await find({ id: '43' })).body.data).toEqual([]);
    expect(await find({})).toMatchObject({ status: 400 });
    expect(await clientela().get('/ids', { id: '41' })).toMatchObject({ status: 400 });
  });

  it('shows them with the record', async () => {
    const { id, primaryEmailId } = await aCustomer(app, acme, { email: 'a@acme.example' });
    await giveId(app, acme, ['contacts', 'email'], primaryEmailId!, '9');
    await giveId(app, acme, ['billing', 'customer'], id, '42');
    await numberedBy(app, acme, { billing: { customer: 'own' } });
    expect((await clientela().get(`/customers/${id}`)).body.wireIds).toEqual([
      { contract: 'billing', kind: 'customer', recordId: String(id), id: '42', isCurrent: true },
      { contract: 'contacts', kind: 'email', recordId: String(primaryEmailId), id: '9', isCurrent: true },
    ]);
    const faces = (await clientela().get(`/customers/${id}/faces`)).body.data;
    const face = (contract: string) => faces.find((one: { contract: string }) => one.contract === contract);
    expect(face('billing')).toMatchObject({
      address: '/api/v3/customer/42',
      answer: { response: { customer_id: 42 } },
    });
    expect(face('clients')).toMatchObject({ answer: { data: { id: String(id) } } });
  });

  it('400: refuses what is no ID of the contract, all or nothing', async () => {
    const { id } = await aCustomer(app, acme);
    const other = (contract: string, kind: string, wireId: string) => ({ ...given(id, wireId), contract, kind });
    for (const wrong of [
      given(id, '0'),
      given(id, '01'),
      given(id, '12345678901234567890'),
      given(id, 'x'),
      other('billing', 'customer', '9007199254740992'),
      other('erp', 'code', 'sixteen-letters.'),
      other('clients', 'email', '1'),
      other('clientela', 'customer', '1'),
      given(id + 1_000_000, '5'),
      given(id, '42'),
    ])
      expect(await clientela().post('/ids', [given(id, '41'), wrong])).toMatchObject({ status: 400 });
    const found = await clientela().get('/ids', { contract: 'clients', kind: 'customer', id: '41' });
    expect(found.body.data).toEqual([]);
  });

  it('409: leaves an ID with the record that has or had it', async () => {
    const [one, two] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    await clientela().post('/ids', [given(one.id, '41')]);
    await clientela().post('/ids', [given(one.id, '42')]);
    for (const id of ['41', '42'])
      expect(await clientela().post('/ids', [given(two.id, '43'), given(two.id, id)])).toMatchObject({ status: 400 });
    for (const id of ['41', '42'])
      expect(await clientela().post('/ids', [given(two.id, id)])).toMatchObject({
        status: 409,
        body: { errors: [{ pointer: expect.stringContaining('id') }] },
      });
    const code = (recordId: number, id: string) => ({ ...given(recordId, id), contract: 'erp', kind: 'code' });
    await clientela().post('/ids', [code(one.id, 'CLI-77')]);
    expect(await clientela().post('/ids', [code(two.id, 'cli-77')])).toMatchObject({ status: 409 });
  });

  it('answers for a record of another tenant as for a missing one', async () => {
    const theirs = await aCustomer(app, globex);
    const nobodys = await clientela().post('/ids', [given(9_000_000_000, '5')]);
    expect(await clientela().post('/ids', [given(theirs.id, '5')])).toLookLike(nobodys);
    await giveId(app, globex, ['clients', 'customer'], theirs.id, '5');
    const find = (id: string) => clientela().get('/ids', { contract: 'clients', kind: 'customer', id });
    expect(await find('5')).toLookLike(await find('6'));
  });
});
