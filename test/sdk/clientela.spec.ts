import { type ClientelaClient, createClientelaClient, dataOf } from '../../sdk/src/clientela/index.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { ImportWork } from '../../src/imports/work.service.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { recorded, type RecordedConnection } from '../support/sdk.js';
import { useApp } from '../support/use-app.js';

const app = useApp();
let tenant: TestTenant;
let connection: RecordedConnection;
let clientela: ClientelaClient;

beforeAll(async () => {
  tenant = await aTenant(app);
  connection = recorded(app, 'clientela');
  clientela = createClientelaClient({ ...connection, apiKey: tenant.keys.clientela.secret });
});

const at = (id: number | string) => ({ path: { id: String(id) } });

describe('@clientela/sdk/clientela', () => {
  it('lists, reads, updates and restores customers', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Acme' });
    const list = dataOf(await clientela.GET('/clientela/v1/customers', { params: { query: { q: 'acme', limit: 1 } } }));
    expect([list.data.map(({ displayName }) => displayName), list.next]).toEqual([['Acme'], null]);
    const read = await clientela.GET('/clientela/v1/customers/{id}', { params: at(id) });
    expect(dataOf(read).emails).toEqual([]);
    const params = { ...at(id), header: { 'If-Match': read.response.headers.get('ETag')! } };
    const body = { website: null, tags: ['vip'] };
    expect(dataOf(await clientela.PATCH('/clientela/v1/customers/{id}', { params, body })).tags).toEqual(['vip']);
    const { error } = await clientela.PATCH('/clientela/v1/customers/{id}', { params, body });
    expect([error?.type, error?.status]).toEqual(['/problems/precondition-failed', 412]);
    const faces = dataOf(await clientela.GET('/clientela/v1/customers/{id}/faces', { params: at(id) }));
    expect(faces.data).toHaveLength(5);
    await app.nest.get(CustomersService).delete(tenant.id, id);
    expect(dataOf(await clientela.POST('/clientela/v1/customers/{id}/restore', { params: at(id) })).id).toBe(
      String(id),
    );
  });

  it('follows changes, takes them back, and exports and erases a customer', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Before' });
    await app.as(tenant).billing.put(`/customer/${id}`, { company: 'After' });
    const { next } = dataOf(await clientela.GET('/clientela/v1/changes', { params: { query: { after: 'now' } } }));
    expect(next).not.toBe('');
    const history = dataOf(await clientela.GET('/clientela/v1/customers/{id}/changes', { params: at(id) }));
    const { requestId } = history.data[0]!;
    const { digest } = dataOf(await clientela.POST('/clientela/v1/reverts', { body: { requestId } }));
    const done = dataOf(await clientela.POST('/clientela/v1/reverts', { body: { requestId, digest } }));
    expect([done.isApplied, done.takenBack]).toEqual([true, 1]);
    const kept = dataOf(await clientela.GET('/clientela/v1/customers/{id}/personal-data', { params: at(id) }));
    expect(kept.changes.map(({ kind }) => kind)).toEqual(['created', 'updated', 'updated']);
    const path = '/clientela/v1/customers/{id}/personal-data';
    expect((await clientela.DELETE(path, { params: at(id) })).response.status).toBe(204);
    const figures = dataOf(await clientela.GET('/clientela/v1/statistics', { params: { query: { days: 1 } } }));
    expect(figures.data[0]!.writes).toContainEqual({ contract: 'billing', count: 1 });
  });

  it('gives IDs of a contract, and decides whether two customers are one', async () => {
    const [one, other] = [await aCustomer(app, tenant), await aCustomer(app, tenant)];
    const place = { contract: 'clients', kind: 'customer' } as const;
    const ids = [{ ...place, recordId: String(one.id), id: '982710394857200005' }];
    dataOf(await clientela.POST('/clientela/v1/ids', { body: ids }));
    const query = { ...place, id: '982710394857200005' };
    const found = dataOf(await clientela.GET('/clientela/v1/ids', { params: { query } }));
    expect(found.data.map(({ recordId }) => recordId)).toEqual([String(one.id)]);
    const decision = { oneId: String(one.id), otherId: String(other.id), decision: 'different' } as const;
    dataOf(await clientela.POST('/clientela/v1/pairs', { body: [decision] }));
    dataOf(await clientela.POST('/clientela/v1/pairs/search'));
    const pairs = dataOf(
      await clientela.GET('/clientela/v1/pairs', {
        params: { query: { decision: 'different', customerId: String(one.id) } },
      }),
    );
    expect(pairs.data.map((pair) => pair.decision)).toEqual(['different']);
  });

  it('imports and exports customers', async () => {
    const begin = { contract: 'erp', source: 'sdk' } as const;
    const { id } = dataOf(await clientela.POST('/clientela/v1/imports', { body: begin }));
    expect(dataOf(await clientela.GET('/clientela/v1/imports')).data.map((one) => one.id)).toEqual([id]);
    const params = at(id);
    const staged = await clientela.POST('/clientela/v1/imports/{id}/rows', {
      params,
      body: '{"id":77,"name":"Imported"}',
      bodySerializer: (lines) => lines,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(dataOf(staged).rows).toBe(1);
    expect(dataOf(await clientela.POST('/clientela/v1/imports/{id}/plan', { params })).wanted).toBe('plan');
    await app.nest.get(ImportWork).goOn(tenant.id, Number(id), { isStopping: () => false });
    const { digest, totals } = dataOf(await clientela.GET('/clientela/v1/imports/{id}', { params }));
    expect(totals?.create).toBe(1);
    dataOf(await clientela.POST('/clientela/v1/imports/{id}/run', { params, body: { digest } }));
    expect(dataOf(await clientela.POST('/clientela/v1/imports/{id}/resume', { params, body: {} })).wanted).toBe('run');
    await app.nest.get(ImportWork).goOn(tenant.id, Number(id), { isStopping: () => false });
    expect(
      dataOf(await clientela.GET('/clientela/v1/imports/{id}/rows', { params })).data.map((row) => row.isDone),
    ).toEqual([true]);
    const lines = { parseAs: 'text' } as const;
    const refused = await clientela.GET('/clientela/v1/imports/{id}/refused', { params, ...lines });
    expect(refused.response.status).toBe(200);
    const exported = await clientela.GET('/clientela/v1/export', {
      params: { query: { contract: 'erp' } },
      ...lines,
    });
    expect(exported.data).toContain('Imported');
    expect(dataOf(await clientela.POST('/clientela/v1/imports/{id}/undo', { params })).wanted).toBe('undo');
  });

  it('merges two customers, and undoes that', async () => {
    const [into, gone] = [await aCustomer(app, tenant), await aCustomer(app, tenant)];
    const pair = { intoId: String(into.id), goneId: String(gone.id) };
    const { digest } = dataOf(await clientela.POST('/clientela/v1/merges', { body: pair }));
    const { id } = dataOf(await clientela.POST('/clientela/v1/merges', { body: { ...pair, digest } }));
    expect(dataOf(await clientela.GET('/clientela/v1/merges')).data.map((merge) => merge.id)).toEqual([id]);
    const undo = { params: at(id!), body: {} };
    expect(dataOf(await clientela.POST('/clientela/v1/merges/{id}/undo', undo)).goneId).toBe(pair.goneId);
  });

  it('administers the tenant', async () => {
    const name = 'Renamed';
    expect(dataOf(await clientela.PATCH('/clientela/v1/tenant', { body: { name } })).name).toBe(name);
    expect(dataOf(await clientela.GET('/clientela/v1/tenant')).name).toBe(name);
    const key = dataOf(await clientela.POST('/clientela/v1/keys', { body: { contract: 'erp' } }));
    dataOf(await clientela.POST('/clientela/v1/keys/{id}/rotate', { params: at(key.id) }));
    dataOf(await clientela.POST('/clientela/v1/keys/{id}/revoke', { params: at(key.id) }));
    expect(dataOf(await clientela.GET('/clientela/v1/keys')).data.map(({ id }) => id)).toContain(key.id);
    const email = `sdk-${tenant.slug}@example.com`;
    const { id } = dataOf(await clientela.POST('/clientela/v1/users', { body: { email, permissions: [] } }));
    dataOf(
      await clientela.PATCH('/clientela/v1/users/{id}', { params: at(id), body: { permissions: ['ledger:read'] } }),
    );
    expect(dataOf(await clientela.GET('/clientela/v1/users')).data.map((user) => user.id)).toContain(id);
    expect((await clientela.DELETE('/clientela/v1/users/{id}', { params: at(id) })).response.status).toBe(204);
  });

  it('makes webhooks', async () => {
    const url = 'https://receiver.invalid/hooks';
    const { id, secret } = dataOf(await clientela.POST('/clientela/v1/webhooks', { body: { url } }));
    expect(secret).toMatch(/^whsec_/);
    expect(dataOf(await clientela.GET('/clientela/v1/webhooks')).data.map((one) => one.id)).toContain(id);
    const body = { state: 'paused' } as const;
    expect(dataOf(await clientela.PATCH('/clientela/v1/webhooks/{id}', { params: at(id), body })).state).toBe('paused');
    expect(dataOf(await clientela.GET('/clientela/v1/webhooks/{id}', { params: at(id) })).url).toBe(url);
    dataOf(await clientela.POST('/clientela/v1/webhooks/{id}/rotate', { params: at(id) }));
    const since = '2026-01-01T00:00:00Z';
    dataOf(await clientela.POST('/clientela/v1/webhooks/{id}/replay', { params: at(id), body: { since } }));
    dataOf(await clientela.POST('/clientela/v1/webhooks/{id}/resume', { params: at(id) }));
    expect(dataOf(await clientela.POST('/clientela/v1/webhooks/{id}/test', { params: at(id) })).arrived).toBe(false);
    expect(dataOf(await clientela.GET('/clientela/v1/webhooks/{id}/deliveries', { params: at(id) })).data).toEqual([]);
    expect((await clientela.DELETE('/clientela/v1/webhooks/{id}', { params: at(id) })).response.status).toBe(204);
  });

  it('uses the session of a page, whose browser adds the cookie', async () => {
    const { email, password } = tenant.user;
    const open = createClientelaClient({ ...connection, csrfToken: '' });
    const { data, response } = await open.POST('/clientela/v1/session', { body: { email, password } });
    const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
    const page = createClientelaClient({
      ...connection,
      csrfToken: data!.csrfToken!,
      fetch: (request) => {
        request.headers.set('cookie', cookie);
        return connection.fetch(request);
      },
    });
    expect(dataOf(await page.GET('/clientela/v1/session')).user?.email).toBe(email);
    expect((await page.DELETE('/clientela/v1/session')).response.status).toBe(204);
  });

  it('can call every operation of its document', () => {
    expect(connection.uncalled()).toEqual([]);
  });
});
