import { EmailsService } from '../../src/emails/emails.service.js';
import { PhonesService } from '../../src/phones/phones.service.js';
import { aCustomer, NOBODY, theCustomer } from '../factories/customer.js';
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
  wrong: unknown;
  long?: unknown;
  /** What a cleared field reads; one without it cannot be cleared. */
  cleared?: unknown;
  /** Does '' clear it like null? */
  blank?: boolean;
  /** What else changes with it when it is set, and when it is cleared. */
  alsoSet?: object;
  alsoCleared?: object;
}

const text = (field: string, length = 255): Case => ({
  field,
  stored: 'before',
  other: 'after',
  wrong: 7,
  long: 'x'.repeat(length + 1),
  cleared: null,
  blank: true,
});
const id = (field: string): Case => ({ field, stored: 1, other: 2, wrong: '2', long: 2 ** 53, cleared: null });
const flag = (field: string): Case => ({ field, stored: false, other: true, wrong: 'true' });
const word = (field: string): Case => ({ field, stored: 'email', other: 'print', wrong: 'fax', long: '' });
const line = (side: string, part: string): Case => ({
  ...text(`${side}_${part}`),
  alsoSet: { [`${side}_block`]: expect.any(String) },
  alsoCleared: { [`${side}_block`]: expect.any(String) },
});
const address = (side: string) =>
  ['addr1', 'addr2', 'addr3', 'city', 'state', 'postcode', 'country'].map((part) => line(side, part));

const FIELDS: Case[] = [
  {
    field: 'company',
    stored: 'before',
    other: 'after',
    wrong: 7,
    long: 'x'.repeat(256),
    blank: false,
    alsoSet: { display_as: 'after' },
  },
  text('external_key'),
  ...['language_id', 'class_id', 'admin_id', 'campaign_id', 'terms_id'].map(id),
  {
    field: 'superuser_email',
    stored: 'before@example.com',
    other: 'after@example.com',
    wrong: 'nobody',
    long: `${'x'.repeat(60)}@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(63)}.example`,
    cleared: null,
    blank: true,
  },
  {
    ...text('superuser_first_name'),
    alsoSet: { superuser_name: 'after Evans' },
    alsoCleared: { superuser_name: 'Evans' },
  },
  {
    ...text('superuser_last_name'),
    stored: 'Evans',
    alsoSet: { superuser_name: 'before after' },
    alsoCleared: { superuser_name: 'before' },
  },
  {
    field: 'superuser_phone',
    stored: '+12125550100',
    other: '+12125550101',
    wrong: 12125550101,
    long: '1'.repeat(256),
    cleared: null,
    blank: true,
  },
  ...address('bill'),
  ...address('ship'),
  ...Array.from({ length: 20 }, (_, at) => text(`custom_${at + 1}`, 4000)),
  ...['no_taxes', 'no_dunning', 'no_latefees', 'no_procfees'].map(flag),
  ...['invoice_delivery', 'dunning_delivery'].map(word),
  text('tax_ident'),
  { field: 'tags', stored: ['before'], other: ['after', 'two'], wrong: 'after', long: ['x'.repeat(256)], cleared: [] },
];

let made = 0;
const full = () => ({
  ...Object.fromEntries(FIELDS.map(({ field, stored }) => [field, stored])),
  external_key: `before-${++made}`,
});
const create = async () => (await app.as(acme).billing.post('/customer', full())).body.response.id as number;
const read = async (customer: number) =>
  (await app.as(acme).billing.get(`/customer/${customer}`)).body.response as Record<string, unknown>;
const put = (customer: number, body: unknown) => app.as(acme).billing.put(`/customer/${customer}`, body);
const updated = (customer: number) => ({
  status: 202,
  body: { code: 202, status: 'OK', message: '', details: {}, response: { id: customer } },
});
const refusedFor = (field: string) => ({
  status: 400,
  body: {
    code: 400,
    status: 'Error',
    message: 'Missing or invalid parameter.',
    details: { [field]: expect.any(String) },
    response: false,
  },
});
const moment = { mod_datetime: expect.any(String) };

describe.each(FIELDS)(
  'PUT /api/v3/customer/:customer_id with $field',
  ({ field, other, wrong, long, cleared, blank, alsoSet, alsoCleared }) => {
    it('202: sets a value and leaves every other field', async () => {
      const customer = await create();
      const before = await read(customer);
      const value = field === 'external_key' ? `after-${customer}` : other;
      expect(await put(customer, { [field]: value })).toMatchObject(updated(customer));
      expect(await read(customer)).toEqual({ ...before, ...alsoSet, ...moment, [field]: value });
    });

    const clearing = blank === undefined ? [null] : [null, ''];
    it.each(clearing)(cleared === undefined ? '400: %p cannot clear it' : '202: %p clears it', async (nothing) => {
      const customer = await create();
      const before = await read(customer);
      const answer = await put(customer, { [field]: nothing });
      expect(answer).toMatchObject(cleared === undefined ? refusedFor(field) : updated(customer));
      expect(await read(customer)).toEqual(
        cleared === undefined ? before : { ...before, ...alsoCleared, ...moment, [field]: cleared },
      );
    });

    const nothings: [string, unknown][] = [
      ['a wrong type', wrong],
      ...(long === undefined ? [] : [['too much', long] as [string, unknown]]),
    ];
    it.each(nothings)('400: refuses %s and writes nothing', async (_, value) => {
      const customer = await create();
      const before = await theCustomer(app, acme, customer);
      expect(await put(customer, { superuser_name: 'not this either', [field]: value })).toMatchObject(
        refusedFor(field),
      );
      expect(await theCustomer(app, acme, customer)).toEqual(before);
    });
  },
);

