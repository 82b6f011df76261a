import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
let acme: TestTenant;

beforeAll(async () => {
  app = await startApp();
  acme = await aTenant(app);
});
afterAll(() => app.close());

interface Case {
  field: string;
  stored: string | boolean;
  other: string | boolean;
  /** What else shows the other value. */
  shown?: Record<string, unknown>;
  wrong: unknown;
  long?: string;
  required?: boolean;
}

const TEXT = { stored: 'before', other: 'after', wrong: 7, long: 'x'.repeat(256) };
const EMAIL = {
  stored: 'before@example.com',
  other: 'after@example.com',
  wrong: 'nobody',
  long: `${'x'.repeat(60)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example.com`,
};
const PHONE = { stored: '+12125550100', other: '+12125550101', wrong: 'none', long: '1'.repeat(256) };
const sided = (side: string): Case[] => [
  { field: `${side}Address1`, ...TEXT },
  { field: `${side}Address2`, ...TEXT },
  { field: `${side}AddressCity`, ...TEXT },
  { field: `${side}AddressCountry`, ...TEXT },
  { field: `${side}AddressEmail`, ...EMAIL },
  { field: `${side}AddressPostcode`, ...TEXT, wrong: 10001 },
  { field: `${side}AddressPhone`, ...PHONE },
  { field: `${side}AddressState`, ...TEXT, wrong: {} },
];
const FIELDS: Case[] = [
  {
    field: 'customerType',
    stored: 'business',
    other: 'individual',
    shown: { formattedCustomerType: 'Individual' },
    wrong: 'robot',
    required: true,
  },
  { field: 'displayName', ...TEXT, required: true },
  { field: 'salutation', ...TEXT },
  { field: 'firstName', ...TEXT },
  { field: 'lastName', ...TEXT },
  { field: 'companyName', ...TEXT },
  { field: 'email', ...EMAIL },
  { field: 'workPhone', ...PHONE },
  { field: 'personalPhone', ...PHONE, stored: '+12125550102', other: '+12125550103' },
  { field: 'website', ...TEXT, long: 'x'.repeat(2001) },
  ...sided('billing'),
  ...sided('shipping'),
  { field: 'note', ...TEXT, wrong: [], long: 'x'.repeat(65_536) },
  { field: 'active', stored: false, other: true, wrong: 'true', required: true },
];

const full = Object.fromEntries(FIELDS.map(({ field, stored }) => [field, stored]));
const create = async () =>
  (await app.as(acme).accounting.post('/customers', { ...full, currencyCode: 'USD' })).body as Record<
    string,
    unknown
  > & { id: number };
const read = async (id: number) =>
  (await app.as(acme).accounting.get(`/customers/${id}`)).body as Record<string, unknown>;
const put = (id: number, body: object) => app.as(acme).accounting.put(`/customers/${id}`, body);
const named = { customerType: 'business', displayName: 'before' };
const refusing = (property: string) => ({
  status: 400,
  body: {
    message: [{ property, constraints: expect.any(Object), children: [] }],
    error: 'Bad Request',
    statusCode: 400,
  },
});

describe.each(FIELDS)('PUT /api/customers/:id with $field', ({ field, other, shown, wrong, long, required }) => {
  it('200: sets a value, leaves every other field and answers the customer', async () => {
    const before = await create();
    const answer = await put(before.id, { ...named, [field]: other });
    expect(answer).toMatchObject({
      status: 200,
      body: { ...before, [field]: other, ...shown, updatedAt: expect.any(String) },
    });
    expect(await read(before.id)).toEqual(answer.body);
  });

  it.each([null, ''])(required ? '400: cannot be cleared by %j' : '200: is cleared by %j', async (nothing) => {
    const before = await create();
    const answer = await put(before.id, { ...named, [field]: nothing });
    if (required) expect(answer).toMatchObject(refusing(field));
    else expect(answer).toMatchObject({ status: 200, body: { [field]: null } });
    expect(await read(before.id)).toEqual(
      required ? before : { ...before, [field]: null, updatedAt: expect.any(String) },
    );
  });

  it('400: refuses a wrong value, and one that is too long, and writes nothing', async () => {
    const { id } = await create();
    const before = await theCustomer(app, acme, id);
    expect(await put(id, { ...named, note: 'nor this', [field]: wrong })).toMatchObject(refusing(field));
    if (long) expect(await put(id, { ...named, website: 'nor this', [field]: long })).toMatchObject(refusing(field));
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });
});

