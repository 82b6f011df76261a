import { aCustomer, theCustomer } from '../factories/customer.js';
import { contactRecords } from '../support/contact-records.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const records = contactRecords(app, acme);

const card = async (id: number) => (await app.as(acme).contacts.get(`/customers/getCustomers/${id}`)).body.cliente;
const refused = (status: number, field?: string) => ({
  status,
  body: { success: false, ...(field && { details: [{ field }] }) },
});
/** The request is refused, and the customer is as it was. */
async function expectRefusal(id: number, send: () => Promise<unknown>, answer: object): Promise<void> {
  const before = [await theCustomer(app, acme, id), await card(id)];
  expect(await send()).toMatchObject(answer);
  expect([await theCustomer(app, acme, id), await card(id)]).toEqual(before);
}

describe('is_primary', () => {
  const primaries = async (id: number) =>
    (await records.emails(id)).map(({ email, is_primary }) => [email, is_primary] as [string, boolean]);
  const two = async () => {
    const { id } = await aCustomer(app, acme);
    return {
      id,
      one: await records.add(id, 'emails', { email: 'one@v.example' }),
      other: await records.add(id, 'emails', { email: 'two@v.example', name: 'Two' }),
    };
  };

  it('is the last key of an email in lists and details, and none of what POST answers', async () => {
    const { id } = await two();
    expect(await primaries(id)).toEqual([
      ['one@v.example', true],
      ['two@v.example', false],
    ]);
    const { emails } = await card(id);
    expect(emails).toEqual(await records.emails(id));
    expect(Object.keys(emails[0] as object).slice(-2)).toEqual(['created_at', 'is_primary']);
    expect(
      Object.keys((await records.post(id, 'emails', { email: 'three@v.example', is_primary: true })).body as object).at(
        -1,
      ),
    ).toBe('created_at');
  });

  it('makes an email the primary: the one before stays, and flat contracts show the new one', async () => {
    const { id, other } = await two();
    const { version } = await theCustomer(app, acme, id);
    const answer = await records.put(id, 'emails', other, { is_primary: true, role: 'Boss' });
    expect(Object.keys(answer.body as object)).toEqual(['email_id', 'customer_id', 'role', 'is_primary', 'updated_at']);
    expect(answer).toMatchObject({ status: 200, body: { email_id: other, role: 'Boss', is_primary: true } });
    expect(await primaries(id)).toEqual([
      ['one@v.example', false],
      ['two@v.example', true],
    ]);
    expect((await app.as(acme).clients.get(`/clients/${id}`)).body.data.email).toBe('two@v.example');
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
  });

  it('of a new email takes the place', async () => {
    const { id } = await two();
    await records.add(id, 'emails', { email: 'three@v.example', is_primary: true });
    expect(await primaries(id)).toEqual([
      ['one@v.example', false],
      ['two@v.example', false],
      ['three@v.example', true],
    ]);
  });

  it('written as it is read changes nothing, locked or not', async () => {
    const { id, one, other } = await two();
    await records.lock(id, 'emails', one);
    const before = await theCustomer(app, acme, id);
    expect(await records.put(id, 'emails', one, { is_primary: true })).toMatchObject({
      status: 200,
      body: { is_primary: true },
    });
    expect(await records.put(id, 'emails', other, { is_primary: false })).toMatchObject({
      status: 200,
      body: { is_primary: false },
    });
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it.each([[false], [null], ['true'], [1]])('cannot be set to %j', async (is_primary) => {
    const { id, one } = await two();
    await expectRefusal(
      id,
      () => records.put(id, 'emails', one, { is_primary, notes: 'not this either' }),
      refused(400, 'is_primary'),
    );
    await expectRefusal(
      id,
      () => records.post(id, 'emails', { email: 'three@v.example', is_primary }),
      refused(400, 'is_primary'),
    );
  });

  it('does not move a locked email, nor into its place', async () => {
    const { id, one, other } = await two();
    await records.lock(id, 'emails', other);
    await expectRefusal(id, () => records.put(id, 'emails', other, { is_primary: true }), refused(409));
    await records.lock(id, 'emails', other);
    await records.lock(id, 'emails', one);
    await expectRefusal(id, () => records.put(id, 'emails', other, { is_primary: true }), refused(409));
    await expectRefusal(
      id,
      () => records.post(id, 'emails', { email: 'three@v.example', is_primary: true }),
      refused(409),
    );
  });

  it('is of no email after the primary is deleted, until one is chosen', async () => {
    const { id, one, other } = await two();
    expect((await records.delete(id, 'emails', one)).status).toBe(204);
    expect(await primaries(id)).toEqual([['two@v.example', false]]);
    expect(
      (await app.as(acme).erp.get('/customers', { searchString: String(id), searchColumn: 'id' })).body,
    ).toMatchObject([{ email: null }]);
    await records.put(id, 'emails', other, { is_primary: true });
    expect((await theCustomer(app, acme, id)).email).toBe('two@v.example');
  });

  it('of an email that flat words made makes it contacts’ own', async () => {
    const { id } = await aCustomer(app, acme, { email: 'one@v.example' });
    await app.as(acme).clients.put(`/clients/${id}`, { email: null, phone: null });
    await app.as(acme).clients.put(`/clients/${id}`, { email: 'two@v.example' });
    const other = await records.add(id, 'emails', { email: 'three@v.example', is_primary: true });
    const [made] = await records.emails(id);
    await records.put(id, 'emails', made!['email_id'] as number, { is_primary: true });
    await app.as(acme).clients.put(`/clients/${id}`, { email: null });
    expect((await records.emails(id)).map(({ email_id }) => email_id as number)).toEqual([made!['email_id'], other]);
  });
});

describe('place', () => {
  const places = async (id: number) =>
    Object.fromEntries(
      (await records.phones(id)).map(({ phone, place }) => [(phone as string).slice(-1), place as string | null]),
    );
  const three = async () => {
    const { id } = await aCustomer(app, acme);
    const made = [];
    for (const at of [1, 2, 3]) made.push(await records.add(id, 'phones', { phone: `+1212555000${at}` }));
    return { id, one: made[0]!, two: made[1]!, three: made[2]! };
  };

  it('is the last key of a phone in lists and details; the answer of POST does not have it', async () => {
    const { id } = await three();
    const { phones } = await card(id);
    expect(phones).toEqual(await records.phones(id));
    expect(Object.keys(phones[0] as object).slice(-2)).toEqual(['created_at', 'place']);
    expect(
      Object.keys((await records.post(id, 'phones', { phone: '+12125550009', place: 'fax' })).body as object).at(-1),
    ).toBe('created_at');
    expect(await places(id)).toEqual({ 1: 'main', 2: null, 3: null, 9: 'fax' });
  });

  it.each([
    ['main', 'phone'],
    ['mobile', 'mobile'],
    ['fax', 'fax'],
  ] as const)('%s takes the place that flat contracts call %s; the one before stays', async (place, word) => {
    const { id, two, three: third } = await three();
    const { version } = await theCustomer(app, acme, id);
    expect(await records.put(id, 'phones', two, { place })).toMatchObject({
      status: 200,
      body: { phone_id: two, customer_id: id, place },
    });
    await records.put(id, 'phones', third, { place });
    expect(await places(id)).toEqual({ ...(place === 'main' ? { 1: null } : { 1: 'main' }), 2: null, 3: place });
    expect(await theCustomer(app, acme, id)).toMatchObject({ [word]: '+12125550003', version: version + 2 });
  });

  it('null takes a phone out of its place', async () => {
    const { id, one } = await three();
    expect((await records.put(id, 'phones', one, { place: null })).body).toMatchObject({ place: null });
    expect(await places(id)).toEqual({ 1: null, 2: null, 3: null });
    expect((await theCustomer(app, acme, id)).phone).toBeNull();
  });

  it('of a new phone is the one that is sent, and main for the first one without a word about it', async () => {
    const { id } = await aCustomer(app, acme);
    await records.add(id, 'phones', { phone: '+12125550001', place: null });
    await records.add(id, 'phones', { phone: '+12125550002', place: 'mobile' });
    await records.add(id, 'phones', { phone: '+12125550003' });
    await records.add(id, 'phones', { phone: '+12125550004', place: 'mobile' });
    expect(await places(id)).toEqual({ 1: null, 2: null, 3: 'main', 4: 'mobile' });
  });

  it('of a phone with several is the first of them; another one is its only place then', async () => {
    const { id, mobilePhoneId } = await aCustomer(app, acme, {
      phone: '+12125550001',
      mobile: '+12125550001',
      fax: '+12125550001',
    });
    expect(await places(id)).toEqual({ 1: 'main' });
    const before = await theCustomer(app, acme, id);
    await records.put(id, 'phones', mobilePhoneId!, { place: 'main' });
    expect(await theCustomer(app, acme, id)).toEqual(before);
    await records.put(id, 'phones', mobilePhoneId!, { place: 'mobile' });
    expect(await theCustomer(app, acme, id)).toMatchObject({ phone: null, mobile: '+12125550001', fax: null });
    await records.put(id, 'phones', mobilePhoneId!, { place: null });
    expect(await theCustomer(app, acme, id)).toMatchObject({ phone: null, mobile: null, fax: null });
  });

  it('written as it is read changes nothing, locked or not', async () => {
    const { id, one, two } = await three();
    await records.lock(id, 'phones', one);
    const before = await theCustomer(app, acme, id);
    expect((await records.put(id, 'phones', one, { place: 'main' })).status).toBe(200);
    expect((await records.put(id, 'phones', two, { place: null })).status).toBe(200);
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('is cleared by an empty text as by null', async () => {
    const { id, one } = await three();
    expect(await records.put(id, 'phones', one, { place: '' })).toMatchObject({ status: 200, body: { place: null } });
  });

  it.each([['home'], [true], ['MAIN']])('cannot be %j', async (place) => {
    const { id, one } = await three();
    await expectRefusal(id, () => records.put(id, 'phones', one, { place }), refused(400, 'place'));
    await expectRefusal(id, () => records.post(id, 'phones', { phone: '+12125550009', place }), refused(400, 'place'));
  });

  it('does not move a locked phone, nor into its place', async () => {
    const { id, one, two } = await three();
    await records.lock(id, 'phones', one);
    for (const place of ['mobile', null])
      await expectRefusal(id, () => records.put(id, 'phones', one, { place }), refused(409));
    await expectRefusal(id, () => records.put(id, 'phones', two, { place: 'main' }), refused(409));
    await expectRefusal(id, () => records.post(id, 'phones', { phone: '+12125550009', place: 'main' }), refused(409));
    await records.lock(id, 'phones', two);
    await expectRefusal(id, () => records.put(id, 'phones', two, { place: 'fax' }), refused(409));
  });

  it('is empty after its phone is deleted, until another is chosen', async () => {
    const { id, one, two } = await three();
    await records.delete(id, 'phones', one);
    expect(await places(id)).toEqual({ 2: null, 3: null });
    await records.put(id, 'phones', two, { place: 'main' });
    expect(await places(id)).toEqual({ 2: 'main', 3: null });
  });
});