describe('PUT /api/v3/customer/:customer_id', () => {
  it('202: answers the id, and where the customer is', async () => {
    const customer = await create();
    const answer = await put(customer, { company: 'Updated Company Name' });
    expect(answer).toMatchObject(updated(customer));
    expect(answer.headers.location).toBe(`${app.url}/api/v3/customer/${customer}`);
  });

  it('202: what was read can be written back, whatever the limits, and is no change', async () => {
    const customer = await aCustomer(app, acme, {
      displayName: 'n'.repeat(300),
      billingCity: 'c'.repeat(300),
      custom1: 'x'.repeat(5000),
      taxId: 't'.repeat(300),
      firstName: 'f'.repeat(300),
      tags: ['t'.repeat(300)],
      phone: '1'.repeat(300),
      email: 'a@example.com',
    });
    expect(await put(customer.id, await read(customer.id))).toMatchObject(updated(customer.id));
    expect(await theCustomer(app, acme, customer.id)).toEqual(customer);
    expect(await put(customer.id, { ...(await read(customer.id)), company: 'm'.repeat(300) })).toMatchObject(
      refusedFor('company'),
    );
  });

  it('202: a change raises the version by one, and none by none', async () => {
    const { id: customer, version } = await aCustomer(app, acme, { custom1: 'x' });
    expect((await put(customer, { custom_1: 'x' })).status).toBe(202);
    expect((await put(customer, { colour: 'red', currency_id: 978, customer_id: 1, balance: 7 })).status).toBe(202);
    expect((await theCustomer(app, acme, customer)).version).toBe(version);
    await put(customer, { custom_1: 'y', superuser_email: 'x@example.com', superuser_name: 'Ada Lovelace' });
    expect((await theCustomer(app, acme, customer)).version).toBe(version + 1);
  });

  it('400: needs data', async () => {
    expect(await put(await create(), {})).toMatchObject({
      status: 400,
      body: {
        code: 400,
        status: 'Error',
        message: 'A required parameter was missing: No data.',
        details: {},
        response: false,
      },
    });
  });

  it('400: names an external key that another customer has, also a deleted one, and writes nothing', async () => {
    const { id: other } = await aCustomer(app, acme, { externalKey: 'taken' });
    const { id: customer } = await aCustomer(app, acme);
    const clash = {
      status: 400,
      body: {
        code: 400,
        message: 'external_key "taken" is already in use',
        details: { external_key: expect.any(String) },
        response: false,
      },
    };
    expect(await put(customer, { external_key: 'taken', custom_1: 'x' })).toMatchObject(clash);
    await app.as(acme).billing.delete(`/customer/${other}`);
    expect(await put(customer, { external_key: 'taken', custom_1: 'x' })).toMatchObject(clash);
    expect((await theCustomer(app, acme, customer)).custom1).toBeNull();
  });

  it('202: frees an external key that it leaves', async () => {
    const [one, two] = [await aCustomer(app, acme, { externalKey: 'moves' }), await aCustomer(app, acme)];
    await put(one.id, { external_key: null });
    expect((await put(two.id, { external_key: 'moves' })).status).toBe(202);
  });

  it.each([
    ['broken JSON', '{"company":'],
    ['a list', '[]'],
    ['nothing', ''],
  ])('400: refuses %s for a body', async (_, body) => {
    const customer = await create();
    expect(await app.as(acme).billing.send('PUT', `/customer/${customer}`, { text: body })).toMatchObject({
      status: 400,
      body: { message: 'Missing or invalid parameter.', details: {}, response: false },
    });
  });

  it('404: answers a foreign customer exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other, { externalKey: 'theirs' });
    const nobodys = await put(NOBODY, { company: 'mine now' });
    expect(nobodys).toMatchObject({
      status: 404,
      body: { code: 404, message: 'This customer does not exist.', response: null },
    });
    expect(await put(foreign.id, { company: 'mine now' })).toLookLike(nobodys);
    expect(await app.as(acme).billing.put('/customer/external_key:theirs', { company: 'mine now' })).toLookLike(
      nobodys,
    );
    expect(await put(foreign.id, { company: 7 })).toLookLike(await put(NOBODY, { company: 7 }));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });
});

describe('a locked e-mail or phone', () => {
  const locked = async () => {
    const { id: customer } = await aCustomer(app, acme, { email: 'safe@example.com', phone: '+12125550100' });
    const [emails, phones] = [app.nest.get(EmailsService), app.nest.get(PhonesService)];
    for (const email of await emails.list(acme.id, customer)) await emails.toggleLock(acme.id, customer, email.id);
    for (const phone of await phones.list(acme.id, customer)) await phones.toggleLock(acme.id, customer, phone.id);
    return customer;
  };

  it.each([
    ['superuser_email', 'other@example.com'],
    ['superuser_email', null],
    ['superuser_email', ''],
    ['superuser_phone', '+12125550199'],
    ['superuser_phone', null],
  ])('400: %s cannot become %p, nor anything else of that request', async (field, value) => {
    const customer = await locked();
    const before = await theCustomer(app, acme, customer);
    expect(await put(customer, { company: 'New name', [field]: value })).toMatchObject({
      status: 400,
      body: { code: 400, status: 'Error', message: expect.stringContaining('locked'), response: false },
    });
    expect(await theCustomer(app, acme, customer)).toEqual(before);
  });

  it('202: may be written as it is', async () => {
    const customer = await locked();
    expect(
      (
        await put(customer, {
          company: 'New name',
          superuser_email: 'safe@example.com',
          superuser_phone: '+12125550100',
        })
      ).status,
    ).toBe(202);
    expect(await read(customer)).toMatchObject({ company: 'New name', superuser_email: 'safe@example.com' });
  });
});
