import { aCustomer, theCustomer } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import { FLAT } from '../support/flat.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const emailsOf = async (id: number) =>
  (await app.as(acme).contacts.get(`/customers/${id}/emails`)).body.emails as Record<string, any>[];
const phonesOf = async (id: number) =>
  (await app.as(acme).contacts.get(`/customers/${id}/phones`)).body.phones as Record<string, any>[];
const add = async (id: number, what: 'emails' | 'phones', fields: object): Promise<any> => {
  const answer: Answer = await app.as(acme).contacts.post(`/customers/${id}/${what}`, fields);
  expect(answer.status).toBe(201);
  return answer.body;
};

describe.each(FLAT)('the email that $name shows', ({ field, write, read, updated, locked }) => {
  const { email } = field;

  it('is null without a primary email', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await read(app, acme, id))[email]).toBeNull();
  });

  it('is the primary of the email records', async () => {
    const { id } = await aCustomer(app, acme);
    await add(id, 'emails', { email: 'first@example.com' });
    await add(id, 'emails', { email: 'second@example.com' });
    expect((await read(app, acme, id))[email]).toBe('first@example.com');
  });

  it('is written into the primary record, whose other fields stay', async () => {
    const { id } = await aCustomer(app, acme);
    const { email_id } = await add(id, 'emails', {
      email: 'old@example.com',
      name: 'John',
      role: 'Boss',
      notes: 'n',
      is_for_invoicing: true,
    });
    expect((await write(app, acme, id, { [email]: 'new@example.com' })).status).toBe(updated);
    expect(await emailsOf(id)).toEqual([
      expect.objectContaining({
        email_id,
        email: 'new@example.com',
        name: 'John',
        role: 'Boss',
        notes: 'n',
        is_for_invoicing: true,
      }),
    ]);
  });

  it('makes a record where there is none', async () => {
    const { id } = await aCustomer(app, acme);
    await write(app, acme, id, { [email]: 'made@example.com' });
    expect(await emailsOf(id)).toEqual([
      expect.objectContaining({ email: 'made@example.com', name: null, is_locked: false }),
    ]);
  });

  it('takes over a record that has the value already, in another spelling too', async () => {
    const { id } = await aCustomer(app, acme);
    await add(id, 'emails', { email: 'first@example.com', name: 'Keep me' });
    const { email_id } = await add(id, 'emails', { email: 'Second@Example.com', name: 'Take me' });
    await write(app, acme, id, { [email]: 'second@EXAMPLE.com' });
    expect((await theCustomer(app, acme, id)).primaryEmailId).toBe(email_id);
    expect((await emailsOf(id)).map(({ name }) => name)).toEqual(['Keep me', 'Take me']);
  });

  it('cleared, leaves an ordinary record if anything else is known about it', async () => {
    const { id } = await aCustomer(app, acme);
    await add(id, 'emails', { email: 'known@example.com', notes: 'call first' });
    expect((await write(app, acme, id, { [email]: null })).status).toBe(updated);
    expect((await read(app, acme, id))[email]).toBeNull();
    expect(await emailsOf(id)).toEqual([expect.objectContaining({ email: 'known@example.com', notes: 'call first' })]);
  });

  it('cleared, deletes a record of which nothing else is known', async () => {
    const { id } = await aCustomer(app, acme, { email: 'bare@example.com' });
    await write(app, acme, id, { [email]: null });
    expect(await emailsOf(id)).toEqual([]);
  });

  it.each([
    ['changed', 'other@example.com'],
    ['cleared', null],
  ])('cannot be %s while it is locked, and the request writes nothing else', async (_, value) => {
    const { id } = await aCustomer(app, acme, { email: 'safe@example.com' });
    const [{ email_id }] = (await emailsOf(id)) as [{ email_id: number }];
    await app.as(acme).contacts.post(`/customers/${id}/emails/${email_id}/toggle-lock`);
    const before = await theCustomer(app, acme, id);
    const answer = await write(app, acme, id, { [email]: value, [field.phone]: '+1 555 000 1111' });
    expect(answer.status).toBe(locked);
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('may be written as it is while it is locked', async () => {
    const { id } = await aCustomer(app, acme, { email: 'safe@example.com' });
    const [{ email_id }] = (await emailsOf(id)) as [{ email_id: number }];
    await app.as(acme).contacts.post(`/customers/${id}/emails/${email_id}/toggle-lock`);
    const { version } = await theCustomer(app, acme, id);
    expect((await write(app, acme, id, { [email]: 'safe@example.com' })).status).toBe(updated);
    expect((await theCustomer(app, acme, id)).version).toBe(version);
  });
});

