import { aCustomer } from '../../factories/customer.js';
import { type FieldCase, storedOf, type UpdateFace } from './face.js';

const field = (
  name: string,
  values: Partial<FieldCase> = {},
  wrong: unknown = 7,
  long: string = 'x'.repeat(256),
): FieldCase => ({
  field: name,
  stored: 'before',
  other: 'after',
  cleared: null,
  empty: [null, ''],
  refused: { 'a wrong value': wrong, 'too long a text': long },
  ...values,
});
const LONG_EMAIL = `${'x'.repeat(60)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example.com`;
const email = (name: string) =>
  field(name, { stored: 'before@example.com', other: 'after@example.com' }, 'nobody', LONG_EMAIL);
const phone = (name: string, stored = '+12125550100', other = '+12125550101') =>
  field(name, { stored, other }, 'none', '1'.repeat(256));
const address = (side: string): FieldCase[] => [
  field(`${side}Address1`),
  field(`${side}Address2`),
  field(`${side}AddressCity`),
  field(`${side}AddressCountry`),
  email(`${side}AddressEmail`),
  field(`${side}AddressPostcode`, {}, 10001),
  phone(`${side}AddressPhone`),
  field(`${side}AddressState`, {}, {}),
];

const FIELDS: FieldCase[] = [
  field('customerType', {
    stored: 'business',
    other: 'individual',
    alsoSet: { formattedCustomerType: 'Individual' },
    cleared: undefined,
    refused: { 'a wrong value': 'robot' },
  }),
  field('displayName', { cleared: undefined }),
  field('salutation'),
  field('firstName'),
  field('lastName'),
  field('companyName'),
  email('email'),
  phone('workPhone'),
  phone('personalPhone', '+12125550102', '+12125550103'),
  field('website', {}, 7, 'x'.repeat(2001)),
  ...address('billing'),
  ...address('shipping'),
  field('note', {}, [], 'x'.repeat(65_536)),
  field('active', { stored: false, other: true, cleared: undefined, refused: { 'a wrong value': 'true' } }),
];

/** The fields that every update must name. */
export const NAMED = { customerType: 'business', displayName: 'before' };
/** A body that sets every field of a new customer. */
export const FULL = storedOf(FIELDS);
export const refusalOf = (property: string) => ({
  status: 400,
  body: {
    message: [{ property, constraints: expect.any(Object), children: [] }],
    error: 'Bad Request',
    statusCode: 400,
  },
});

export const ACCOUNTING: UpdateFace = {
  title: 'PUT /api/customers/:id',
  fields: FIELDS,
  records: (app, tenant) => {
    const { accounting } = app.as(tenant);
    const at = (id: number) => ({
      customer: id,
      read: async () => (await accounting.get(`/customers/${id}`)).body as Record<string, unknown>,
      put: (changes: object) => accounting.put(`/customers/${id}`, { ...NAMED, ...changes }),
    });
    return {
      create: async () => {
        const { body } = await accounting.post('/customers', { ...FULL, currencyCode: 'USD' });
        return { ...at(body.id as number), before: body as Record<string, unknown> };
      },
      beyondLimits: async () => {
        const { id } = await aCustomer(app, tenant, {
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
        return [at(id)];
      },
    };
  },
  status: 200,
  updated: (_record, _field, _value, after) => ({ status: 200, body: after }),
  refused: refusalOf,
  beside: (name) => (name === 'note' ? { website: 'nor this' } : { note: 'nor this' }),
  changing: { updatedAt: expect.any(String) },
  stillTooLong: { displayName: 'm'.repeat(300) },
};
