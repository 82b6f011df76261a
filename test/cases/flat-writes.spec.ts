import { aCustomer, theCustomer } from '../factories/customer.js';
import { contactRecords } from '../support/contact-records.js';
import { FLAT } from '../support/flat.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const records = contactRecords(app, acme);

/** The words of each flat contract and the records behind them. */
const WORDS = FLAT.flatMap((face) =>
  Object.entries(face.field).map(([place, word]) => ({
    ...face,
    word: word,
    place,
    what: place === 'email' ? ('emails' as const) : ('phones' as const),
    values:
      place === 'email'
        ? ['one@v.example', 'two@v.example', 'three@v.example']
        : ['+442079460011', '+442079460012', '+442079460013'],
  })),
);
const fields = (what: 'emails' | 'phones', value: string, more: object = {}) => ({
  [what === 'emails' ? 'email' : 'phone']: value,
  ...more,
});

describe.each(WORDS)('$name writes $word', ({ name, word, what, values, write, read, updated }) => {
  const [one, two, three] = values as [string, string, string];

  it('and takes a record of contacts into the place: the one that leaves it stays', async () => {
    const { id } = await aCustomer(app, acme);
    for (const value of values) await records.add(id, what, fields(what, value));
    for (const value of [two, three, one]) {
      expect((await write(app, acme, id, { [word]: value })).status).toBe(updated);
      expect((await read(app, acme, id))[word]).toBe(value);
      expect(await records.values(id, what)).toEqual(values);
    }
  });

  it('and clears it: a record of contacts stays', async () => {
    const { id } = await aCustomer(app, acme);
    await records.add(id, what, fields(what, one));
    await write(app, acme, id, { [word]: one });
    await write(app, acme, id, { [word]: null });
    expect((await read(app, acme, id))[word]).toBeNull();
    expect(await records.values(id, what)).toEqual([one]);
  });

  it('and clears it: a record that flat words alone made goes', async () => {
    const { id } = await aCustomer(app, acme);
    await write(app, acme, id, { [word]: one });
    await write(app, acme, id, { [word]: two });
    expect(await records.values(id, what)).toEqual([two]);
    await write(app, acme, id, { [word]: null });
    expect(await records.values(id, what)).toEqual([]);
  });

  it('and takes another record: one that flat words made stays too', async () => {
    const { id } = await aCustomer(app, acme);
    await write(app, acme, id, { [word]: one });
    await records.add(id, what, fields(what, two));
    await write(app, acme, id, { [word]: two });
    expect(await records.values(id, what)).toEqual([one, two]);
  });

  it.each<[string, (id: number, record: number) => Promise<unknown>]>([
    [
      'got a note and lost it',
      async (id, record) => {
        await records.put(id, what, record, { notes: 'call first' });
        await records.put(id, what, record, { notes: null });
      },
    ],
    ['got another value', (id, record) => records.put(id, what, record, fields(what, two))],
    [
      'was locked and unlocked',
      async (id, record) => {
        await records.lock(id, what, record);
        await records.lock(id, what, record);
      },
    ],
  ])('and clears it: a record that %s in contacts stays', async (_, touch) => {
    const { id } = await aCustomer(app, acme);
    await write(app, acme, id, { [word]: one });
    const [record] = await records[what](id);
    await touch(id, Object.values(record!)[0] as number);
    await write(app, acme, id, { [word]: null });
    expect(await records[what](id)).toHaveLength(1);
  });

  it('and clears it: a record that contacts wrote as it was is still one that flat words made', async () => {
    const { id } = await aCustomer(app, acme);
    await write(app, acme, id, { [word]: one });
    const [record] = await records[what](id);
    await records.put(id, what, Object.values(record!)[0] as number, fields(what, one));
    await write(app, acme, id, { [word]: null });
    expect(await records[what](id)).toEqual([]);
  });

  it('and clears it: a record that a contact person points at stays', async () => {
    const { id } = await aCustomer(app, acme, { firstName: 'Ann' });
    await write(app, acme, id, { [word]: one });
    const user = await app
      .as(acme)
      .billing.post('/user', { customer_id: id, first_name: 'Bob', [what === 'emails' ? 'email' : 'phone']: one });
    await write(app, acme, id, { [word]: null });
    expect(await records.values(id, what)).toEqual([one]);
    await app.as(acme).billing.put(`/user/${user.body.response.id}`, { [what === 'emails' ? 'email' : 'phone']: null });
    expect(await records.values(id, what)).toEqual([one]);
  });

  it(`and clears blanks like null (${name})`, async () => {
    const { id } = await aCustomer(app, acme);
    await write(app, acme, id, { [word]: one });
    expect((await write(app, acme, id, { [word]: '' })).status).toBe(updated);
    expect((await read(app, acme, id))[word]).toBeNull();
  });

  it('and changes the value of a record of contacts in place, which contacts still owns', async () => {
    const { id } = await aCustomer(app, acme);
    const record = await records.add(id, what, fields(what, one, { role: 'Owner' }));
    await write(app, acme, id, { [word]: one });
    await write(app, acme, id, { [word]: two });
    const found = (await records[what](id)).find((each) => Object.values(each)[0] === record);
    // A phone that has another place too keeps its value there.
    expect(found).toMatchObject({ role: 'Owner' });
    await write(app, acme, id, { [word]: null });
    expect((await records[what](id)).some((each) => Object.values(each)[0] === record)).toBe(true);
  });
});

