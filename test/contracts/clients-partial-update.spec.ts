import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';
import { CLIENTS } from './partial-updates/clients.js';

// What is particular to this contract; partial-update.spec.ts holds what all contracts promise.

const { app, tenant: acme } = useAppAndTenant();

const create = async () => String((await CLIENTS.records(app, acme).create()).customer);
const read = async (id: string) => {
  const { address, ...client } = (await app.as(acme).clients.get(`/clients/${id}`)).body.data as Record<string, any>;
  return { ...client, ...address } as Record<string, unknown>;
};
const put = (id: string, body: unknown) => app.as(acme).clients.put(`/clients/${id}`, body);

describe('PUT /apidev/v1/clients/:id', () => {
  it('200: an empty text clears like null', async () => {
    const id = await create();
    await put(id, { notes: '', email: '', phone: '' });
    expect(await read(id)).toMatchObject({ notes: null, email: null, phone: null });
  });

  it('200: lists the accepted keys in the order of the request, and no others', async () => {
    const id = await create();
    const answer = await put(id, { notes: 'x', colour: 'red', email: 'x@example.com', version: 9, name: 'x' });
    expect(answer.body.data.updated_fields).toEqual(['notes', 'email', 'name']);
  });

  it('200: only unknown keys change nothing', async () => {
    const id = await create();
    const { version } = await theCustomer(app, acme, Number(id));
    expect((await put(id, { colour: 'red' })).body.data.updated_fields).toEqual([]);
    expect((await theCustomer(app, acme, Number(id))).version).toBe(version);
  });

  it('200: minus zero is zero, and no change', async () => {
    const { id, version } = await aCustomer(app, acme, { siteLatitude: 0, documentType: 0 });
    expect(
      (await app.as(acme).clients.send('PUT', `/clients/${id}`, { text: '{"latitude":-0,"document_type":-0}' })).status,
    ).toBe(200);
    expect((await theCustomer(app, acme, id)).version).toBe(version);
  });

  it.each(['', ' '])('200: a status is cleared by an empty one as by null: %j', async (status) => {
    const id = await create();
    expect(await put(id, { status })).toMatchObject({ status: 200, body: { data: { updated_fields: ['status'] } } });
    expect((await read(id))['status']).toBe('A');
  });

  it('400: an invalid body is refused before a client that does not exist', async () => {
    expect((await put('9007199254740000', { name: 5 })).status).toBe(400);
  });

  it('200: a change raises the version by one', async () => {
    const { id, version } = await aCustomer(app, acme);
    await put(String(id), { notes: 'x', street: 'y', email: 'x@example.com' });
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
  });

  it('400: needs a field', async () => {
    expect((await put(await create(), {})).status).toBe(400);
  });

  it('400: refuses the ID, which is no field to change', async () => {
    const id = await create();
    expect(await put(id, { id, notes: 'x' })).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: [{ field: 'id' }] } },
    });
    expect((await read(id)).notes).toBe('before');
  });

  it('404: answers a foreign client exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other);
    const theirs = await put(String(foreign.id), { notes: 'mine now' });
    expect(theirs.status).toBe(404);
    expect(theirs).toLookLike(await put('9007199254740000', { notes: 'mine now' }));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });
});
