import { aCustomer, theCustomer } from '../factories/customer.js';
import { contactRecords } from '../support/contact-records.js';
import { FLAT } from '../support/flat.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const records = contactRecords(app, acme);

const NUMBER = '+12125550170';
const lines = async (id: number) =>
  (await records.phones(id)).map(({ phone, extension }) => [phone, extension] as [string, string | null]);

describe('an extension in contacts', () => {
  it.each([['x5'], ['ext. 5'], ['Ext 5'], ['５'], ['#5'], [' 5 ']])(
    '%j is stored as 5, and a twin of it',
    async (extension) => {
      const { id } = await aCustomer(app, acme);
      expect((await records.post(id, 'phones', { phone: NUMBER, extension })).body).toMatchObject({
        phone: NUMBER,
        extension: '5',
      });
      for (const twin of [
        { phone: NUMBER, extension: '5' },
        { phone: `${NUMBER} ext. 5` },
        { phone: '(212) 555-0170', extension: 'ext 5' },
        { phone: `${NUMBER} x5` },
      ])
        expect((await records.post(id, 'phones', twin)).status).toBe(409);
      expect((await records.post(id, 'phones', { phone: NUMBER })).status).toBe(201);
    },
  );

  it.each([
    ['+12125550170 ext. 45'],
    ['+12125550170 x45'],
    ['+12125550170;ext=45'],
    ['+12125550170 extension 45'],
    ['+12125550170 Ext.: 45'],
    ['+12125550170 (extensão 45)'],
    ['+12125550170 - ramal 45'],
  ])('is taken out of %j', async (phone) => {
    const { id } = await aCustomer(app, acme);
    expect((await records.post(id, 'phones', { phone })).body).toMatchObject({ phone: NUMBER, extension: '45' });
    const other = await records.add(id, 'phones', { phone: '+1 212 555 0171', extension: '9' });
    expect((await records.put(id, 'phones', other, { phone })).status).toBe(409);
    expect((await records.put(id, 'phones', other, { phone: phone.replace('0170', '0172') })).body).toMatchObject({
      phone: '+12125550172',
    });
    expect(await lines(id)).toEqual([
      [NUMBER, '45'],
      ['+12125550172', '45'],
    ]);
  });

  it.each([
    ['+999 12345', ' ext. 45'],
    ['1-800-FLOWERS', ' ext=45'],
    ['2901 2345 or 2901 2346', ', extn. 45'],
    ['12', ' ext ４５'],
  ])('is taken out of a number that cannot be parsed: %j', async (phone, extension) => {
    const { id } = await aCustomer(app, acme);
    expect((await records.post(id, 'phones', { phone: phone + extension })).body).toMatchObject({
      phone,
      extension: '45',
    });
    expect((await records.post(id, 'phones', { phone, extension: '45' })).status).toBe(409);
    expect(
      (await app.as(acme).erp.get('/customers', { searchColumn: 'phone', searchString: `${phone};ext=45` })).body,
    ).toMatchObject([{ id, phone }]);
  });

  it.each([['#31#2125550170'], ['12 x5'], ['ext. 5'], ['+12125550170 / 71'], ['Fax 5'], ['*21*5550170#']])(
    'is not what stands in %j',
    async (phone) => {
      const { id } = await aCustomer(app, acme);
      expect((await records.post(id, 'phones', { phone })).body).toMatchObject({ phone, extension: null });
    },
  );

  it('that is given beside the number wins', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await records.post(id, 'phones', { phone: `${NUMBER} ext. 45`, extension: 'x6' })).body).toMatchObject({
      phone: NUMBER,
      extension: '6',
    });
  });

  it('stays when another number is written without one, and goes with null', async () => {
    const { id } = await aCustomer(app, acme);
    const phone = await records.add(id, 'phones', { phone: NUMBER, extension: '5' });
    await records.put(id, 'phones', phone, { phone: '+1 212 555 0199' });
    expect(await lines(id)).toEqual([['+1 212 555 0199', '5']]);
    expect((await records.put(id, 'phones', phone, { extension: 'ext. 7' })).body).toMatchObject({ extension: '7' });
    await records.put(id, 'phones', phone, { extension: null });
    expect(await lines(id)).toEqual([['+1 212 555 0199', null]]);
  });

  it.each([['x'], ['ext.'], ['none']])('is refused without a digit: %j', async (extension) => {
    const { id } = await aCustomer(app, acme, { phone: NUMBER });
    const before = await theCustomer(app, acme, id);
    expect(await records.post(id, 'phones', { phone: '+1 212 555 0171', extension })).toMatchObject({
      status: 400,
      body: { details: [{ field: 'extension' }] },
    });
    expect(await records.put(id, 'phones', before.mainPhoneId!, { extension })).toMatchObject({
      status: 400,
      body: { details: [{ field: 'extension' }] },
    });
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('in another form is no change, locked or not', async () => {
    const { id } = await aCustomer(app, acme);
    const phone = await records.add(id, 'phones', { phone: NUMBER, extension: '5' });
    const { version } = await theCustomer(app, acme, id);
    expect((await records.put(id, 'phones', phone, { extension: 'x5' })).status).toBe(200);
    expect((await theCustomer(app, acme, id)).version).toBe(version);
    await records.lock(id, 'phones', phone);
    expect((await records.put(id, 'phones', phone, { extension: 'ext. 5', phone: `${NUMBER} x5` })).status).toBe(200);
    expect((await records.put(id, 'phones', phone, { extension: '6' })).status).toBe(409);
    expect(await lines(id)).toEqual([[NUMBER, '5']]);
  });
});

