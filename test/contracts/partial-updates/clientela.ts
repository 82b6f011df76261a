import { ADDRESS_PARTS } from '../../../src/customers/customer.entity.js';
import { aCustomer } from '../../factories/customer.js';
import { type FieldCase, storedOf, type UpdateFace } from './face.js';

const field = (name: string, length: number, values: Partial<FieldCase> = {}): FieldCase => ({
  field: name,
  stored: 'before',
  other: 'after',
  cleared: null,
  empty: [null, '', ' \t'],
  refused: { 'a wrong type': 7, [`${length} characters`]: '1'.repeat(length) },
  ...values,
});
const line = (name: string) => field(name, 256);
const email = (name: string): FieldCase =>
  field(name, 255, {
    stored: 'before@example.com',
    other: 'after@example.com',
    refused: { 'a wrong value': 'nobody', '255 characters': `${'x'.repeat(243)}@example.com` },
  });
const phone = (name: string, stored = '+12125550100', other = '+12125550101') => field(name, 256, { stored, other });
const id = (name: string): FieldCase =>
  field(name, 16, { stored: '7', other: '8', refused: { 'a number': 7, 'a sign': '-7', 'a leading zero': '07' } });
const number = (name: string, stored: number, other: number, wrong: unknown): FieldCase => ({
  field: name,
  stored,
  other,
  cleared: null,
  empty: [null],
  refused: { 'a wrong value': wrong, text: '1' },
});
const flag = (name: string): FieldCase => ({
  field: name,
  stored: false,
  other: true,
  empty: [null, ''],
  refused: { text: 'true', 'a number': 1 },
});
const word = (name: string, stored: string, other: string): FieldCase => ({
  field: name,
  stored,
  other,
  empty: [null, ''],
  refused: { 'another word': 'nonsense' },
});

const addressOf = (side: string) =>
  ADDRESS_PARTS.map((part) => {
    const name = `${side}${part}`;
    return part === 'Email' ? email(name) : part === 'Phone' ? phone(name) : line(name);
  });

const FIELDS: FieldCase[] = [
  // Other contracts write `after` in the same tenant.
  field('externalKey', 256, { other: 'after, in clientela' }),
  field('displayName', 256, { cleared: undefined }),
  ...['legalName', 'tradeName', 'taxId', 'document', 'contactOrigin'].map(line),
  word('kind', 'business', 'individual'),
  number('documentType', 1, 2, 2 ** 31),
  ...['website', 'imageUrl'].map((name) => field(name, 2001)),
  field('note', 65_536, { other: 'after\nwards' }),
  field('status', 11, { stored: 'B', other: 'C', cleared: undefined }),
  field('countryIso', 3, { stored: 'US', other: 'pt', reads: 'PT', refused: { 'no country': 'XX', 'a name': 'Peru' } }),
  {
    field: 'tags',
    stored: ['a'],
    other: ['b', ' c '],
    reads: ['b', 'c'],
    cleared: [],
    empty: [null, []],
    refused: { 'a wrong type': 'a', 'an item of a wrong type': [7] },
  },
  ...['languageId', 'classId', 'adminId', 'campaignId', 'termsId'].map(id),
  ...['noTaxes', 'noDunning', 'noLatefees', 'noProcfees'].map(flag),
  word('invoiceDelivery', 'email', 'print'),
  word('dunningDelivery', 'email', 'print'),
  ...['discountGroup', 'salesperson', 'electronicDocumentInterchange', 'ediIdentifier'].map(line),
  ...['salutation', 'lastName', 'firstName'].map(line),
  ...addressOf('billing'),
  ...addressOf('shipping'),
  ...['siteStreet', 'siteDoorNumber', 'siteApartment', 'siteCorner', 'siteZipCode'].map(line),
  ...['siteCountryId', 'siteDepartmentId'].map(line),
  number('siteLatitude', 1.5, -90, 91),
  number('siteLongitude', 1.5, 180, 181),
  field('custom1', 4001, { other: 'after\nwards' }),
  field('custom20', 4001),
];

/** Fields that move pointers, which the answer shows beside them. */
const PLACED: FieldCase[] = [
  email('email'),
  phone('phone'),
  phone('mobile', '+12125550102', '+12125550103'),
  phone('fax', '+12125550104', '+12125550105'),
];
const POINTERS = { email: 'primaryEmailId', phone: 'mainPhoneId', mobile: 'mobilePhoneId', fax: 'faxPhoneId' };

const cleared = ({ field: name, ...rest }: FieldCase): FieldCase => ({
  ...rest,
  field: name,
  alsoCleared: { [POINTERS[name as keyof typeof POINTERS]]: null },
});

export const CLIENTELA: UpdateFace = {
  title: 'PATCH /clientela/v1/customers/:id',
  fields: [...FIELDS, ...PLACED.map(cleared)],
  records: (app, tenant) => {
    const { clientela } = app.as(tenant);
    const at = (customer: number) => ({
      customer,
      read: async () => {
        const {
          children: _,
          emails: __,
          phones: ___,
          companyNames: ____,
          contactPersons: _____,
          wireIds: ______,
          ...row
        } = (await clientela.get(`/customers/${customer}`)).body as Record<string, unknown>;
        return row;
      },
      put: async (body: object) => {
        const { headers } = await clientela.get(`/customers/${customer}`);
        return clientela.send('PATCH', `/customers/${customer}`, { body, headers: { 'if-match': headers['etag'] } });
      },
    });
    return {
      create: async () => {
        const { id: made } = await aCustomer(app, tenant);
        const record = at(made);
        await record.put({ ...storedOf([...FIELDS, ...PLACED]), externalKey: `before-${Math.random()}` });
        return { ...record, before: await record.read() };
      },
      beyondLimits: async () => {
        const { id: made } = await aCustomer(app, tenant, {
          displayName: 'n'.repeat(300),
          taxId: 't'.repeat(300),
          custom1: 'c'.repeat(5000),
          languageId: Number.MAX_SAFE_INTEGER,
          status: 'long enough',
        });
        return [at(made)];
      },
    };
  },
  status: 200,
  updated: (_, __, ___, { updatedAt: ____, version: _____, ...after }) => ({ status: 200, body: after }),
  refused: (name) => ({
    status: 400,
    body: {
      type: '/problems/invalid',
      errors: expect.arrayContaining([expect.objectContaining({ pointer: `#/${name}` })]),
    },
  }),
  beside: (name) => (name === 'note' ? { website: 'not this either' } : { note: 'not this either' }),
  changing: { updatedAt: expect.any(String), version: expect.any(Number) },
  stillTooLong: { displayName: 'm'.repeat(300) },
};
