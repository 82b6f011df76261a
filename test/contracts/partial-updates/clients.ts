import { aCustomer } from '../../factories/customer.js';
import { type FieldCase, storedOf, type UpdateFace } from './face.js';

const field = (name: string, length: number, values: Partial<FieldCase> = {}): FieldCase => ({
  field: name,
  stored: 'before',
  other: 'after',
  cleared: null,
  empty: [null],
  refused: { 'a wrong type': 7, [`${length} characters`]: '1'.repeat(length) },
  ...values,
});
const number = (name: string, stored: number, other: number, wrong: unknown): FieldCase => ({
  field: name,
  stored,
  other,
  cleared: null,
  empty: [null],
  refused: { 'a wrong value': wrong },
});
const refusing = (wrong: unknown, length: number, long = '1'.repeat(length)) => ({
  'a wrong value': wrong,
  [`${length} characters`]: long,
});

const FIELDS: FieldCase[] = [
  field('name', 201, { cleared: undefined }),
  field('external_code', 121),
  field('status', 11, { stored: 'B', other: 'C', refused: refusing(true, 11), cleared: 'A' }),
  field('document', 61),
  number('document_type', 1, 2, '1'),
  field('business_name', 201),
  field('tax_id', 61),
  field('phone', 61, { stored: '+12125550100', other: '+12125550101', refused: refusing(12125550101, 61) }),
  field('mobile', 61, { stored: '+12125550102', other: '+12125550103', refused: refusing({}, 61) }),
  field('email', 201, {
    stored: 'before@example.com',
    other: 'after@example.com',
    refused: refusing('nobody', 201, `${'x'.repeat(189)}@example.com`),
  }),
  field('notes', 1001),
  field('image_url', 501),
  field('street', 201),
  field('door_number', 21),
  field('apartment', 21),
  field('corner', 201),
  field('zip_code', 21),
  number('latitude', 1.5, -90, 91),
  number('longitude', 1.5, 180, '1'),
  field('country_id', 31),
  field('department_id', 31),
];

export const CLIENTS: UpdateFace = {
  title: 'PUT /apidev/v1/clients/:id',
  fields: FIELDS,
  records: (app, tenant) => {
    const { clients } = app.as(tenant);
    const at = (id: string) => {
      const read = async () => {
        const { address, ...client } = (await clients.get(`/clients/${id}`)).body.data as Record<string, any>;
        return { ...client, ...address } as Record<string, unknown>;
      };
      return {
        customer: Number(id),
        read,
        put: (changes: object) => clients.put(`/clients/${id}`, changes),
        writable: async () => {
          const { id: _, ...client } = await read();
          return client;
        },
      };
    };
    return {
      create: async () => {
        const fields = { ...storedOf(FIELDS), external_code: `before-${Math.random()}` };
        const record = at((await clients.post('/clients', fields)).body.data.id as string);
        return { ...record, before: await record.read() };
      },
      beyondLimits: async () => {
        const { id } = await aCustomer(app, tenant, {
          displayName: 'n'.repeat(300),
          note: 'n'.repeat(3000),
          taxId: 't'.repeat(100),
          email: `${'e'.repeat(60)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(40)}.example`,
        });
        return [at(String(id))];
      },
    };
  },
  status: 200,
  updated: ({ customer }, name) => ({
    status: 200,
    body: { success: true, data: { id: String(customer), updated_fields: [name] }, meta: {} },
  }),
  refused: (name) => ({
    status: 400,
    body: {
      error: { code: 'VALIDATION_ERROR', details: expect.arrayContaining([expect.objectContaining({ field: name })]) },
    },
  }),
  beside: () => ({ notes: 'not this either' }),
  stillTooLong: { name: 'm'.repeat(300) },
};
