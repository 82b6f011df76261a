import { randomUUID } from 'node:crypto';
import { KeysService } from '../../src/auth/keys.service.js';
import { PERMISSIONS } from '../../src/auth/permissions.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { asOwner } from '../support/owner.js';
import { nextMoment } from '../support/moments.js';
import { useAppAndTenant, useTenantPerTest } from '../support/use-app.js';

const { app } = useAppAndTenant();
const tenant = useTenantPerTest(app);

const clientela = () => app.as(tenant).clientela;
const revert = (body: object) => clientela().post('/reverts', body);
const refused = (status: number, type: string, ...pointers: string[]) => ({
  status,
  body: { type: `/problems/${type}`, errors: pointers.map((pointer) => expect.objectContaining({ pointer })) },
});
const now = async () => (await nextMoment(app, tenant.id)).toISOString();
const nameOf = async (id: number) => (await theCustomer(app, tenant, id)).displayName;

/** The key that billing requests of the tenant have: the script whose changes are taken back. */
const actor = () => `key:${tenant.keys.billing.id}`;
const rename = async (id: number, company: string) =>
  expect(await app.as(tenant).billing.put(`/customer/${id}`, { company })).toMatchObject({ status: 202 });

/** Customers that the script has renamed. */
async function renamed(count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < count; at++) {
    const { id } = await aCustomer(app, tenant, { displayName: 'Before' });
    await rename(id, 'After');
    ids.push(id);
  }
  return ids;
}