describe('a user of billing', () => {
  const person = async (id: number, more: object) =>
    (await app.as(acme).billing.post('/user', { customer_id: id, first_name: 'Ann', ...more })).body.response
      .id as number;

  it.each([
    ['email', 'emails', 'ann@v.example', 'superuser_email'],
    ['phone', 'phones', '+442079460019', 'superuser_phone'],
  ] as const)('owns the %s that it made: flat words do not delete it', async (word, what, value, flat) => {
    const { id } = await aCustomer(app, acme);
    await person(id, { [word]: value });
    await app.as(acme).billing.put(`/customer/${id}`, { [flat]: null });
    expect(await records.values(id, what)).toEqual([value]);
    expect(await theCustomer(app, acme, id)).toMatchObject({ primaryEmailId: null, mainPhoneId: null });
  });

  it.each([
    ['email', 'emails', 'ann@v.example', 'new@v.example'],
    ['phone', 'phones', '+442079460019', '+442079460020'],
  ] as const)('owns the %s that it changed', async (word, what, value, other) => {
    const { id } = await aCustomer(app, acme, { firstName: 'Ann', [word]: value });
    const { mainContactId } = await theCustomer(app, acme, id);
    await app.as(acme).billing.put(`/user/${mainContactId}`, { [word]: other });
    await app.as(acme).clients.put(`/clients/${id}`, { [word]: null });
    expect(await records.values(id, what)).toEqual([other]);
  });

  it.each([
    ['email', 'emails', 'ann@v.example'],
    ['phone', 'phones', '+442079460019'],
  ] as const)('that goes leaves its %s', async (word, what, value) => {
    const { id } = await aCustomer(app, acme, { firstName: 'Main' });
    const user = await person(id, { [word]: value });
    expect((await app.as(acme).billing.delete(`/user/${user}`)).status).toBe(200);
    expect(await records.values(id, what)).toEqual([value]);
  });
});

describe('many flat writes in one request', () => {
  it('of billing leave the records of contacts', async () => {
    const { id } = await aCustomer(app, acme);
    for (const email of ['one@v.example', 'two@v.example']) await records.add(id, 'emails', { email });
    const writes = ['two@v.example', 'one@v.example', null, 'two@v.example'].map((superuser_email) => ({
      request_method: 'PUT',
      uri: `/api/v3/customer/${id}`,
      payload: { superuser_email },
    }));
    const answers = (await app.as(acme).billing.post('/_bulk', writes)).body.response._bulk as { code: number }[];
    expect(answers.map(({ code }) => code)).toEqual([202, 202, 202, 202]);
    expect(await records.values(id, 'emails')).toEqual(['one@v.example', 'two@v.example']);
  });
});

describe('an extension line', () => {
  it('is neither taken over nor renumbered by flat words', async () => {
    const { id } = await aCustomer(app, acme);
    await records.add(id, 'phones', { phone: '+442079460017' });
    const bob = await records.add(id, 'phones', { phone: '+442079460018', extension: '567', name: 'Bob' });
    const plain = await records.add(id, 'phones', { phone: '+442079460018' });
    await app.as(acme).clients.put(`/clients/${id}`, { phone: '+442079460018' });
    expect((await theCustomer(app, acme, id)).mainPhoneId).toBe(plain);
    await app.as(acme).clients.put(`/clients/${id}`, { phone: '+442079460099' });
    expect(await records.phones(id)).toMatchObject([
      { phone: '+442079460017' },
      { phone_id: bob, phone: '+442079460018', extension: '567', name: 'Bob', place: null },
      { phone_id: plain, phone: '+442079460099', place: 'main' },
    ]);
  });
});
