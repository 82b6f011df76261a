import { aCustomer } from '../factories/customer.js';
import { asOwner } from '../support/owner.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const tenant = useTenantPerTest(app);

const idsOf = (rows: Record<string, unknown>[]) =>
  rows.map((row) => Number(row['customer_id'] ?? row['user_id'] ?? row['id']));
const billing = async (where: string) =>
  idsOf((await app.as(tenant).billing.get('/customer', { where: escaped(where) })).body.response);
const users = async (where: string) =>
  idsOf((await app.as(tenant).billing.get('/user', { where: escaped(where) })).body.response);
const erp = async (searchColumn: string, searchString: string, searchOperator?: string) =>
  idsOf((await app.as(tenant).erp.get('/customers', { searchColumn, searchString, searchOperator })).body);
const role = async (fieldKey: string, comparator: string, value: unknown) =>
  idsOf(
    (
      await app.as(tenant).accounting.get('/customers', {
        sort_order: 'asc',
        stringified_filter_roles: JSON.stringify([{ fieldKey, comparator, value }]),
      })
    ).body.data,
  );
const escaped = (where: string) => where.replaceAll(/(?<!\\),/g, '\\,');

describe('an email', () => {
  it.each([
    ['İpek@u.example', 'i̇pek@U.example'],
    ['ΠΑΥΛΟΣ@g.example', 'παυλος@g.example'],
    ['straße@Müller.example', 'STRASSE@xn--mller-kva.example'],
    ['ada@example.com', '  ADA@EXAMPLE.COM '],
  ])('%s is found by every look-up, also as %s', async (email, other) => {
    const { id } = await aCustomer(app, tenant, { email, firstName: 'Ada' });
    await aCustomer(app, tenant, { email: 'somebody@else.example', firstName: 'Bob' });
    const [person] = await users('first_name:EQUALS:Ada');
    for (const value of [email, other]) {
      expect(await billing(`superuser_email:EQUALS:${value}`)).toEqual([id]);
      expect(await billing(`superuser_email:NOTEQUALS:${value}`)).not.toContain(id);
      expect(await billing(`superuser_email:CONTAINS:${value}`)).toEqual([id]);
      expect(await users(`email:EQUALS:${value}`)).toEqual([person]);
      expect(await users(`username:EQUALS:${value}`)).toEqual([person]);
      expect(await erp('email', value)).toEqual([id]);
      expect(await erp('email', value, 'ne')).not.toContain(id);
      expect(await role('email', 'equals', value)).toEqual([id]);
      expect(await role('email', 'in', ['x@y.example', value])).toEqual([id]);
      expect(await role('email', 'not_equals', value)).not.toContain(id);
    }
  });
});

