import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const refused = (status: number, error: string) => ({ status, body: { success: false, error } });

const contacts = () => app.as(acme).contacts;
const names = (id: number, rest = '') => `/customers/${id}/company-names${rest}`;
const add = async (id: number, fields: object = {}): Promise<any> =>
  (await contacts().post(names(id), { name: 'Acme Corp Ltd.', ...fields })).body;
const list = async (id: number): Promise<any[]> => (await contacts().get(names(id))).body.company_names;
const defaultOf = async (id: number) =>
  (await list(id)).filter(({ is_default }) => is_default).map(({ company_name_id }) => company_name_id as number);

describe('the default company name', () => {
  it('is not guessed by an update that says nothing of it', async () => {
    const { id } = await aCustomer(app, acme);
    const { company_name_id } = await add(id);
    await contacts().put(names(id, `/${company_name_id}`), { is_default: false });
    await contacts().put(names(id, `/${company_name_id}`), { address: '1 Main St' });
    expect(await defaultOf(id)).toEqual([]);
  });

  it('is the first name that becomes active', async () => {
    const { id } = await aCustomer(app, acme);
    const { company_name_id } = await add(id, { is_active: false });
    await contacts().post(names(id, `/${company_name_id}/toggle-active`), { is_active: true });
    expect(await defaultOf(id)).toEqual([company_name_id]);
  });

  it('is the first name that becomes active, as POST has it, also where the update says false', async () => {
    const { id } = await aCustomer(app, acme);
    const { company_name_id } = await add(id, { is_active: false });
    await contacts().put(names(id, `/${company_name_id}`), { is_active: true, is_default: false });
    expect(await defaultOf(id)).toEqual([company_name_id]);
  });
});

describe('GET /api/customers/:id/company-names', () => {
  it('200: lists the company names of the customer in the order of their IDs', async () => {
    const { id } = await aCustomer(app, acme);
    const [one, two] = [await add(id), await add(id, { name: 'Second' })];
    expect(await contacts().get(names(id))).toMatchObject({
      status: 200,
      body: { success: true, company_names: [one, two] },
    });
  });

  it('404: answers a foreign customer exactly like a missing one', async () => {
    const foreign = await aCustomer(app, await aTenant(app));
    const theirs = await contacts().get(names(foreign.id));
    expect(theirs).toMatchObject(refused(404, 'Cliente no encontrado'));
    expect(theirs).toLookLike(await contacts().get(names(MISSING_ID)));
  });
});

describe('POST /api/customers/:id/company-names', () => {
  it('201: answers the record, its keys in the published order, null for what is unset', async () => {
    const { id, version } = await aCustomer(app, acme);
    const answer = await contacts().post(names(id), { name: 'Acme Corp Ltd.' });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        company_name_id: expect.any(Number),
        customer_id: id,
        name: 'Acme Corp Ltd.',
        tax_id: null,
        billing_email: null,
        address: null,
        billing_address: null,
        is_active: true,
        is_default: true,
        created_at: time,
      },
    });
    expect(Object.keys(answer.body)).toEqual([
      'company_name_id',
      'customer_id',
      'name',
      'tax_id',
      'billing_email',
      'address',
      'billing_address',
      'is_active',
      'is_default',
      'created_at',
    ]);
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
  });

  it('201: the first active one becomes the default, asked or not', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await add(id, { is_active: false })).is_default).toBe(false);
    expect((await add(id, { is_default: false })).is_default).toBe(true);
    expect((await add(id)).is_default).toBe(false);
  });

  it('201: is_default takes the place of another', async () => {
    const { id } = await aCustomer(app, acme);
    await add(id);
    const { company_name_id } = await add(id, { is_default: true });
    expect(await defaultOf(id)).toEqual([company_name_id]);
  });

  it('201: the same name may be there twice', async () => {
    const { id } = await aCustomer(app, acme);
    await add(id, { tax_id: 'T-1' });
    expect((await contacts().post(names(id), { name: 'Acme Corp Ltd.', tax_id: 'T-1' })).status).toBe(201);
  });

  it('404: answers a foreign customer exactly like a missing one, and writes nothing', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other);
    const theirs = await contacts().post(names(foreign.id), { name: 'Mine' });
    expect(theirs).toLookLike(await contacts().post(names(MISSING_ID), { name: 'Mine' }));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });

  it('409: an inactive one cannot be the default', async () => {
    const { id } = await aCustomer(app, acme);
    expect(await contacts().post(names(id), { name: 'Idle', is_active: false, is_default: true })).toMatchObject(
      refused(409, 'Nombre de empresa inactivo'),
    );
    expect(await list(id)).toEqual([]);
  });
});

