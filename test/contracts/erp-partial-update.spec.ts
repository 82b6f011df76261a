import type { NewCustomer } from '../../src/customers/customer-record.js';
import { EmailsService } from '../../src/emails/emails.service.js';
import { PhonesService } from '../../src/phones/phones.service.js';
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
  stored: unknown;
  other: unknown;
  /** What the other value is read as, if that is not how it was written. */
  reads?: unknown;
  wrong: unknown;
  /** As many characters are too many. */
  long?: number;
  /** What a cleared field reads; a required one cannot be cleared. */
  cleared?: unknown;
}

const TEXT = { stored: 'before', other: 'after', wrong: 7, cleared: null };
const ADDRESS = { postal_address: 'Rua 1', city: 'Lisboa', zip_code: '1250-001', country: 'PT' };
const MOVED = { postal_address: 'Av. 45', city: 'Porto', zip_code: '4000-001', country: 'Portugal' };
const FIELDS: Case[] = [
  { field: 'name', stored: 'before', other: 'after', wrong: 7, long: 41 },
  { field: 'name_2', ...TEXT, long: 41 },
  { field: 'vat_id', ...TEXT, long: 21 },
  { field: 'country_iso', ...TEXT, stored: 'PT', other: 'es', reads: 'ES', wrong: 'P1', long: 3 },
  { field: 'phone', ...TEXT, stored: '+351211234567', other: '+351211234568', wrong: 351211234567, long: 21 },
  { field: 'mobile', ...TEXT, stored: '+351921234567', other: '+351921234568', wrong: {}, long: 21 },
  { field: 'fax', ...TEXT, stored: '+351211234569', other: '211234570', wrong: true, long: 21 },
  { field: 'email', ...TEXT, stored: 'before@example.com', other: 'after@example.com', wrong: 'nobody', long: 255 },
  {
    field: 'url_link',
    ...TEXT,
    stored: 'https://before.example',
    other: 'http://localhost:8080/ä?b=c#d',
    wrong: 'acme',
    long: 2001,
  },
  { field: 'discount_group', ...TEXT, long: 256 },
  { field: 'salesperson', ...TEXT, long: 256 },
  { field: 'electronic_document_interchange', ...TEXT, long: 256 },
  { field: 'edi_identifier', ...TEXT, long: 41 },
  { field: 'inactive', stored: '1', other: false, reads: '0', wrong: 'yes', cleared: '0' },
  { field: 'comments', ...TEXT, long: 65_536 },
  { field: 'billing_address', stored: ADDRESS, other: MOVED, wrong: 'Lisboa', cleared: null },
  { field: 'shipping_address', stored: ADDRESS, other: MOVED, wrong: [ADDRESS], cleared: null },
];

const erp = () => app.as(acme).erp;
const put = (id: number, body: object) => erp().put('/customers', { id, ...body });
const create = async () =>
  (
    await erp().post('/customers', {
      ...Object.fromEntries(FIELDS.map(({ field, stored }) => [field, stored])),
      vat_id: `V${Math.random()}`.slice(0, 20),
    })
  ).body.id as number;
/** As the contract reads it, but for the ids of the addresses. */
const read = async (id: number) => {
  const [{ billing_address: billing, shipping_address: shipping, ...rest }] = (
    await erp().get('/customers', { searchColumn: 'id', searchString: id })
  ).body;
  return {
    ...rest,
    billing_address: billing && { ...billing, id: undefined },
    shipping_address: shipping && { ...shipping, id: undefined },
  } as Record<string, unknown>;
};

