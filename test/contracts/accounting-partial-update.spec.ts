import { aCustomer, theCustomer } from '../factories/customer.js';
import { useAppAndTenant } from '../support/use-app.js';
import { ACCOUNTING, FULL, NAMED, refusalOf } from './partial-updates/accounting.js';

// What is particular to this contract; partial-update.spec.ts holds what all contracts promise.

const { app, tenant: acme } = useAppAndTenant();

const create = async () => ({ id: (await ACCOUNTING.records(app, acme).create()).customer });
const read = async (id: number) =>
  (await app.as(acme).accounting.get(`/customers/${id}`)).body as Record<string, unknown>;
const put = (id: number, body: object) => app.as(acme).accounting.put(`/customers/${id}`, body);

describe('PUT /api/customers/:id', () => {
  it('200: ignores the currency, the opening balance and what it does not know', async () => {
    const { id, version } = await aCustomer(app, acme, { displayName: 'before', currency: 'EUR', openingBalance: '5' });
    const answer = await put(id, {
      ...NAMED,
      currencyCode: 'USD',
      openingBalance: 'nonsense',
      openingBalanceAt: 0,
      balance: 9,
      id: 1,
      code: 'C1',
      version: 7,
      colour: 'red',
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { id, currencyCode: 'EUR', openingBalance: 5, openingBalanceAt: null, balance: 5 },
    });
    expect(await theCustomer(app, acme, id)).toMatchObject({ version });
  });

  it('200: a change raises the version by one', async () => {
    const { id, version } = await aCustomer(app, acme);
    await put(id, { ...NAMED, note: 'x', email: 'x@example.com', firstName: 'Ada' });
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
  });

  it('200: an inactive customer becomes active, and an active one keeps its status', async () => {
    const [idle, busy] = [await aCustomer(app, acme, { status: 'I' }), await aCustomer(app, acme, { status: 'B' })];
    for (const { id } of [idle, busy]) expect((await put(id, { ...NAMED, active: true })).body.active).toBe(true);
    expect((await theCustomer(app, acme, idle.id)).status).toBe('A');
    expect((await theCustomer(app, acme, busy.id)).status).toBe('B');
  });

  it.each(['customerType', 'displayName'])('400: needs the %s', async (field) => {
    const { id } = await create();
    expect(await put(id, { ...NAMED, [field]: undefined, note: 'x' })).toMatchObject(refusalOf(field));
    expect((await read(id)).note).toBe('before');
  });
});

describe('keys of a body', () => {
  const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

  it('may all be in snake_case', async () => {
    const body = Object.fromEntries(
      Object.entries({ ...FULL, currencyCode: 'USD' }).map(([key, value]) => [snake(key), value]),
    );
    expect(await app.as(acme).accounting.post('/customers', body)).toMatchObject({ status: 201, body: FULL });
  });

  it('may be in either case, key by key, and digits may stand apart', async () => {
    const { id } = await create();
    const body = {
      customer_type: 'individual',
      displayName: 'after',
      billing_address1: 'one',
      billing_address_2: 'two',
      shippingAddress1: 'three',
      work_phone: null,
    };
    const expected = {
      customerType: 'individual',
      billingAddress1: 'one',
      billingAddress2: 'two',
      shippingAddress1: 'three',
      workPhone: null,
      shippingAddress2: 'before',
    };
    expect(await put(id, body)).toMatchObject({ status: 200, body: expected });
  });

  it('in camelCase win over the same ones in snake_case', async () => {
    const { id } = await create();
    const answer = await put(id, {
      ...NAMED,
      first_name: 'snake',
      firstName: 'camel',
      last_name: 7,
      lastName: 'camel',
    });
    expect(answer).toMatchObject({ status: 200, body: { firstName: 'camel', lastName: 'camel' } });
  });

  it('may say Zipcode or Postcode, and Postcode wins', async () => {
    const { id } = await create();
    expect(await put(id, { ...NAMED, billingAddressZipcode: '1', shipping_address_zipcode: null })).toMatchObject({
      body: { billingAddressPostcode: '1', shippingAddressPostcode: null },
    });
    const both = {
      billingAddressZipcode: '2',
      billing_address_postcode: '3',
      shippingAddressPostcode: null,
      shippingAddressZipcode: '4',
    };
    expect(await put(id, { ...NAMED, ...both })).toMatchObject({
      body: { billingAddressPostcode: '3', shippingAddressPostcode: null },
    });
  });

  it.each(['display_name', 'displayName', 'billing_address_1', 'billingAddressZipcode'])(
    'are told in the caller’s spelling when refused: %s',
    async (key) => {
      const { id } = await create();
      const { displayName, ...rest } = NAMED;
      const answer = await put(id, { ...rest, ...(key.includes('isplay') ? {} : { displayName }), [key]: 7 });
      expect(answer).toMatchObject(refusalOf(key));
      expect(Object.values(answer.body.message[0].constraints)).toEqual([`${key} must be text`]);
    },
  );
});
