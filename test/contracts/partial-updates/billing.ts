import { aCustomer } from '../../factories/customer.js';
import { type FieldCase, storedOf, type UpdateFace } from './face.js';

const text = (field: string, values: Partial<FieldCase> = {}, length = 255): FieldCase => ({
  field,
  stored: 'before',
  other: 'after',
  cleared: null,
  empty: [null, ''],
  refused: { 'a wrong type': 7, 'too long a text': 'x'.repeat(length + 1) },
  ...values,
});
const id = (field: string): FieldCase => ({
  field,
  stored: 1,
  other: 2,
  cleared: null,
  empty: [null],
  refused: { 'a wrong type': '2', 'too large a number': 2 ** 53 },
});
const flag = (field: string): FieldCase => ({
  field,
  stored: false,
  other: true,
  empty: [null],
  refused: { 'a wrong type': 'true' },
});
const delivery = (field: string): FieldCase => ({
  field,
  stored: 'email',
  other: 'print',
  empty: [null],
  refused: { 'an unknown word': 'fax', 'an empty text': '' },
});
const address = (side: string) =>
  ['addr1', 'addr2', 'addr3', 'city', 'state', 'postcode', 'country'].map((part) => {
    const block = { [`${side}_block`]: expect.any(String) };
    return text(`${side}_${part}`, { alsoSet: block, alsoCleared: block });
  });
const LONG_EMAIL = `${'x'.repeat(60)}@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(63)}.example`;

const FIELDS: FieldCase[] = [
  text('company', { cleared: undefined, alsoSet: { display_as: 'after' } }),
  // External keys are unique in a tenant, and the contracts of the table share one.
  text('external_key', { other: 'after, in billing' }),
  ...['language_id', 'class_id', 'admin_id', 'campaign_id', 'terms_id'].map(id),
  text('superuser_email', {
    stored: 'before@example.com',
    other: 'after@example.com',
    refused: { 'a text that is no address': 'nobody', 'too long a text': LONG_EMAIL },
  }),
  text('superuser_first_name', {
    alsoSet: { superuser_name: 'after Evans' },
    alsoCleared: { superuser_name: 'Evans' },
  }),
  text('superuser_last_name', {
    stored: 'Evans',
    alsoSet: { superuser_name: 'before after' },
    alsoCleared: { superuser_name: 'before' },
  }),
  text('superuser_phone', {
    stored: '+12125550100',
    other: '+12125550101',
    refused: { 'a wrong type': 12125550101, 'too long a text': '1'.repeat(256) },
  }),
  ...address('bill'),
  ...address('ship'),
  ...Array.from({ length: 20 }, (_, at) => text(`custom_${at + 1}`, {}, 4000)),
  ...['no_taxes', 'no_dunning', 'no_latefees', 'no_procfees'].map(flag),
  ...['invoice_delivery', 'dunning_delivery'].map(delivery),
  text('tax_ident'),
  {
    field: 'tags',
    stored: ['before'],
    other: ['after', 'two'],
    cleared: [],
    empty: [null],
    refused: { 'a wrong type': 'after', 'too long a tag': ['x'.repeat(256)] },
  },
];

export const updatedAnswer = (customer: number) => ({
  status: 202,
  body: { code: 202, status: 'OK', message: '', details: {}, response: { id: customer } },
});

let made = 0;

export const BILLING: UpdateFace = {
  title: 'PUT /api/v3/customer/:customer_id',
  fields: FIELDS,
  records: (app, tenant) => {
    const { billing } = app.as(tenant);
    const at = (customer: number) => ({
      customer,
      read: async () => (await billing.get(`/customer/${customer}`)).body.response as Record<string, unknown>,
      put: (changes: object) => billing.put(`/customer/${customer}`, changes),
    });
    return {
      create: async () => {
        const fields = { ...storedOf(FIELDS), external_key: `before-${++made}` };
        const record = at((await billing.post('/customer', fields)).body.response.id as number);
        return { ...record, before: await record.read() };
      },
      beyondLimits: async () => {
        const { id } = await aCustomer(app, tenant, {
          displayName: 'n'.repeat(300),
          billingCity: 'c'.repeat(300),
          custom1: 'x'.repeat(5000),
          taxId: 't'.repeat(300),
          firstName: 'f'.repeat(300),
          tags: ['t'.repeat(300)],
          phone: '1'.repeat(300),
          email: 'a@example.com',
        });
        return [at(id)];
      },
    };
  },
  status: 202,
  updated: ({ customer }) => updatedAnswer(customer),
  refused: (field) => ({
    status: 400,
    body: {
      code: 400,
      status: 'Error',
      message: 'Missing or invalid parameter.',
      details: { [field]: expect.any(String) },
      response: false,
    },
  }),
  beside: () => ({ superuser_name: 'not this either' }),
  changing: { mod_datetime: expect.any(String) },
  stillTooLong: { company: 'm'.repeat(300) },
};
