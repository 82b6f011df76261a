import type { NewCustomer } from '../../../src/customers/customer-record.js';
import { aCustomer } from '../../factories/customer.js';
import { type FieldCase, storedOf, type UpdateFace } from './face.js';

const field = (
  name: string,
  length: number,
  values: Partial<FieldCase> = {},
  wrong: unknown = 7,
  long = '1'.repeat(length),
): FieldCase => ({
  field: name,
  stored: 'before',
  other: 'after',
  cleared: null,
  empty: [null, ''],
  refused: { 'a wrong type or form': wrong, [`${length} characters`]: long },
  ...values,
});
/** The address that every customer of the table has. */
export const ADDRESS = { postal_address: 'Rua 1', city: 'Lisboa', zip_code: '1250-001', country: 'PT' };
const MOVED = { postal_address: 'Av. 45', city: 'Porto', zip_code: '4000-001', country: 'Portugal' };
// An address is an object: an empty text is a wrong type, and does not clear it.
const address = (name: string, wrong: unknown): FieldCase => ({
  field: name,
  stored: ADDRESS,
  other: MOVED,
  cleared: null,
  empty: [null],
  refused: { 'a wrong type or form': wrong },
});

const FIELDS: FieldCase[] = [
  field('name', 41, { cleared: undefined }),
  field('name_2', 41),
  field('vat_id', 21),
  field('country_iso', 3, { stored: 'PT', other: 'es', reads: 'ES' }, 'P1'),
  field('phone', 21, { stored: '+351211234567', other: '+351211234568' }, 351211234567),
  field('mobile', 21, { stored: '+351921234567', other: '+351921234568' }, {}),
  field('fax', 21, { stored: '+351211234569', other: '211234570' }, true),
  field(
    'email',
    255,
    { stored: 'before@example.com', other: 'after@example.com' },
    'nobody',
    `e@${'d.'.repeat(255)}`.slice(0, 252) + 'com',
  ),
  field(
    'url_link',
    2001,
    { stored: 'https://before.example', other: 'http://localhost:8080/ä?b=c#d' },
    'acme',
    `https://${'x'.repeat(1993)}`,
  ),
  field('discount_group', 256),
  field('salesperson', 256),
  field('electronic_document_interchange', 256),
  field('edi_identifier', 41),
  {
    field: 'inactive',
    stored: '1',
    other: false,
    reads: '0',
    cleared: '0',
    empty: [null, ''],
    refused: { 'a wrong type or form': 'yes' },
  },
  field('comments', 65_536),
  address('billing_address', 'Lisboa'),
  address('shipping_address', [ADDRESS]),
];

const BEYOND_LIMITS: Partial<NewCustomer>[] = [
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

export const ERP: UpdateFace = {
  title: 'PUT /api/:account/v4.0.0/customers',
  fields: FIELDS,
  records: (app, tenant) => {
    const { erp } = app.as(tenant);
    const at = (id: number) => {
      const view = async () =>
        (await erp.get('/customers', { searchColumn: 'id', searchString: id })).body[0] as Record<string, any>;
      return {
        customer: id,
        // The IDs of the addresses are left out: an address that was moved has another ID.
        read: async () => {
          const { billing_address: billing, shipping_address: shipping, ...rest } = await view();
          return {
            ...rest,
            billing_address: billing && { ...billing, id: undefined },
            shipping_address: shipping && { ...shipping, id: undefined },
          } as Record<string, unknown>;
        },
        put: (changes: object) => erp.put('/customers', { id, ...changes }),
        writable: view,
      };
    };
    return {
      create: async () => {
        const fields = { ...storedOf(FIELDS), vat_id: `V${Math.random()}`.slice(0, 20) };
        const record = at((await erp.post('/customers', fields)).body.id as number);
        return { ...record, before: await record.read() };
      },
      beyondLimits: () =>
        Promise.all(BEYOND_LIMITS.map(async (values) => at((await aCustomer(app, tenant, values)).id))),
    };
  },
  status: 201,
  updated: () => ({ status: 201 }),
  refused: (name) => ({ status: 400, body: { code: 'INVALID_ARGUMENT', message: expect.stringContaining(name) } }),
  beside: () => ({ salesperson: 'not this either' }),
};
