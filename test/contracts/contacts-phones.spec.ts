import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const refused = (status: number, error: string) => ({ status, body: { success: false, error } });

const contacts = () => app.as(acme).contacts;
const add = async (id: number, fields: object): Promise<any> =>
  (await contacts().post(`/customers/${id}/phones`, fields)).body;
const list = async (id: number): Promise<any[]> => (await contacts().get(`/customers/${id}/phones`)).body.phones;
const lock = (id: number, phoneId: number) => contacts().post(`/customers/${id}/phones/${phoneId}/toggle-lock`);

describe('GET /api/customers/:id/phones', () => {
  it('200: lists the phones of the customer in the order of their IDs, whatever their place', async () => {
    const { id } = await aCustomer(app, acme, { phone: '+12125550100', mobile: '+12125550101', fax: '+12125550102' });
    const other = await add(id, { phone: '+12125550103' });
    const answer = await contacts().get(`/customers/${id}/phones`);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        success: true,
        phones: [{ phone: '+12125550100' }, { phone: '+12125550101' }, { phone: '+12125550102' }, other],
      },
    });
  });

  it('404: answers a foreign customer exactly like a missing one', async () => {
    const foreign = await aCustomer(app, await aTenant(app));
    const theirs = await contacts().get(`/customers/${foreign.id}/phones`);
    expect(theirs).toMatchObject(refused(404, 'Cliente no encontrado'));
    expect(theirs).toLookLike(await contacts().get(`/customers/${MISSING_ID}/phones`));
  });
});

describe('POST /api/customers/:id/phones', () => {
  it('201: answers the record, its keys in the published order, null for what is unset', async () => {
    const { id } = await aCustomer(app, acme);
    const answer = await contacts().post(`/customers/${id}/phones`, { phone: ' (212) 555-0100 ' });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        phone_id: expect.any(Number),
        customer_id: id,
        phone: '(212) 555-0100',
        extension: null,
        is_whatsapp: false,
        name: null,
        role: null,
        notes: null,
        is_locked: false,
        created_at: time,
      },
    });
    expect(Object.keys(answer.body)).toEqual([
      'phone_id',
      'customer_id',
      'phone',
      'extension',
      'is_whatsapp',
      'name',
      'role',
      'notes',
      'is_locked',
      'created_at',
    ]);
  });

  it('201: makes the first one the main phone, and no later one', async () => {
    const { id, version } = await aCustomer(app, acme, { mobile: '+12125550109' });
    const { phone_id } = await add(id, { phone: '+12125550100' });
    await add(id, { phone: '+12125550101' });
    expect(await theCustomer(app, acme, id)).toMatchObject({
      mainPhoneId: phone_id,
      phone: '+12125550100',
      mobile: '+12125550109',
      version: version + 2,
    });
  });

  it('201: keeps a number that cannot be parsed', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await add(id, { phone: 'ring 3 times' })).phone).toBe('ring 3 times');
  });

  it.each([
    ['the same number', { phone: '+1 212 555 0100' }],
    ['that number in another notation', { phone: '(212) 555-0100' }],
  ])('409: refuses %s twice', async (_, body) => {
    const { id } = await aCustomer(app, acme, { phone: '+1 212 555 0100' });
    expect(await contacts().post(`/customers/${id}/phones`, body)).toMatchObject({
      status: 409,
      body: { success: false, error: 'Teléfono ya registrado', details: [{ field: 'phone' }] },
    });
    expect(await list(id)).toHaveLength(1);
  });

  it('201: another extension is another phone, the same one is not', async () => {
    const { id } = await aCustomer(app, acme, { phone: '+1 212 555 0100' });
    expect(
      (await contacts().post(`/customers/${id}/phones`, { phone: '+1 212 555 0100', extension: '12' })).status,
    ).toBe(201);
    expect(
      (await contacts().post(`/customers/${id}/phones`, { phone: '(212) 555-0100', extension: '12' })).status,
    ).toBe(409);
  });

  it('201: reads a number by the country of the customer, then of the tenant', async () => {
    const { id } = await aCustomer(app, acme, { countryIso: 'UY' });
    await add(id, { phone: '2901 2345' });
    expect((await contacts().post(`/customers/${id}/phones`, { phone: '+598 2901 2345' })).status).toBe(409);
  });

  it('404: answers a foreign customer exactly like a missing one, and writes nothing', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other);
    const theirs = await contacts().post(`/customers/${foreign.id}/phones`, { phone: '+12125550100' });
    expect(theirs).toLookLike(await contacts().post(`/customers/${MISSING_ID}/phones`, { phone: '+12125550100' }));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });
});