describe('PUT /api/customers/:id/company-names/:companyNameId', () => {
  const put = (id: number, nameId: number | string, body: object) => contacts().put(names(id, `/${nameId}`), body);

  it('200: answers the IDs, the fields that were sent as they are stored, and when', async () => {
    const { id } = await aCustomer(app, acme);
    const { company_name_id } = await add(id);
    const answer = await put(id, company_name_id, {
      is_default: true,
      colour: 'red',
      address: '',
      billing_email: ' new@example.com ',
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      company_name_id,
      customer_id: id,
      billing_email: 'new@example.com',
      address: null,
      is_default: true,
      updated_at: time,
    });
    expect(Object.keys(answer.body)).toEqual([
      'company_name_id',
      'customer_id',
      'billing_email',
      'address',
      'is_default',
      'updated_at',
    ]);
  });

  it('200: an empty object changes nothing and raises no version', async () => {
    const { id } = await aCustomer(app, acme);
    const { company_name_id } = await add(id);
    const before = await theCustomer(app, acme, id);
    expect((await put(id, company_name_id, {})).body).toEqual({ company_name_id, customer_id: id, updated_at: time });
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('200: is_default swaps in one step', async () => {
    const { id } = await aCustomer(app, acme);
    await add(id);
    const { company_name_id } = await add(id);
    expect((await put(id, company_name_id, { is_default: true })).body.is_default).toBe(true);
    expect(await defaultOf(id)).toEqual([company_name_id]);
  });

  it.each([
    ['demoted', { is_default: false }],
    ['deactivated', { is_active: false }],
  ])('200: a default that is %s leaves none until one is chosen', async (_, change) => {
    const { id } = await aCustomer(app, acme);
    const { company_name_id } = await add(id);
    await add(id);
    expect((await put(id, company_name_id, change)).status).toBe(200);
    expect(await defaultOf(id)).toEqual([]);
    await add(id, { name: 'Third' });
    expect(await defaultOf(id)).toEqual([]);
  });

  it('404: answers another customer’s name exactly like a missing one, and leaves it', async () => {
    const { id } = await aCustomer(app, acme);
    const neighbour = await aCustomer(app, acme);
    const { company_name_id, ...before } = await add(neighbour.id);
    const theirs = await put(id, company_name_id, { name: 'Mine now', is_default: true });
    expect(theirs).toMatchObject(refused(404, 'Nombre de empresa no encontrado'));
    expect(theirs).toLookLike(await put(id, MISSING_ID, { name: 'Mine now', is_default: true }));
    expect(await list(neighbour.id)).toEqual([{ company_name_id, ...before }]);
  });

  it.each([[{ is_default: true }], [{ is_default: true, is_active: false, name: 'not this either' }]])(
    '409: %j on an inactive one',
    async (change) => {
      const { id } = await aCustomer(app, acme);
      const { company_name_id } = await add(id, { is_active: false });
      expect(await put(id, company_name_id, change)).toMatchObject(refused(409, 'Nombre de empresa inactivo'));
      expect(await list(id)).toEqual([
        expect.objectContaining({ name: 'Acme Corp Ltd.', is_active: false, is_default: false }),
      ]);
    },
  );

  it('200: activates and makes default at once', async () => {
    const { id } = await aCustomer(app, acme);
    const { company_name_id } = await add(id, { is_active: false });
    expect((await put(id, company_name_id, { is_active: true, is_default: true })).body).toMatchObject({
      is_active: true,
      is_default: true,
    });
  });
});

describe('DELETE /api/customers/:id/company-names/:companyNameId', () => {
  it('204: deletes it; a default leaves none until one is chosen', async () => {
    const { id } = await aCustomer(app, acme);
    const [{ company_name_id }, other] = [await add(id), await add(id)];
    expect(await contacts().delete(names(id, `/${company_name_id}`))).toMatchObject({ status: 204, body: undefined });
    expect(await list(id)).toEqual([other]);
    expect((await contacts().delete(names(id, `/${company_name_id}`))).status).toBe(404);
  });

  it('404: answers another customer’s name exactly like a missing one, and leaves it', async () => {
    const { id } = await aCustomer(app, acme);
    const neighbour = await aCustomer(app, acme);
    const { company_name_id } = await add(neighbour.id);
    expect(await contacts().delete(names(id, `/${company_name_id}`))).toLookLike(
      await contacts().delete(names(id, `/${MISSING_ID}`)),
    );
    expect(await defaultOf(neighbour.id)).toEqual([company_name_id]);
  });
});
