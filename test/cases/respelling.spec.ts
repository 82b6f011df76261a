import { aCustomer, theCustomer } from '../factories/customer.js';
import { contactRecords } from '../support/contact-records.js';
import { FLAT } from '../support/flat.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const records = contactRecords(app, acme);

const SPELLINGS = {
  emails: ['ada@bücher.example', 'Ada@BÜCHER.example'],
  phones: ['+1 212 555 0170', '(212) 555-0170'],
} as const;
const WORD = { emails: 'email', phones: 'phone' } as const;

describe.each(
  FLAT.flatMap((face) =>
    Object.entries(face.field).map(([place, word]) => ({
      ...face,
      word: word,
      what: place === 'email' ? ('emails' as const) : ('phones' as const),
    })),
  ),
)('another spelling that $name writes for $word', ({ word, what, write, read, updated }) => {
  const [one, other] = SPELLINGS[what];

  it('is stored in the record that has the value', async () => {
    const { id } = await aCustomer(app, acme);
    await write(app, acme, id, { [word]: one });
    expect((await write(app, acme, id, { [word]: other })).status).toBe(updated);
    expect((await read(app, acme, id))[word]).toBe(other);
    expect(await records.values(id, what)).toEqual([other]);
  });

  it('is stored in a record without a place, which takes it', async () => {
    const { id } = await aCustomer(app, acme, { email: 'first@example.com', phone: '+12125550199' });
    await records.add(id, what, { [WORD[what]]: one });
    await write(app, acme, id, { [word]: other });
    expect((await read(app, acme, id))[word]).toBe(other);
    expect((await records.values(id, what)).filter((value) => value === one)).toEqual([]);
  });

  it('is accepted while the record is locked, and changes nothing', async () => {
    const { id } = await aCustomer(app, acme);
    await write(app, acme, id, { [word]: one });
    const [record] = await records[what](id);
    await records.lock(id, what, Object.values(record!)[0] as number);
    const before = await theCustomer(app, acme, id);
    expect((await write(app, acme, id, { [word]: other })).status).toBe(updated);
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });
});

describe('clients', () => {
  it('lists a new spelling among the updated fields, locked or not', async () => {
    const { id } = await aCustomer(app, acme, { email: SPELLINGS.emails[0], mobile: SPELLINGS.phones[0] });
    const put = async () =>
      (await app.as(acme).clients.put(`/clients/${id}`, { email: SPELLINGS.emails[1], mobile: SPELLINGS.phones[1] }))
        .body.data.updated_fields as string[];
    expect(await put()).toEqual(['email', 'mobile']);
    expect(await theCustomer(app, acme, id)).toMatchObject({ email: SPELLINGS.emails[1], mobile: SPELLINGS.phones[1] });
    expect(await put()).toEqual(['email', 'mobile']);
  });

  it('sees a new spelling of a number that is the phone and the mobile in both', async () => {
    const { id } = await aCustomer(app, acme, { phone: SPELLINGS.phones[0], mobile: SPELLINGS.phones[0] });
    await app.as(acme).clients.put(`/clients/${id}`, { mobile: SPELLINGS.phones[1] });
    expect(await theCustomer(app, acme, id)).toMatchObject({ phone: SPELLINGS.phones[1], mobile: SPELLINGS.phones[1] });
  });
});

describe('billing', () => {
  it('leaves the spelling of a number that it shows and another contract shows as the mobile', async () => {
    const { id } = await aCustomer(app, acme, { phone: SPELLINGS.phones[0], mobile: SPELLINGS.phones[0] });
    expect((await app.as(acme).billing.put(`/customer/${id}`, { superuser_phone: SPELLINGS.phones[1] })).status).toBe(
      202,
    );
    expect(await theCustomer(app, acme, id)).toMatchObject({ phone: SPELLINGS.phones[0], mobile: SPELLINGS.phones[0] });
  });
});

describe.each(['emails', 'phones'] as const)('another spelling that contacts writes for one of the %s', (what) => {
  const [one, other] = SPELLINGS[what];
  const word = WORD[what];

  it('is stored', async () => {
    const { id } = await aCustomer(app, acme);
    const record = await records.add(id, what, { [word]: one });
    expect((await records.put(id, what, record, { [word]: other })).body).toMatchObject({ [word]: other });
    expect(await records.values(id, what)).toEqual([other]);
  });

  it('is accepted while it is locked, and changes nothing; with another field it is refused', async () => {
    const { id } = await aCustomer(app, acme);
    const record = await records.add(id, what, { [word]: one });
    await records.lock(id, what, record);
    const before = await theCustomer(app, acme, id);
    expect(await records.put(id, what, record, { [word]: other })).toMatchObject({
      status: 200,
      body: { [word]: one },
    });
    expect((await records.put(id, what, record, { [word]: other, notes: 'n' })).status).toBe(409);
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });
});
