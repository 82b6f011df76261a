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

interface Field {
  field: string;
  stored: unknown;
  other: unknown;
  wrong: unknown;
  /** One character more than there may be. */
  long?: string;
  /** May be cleared, by null and by an empty text. */
  clears?: boolean;
}

const text = (field: string, max: number): Field => ({
  field,
  stored: 'before',
  other: 'after',
  wrong: 7,
  long: 'x'.repeat(max + 1),
  clears: true,
});
const flag = (field: string, stored: boolean): Field => ({ field, stored, other: !stored, wrong: String(!stored) });
const longEmail = `${'e'.repeat(60)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example.com`;

const KINDS: { what: string; list: string; idKey: string; fields: Field[] }[] = [
  {
    what: 'emails',
    list: 'emails',
    idKey: 'email_id',
    fields: [
      { field: 'email', stored: 'before@example.com', other: 'after@example.com', wrong: 'nobody', long: longEmail },
      flag('is_for_invoicing', true),
      text('name', 200),
      text('role', 200),
      text('notes', 1000),
    ],
  },
  {
    what: 'phones',
    list: 'phones',
    idKey: 'phone_id',
    fields: [
      { field: 'phone', stored: '+12125550100', other: '+12125550101', wrong: 'none', long: '1'.repeat(61) },
      { ...text('extension', 20), stored: '12', other: '34' },
      flag('is_whatsapp', true),
      text('name', 200),
      text('role', 200),
      text('notes', 1000),
    ],
  },
  {
    what: 'company-names',
    list: 'company_names',
    idKey: 'company_name_id',
    fields: [
      { field: 'name', stored: 'before', other: 'after', wrong: {}, long: 'x'.repeat(201) },
      text('tax_id', 60),
      {
        field: 'billing_email',
        stored: 'before@example.com',
        other: 'after@example.com',
        wrong: 'nobody',
        long: longEmail,
        clears: true,
      },
      text('address', 500),
      text('billing_address', 500),
      flag('is_active', true),
      flag('is_default', true),
    ],
  },
];

const CASES = KINDS.flatMap(({ fields, ...kind }) =>
  fields.map((field) => ({
    ...kind,
    ...field,
    all: Object.fromEntries(fields.map(({ field, stored }) => [field, stored])),
  })),
);

describe.each(CASES)(
  'PUT /api/customers/:id/$what/:recordId with $field',
  ({ what, list, idKey, all, field, stored, other, wrong, long, clears = false }) => {
    async function aRecord() {
      const { id: customer } = await aCustomer(app, acme);
      const { body, status } = await app.as(acme).contacts.post(`/customers/${customer}/${what}`, all);
      expect(status).toBe(201);
      const read = async () =>
        (
          (await app.as(acme).contacts.get(`/customers/${customer}/${what}`)).body[list] as Record<string, unknown>[]
        )[0]!;
      const put = (change: object) =>
        app.as(acme).contacts.put(`/customers/${customer}/${what}/${body[idKey]}`, change);
      return { customer, before: await read(), read, put };
    }

    it('200: sets a value and leaves every other field', async () => {
      const { before, read, put } = await aRecord();
      expect(await put({ [field]: other })).toMatchObject({ status: 200, body: { [field]: other } });
      // A name that is not active is no default.
      expect(await read()).toEqual({ ...before, [field]: other, ...(field === 'is_active' && { is_default: false }) });
    });

    it('200: the value that is stored is no change', async () => {
      const { customer, put } = await aRecord();
      const record = await theCustomer(app, acme, customer);
      expect(await put({ [field]: stored })).toMatchObject({ status: 200, body: { [field]: stored } });
      expect(await theCustomer(app, acme, customer)).toEqual(record);
    });

    it.each([null, ''])(`${clears ? '200: is cleared' : '400: cannot be cleared'} by %j`, async (nothing) => {
      const { before, read, put } = await aRecord();
      const answer = await put({ [field]: nothing });
      if (clears) expect(answer).toMatchObject({ status: 200, body: { [field]: null } });
      else
        expect(answer).toMatchObject({
          status: 400,
          body: { success: false, error: 'Datos inválidos', details: [{ field }] },
        });
      expect(await read()).toEqual(clears ? { ...before, [field]: null } : before);
    });

    it.each<[string, unknown]>([
      ['a wrong value', wrong],
      ['a list', [stored]],
      ...(long ? [['a text that is too long', long] as [string, string]] : []),
    ])('400: refuses %s and writes nothing', async (_, value) => {
      const { before, read, put } = await aRecord();
      const [beside] = Object.keys(all).filter((name) => name !== field);
      expect(await put({ [beside!]: all[beside!], [field]: value })).toMatchObject({
        status: 400,
        body: { success: false, error: 'Datos inválidos', details: [{ field }] },
      });
      expect(await read()).toEqual(before);
    });
  },
);

describe.each(KINDS)('PUT /api/customers/:id/$what/:recordId', ({ what, list, idKey, fields }) => {
  it('200: a record that was read can be written back, whatever the limits, and is no change', async () => {
    const { id } = await aCustomer(app, acme, { email: 'ada@example.com', phone: '+12125550100 '.repeat(6) });
    if (what === 'company-names')
      await app
        .as(acme)
        .contacts.post(
          `/customers/${id}/company-names`,
          Object.fromEntries(fields.map(({ field, stored }) => [field, stored])),
        );
    const [record] = (await app.as(acme).contacts.get(`/customers/${id}/${what}`)).body[list] as Record<
      string,
      unknown
    >[];
    const before = await theCustomer(app, acme, id);
    expect((await app.as(acme).contacts.put(`/customers/${id}/${what}/${String(record![idKey])}`, record)).status).toBe(
      200,
    );
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });
});