describe.each(FLAT)('the phones that $name shows', ({ field, write, read, updated, locked }) => {
  it('are the records that hold the places', async () => {
    const { id } = await aCustomer(app, acme, { phone: '+15551110001', mobile: '+15551110002', fax: '+15551110003' });
    const view = await read(app, acme, id);
    expect(view[field.phone]).toBe('+15551110001');
    if (field.mobile) expect(view[field.mobile]).toBe('+15551110002');
    if (field.fax) expect(view[field.fax]).toBe('+15551110003');
  });

  it('are written into the record, whose other fields stay', async () => {
    const { id } = await aCustomer(app, acme);
    const { phone_id } = await add(id, 'phones', { phone: '+15551110001', is_whatsapp: true, name: 'Jane' });
    expect((await write(app, acme, id, { [field.phone]: '+15551119999' })).status).toBe(updated);
    expect(await phonesOf(id)).toEqual([
      expect.objectContaining({ phone_id, phone: '+15551119999', extension: null, is_whatsapp: true, name: 'Jane' }),
    ]);
  });

  it('leave the other places alone when one record holds several', async () => {
    const { id } = await aCustomer(app, acme, { phone: '+15551110001', mobile: '+15551110001' });
    expect(await phonesOf(id)).toHaveLength(1);
    await write(app, acme, id, { [field.phone]: '+15551110009' });
    expect(await theCustomer(app, acme, id)).toMatchObject({ phone: '+15551110009', mobile: '+15551110001' });
  });

  it('compare by number, so another way of writing it makes no twin', async () => {
    const { id } = await aCustomer(app, acme);
    await add(id, 'phones', { phone: '+1 212 555 0100', name: 'Desk' });
    await write(app, acme, id, { [field.phone]: '(212) 555-0100' });
    expect(await phonesOf(id)).toEqual([expect.objectContaining({ phone: '(212) 555-0100', name: 'Desk' })]);
  });

  it('cannot change while locked', async () => {
    const { id } = await aCustomer(app, acme, { phone: '+15551110001' });
    const [{ phone_id }] = (await phonesOf(id)) as [{ phone_id: number }];
    await app.as(acme).contacts.post(`/customers/${id}/phones/${phone_id}/toggle-lock`);
    expect((await write(app, acme, id, { [field.phone]: '+15551110002' })).status).toBe(locked);
    expect((await write(app, acme, id, { [field.phone]: null })).status).toBe(locked);
    expect((await read(app, acme, id))[field.phone]).toBe('+15551110001');
  });
});

describe('main and mobile phone', () => {
  it('can be swapped in one request', async () => {
    const { id } = await aCustomer(app, acme, { phone: '+15551110001', mobile: '+15551110002' });
    await app.as(acme).clients.put(`/clients/${id}`, { phone: '+15551110002', mobile: '+15551110001' });
    expect(await theCustomer(app, acme, id)).toMatchObject({ phone: '+15551110002', mobile: '+15551110001' });
    expect(await phonesOf(id)).toHaveLength(2);
  });
});

describe('a phone number', () => {
  it('is read in the country that comes with it', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await app.as(acme).erp.put('/customers', { id, country_iso: 'PT', phone: '211234567' })).status).toBe(201);
    const twin = await app.as(acme).contacts.post(`/customers/${id}/phones`, { phone: '+351211234567' });
    expect(twin.status).toBe(409);
  });

  it('without a country code is another number once the customer moves to another country', async () => {
    const { id } = await aCustomer(app, acme, { mobile: '(212) 555-0100' });
    const { mobilePhoneId } = await theCustomer(app, acme, id);
    const moved = { id, country_iso: 'UY', phone: '+1 212 555 0100' };
    expect((await app.as(acme).erp.put('/customers', moved)).status).toBe(201);
    expect(await theCustomer(app, acme, id)).toMatchObject({
      mobilePhoneId,
      phone: '+1 212 555 0100',
      mobile: '(212) 555-0100',
    });
    expect(await phonesOf(id)).toHaveLength(2);
  });

  it('is refused as a duplicate of an equal number, in whichever country that was stored', async () => {
    const { id } = await aCustomer(app, acme, { phone: '(212) 555-0100' });
    const { phone_id } = await add(id, 'phones', { phone: '+598 2100 9876' });
    await app.as(acme).erp.put('/customers', { id, country_iso: 'UY' });
    expect((await app.as(acme).contacts.post(`/customers/${id}/phones`, { phone: ' (212) 555-0100 ' })).status).toBe(
      409,
    );
    expect(
      (await app.as(acme).contacts.put(`/customers/${id}/phones/${phone_id}`, { phone: '(212) 555-0100' })).status,
    ).toBe(409);
    expect(await add(id, 'phones', { phone: '(212) 555-0100', extension: '12' })).toMatchObject({ extension: '12' });
  });

  it('that is written back after a move is no change', async () => {
    const { id } = await aCustomer(app, acme, { phone: '(212) 555-0100' });
    await app.as(acme).erp.put('/customers', { id, country_iso: 'UY' });
    const { version } = await theCustomer(app, acme, id);
    await app.as(acme).clients.put(`/clients/${id}`, { phone: '(212) 555-0100' });
    expect(await theCustomer(app, acme, id)).toMatchObject({ version, phone: '(212) 555-0100' });
  });

  it('with its extension in the text takes over the record that has both', async () => {
    const { id } = await aCustomer(app, acme, { phone: '+12125550199' });
    const { phone_id } = await add(id, 'phones', { phone: '+12125550111', extension: '12', name: 'Desk' });
    expect((await app.as(acme).clients.put(`/clients/${id}`, { phone: '+12125550111 ext. 12' })).status).toBe(200);
    expect((await theCustomer(app, acme, id)).mainPhoneId).toBe(phone_id);
  });
});