describe('a phone', () => {
  it.each([
    [
      'FR',
      '01 23 45 67 89',
      ['01 23 45 67 89', '0123456789', '+33 1 23 45 67 89', '01.23.45.67.89', '01\u202f23\u202f45\u202f67\u202f89'],
    ],
    ['FR', '+33123456789', ['01 23 45 67 89', '+33 1 23 45 67 89']],
    [null, '(212) 555-0142', ['2125550142', '+12125550142', '(212) 555-0142', '+1 212 555 0142']],
    ['PT', '+1 212 555 0142', ['+12125550142', '(212) 555-0142', '２１２ ５５５ ０１４２']],
    ['UY', '099 123 456', ['099123456', '+598 99 123 456']],
    [null, '12', ['12', ' 12 ']],
  ])('of a customer in %s, stored as %s, is found by every look-up', async (countryIso, phone, spellings) => {
    const { id } = await aCustomer(app, tenant, { countryIso, phone, mobile: phone, firstName: 'Ada' });
    await aCustomer(app, tenant, {
      countryIso: 'DE',
      phone: '+49 30 1234567',
      mobile: '030 1234567',
      firstName: 'Bob',
    });
    const [person] = await users('first_name:EQUALS:Ada');
    for (const value of spellings) {
      expect({ value, ids: await erp('phone', value) }).toEqual({ value, ids: [id] });
      expect({ value, ids: await erp('mobile', value) }).toEqual({ value, ids: [id] });
      expect(await erp('phone', value, 'ne')).not.toContain(id);
      expect(await role('work_phone', 'equals', value)).toEqual([id]);
      expect(await role('personal_phone', 'in', ['+1 999', value])).toEqual([id]);
      expect(await users(`phone:EQUALS:${value}`)).toEqual([person]);
    }
  });

  it('of another country is not found by a national number', async () => {
    await aCustomer(app, tenant, { countryIso: 'FR', phone: '01 23 45 67 89' });
    await aCustomer(app, tenant, { countryIso: 'DE', phone: '+49 30 1234567' });
    expect(await erp('phone', '030 1234567')).toHaveLength(1);
    expect(await erp('phone', '+49 123456789')).toEqual([]);
  });

  it('is found by a part in any spelling', async () => {
    const { id } = await aCustomer(app, tenant, { phone: '+1 (212) 555-0142' });
    await aCustomer(app, tenant, { phone: '+49 30 1234567' });
    for (const part of ['2125550142', '212-555', '(212)', '5550142'])
      expect({ part, ids: await role('work_phone', 'contains', part) }).toEqual({ part, ids: [id] });
    for (const start of ['+1 (212)', '+1212', '1212'])
      expect({ start, ids: await role('work_phone', 'starts_with', start) }).toEqual({ start, ids: [id] });
    for (const end of ['0142', '555 0142', '5550142'])
      expect({ end, ids: await role('work_phone', 'ends_with', end) }).toEqual({ end, ids: [id] });
    expect(await role('work_phone', 'not_contains', '5550142')).not.toContain(id);
  });

  it('with an extension is found without it, and by no other', async () => {
    const { id } = await aCustomer(app, tenant);
    await app.as(tenant).contacts.post(`/customers/${id}/phones`, { phone: '+1 212 555 0142', extension: '5' });
    expect(await erp('phone', '+12125550142')).toEqual([id]);
    expect(await erp('phone', '+1 212 555 0142 ext. 5')).toEqual([id]);
    expect(await erp('phone', '+1 212 555 0142 x6')).toEqual([]);
  });
});

describe('a tax ID', () => {
  it('that is refused as a twin is found, in any spelling', async () => {
    const { id } = await aCustomer(app, tenant, { taxId: 'PT 509.442.013' });
    for (const vat_id of ['PT509442013', 'pt-509 442 013', 'ＰＴ５０９４４２０１３', ' PT 509.442.013 ']) {
      expect(await app.as(tenant).erp.post('/customers', { name: 'Twin', vat_id })).toMatchObject({ status: 409 });
      expect(await erp('vat_id', vat_id)).toEqual([id]);
      expect(await erp('vat_id', vat_id, 'ne')).not.toContain(id);
    }
  });

  it.each([
    'N/A',
    '-',
    '—',
    '0',
    '000',
    'none',
    's/n',
    '999999990',
    'PT999999990',
    'XAXX010101000',
    'XEXX010101000',
    'C/F',
    '00-000',
  ])('that stands for none makes no twins, and can be looked up: %s', async (vat_id) => {
    const made = [
      await app.as(tenant).erp.post('/customers', { name: 'One', vat_id }),
      await app.as(tenant).erp.post('/customers', { name: 'Two', vat_id }),
    ];
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    expect(await erp('vat_id', vat_id)).toEqual(made.map(({ body }) => body.id));
    expect(await erp('vat_id', '508112447')).toEqual([]);
  });
});

describe('a code', () => {
  it('is found in any case, with blanks around it', async () => {
    const { id } = await aCustomer(app, tenant);
    for (const code of [`C${id}`, `c${id}`, ` c${id} `]) {
      expect(await erp('code', code)).toEqual([id]);
      expect(idsOf((await app.as(tenant).erp.get('/customers', { searchString: code })).body)).toEqual([id]);
    }
    expect((await app.as(tenant).erp.put('/customers', { code: `c${id}`, name: 'Renamed' })).status).toBe(201);
  });
});

