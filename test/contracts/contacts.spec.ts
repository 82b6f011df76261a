import { CustomersService } from '../../src/customers/customers.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const refused = (status: number, error: string, ...fields: string[]) => ({
  status,
  body: { success: false, error, details: fields.map((field) => ({ field, message: expect.stringContaining(field) })) },
});

const contacts = () => app.as(acme).contacts;
const add = async (id: number, fields: object): Promise<any> =>
  (await contacts().post(`/customers/${id}/emails`, fields)).body;
const list = async (id: number): Promise<any[]> => (await contacts().get(`/customers/${id}/emails`)).body.emails;
const lock = (id: number, emailId: number) => contacts().post(`/customers/${id}/emails/${emailId}/toggle-lock`);

describe('GET /api/customers/:id/emails', () => {
  it('200: lists the emails of the customer in the order of their IDs', async () => {
    const { id } = await aCustomer(app, acme);
    const one = await add(id, { email: 'one@example.com' });
    const two = await add(id, { email: 'two@example.com', notes: 'n' });
    expect(await contacts().get(`/customers/${id}/emails`)).toMatchObject({
      status: 200,
      body: { success: true, emails: [one, two] },
    });
  });

  it('200: shows what a flat contract wrote', async () => {
    const { id } = await aCustomer(app, acme, { email: 'flat@example.com' });
    expect(await list(id)).toEqual([
      expect.objectContaining({
        email: 'flat@example.com',
        is_for_invoicing: false,
        name: null,
        role: null,
        notes: null,
        is_locked: false,
      }),
    ]);
  });

  it('404: answers a foreign customer exactly like a missing one', async () => {
    const foreign = await aCustomer(app, await aTenant(app));
    const theirs = await contacts().get(`/customers/${foreign.id}/emails`);
    expect(theirs).toMatchObject(refused(404, 'Cliente no encontrado'));
    expect(theirs).toLookLike(await contacts().get(`/customers/${MISSING_ID}/emails`));
  });
});