const WORDS = FLAT.flatMap((face) =>
  Object.entries(face.field)
    .filter(([place]) => place !== 'email')
    .map(([, word]) => ({ ...face, word: word })),
);

describe.each(WORDS)('$name writes $word', ({ word, write, read, updated, locked }) => {
  /** A customer whose place has a phone. */
  const placed = async (fields: object) => {
    const { id } = await aCustomer(app, acme);
    const phone = await records.add(id, 'phones', { ...fields, place: null });
    const { phone: number, extension } = fields as { phone: string; extension?: string };
    await write(app, acme, id, { [word]: extension ? `${number} ext. ${extension}` : number });
    expect(await records.phones(id)).toHaveLength(1);
    return { id, phone, version: (await theCustomer(app, acme, id)).version };
  };

  it('with an extension over another one: both records are there, and the word shows the number', async () => {
    const { id } = await placed({ phone: NUMBER, extension: '44', name: 'Bob' });
    expect((await write(app, acme, id, { [word]: `${NUMBER} ext. 45` })).status).toBe(updated);
    expect((await read(app, acme, id))[word]).toBe(NUMBER);
    expect(await records.phones(id)).toMatchObject([
      { phone: NUMBER, extension: '44', name: 'Bob', place: null },
      { phone: NUMBER, extension: '45', name: null, place: expect.any(String) },
    ]);
  });

  it('with an extension that no record has: it is stored apart from the number', async () => {
    const { id } = await aCustomer(app, acme);
    await write(app, acme, id, { [word]: `${NUMBER} ext. 45` });
    expect((await read(app, acme, id))[word]).toBe(NUMBER);
    expect(await lines(id)).toEqual([[NUMBER, '45']]);
    await write(app, acme, id, { [word]: null });
    expect(await lines(id)).toEqual([]);
  });

  it('with an extension for the number in the place: it is added to the record', async () => {
    const { id, phone } = await placed({ phone: NUMBER, name: 'Desk' });
    await write(app, acme, id, { [word]: `${NUMBER} x45` });
    expect(await records.phones(id)).toMatchObject([{ phone_id: phone, phone: NUMBER, extension: '45', name: 'Desk' }]);
  });

  it('as it is read: nothing changes, locked or not', async () => {
    const { id, phone, version } = await placed({ phone: NUMBER, extension: '45' });
    await records.add(id, 'phones', { phone: NUMBER, place: null });
    await write(app, acme, id, { [word]: (await read(app, acme, id))[word] });
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
    await records.lock(id, 'phones', phone);
    expect((await write(app, acme, id, { [word]: NUMBER })).status).toBe(updated);
    expect(await records.phones(id)).toMatchObject([
      { phone_id: phone, extension: '45', place: expect.any(String) },
      { extension: null, place: null },
    ]);
  });

  it('in another spelling: the extension stays', async () => {
    const { id, phone } = await placed({ phone: NUMBER, extension: '45', notes: 'n' });
    await write(app, acme, id, { [word]: '(212) 555-0170' });
    expect((await read(app, acme, id))[word]).toBe('(212) 555-0170');
    expect(await records.phones(id)).toMatchObject([
      { phone_id: phone, phone: '(212) 555-0170', extension: '45', notes: 'n' },
    ]);
    await records.lock(id, 'phones', phone);
    expect((await write(app, acme, id, { [word]: '212-555-0170' })).status).toBe(updated);
    expect((await read(app, acme, id))[word]).toBe('(212) 555-0170');
  });

  it('in another spelling where a record has the number alone: that record takes the place', async () => {
    const { id, phone } = await placed({ phone: NUMBER, extension: '45' });
    const plain = await records.add(id, 'phones', { phone: NUMBER, place: null });
    await write(app, acme, id, { [word]: '(212) 555-0170' });
    expect(await records.phones(id)).toMatchObject([
      { phone_id: phone, phone: NUMBER, extension: '45', place: null },
      { phone_id: plain, phone: '(212) 555-0170', extension: null, place: expect.any(String) },
    ]);
  });

  it('with another number: the extension line stays, and leaves the place; a locked one is not moved', async () => {
    const { id, phone } = await placed({ phone: NUMBER, extension: '45', name: 'Bob' });
    await records.lock(id, 'phones', phone);
    expect((await write(app, acme, id, { [word]: '+1 212 555 0199' })).status).toBe(locked);
    await records.lock(id, 'phones', phone);
    await write(app, acme, id, { [word]: '+1 212 555 0199' });
    expect(await records.phones(id)).toMatchObject([
      { phone_id: phone, phone: NUMBER, extension: '45', name: 'Bob', place: null },
      { phone: '+1 212 555 0199', extension: null },
    ]);
  });
});