describe('PUT /api/customers/:id', () => {
  it('200: ignores the currency, the opening balance and what it does not know', async () => {
    const { id, version } = await aCustomer(app, acme, { displayName: 'before', currency: 'EUR', openingBalance: '5' });
    const answer = await put(id, {
      ...named,
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

  it('200: what was read can be written back, whatever the limits, and is no change', async () => {
    const { id } = await aCustomer(app, acme, {
      displayName: 'n'.repeat(300),
      note: 'n'.repeat(70_000),
      status: 'B',
      kind: 'individual',
      email: 'a@example.com',
      phone: '+12125550100',
      billingPhone: 'none',
      billingEmail: 'none',
      billingPostcode: '1'.repeat(300),
      openingBalance: '0.1',
    });
    const before = await theCustomer(app, acme, id);
    expect((await put(id, await read(id))).status).toBe(200);
    expect(await theCustomer(app, acme, id)).toEqual(before);
    expect(await put(id, { ...(await read(id)), displayName: 'm'.repeat(300) })).toMatchObject(refusing('displayName'));
  });

  it('200: a change raises the version by one', async () => {
    const { id, version } = await aCustomer(app, acme);
    await put(id, { ...named, note: 'x', email: 'x@example.com', firstName: 'Ada' });
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
  });

  it('200: an inactive customer becomes active, and an active one keeps its status', async () => {
    const [idle, busy] = [await aCustomer(app, acme, { status: 'I' }), await aCustomer(app, acme, { status: 'B' })];
    for (const { id } of [idle, busy]) expect((await put(id, { ...named, active: true })).body.active).toBe(true);
    expect((await theCustomer(app, acme, idle.id)).status).toBe('A');
    expect((await theCustomer(app, acme, busy.id)).status).toBe('B');
  });

  it.each(['customerType', 'displayName'])('400: needs the %s', async (field) => {
    const { id } = await create();
    expect(await put(id, { ...named, [field]: undefined, note: 'x' })).toMatchObject(refusing(field));
    expect((await read(id)).note).toBe('before');
  });
});

describe('keys of a body', () => {
  const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

  it('may all be in snake_case', async () => {
    const body = Object.fromEntries(
      Object.entries({ ...full, currencyCode: 'USD' }).map(([key, value]) => [snake(key), value]),
    );
    expect(await app.as(acme).accounting.post('/customers', body)).toMatchObject({ status: 201, body: full });
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
      ...named,
      first_name: 'snake',
      firstName: 'camel',
      last_name: 7,
      lastName: 'camel',
    });
    expect(answer).toMatchObject({ status: 200, body: { firstName: 'camel', lastName: 'camel' } });
  });

  it('may say Zipcode or Postcode, and Postcode wins', async () => {
    const { id } = await create();
    expect(await put(id, { ...named, billingAddressZipcode: '1', shipping_address_zipcode: null })).toMatchObject({
      body: { billingAddressPostcode: '1', shippingAddressPostcode: null },
    });
    const both = {
      billingAddressZipcode: '2',
      billing_address_postcode: '3',
      shippingAddressPostcode: null,
      shippingAddressZipcode: '4',
    };
    expect(await put(id, { ...named, ...both })).toMatchObject({
      body: { billingAddressPostcode: '3', shippingAddressPostcode: null },
    });
  });

  it.each(['display_name', 'displayName', 'billing_address_1', 'billingAddressZipcode'])(
    'are told in the caller’s spelling when refused: %s',
    async (key) => {
      const { id } = await create();
      const { displayName, ...rest } = named;
      const answer = await put(id, { ...rest, ...(key.includes('isplay') ? {} : { displayName }), [key]: 7 });
      expect(answer).toMatchObject(refusing(key));
      expect(Object.values(answer.body.message[0].constraints)).toEqual([`${key} must be text`]);
    },
  );
});