describe('POST /api/customers/:id/emails', () => {
  it('201: answers the record, its keys in the published order, null for what is unset', async () => {
    const { id } = await aCustomer(app, acme);
    const answer = await contacts().post(`/customers/${id}/emails`, { email: 'ada@example.com' });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        email_id: expect.any(Number),
        customer_id: id,
        email: 'ada@example.com',
        is_for_invoicing: false,
        name: null,
        role: null,
        notes: null,
        is_locked: false,
        created_at: time,
      },
    });
    expect(Object.keys(answer.body)).toEqual([
      'email_id',
      'customer_id',
      'email',
      'is_for_invoicing',
      'name',
      'role',
      'notes',
      'is_locked',
      'created_at',
    ]);
  });

  it('201: makes the first one the primary, and no later one', async () => {
    const { id } = await aCustomer(app, acme);
    const { email_id } = await add(id, { email: 'first@example.com' });
    await add(id, { email: 'second@example.com' });
    expect(await theCustomer(app, acme, id)).toMatchObject({ primaryEmailId: email_id, email: 'first@example.com' });
  });

  it('201: makes the next one the primary once the primary is gone', async () => {
    const { id } = await aCustomer(app, acme, { email: 'first@example.com' });
    const [first] = await list(id);
    await add(id, { email: 'second@example.com' });
    await contacts().delete(`/customers/${id}/emails/${first.email_id}`);
    expect((await theCustomer(app, acme, id)).email).toBeNull();
    await add(id, { email: 'third@example.com' });
    expect((await theCustomer(app, acme, id)).email).toBe('third@example.com');
  });

  it('201: drops the blanks around an address, and otherwise keeps it as given', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await add(id, { email: '  Ada.Lovelace@Example.com ' })).email).toBe('Ada.Lovelace@Example.com');
  });

  it('201: takes international addresses', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await add(id, { email: 'josé@münchen.example' })).email).toBe('josé@münchen.example');
  });

  it('201: drops what the contract does not know', async () => {
    const { id } = await aCustomer(app, acme);
    const body = await add(id, {
      email: 'ada@example.com',
      is_locked: true,
      email_id: 1,
      customer_id: 1,
      tenant_id: 1,
      created_at: '2000-01-01T00:00:00Z',
    });
    expect(body).toMatchObject({ customer_id: id, is_locked: false });
    expect(body.email_id).not.toBe(1);
    expect(body.created_at).not.toMatch(/^2000/);
  });

  it('201: raises the version of the customer by one', async () => {
    const { id, version } = await aCustomer(app, acme);
    await add(id, { email: 'ada@example.com' });
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
  });

  it('404: answers a foreign customer exactly like a missing one, and writes nothing', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other);
    const theirs = await contacts().post(`/customers/${foreign.id}/emails`, { email: 'mine@example.com' });
    expect(theirs).toMatchObject(refused(404, 'Cliente no encontrado'));
    expect(theirs).toLookLike(await contacts().post(`/customers/${MISSING_ID}/emails`, { email: 'mine@example.com' }));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });

  it('404: answers a deleted customer like a missing one', async () => {
    const { id } = await aCustomer(app, acme);
    await app.nest.get(CustomersService).delete(acme.id, id);
    expect(await contacts().post(`/customers/${id}/emails`, { email: 'ada@example.com' })).toMatchObject(
      refused(404, 'Cliente no encontrado'),
    );
  });

  it.each(['ada@example.com', ' ada@example.com', 'ADA@EXAMPLE.COM'])(
    '409: refuses %j beside ada@example.com',
    async (email) => {
      const { id } = await aCustomer(app, acme, { email: 'ada@example.com' });
      expect(await contacts().post(`/customers/${id}/emails`, { email })).toMatchObject({
        status: 409,
        body: { success: false, error: 'Correo ya registrado', details: [{ field: 'email' }] },
      });
      expect(await list(id)).toHaveLength(1);
    },
  );

  it('201: takes an address that only another customer has', async () => {
    await aCustomer(app, acme, { email: 'shared@example.com' });
    const { id } = await aCustomer(app, acme);
    expect((await contacts().post(`/customers/${id}/emails`, { email: 'shared@example.com' })).status).toBe(201);
  });
});