describe('PUT /api/customers/:id/phones/:phoneId', () => {
  it('200: answers the IDs, the fields that were sent as they are stored, and when', async () => {
    const { id } = await aCustomer(app, acme);
    const { phone_id } = await add(id, { phone: '+12125550100', extension: '12', name: 'Jane' });
    const answer = await contacts().put(`/customers/${id}/phones/${phone_id}`, {
      is_whatsapp: true,
      extension: '',
      colour: 'red',
      phone: ' +12125550101 ',
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      phone_id,
      customer_id: id,
      phone: '+12125550101',
      extension: null,
      is_whatsapp: true,
      updated_at: time,
    });
    expect(Object.keys(answer.body)).toEqual([
      'phone_id',
      'customer_id',
      'phone',
      'extension',
      'is_whatsapp',
      'updated_at',
    ]);
  });

  it('200: what flat contracts show follows the record in each place', async () => {
    const { id, mobilePhoneId } = await aCustomer(app, acme, { phone: '+12125550100', mobile: '+12125550101' });
    await contacts().put(`/customers/${id}/phones/${mobilePhoneId}`, { phone: '+12125550102' });
    expect((await app.as(acme).clients.get(`/clients/${id}`)).body.data).toMatchObject({
      phone: '+12125550100',
      mobile: '+12125550102',
    });
  });

  it('200: an empty object changes nothing and raises no version', async () => {
    const { id, mainPhoneId } = await aCustomer(app, acme, { phone: '+12125550100' });
    const before = await theCustomer(app, acme, id);
    expect((await contacts().put(`/customers/${id}/phones/${mainPhoneId}`, {})).body).toEqual({
      phone_id: mainPhoneId,
      customer_id: id,
      updated_at: time,
    });
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('404: answers another customer’s phone exactly like a missing one, foreign or not, and leaves it', async () => {
    const { id } = await aCustomer(app, acme);
    const other = await aTenant(app);
    const [neighbour, foreign] = [
      await aCustomer(app, acme, { phone: '+12125550100' }),
      await aCustomer(app, other, { phone: '+12125550100' }),
    ];
    const missing = await contacts().put(`/customers/${id}/phones/${MISSING_ID}`, { notes: 'mine now' });
    expect(missing).toMatchObject(refused(404, 'Teléfono no encontrado'));
    for (const { mainPhoneId } of [neighbour, foreign])
      expect(await contacts().put(`/customers/${id}/phones/${mainPhoneId}`, { notes: 'mine now' })).toLookLike(missing);
    expect(await theCustomer(app, acme, neighbour.id)).toEqual(neighbour);
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });

  it('409: refuses the number of another phone of the customer, also if an extension makes them equal', async () => {
    const { id } = await aCustomer(app, acme, { phone: '+12125550100' });
    const { phone_id } = await add(id, { phone: '+12125550100', extension: '12' });
    expect(await contacts().put(`/customers/${id}/phones/${phone_id}`, { extension: null })).toMatchObject(
      refused(409, 'Teléfono ya registrado'),
    );
    expect((await list(id))[1]).toMatchObject({ extension: '12' });
  });

  it('409: refuses any change to a locked phone, but not the values that it has', async () => {
    const { id } = await aCustomer(app, acme);
    const { phone_id } = await add(id, { phone: '+12125550100', extension: '12', is_whatsapp: true });
    await lock(id, phone_id);
    const before = await theCustomer(app, acme, id);
    for (const change of [
      { phone: '+12125550101' },
      { extension: null },
      { is_whatsapp: false },
      { name: 'Jane', phone: '+12125550100' },
    ]) {
      expect(await contacts().put(`/customers/${id}/phones/${phone_id}`, change)).toMatchObject(
        refused(409, 'Teléfono bloqueado'),
      );
    }
    expect(
      (
        await contacts().put(`/customers/${id}/phones/${phone_id}`, {
          phone: '+12125550100',
          extension: '12',
          is_whatsapp: true,
        })
      ).status,
    ).toBe(200);
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });
});

describe('DELETE /api/customers/:id/phones/:phoneId', () => {
  it('204: deletes it, and it is gone from every place that it had', async () => {
    const { id, mainPhoneId } = await aCustomer(app, acme, {
      phone: '+12125550100',
      mobile: '+12125550100',
      fax: '+12125550101',
    });
    expect(await contacts().delete(`/customers/${id}/phones/${mainPhoneId}`)).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect(await theCustomer(app, acme, id)).toMatchObject({ phone: null, mobile: null, fax: '+12125550101' });
    expect(await list(id)).toHaveLength(1);
  });

  it('404: answers another customer’s phone exactly like a missing one, and leaves it', async () => {
    const { id } = await aCustomer(app, acme);
    const neighbour = await aCustomer(app, acme, { phone: '+12125550100' });
    const theirs = await contacts().delete(`/customers/${id}/phones/${neighbour.mainPhoneId}`);
    expect(theirs).toLookLike(await contacts().delete(`/customers/${id}/phones/${MISSING_ID}`));
    expect(await theCustomer(app, acme, neighbour.id)).toEqual(neighbour);
  });

  it('409: keeps a locked phone', async () => {
    const { id, mainPhoneId } = await aCustomer(app, acme, { phone: '+12125550100' });
    await lock(id, mainPhoneId!);
    expect(await contacts().delete(`/customers/${id}/phones/${mainPhoneId}`)).toMatchObject(
      refused(409, 'Teléfono bloqueado'),
    );
    expect(await list(id)).toHaveLength(1);
  });
});
