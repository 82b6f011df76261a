import { EmailsService } from '../../src/emails/emails.service.js';
import { PhonesService } from '../../src/phones/phones.service.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { useAppAndTenant } from '../support/use-app.js';
import { ADDRESS, ERP } from './partial-updates/erp.js';

// What is particular to this contract; partial-update.spec.ts holds what all contracts promise.

const { app, tenant: acme } = useAppAndTenant();

const create = () => ERP.records(app, acme).create();
const put = (id: number, body: object) => app.as(acme).erp.put('/customers', { id, ...body });

describe.each(['billing_address', 'shipping_address'])('a key of %s', (side) => {
  const KEYS = [
    ['postal_address', 41],
    ['city', 41],
    ['zip_code', 41],
    ['country', 256],
  ] as const;

  it.each(KEYS)('201: %s is set and cleared by itself', async (key) => {
    const { customer: id, before, read } = await create();
    expect((await put(id, { [side]: { [key]: 'after' } })).status).toBe(201);
    expect(await read()).toEqual({ ...before, [side]: { ...ADDRESS, [key]: 'after' } });
    for (const empty of [null, '']) {
      expect((await put(id, { [side]: { [key]: empty } })).status).toBe(201);
      expect(await read()).toEqual({ ...before, [side]: { ...ADDRESS, [key]: null } });
    }
  });

  it.each(KEYS)('400: %s has a type and a length, and nothing is written', async (key, long) => {
    const { customer: id } = await create();
    const before = await theCustomer(app, acme, id);
    const rest = key === 'city' ? 'zip_code' : 'city';
    for (const wrong of [7, true, {}, [], 'x'.repeat(long)]) {
      expect(
        await put(id, { [side]: { [key]: wrong, [rest]: 'not this either' }, comments: 'nor this' }),
      ).toMatchObject({ status: 400, body: { message: expect.stringContaining(key) } });
    }
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('201: an empty object, and the read-only ID alone, change nothing', async () => {
    const { customer: id } = await create();
    const before = await theCustomer(app, acme, id);
    for (const address of [{}, { id: 1 }, { id: 'x', colour: 'red' }])
      expect((await put(id, { [side]: address })).status).toBe(201);
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('201: clearing all of it leaves what other contracts keep there', async () => {
    const kept =
      side === 'billing_address'
        ? { billingState: 'NY', billingEmail: 'b@example.com' }
        : { shippingState: 'MA', shippingPhone: '1' };
    const { id } = await aCustomer(app, acme, {
      ...kept,
      billingLine2: '2nd',
      billingCity: 'New York',
      shippingLine3: '3rd',
      shippingCity: 'Boston',
    });
    expect((await put(id, { billing_address: null, shipping_address: null })).status).toBe(201);
    expect(await theCustomer(app, acme, id)).toMatchObject({
      ...kept,
      billingLine2: null,
      billingCity: null,
      shippingLine3: null,
      shippingCity: null,
    });
  });
});

describe('PUT /api/:account/v4.0.0/customers', () => {
  it('201: a part of an address that is too long may stay while another changes', async () => {
    const { id } = await aCustomer(app, acme, { billingLine1: 'x'.repeat(100), billingCity: 'Lisboa' });
    expect((await put(id, { billing_address: { postal_address: 'x'.repeat(100), city: 'Porto' } })).status).toBe(201);
    expect(await theCustomer(app, acme, id)).toMatchObject({ billingLine1: 'x'.repeat(100), billingCity: 'Porto' });
    expect((await put(id, { billing_address: { postal_address: 'y'.repeat(100), city: 'Faro' } })).status).toBe(400);
    expect((await theCustomer(app, acme, id)).billingCity).toBe('Porto');
  });

  it('201: a change raises the version by one, and no change by none', async () => {
    const { id, version } = await aCustomer(app, acme);
    await put(id, { comments: 'x', billing_address: { city: 'y' }, email: 'x@example.com' });
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
    for (const same of [{}, { comments: 'x' }, { email: 'x@example.com', inactive: 'N' }, { colour: 'red' }])
      expect((await put(id, same)).status).toBe(201);
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
  });

  it('201: activating keeps a status that was active already, and brings back the one that there was', async () => {
    const { id } = await aCustomer(app, acme, { status: 'B' });
    await put(id, { inactive: '0' });
    expect((await theCustomer(app, acme, id)).status).toBe('B');
    await put(id, { inactive: 'S' });
    expect((await theCustomer(app, acme, id)).status).toBe('I');
    await put(id, { inactive: 'false' });
    expect((await theCustomer(app, acme, id)).status).toBe('B');
  });

  it('201: takes a vat_id that another customer has; only POST looks for twins', async () => {
    await aCustomer(app, acme, { taxId: 'PT-TWIN' });
    const { id } = await aCustomer(app, acme);
    expect((await put(id, { vat_id: 'PT-TWIN' })).status).toBe(201);
  });

  describe.each([
    ['email', 'safe@example.com', 'other@example.com', 'emails'],
    ['phone', '+351211234567', '+351211234568', 'phones'],
    ['mobile', '+351211234567', '+351211234568', 'phones'],
    ['fax', '+351211234567', '+351211234568', 'phones'],
  ] as const)('a locked %s', (field, value, other, table) => {
    const lockedOne = async () => {
      const { id } = await aCustomer(app, acme, { [field]: value });
      const service = table === 'emails' ? app.nest.get(EmailsService) : app.nest.get(PhonesService);
      const [record] = await service.list(acme.id, id);
      await service.toggleLock(acme.id, id, record!.id);
      return theCustomer(app, acme, id);
    };

    it.each([
      ['changed', other],
      ['cleared', null],
      ['emptied', ''],
    ])('409: cannot be %s, and nothing else of the request is written', async (_, wanted) => {
      const before = await lockedOne();
      expect(await put(before.id, { [field]: wanted, comments: 'not this either' })).toMatchObject({
        status: 409,
        body: { code: 'RECORD_LOCKED' },
      });
      expect(await theCustomer(app, acme, before.id)).toEqual(before);
    });

    it('201: may be written as it is, beside other changes', async () => {
      const before = await lockedOne();
      expect((await put(before.id, { [field]: value })).status).toBe(201);
      expect(await theCustomer(app, acme, before.id)).toEqual(before);
      expect((await put(before.id, { [field]: value, comments: 'this too' })).status).toBe(201);
      expect(await theCustomer(app, acme, before.id)).toMatchObject({ [field]: value, note: 'this too' });
    });
  });
});