describe('PUT /api/customers/:id/emails/:emailId', () => {
  it('200: answers the IDs, the fields that were sent as they are stored, and when', async () => {
    const { id } = await aCustomer(app, acme);
    const { email_id } = await add(id, { email: 'ada@example.com', name: 'Ada' });
    const answer = await contacts().put(`/customers/${id}/emails/${email_id}`, {
      notes: '',
      colour: 'red',
      email: ' new@example.com ',
      is_locked: true,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ email_id, customer_id: id, email: 'new@example.com', notes: null, updated_at: time });
    expect(Object.keys(answer.body)).toEqual(['email_id', 'customer_id', 'email', 'notes', 'updated_at']);
  });

  it('200: an empty object changes nothing and raises no version', async () => {
    const { id } = await aCustomer(app, acme, { email: 'ada@example.com' });
    const [{ email_id }] = await list(id);
    const before = await theCustomer(app, acme, id);
    expect((await contacts().put(`/customers/${id}/emails/${email_id}`, {})).body).toEqual({
      email_id,
      customer_id: id,
      updated_at: time,
    });
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('200: what flat contracts show follows the primary', async () => {
    const { id } = await aCustomer(app, acme, { email: 'old@example.com' });
    const [{ email_id }] = await list(id);
    await contacts().put(`/customers/${id}/emails/${email_id}`, { email: 'new@example.com' });
    expect((await app.as(acme).clients.get(`/clients/${id}`)).body.data.email).toBe('new@example.com');
  });

  it('404: answers another customer’s email exactly like a missing one, foreign or not, and leaves it', async () => {
    const { id } = await aCustomer(app, acme);
    const other = await aTenant(app);
    const [neighbour, foreign] = [
      await aCustomer(app, acme, { email: 'n@example.com' }),
      await aCustomer(app, other, { email: 'f@example.com' }),
    ];
    const missing = await contacts().put(`/customers/${id}/emails/${MISSING_ID}`, { notes: 'mine now' });
    expect(missing).toMatchObject(refused(404, 'Correo no encontrado'));
    for (const { primaryEmailId } of [neighbour, foreign])
      expect(await contacts().put(`/customers/${id}/emails/${primaryEmailId}`, { notes: 'mine now' })).toLookLike(
        missing,
      );
    expect(await theCustomer(app, acme, neighbour.id)).toEqual(neighbour);
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });

  it('409: refuses the address of another email of the customer', async () => {
    const { id } = await aCustomer(app, acme, { email: 'ada@example.com' });
    const { email_id } = await add(id, { email: 'bob@example.com' });
    expect(
      await contacts().put(`/customers/${id}/emails/${email_id}`, {
        email: 'ADA@example.com',
        notes: 'not this either',
      }),
    ).toMatchObject({ status: 409, body: { error: 'Correo ya registrado' } });
    expect((await list(id))[1]).toMatchObject({ email: 'bob@example.com', notes: null });
  });

  it('409: refuses any change to a locked email, but not the values that it has', async () => {
    const { id } = await aCustomer(app, acme);
    const { email_id, ...record } = await add(id, { email: 'ada@example.com', name: 'Ada', is_for_invoicing: true });
    await lock(id, email_id);
    const before = await theCustomer(app, acme, id);
    for (const change of [
      { email: 'new@example.com' },
      { name: null },
      { is_for_invoicing: false },
      { role: 'Boss', email: 'ada@example.com' },
    ]) {
      expect(await contacts().put(`/customers/${id}/emails/${email_id}`, change)).toMatchObject(
        refused(409, 'Correo bloqueado'),
      );
    }
    expect(
      (
        await contacts().put(`/customers/${id}/emails/${email_id}`, {
          email: record.email,
          name: 'Ada',
          is_for_invoicing: true,
        })
      ).status,
    ).toBe(200);
    expect(await theCustomer(app, acme, id)).toEqual(before);
    await lock(id, email_id);
    expect((await contacts().put(`/customers/${id}/emails/${email_id}`, { name: null })).status).toBe(200);
  });
});

describe('DELETE /api/customers/:id/emails/:emailId', () => {
  it('204: deletes it, and it is gone from its place', async () => {
    const { id, version } = await aCustomer(app, acme, { email: 'ada@example.com' });
    const [{ email_id }] = await list(id);
    expect(await contacts().delete(`/customers/${id}/emails/${email_id}`)).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect(await list(id)).toEqual([]);
    expect(await theCustomer(app, acme, id)).toMatchObject({ email: null, primaryEmailId: null, version: version + 1 });
    expect((await contacts().delete(`/customers/${id}/emails/${email_id}`)).status).toBe(404);
  });

  it('404: answers another customer’s email exactly like a missing one, and leaves it', async () => {
    const { id } = await aCustomer(app, acme);
    const neighbour = await aCustomer(app, acme, { email: 'n@example.com' });
    const theirs = await contacts().delete(`/customers/${id}/emails/${neighbour.primaryEmailId}`);
    expect(theirs).toLookLike(await contacts().delete(`/customers/${id}/emails/${MISSING_ID}`));
    expect(await theCustomer(app, acme, neighbour.id)).toEqual(neighbour);
  });

  it('409: keeps a locked email', async () => {
    const { id } = await aCustomer(app, acme, { email: 'ada@example.com' });
    const [{ email_id }] = await list(id);
    await lock(id, email_id);
    expect(await contacts().delete(`/customers/${id}/emails/${email_id}`)).toMatchObject(
      refused(409, 'Correo bloqueado'),
    );
    expect(await list(id)).toHaveLength(1);
  });
});