describe.each(FIELDS)(
  'PUT /api/:account/v4.0.0/customers with $field',
  ({ field, other, reads = other, wrong, long, cleared }) => {
    it('201: sets a value and leaves every other field', async () => {
      const id = await create();
      const before = await read(id);
      expect((await put(id, { [field]: other })).status).toBe(201);
      expect(await read(id)).toEqual({ ...before, [field]: reads });
    });

    // An address is no text, so an empty text is none either.
    it.each(field.endsWith('address') ? [null] : [null, ''])(
      cleared === undefined ? '400: %p cannot clear it' : '201: %p clears it',
      async (empty) => {
        const id = await create();
        const before = await read(id);
        const answer = await put(id, { [field]: empty });
        expect(answer.status).toBe(cleared === undefined ? 400 : 201);
        expect(await read(id)).toEqual(cleared === undefined ? before : { ...before, [field]: cleared });
      },
    );

    it('400: refuses a wrong type or form and writes nothing', async () => {
      const id = await create();
      const before = await theCustomer(app, acme, id);
      const answer = await put(id, {
        [field]: wrong,
        salesperson: field === 'salesperson' ? wrong : 'not this either',
      });
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'INVALID_ARGUMENT', message: expect.stringContaining(field) },
      });
      expect(await theCustomer(app, acme, id)).toEqual(before);
    });

    if (long) {
      it(`400: refuses ${long} characters and writes nothing`, async () => {
        const id = await create();
        const before = await theCustomer(app, acme, id);
        const text =
          {
            email: `e@${'d.'.repeat(long)}`.slice(0, long - 3) + 'com',
            url_link: `https://${'x'.repeat(long)}`.slice(0, long),
          }[field] ?? '1'.repeat(long);
        expect(text).toHaveLength(long);
        expect(await put(id, { [field]: text })).toMatchObject({
          status: 400,
          body: { message: expect.stringContaining(field) },
        });
        expect(await theCustomer(app, acme, id)).toEqual(before);
      });
    }
  },
);

describe.each(['billing_address', 'shipping_address'])('a key of %s', (side) => {
  const KEYS = [
    ['postal_address', 41],
    ['city', 41],
    ['zip_code', 41],
    ['country', 256],
  ] as const;

  it.each(KEYS)('201: %s is set and cleared by itself', async (key) => {
    const id = await create();
    const before = await read(id);
    expect((await put(id, { [side]: { [key]: 'after' } })).status).toBe(201);
    expect(await read(id)).toEqual({ ...before, [side]: { ...ADDRESS, [key]: 'after' } });
    for (const empty of [null, '']) {
      expect((await put(id, { [side]: { [key]: empty } })).status).toBe(201);
      expect(await read(id)).toEqual({ ...before, [side]: { ...ADDRESS, [key]: null } });
    }
  });

  it.each(KEYS)('400: %s has a type and a length, and nothing is written', async (key, long) => {
    const id = await create();
    const before = await theCustomer(app, acme, id);
    const rest = key === 'city' ? 'zip_code' : 'city';
    for (const wrong of [7, true, {}, [], 'x'.repeat(long)]) {
      expect(
        await put(id, { [side]: { [key]: wrong, [rest]: 'not this either' }, comments: 'nor this' }),
      ).toMatchObject({ status: 400, body: { message: expect.stringContaining(key) } });
    }
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('201: an empty object, and the read-only id alone, change nothing', async () => {
    const id = await create();
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
  const everything = (): Partial<NewCustomer>[] => [
    {},
    {
      displayName: 'n'.repeat(300),
      tradeName: 't'.repeat(300),
      taxId: '1'.repeat(100),
      countryIso: 'Portugal',
      website: 'no URL',
      ediIdentifier: 'e'.repeat(100),
      note: 'n'.repeat(70_000),
    },
    {
      phone: '+1 212 555 0100 ext. 12345678',
      mobile: '+1 212 555 0100',
      email: `${'e'.repeat(60)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(40)}.example`,
    },
    { status: 'B', billingLine1: 'x'.repeat(100), billingLine2: 'y', shippingCountry: 'z'.repeat(300) },
    { status: 'I', shippingCity: 'Porto', discountGroup: 'x'.repeat(300) },
  ];

  it('201: what was read can be written back, whatever the limits, and is no change', async () => {
    for (const values of everything()) {
      const before = await aCustomer(app, acme, values);
      const [view] = (await erp().get('/customers', { searchColumn: 'id', searchString: before.id })).body;
      expect((await erp().put('/customers', view)).status).toBe(201);
      expect(await theCustomer(app, acme, before.id)).toEqual(before);
    }
  });

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
      const keeper = table === 'emails' ? app.nest.get(EmailsService) : app.nest.get(PhonesService);
      const [record] = await keeper.list(acme.id, id);
      await keeper.toggleLock(acme.id, id, record!.id);
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