describe('POST /clientela/v1/reverts', () => {
  it('200: the dry run shows each field that it would set, and writes nothing', async () => {
    const [id] = (await renamed(1)) as [number];
    const { version } = await theCustomer(app, tenant, id);
    const { status, body } = await revert({ actor: actor(), to: await now() });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        isApplied: false,
        selected: 1,
        customers: 1,
        takenBack: 1,
        conflicts: 0,
        kept: 0,
        refused: 0,
        digest: expect.any(String),
        next: null,
        data: [
          {
            id: String(id),
            fate: 'stays',
            refused: null,
            fields: [
              {
                record: 'customer',
                recordId: String(id),
                field: 'displayName',
                outcome: 'set',
                reason: null,
                by: null,
                before: 'Before',
                left: 'After',
                now: 'After',
              },
            ],
          },
        ],
      },
    });
    expect(await theCustomer(app, tenant, id)).toMatchObject({ displayName: 'After', version });
  });

  it('200: with the digest it takes them back, part by part, and is itself a change', async () => {
    const ids = await renamed(5);
    const selection = { actor: actor(), to: await now() };
    const parts: any[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const part = { ...selection, limit: 2, ...(after && { after }) };
      const { body: dry } = await revert(part);
      const { status, body } = await revert({ ...part, digest: dry.digest });
      expect({ status, isApplied: body.isApplied, next: body.next }).toEqual({
        status: 200,
        isApplied: true,
        next: dry.next,
      });
      parts.push(body);
      after = dry.next as string | null;
    }
    expect(parts.map(({ customers, takenBack, data }) => [customers, takenBack, data])).toEqual([
      [2, 2, []],
      [2, 2, []],
      [1, 1, []],
    ]);
    expect(await Promise.all(ids.map(nameOf))).toEqual(ids.map(() => 'Before'));
    const { body } = await clientela().get(`/customers/${ids[0]}/changes`, { limit: 1 });
    expect(body.data[0]).toMatchObject({
      contract: 'clientela',
      operation: 'revertChanges',
      actor: `key:${tenant.keys.clientela.id}`,
      reason: expect.stringMatching(`^revert of ${actor()} to `),
    });
    const again = await revert(selection);
    expect(again.body).toMatchObject({ customers: 5, takenBack: 0, conflicts: 0 });
  });

  it('200: a later change of another caller stays, and is named', async () => {
    const [id, other] = (await renamed(2)) as [number, number];
    await app.as(tenant).clients.put(`/clients/${id}`, { name: 'Later' });
    const selection = { actor: actor(), to: await now() };
    const { body: dry } = await revert(selection);
    const { body: done } = await revert({ ...selection, digest: dry.digest });
    expect(done).toMatchObject({ customers: 2, takenBack: 1, conflicts: 1 });
    expect(done.data).toEqual([
      expect.objectContaining({
        id: String(id),
        fields: [
          expect.objectContaining({
            field: 'displayName',
            outcome: 'conflict',
            reason: 'changed',
            by: { actor: expect.stringMatching(/^(user|key):/), at: expect.stringMatching(/Z$/) },
            now: 'Later',
          }),
        ],
      }),
    ]);
    expect([await nameOf(id), await nameOf(other)]).toEqual(['Later', 'Before']);
  });

  it('200: takes back one request, or what was done to some customers', async () => {
    const [one, other] = (await renamed(2)) as [number, number];
    const { body: history } = await clientela().get(`/customers/${one}/changes`, { limit: 1 });
    const { body: ofRequest } = await revert({ requestId: history.data[0].requestId });
    expect(ofRequest.data.map(({ id }: any) => id)).toEqual([String(one)]);
    const some = { actor: actor(), to: await now(), customers: [String(other)] };
    const { body: dry } = await revert(some);
    await revert({ ...some, digest: dry.digest });
    expect([await nameOf(one), await nameOf(other)]).toEqual(['After', 'Before']);
  });

  it('200: shows whole records, with IDs as texts', async () => {
    const { body: made } = await app.as(tenant).billing.post('/customer', { company: 'Made', bill_city: 'Burlington' });
    const { body } = await revert({ actor: actor(), to: await now() });
    expect(body.data).toMatchObject([
      {
        id: String(made.response.id),
        fate: 'deleted',
        fields: [{ record: 'customer', field: null, outcome: 'deleted', left: { billingCity: 'Burlington' } }],
      },
    ]);
  });

  it('200: says of an erased customer that nothing is known of what it was', async () => {
    const [id] = (await renamed(1)) as [number];
    await clientela().delete(`/customers/${id}/personal-data`);
    const { body } = await revert({ actor: actor(), to: await now() });
    expect(body).toMatchObject({ takenBack: 0, kept: 1 });
    expect(body.data).toMatchObject([
      {
        id: String(id),
        fields: [{ record: 'customer', field: null, outcome: 'kept', reason: 'erased', before: null }],
      },
    ]);
  });

  it('409: it would not do what the dry run has shown, and does nothing', async () => {
    const [id] = (await renamed(1)) as [number];
    const selection = { actor: actor(), to: await now() };
    const { body: dry } = await revert(selection);
    await app.as(tenant).clients.put(`/clients/${id}`, { name: 'Later' });
    expect(await revert({ ...selection, digest: dry.digest })).toMatchObject(refused(409, 'conflict'));
    expect(await revert({ ...selection, digest: 'x' })).toMatchObject(refused(409, 'conflict'));
    expect(await nameOf(id)).toBe('Later');
  });

  it('400: a selection that is none', async () => {
    const later = new Date(Date.now() + 60_000).toISOString();
    const to = await now();
    expect(await revert({})).toMatchObject(refused(400, 'invalid', '#/actor'));
    expect(await revert({ actor: 'key:1', requestId: 'x', to })).toMatchObject(refused(400, 'invalid', '#/actor'));
    expect(await revert({ actor: 'key:1' })).toMatchObject(refused(400, 'invalid', '#/to'));
    expect(await revert({ actor: 'key:1', to: later })).toMatchObject(refused(400, 'invalid', '#/to'));
    expect(await revert({ actor: 'key:1', to, from: to })).toMatchObject(refused(400, 'invalid', '#/to'));
    expect(await revert({ actor: 'key:1', to, customers: [] })).toMatchObject({ status: 400 });
    expect(await revert({ actor: 'key:1', to, customers: ['x'] })).toMatchObject({ status: 400 });
    expect(await revert({ actor: 'key:1', to, after: 'x' })).toMatchObject(refused(400, 'invalid', '#/after'));
    expect(await revert({ actor: 'key:1', to, limit: 1001 })).toMatchObject(refused(400, 'invalid', '#/limit'));
    const headers = { 'If-Match': '*' };
    expect(await clientela().send('POST', '/reverts', { body: { actor: 'key:1', to }, headers })).toMatchObject(
      refused(400, 'invalid', '#/If-Match'),
    );
  });

  it('403: needs the permissions to change all of a customer, and to read the ledger to see it', async () => {
    const { id } = await aCustomer(app, tenant, {});
    const opening = { openingBalance: 5, openingBalanceAt: '2024-01-15' };
    await app.as(tenant).accounting.put(`/customers/${id}/opening-balance`, opening);
    const ask = async (without: string) => {
      const permissions = PERMISSIONS.filter((permission) => permission !== without);
      const { secret } = await app.nest.get(KeysService).create(tenant.id, 'clientela', { permissions });
      const headers = { authorization: `Bearer ${secret}` };
      const body = { actor: `key:${tenant.keys.accounting.id}`, to: await now() };
      return app.send('POST', '/clientela/v1/reverts', { body, headers });
    };
    const needed = ['customers:read', 'customers:write', 'emails:write', 'phones:write', 'company-names:write'];
    for (const permission of [...needed, 'ledger:write'])
      expect([permission, (await ask(permission)).status]).toEqual([permission, 403]);
    const all = await ask('tenant:write');
    const some = await ask('ledger:read');
    expect(JSON.stringify(all.body)).toContain('openingBalance');
    expect(some.body).toMatchObject({ takenBack: all.body.takenBack, data: [{ fields: [] }] });
  });

  it('neither finds nor changes customers of another tenant', async () => {
    const other = await aTenant(app);
    const { id } = await aCustomer(app, other, { displayName: 'Before' });
    await app.as(other).billing.put(`/customer/${id}`, { company: 'After' });
    const [mine] = (await renamed(1)) as [number];
    const theirs = { actor: `key:${other.keys.billing.id}`, to: await now() };
    const { body: dry } = await revert(theirs);
    expect(dry).toMatchObject({ selected: 0, data: [] });
    expect((await revert({ ...theirs, digest: dry.digest })).body).toMatchObject({ customers: 0 });
    expect((await revert({ ...theirs, customers: [String(id)] })).body).toMatchObject({ selected: 0 });
    expect([(await theCustomer(app, other, id)).displayName, await nameOf(mine)]).toEqual(['After', 'After']);
  });
});

