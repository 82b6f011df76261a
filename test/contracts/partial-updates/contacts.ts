import { aCustomer } from '../../factories/customer.js';
import { type FieldCase, storedOf, type UpdateFace } from './face.js';

const refusing = (wrong: unknown, stored: unknown, long?: string) => ({
  'a wrong value': wrong,
  'a list': [stored],
  ...(long && { 'a text that is too long': long }),
});
/** A field that holds a value at any time. */
const required = (field: string, stored: unknown, other: unknown, wrong: unknown, long?: string): FieldCase => ({
  field,
  stored,
  other,
  empty: [null, ''],
  refused: refusing(wrong, stored, long),
});
const optional = (...field: Parameters<typeof required>): FieldCase => ({ ...required(...field), cleared: null });
const text = (field: string, max: number, stored = 'before', other = 'after') =>
  optional(field, stored, other, 7, 'x'.repeat(max + 1));
const flag = (field: string) => required(field, true, false, 'false');
const LONG_EMAIL = `${'e'.repeat(60)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example.com`;
const EMAIL = ['before@example.com', 'after@example.com', 'nobody', LONG_EMAIL] as const;

const NOTES = [text('name', 200), text('role', 200), text('notes', 1000)];
const EMAILS = [required('email', ...EMAIL), flag('is_for_invoicing'), ...NOTES];
const PHONES = [
  required('phone', '+12125550100', '+12125550101', 'none', '1'.repeat(61)),
  text('extension', 20, '12', '34'),
  flag('is_whatsapp'),
  ...NOTES,
];
const COMPANY_NAMES = [
  required('name', 'before', 'after', {}, 'x'.repeat(201)),
  text('tax_id', 60),
  optional('billing_email', ...EMAIL),
  text('address', 500),
  text('billing_address', 500),
  // The default company name is an active one.
  { ...flag('is_active'), alsoSet: { is_default: false } },
  flag('is_default'),
];

function face(what: string, list: string, idKey: string, fields: FieldCase[]): UpdateFace {
  return {
    title: `PUT /api/customers/:id/${what}/:recordId`,
    fields,
    records: (app, tenant) => {
      const { contacts } = app.as(tenant);
      const first = async (customer: number) =>
        (await contacts.get(`/customers/${customer}/${what}`)).body[list][0] as Record<string, unknown>;
      const at = (customer: number, record: number) => ({
        customer,
        read: () => first(customer),
        put: (changes: object) => contacts.put(`/customers/${customer}/${what}/${record}`, changes),
      });
      return {
        create: async () => {
          const { id: customer } = await aCustomer(app, tenant);
          const { body, status } = await contacts.post(`/customers/${customer}/${what}`, storedOf(fields));
          expect(status).toBe(201);
          return { ...at(customer, body[idKey] as number), before: await first(customer) };
        },
        beyondLimits: async () => {
          const { id } = await aCustomer(app, tenant, { email: 'ada@example.com', phone: '+12125550100 '.repeat(6) });
          if (what === 'company-names') await contacts.post(`/customers/${id}/company-names`, storedOf(fields));
          return [at(id, (await first(id))[idKey] as number)];
        },
      };
    },
    status: 200,
    updated: (_record, field, value) => ({ status: 200, body: { [field]: value } }),
    refused: (field) => ({
      status: 400,
      body: { success: false, error: 'Datos inválidos', details: [{ field }] },
    }),
    beside: (field) => {
      const other = fields.find((one) => one.field !== field)!;
      return { [other.field]: other.stored };
    },
  };
}

export const CONTACTS: UpdateFace[] = [
  face('emails', 'emails', 'email_id', EMAILS),
  face('phones', 'phones', 'phone_id', PHONES),
  face('company-names', 'company_names', 'company_name_id', COMPANY_NAMES),
];