describe('an external key', () => {
  it('is found whatever blanks are around it, also where it was stored with some', async () => {
    const { id } = await aCustomer(app, tenant, { externalKey: 'EK-77' });
    const { id: old } = await aCustomer(app, tenant, { displayName: 'Old' });
    await asOwner(app, tenant, "UPDATE customers SET external_key = ' EK-78' WHERE tenant_id = $1 AND id = $2", [
      tenant.id,
      old,
    ]);
    for (const key of ['EK-77', ' EK-77', 'EK-77\u00a0']) {
      expect(await billing(`external_key:EQUALS:${key}`)).toEqual([id]);
      expect(await billing(`external_key:NOTEQUALS:${key}`)).toEqual([old]);
      expect(
        (await app.as(tenant).billing.get(`/customer/external_key:${encodeURIComponent(key)}`)).body.response
          .customer_id,
      ).toBe(id);
    }
    for (const key of ['EK-78', ' EK-78']) {
      expect(await billing(`external_key:EQUALS:${key}`)).toEqual([old]);
      expect(
        (await app.as(tenant).billing.get(`/customer/external_key:${encodeURIComponent(key)}`)).body.response
          .customer_id,
      ).toBe(old);
    }
    expect(await billing('external_key:EQUALS:ek-77')).toEqual([]);
  });
});

describe('another text', () => {
  it('is equal exactly in billing and erp, whatever blanks are around it', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Ángel' });
    await asOwner(
      app,
      tenant,
      "UPDATE customers SET display_name = ' Ángel ', billing_state = normalize('é', NFD) WHERE tenant_id = $1 AND id = $2",
      [tenant.id, id],
    );
    for (const name of ['Ángel', ' Ángel', ' Ángel ']) {
      expect(await billing(`company:EQUALS:${name}`)).toEqual([id]);
      expect(await erp('name', name)).toEqual([id]);
    }
    for (const name of ['angel', 'ángel', 'Angel']) {
      expect(await billing(`company:EQUALS:${name}`)).toEqual([]);
      expect(await erp('name', name)).toEqual([]);
      expect(await billing(`company:CONTAINS:${name}`)).toEqual([id]);
    }
    expect(await billing(`bill_state:EQUALS:${'é'.normalize('NFD')}`)).toEqual([id]);
  });

  it('is compared without case and accents in accounting, as its keyword is', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Ángel Straße', legalName: 'ΟΔΌΣ', firstName: 'İpek' });
    await aCustomer(app, tenant, { displayName: 'Other', legalName: 'Other', firstName: 'Other' });
    for (const [field, whole, start, end] of [
      ['display_name', 'ANGEL strasse', 'ángel', 'STRASSE'],
      ['company_name', 'οδος', 'ΟΔ', 'ος'],
      ['first_name', 'ipek', 'İP', 'EK'],
    ] as const) {
      expect({ field, ids: await role(field, 'equals', whole) }).toEqual({ field, ids: [id] });
      expect(await role(field, 'in', ['x', whole])).toEqual([id]);
      expect(await role(field, 'not_equals', whole)).not.toContain(id);
      for (const part of [whole, start, end])
        expect({ part, ids: await role(field, 'contains', part) }).toEqual({ part, ids: [id] });
      expect(await role(field, 'not_contains', whole)).not.toContain(id);
      expect(await role(field, 'starts_with', start)).toEqual([id]);
      expect(await role(field, 'starts_with', end)).toEqual([]);
      expect(await role(field, 'ends_with', end)).toEqual([id]);
      expect(await role(field, 'ends_with', start)).toEqual([]);
    }
  });

  it('of several lines is found by a part of them', async () => {
    const { id } = await aCustomer(app, tenant, { custom2: 'first\nsecond line' });
    for (const part of ['FIRST\nsecond', 'second', ' line '])
      expect({ part, ids: await billing(`custom_2:CONTAINS:${part}`) }).toEqual({ part, ids: [id] });
    expect(await billing('custom_2:CONTAINS:first second')).toEqual([]);
  });

  it('is not found by an empty text if it is empty', async () => {
    await aCustomer(app, tenant);
    expect(await role('company_name', 'contains', '')).toEqual([]);
    expect(await role('company_name', 'not_contains', 'x')).toHaveLength(1);
  });

  it('that billing shows as an empty text, or as none, is found by an empty one', async () => {
    const { id } = await aCustomer(app, tenant, { firstName: 'Ada' });
    const [person] = await users('first_name:EQUALS:Ada');
    for (const field of ['title', 'phone', 'external_key']) {
      expect({ field, equal: await users(`${field}:EQUALS:`), other: await users(`${field}:NOTEQUALS:`) }).toEqual({
        field,
        equal: [person],
        other: [],
      });
    }
    expect(await billing('custom_3:EQUALS:')).toEqual([id]);
    expect(await billing('company:EQUALS:')).toEqual([]);
  });
});