describe('a revert with an Idempotency-Key', () => {
  const keyed = (body: object, key: string) =>
    clientela().send('POST', '/reverts', { body, headers: { 'Idempotency-Key': key } });

  it('is done once, and every repetition gets the first answer', async () => {
    const [id] = (await renamed(1)) as [number];
    const selection = { actor: actor(), to: await now() };
    const key = randomUUID();
    const body = { ...selection, digest: (await revert(selection)).body.digest };
    const first = await keyed(body, key);
    expect(first).toMatchObject({ status: 200, body: { takenBack: 1 } });
    await rename(id, 'After again');
    expect((await keyed(body, key)).body).toEqual(first.body);
    expect(await nameOf(id)).toBe('After again');
    expect(await keyed(selection, key)).toMatchObject({ status: 422 });
  });

  it('keeps no dry run, and loses what it has kept of a customer that is erased', async () => {
    const [id] = (await renamed(1)) as [number];
    await app.as(tenant).clients.put(`/clients/${id}`, { name: 'zqkept' });
    const selection = { actor: actor(), to: await now() };
    const kept = async () =>
      (await asOwner<{ body: Buffer }>(app, tenant, 'SELECT body FROM kept_answers WHERE tenant_id = $1', [tenant.id]))
        .map(({ body }) => body.toString())
        .filter((body) => body.includes('zqkept'));
    const dry = await keyed(selection, randomUUID());
    expect(JSON.stringify(dry.body)).toContain('zqkept');
    expect(await kept()).toEqual([]);
    await keyed({ ...selection, digest: dry.body.digest }, randomUUID());
    expect(await kept()).toHaveLength(1);
    await clientela().delete(`/customers/${id}/personal-data`);
    expect(await kept()).toEqual([]);
  });
});
