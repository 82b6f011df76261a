import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const speak = () => app.as(acme);
const unique = () => Math.random().toString(36).slice(2, 10);

type Make = (name: unknown, more?: object) => Promise<Answer>;

/** How each contract makes a customer with a name and other fields, and the ID in its answer. */
const MAKES: [contract: string, make: Make, idIn: (body: any) => number][] = [
  [
    'contacts',
    (name, more) => speak().contacts.post('/customers/create', { name, ...more }),
    (body) => body.customer.customer_id,
  ],
  ['billing', (company, more) => speak().billing.post('/customer', { company, ...more }), (body) => body.response.id],
  ['clients', (name, more) => speak().clients.post('/clients', { name, ...more }), (body) => Number(body.data.id)],
  ['erp', (name, more) => speak().erp.post('/customers', { name, ...more }), (body) => body.id],
  ['accounting', (displayName, more) => accounting({ displayName, ...more }), (body) => body.id],
];
const accounting = (more: object) =>
  speak().accounting.post('/customers', { customerType: 'business', currencyCode: 'USD', displayName: 'Ada', ...more });
const inErp = async (id: number) =>
  (await speak().erp.get('/customers', { searchColumn: 'id', searchString: id })).body[0];

/** Sets columns as a version before these rules stored them. */
async function stored(id: number, columns: Record<string, unknown>): Promise<void> {
  const sets = Object.keys(columns)
    .map((column, at) => `${column} = $${at + 3}`)
    .join(', ');
  await app.nest.get(Database).write(acme.id, {
    text: `UPDATE customers SET ${sets} WHERE tenant_id = $1 AND id = $2`,
    values: [acme.id, id, ...Object.values(columns)],
  });
}

describe.each(MAKES)('A name in %s', (_, make, idIn) => {
  it.each([
    ['blanks', '   '],
    ['a zero-width space', '\u200b'],
    ['a direction mark', '\u202e'],
    ['a soft hyphen and a joiner', '\u00ad\u2060'],
    ['control characters', '\u0007\u0001'],
    ['a line break', '\n'],
    ['blank braille', '\u2800'],
  ])('400: only %s', async (_what, name) => {
    expect((await make(name)).status).toBe(400);
  });

  it.each([
    ['a bell', 'Ad\u0007a'],
    ['a tab', 'Ada\tLtd.'],
    ['an escape', 'Ada \u001b[31m'],
  ])('400: %s inside', async (_what, name) => {
    expect((await make(name)).status).toBe(400);
  });

  it('is stored in NFC, without the blanks around it, in one line', async () => {
    const { body } = await make(' \u00a0Jose\u0301\r\nLtd.\u2028x\u200b ');
    expect((await theCustomer(app, acme, idIn(body))).displayName).toBe('José Ltd. x');
  });

  it('keeps invisible joiners inside a text, which change how it looks', async () => {
    const { body } = await make('👩‍👩‍👧 a\u200cb');
    expect((await theCustomer(app, acme, idIn(body))).displayName).toBe('👩‍👩‍👧 a\u200cb');
  });
});

describe('Limits', () => {
  it('are counted after cleaning', async () => {
    expect((await speak().erp.post('/customers', { name: `  ${'x'.repeat(40)}   ` })).status).toBe(201);
    expect((await speak().erp.post('/customers', { name: 'e\u0301'.repeat(40) })).status).toBe(201);
    expect((await speak().erp.post('/customers', { name: 'x'.repeat(41) })).status).toBe(400);
  });
});

describe('A text of blanks clears like null', () => {
  it('in contacts', async () => {
    const { body } = await speak().contacts.post('/customers/create', {
      name: 'Ada',
      legal_name: '  ',
      tax_id: '\u200b',
      contact_origin: ' ',
    });
    expect(body.customer).toMatchObject({ legal_name: null, tax_id: null, contact_origin: null });
    const base = `/customers/${body.customer.customer_id}`;
    const email = (
      await speak().contacts.post(`${base}/emails`, { email: 'a@example.com', name: ' ', role: '\t', notes: ' \n ' })
    ).body;
    expect(email).toMatchObject({ name: null, role: null, notes: null });
    const name = (
      await speak().contacts.post(`${base}/company-names`, {
        name: ' Acme ',
        tax_id: ' ',
        billing_email: ' ',
        address: '\n',
        billing_address: '  ',
      })
    ).body;
    expect(name).toMatchObject({
      name: 'Acme',
      tax_id: null,
      billing_email: null,
      address: null,
      billing_address: null,
    });
    expect((await speak().contacts.put(`${base}/company-names/${name.company_name_id}`, { name: '  ' })).status).toBe(
      400,
    );
  });

  it('in billing, also in each request of a bulk', async () => {
    const { id } = await aCustomer(app, acme, { taxId: 'X', billingCity: 'B', custom1: 'c', externalKey: unique() });
    expect((await speak().billing.put(`/customer/${id}`, { tax_ident: '  ', bill_city: '\u3000' })).status).toBe(202);
    const payload = { custom_1: ' \n ', external_key: '  ', company: ' Bulk\u200b ' };
    const bulk = await speak().billing.post('/_bulk', [
      { request_method: 'PUT', uri: `/api/v3/customer/${id}`, payload },
    ]);
    expect(bulk.body.response._bulk[0]).toMatchObject({ code: 202 });
    expect(await theCustomer(app, acme, id)).toMatchObject({
      taxId: null,
      billingCity: null,
      custom1: null,
      externalKey: null,
      displayName: 'Bulk',
    });
  });

  it('in clients, where an empty status is A again', async () => {
    const { id } = await aCustomer(app, acme, { legalName: 'X', taxId: 'X', note: 'n', status: 'GOLD' });
    const answer = await speak().clients.put(`/clients/${id}`, {
      business_name: '   ',
      tax_id: ' ',
      notes: '   ',
      status: '',
    });
    expect(answer.body.data.updated_fields).toEqual(['business_name', 'tax_id', 'notes', 'status']);
    expect(await theCustomer(app, acme, id)).toMatchObject({ legalName: null, taxId: null, note: null, status: 'A' });
    await speak().clients.put(`/clients/${id}`, { status: ' GOLD ' });
    expect(await theCustomer(app, acme, id)).toMatchObject({ status: 'GOLD' });
    await speak().clients.put(`/clients/${id}`, { status: '  ' });
    expect(await theCustomer(app, acme, id)).toMatchObject({ status: 'A' });
  });

  it('in erp, also inside an address, which is null then', async () => {
    const sent = {
      name: 'Ada',
      billing_address: { city: '   ', country: '\u200b' },
      inactive: ' ',
      comments: ' ',
      phone: '  ',
      email: ' \u200b ',
    };
    const { id } = (await speak().erp.post('/customers', sent)).body;
    expect(await inErp(id)).toMatchObject({
      billing_address: null,
      comments: null,
      phone: null,
      email: null,
      inactive: '0',
    });
  });

  it('in accounting', async () => {
    const { body } = await accounting({
      customerType: ' business ',
      currencyCode: ' USD',
      companyName: '   ',
      billingAddressEmail: ' ',
      note: '\n',
      firstName: ' \u200b',
    });
    expect(body).toMatchObject({
      customerType: 'business',
      companyName: null,
      billingAddressEmail: null,
      note: null,
      firstName: null,
    });
  });
});

describe('External keys', () => {
  const byKey = (key: string) => speak().billing.get(`/customer/external_key:${encodeURIComponent(key)}`);

  it('are compared without the blanks around them, in bodies and in paths', async () => {
    const key = unique();
    const { id } = (await speak().billing.post('/customer', { company: 'One', external_key: ` ${key} ` })).body
      .response;
    expect((await speak().clients.post('/clients', { name: 'Two', external_code: `${key}\u200b` })).status).toBe(400);
    expect((await speak().clients.post('/clients', { name: 'Three', external_code: '  ' })).status).toBe(201);
    expect((await speak().clients.post('/clients', { name: 'Four', external_code: '  ' })).status).toBe(201);
    for (const path of [key, ` ${key}`, `${key}\u00a0`])
      expect((await byKey(path)).body.response).toMatchObject({ customer_id: id, external_key: key });
    expect((await byKey('  ')).status).toBe(404);
  });

  it('that were stored with blanks are still found as they are', async () => {
    const { id } = await aCustomer(app, acme);
    const key = ` ${unique()}`;
    await stored(id, { external_key: key });
    expect((await byKey(key)).body.response.customer_id).toBe(id);
  });
});

describe('Texts of several lines', () => {
  const LINES = '  first\r\n\tsecond \n';

  it('keep their blanks and breaks', async () => {
    const { id } = await aCustomer(app, acme);
    await speak().clients.put(`/clients/${id}`, { notes: LINES });
    expect((await speak().accounting.get(`/customers/${id}`)).body.note).toBe(LINES);
    await speak().billing.put(`/customer/${id}`, { custom_7: LINES });
    await speak().erp.put('/customers', { id, comments: `${LINES}!` });
    expect(await theCustomer(app, acme, id)).toMatchObject({ custom7: LINES, note: `${LINES}!` });
    const name = (
      await speak().contacts.post(`/customers/${id}/company-names`, {
        name: 'Acme',
        address: LINES,
        billing_address: LINES,
      })
    ).body;
    expect(name).toMatchObject({ address: LINES, billing_address: LINES });
    const phone = (await speak().contacts.post(`/customers/${id}/phones`, { phone: '+12125550100', notes: LINES }))
      .body;
    expect(phone.notes).toBe(LINES);
  });
});

describe('Tags', () => {
  it('are cleaned one by one, and empty ones are dropped', async () => {
    const { id } = (
      await speak().billing.post('/customer', {
        company: 'Ada',
        tags: [' vip ', '  ', { tag: '\u200bnew\n' }, { tag: '' }],
      })
    ).body.response;
    expect((await theCustomer(app, acme, id)).tags).toEqual(['vip', 'new']);
    await speak().billing.put(`/customer/${id}`, { tags: [{ tag: ' old ' }, ' '] });
    expect((await theCustomer(app, acme, id)).tags).toEqual(['old']);
    expect((await speak().billing.put(`/customer/${id}`, { tags: ['a\u0007b'] })).status).toBe(400);
  });
});

describe('Email addresses', () => {
  const customer = async () => (await aCustomer(app, acme)).id;
  const emailOf = async (id: number) => (await theCustomer(app, acme, id)).email;
  const FIELDS: [field: string, send: (email: string) => Promise<Answer>, read: (body: any) => unknown][] = [
    [
      'clients email',
      (email) => speak().clients.post('/clients', { name: 'Ada', email }),
      (body) => emailOf(Number(body.data.id)),
    ],
    [
      'billing superuser_email',
      (superuser_email) => speak().billing.post('/customer', { company: 'Ada', superuser_email }),
      (body) => emailOf(body.response.id),
    ],
    ['erp email', (email) => speak().erp.post('/customers', { name: 'Ada', email }), (body) => emailOf(body.id)],
    ['accounting email', (email) => accounting({ email }), (body) => body.email],
    [
      'accounting billingAddressEmail',
      (billingAddressEmail) => accounting({ billingAddressEmail }),
      (body) => body.billingAddressEmail,
    ],
    [
      'accounting shippingAddressEmail',
      (shippingAddressEmail) => accounting({ shippingAddressEmail }),
      (body) => body.shippingAddressEmail,
    ],
    [
      'contacts billing_email',
      async (billing_email) =>
        speak().contacts.post(`/customers/${await customer()}/company-names`, { name: 'Acme', billing_email }),
      (body) => body.billing_email,
    ],
    [
      'contacts email',
      async (email) => speak().contacts.post(`/customers/${await customer()}/emails`, { email }),
      (body) => body.email,
    ],
    [
      'billing user email',
      async (email) => speak().billing.post('/user', { customer_id: await customer(), email }),
      async (body) => (await speak().billing.get(`/user/${body.response.id}`)).body.response.email,
    ],
  ];

  it.each(FIELDS)('%s: invisible characters around it are dropped', async (_field, send, read) => {
    const answer = await send('\u202a user@example.com\u202e\u200b ');
    expect(answer.status).toBe(201);
    expect(await read(answer.body)).toBe('user@example.com');
  });

  it.each(['\u0007', ' \u0001 ', '\u2800', '\u202e\u200b', '\n'])(
    '%j has nothing to see, so it clears',
    async (email) => {
      const id = await customer();
      await speak().erp.put('/customers', { id, email: 'user@example.com' });
      expect((await speak().clients.put(`/clients/${id}`, { email })).status).toBe(200);
      expect(await emailOf(id)).toBeNull();
    },
  );

  it.each(FIELDS)('400: %s with an invisible character inside', async (_field, send) => {
    for (const email of [
      'us\u200ber@example.com',
      'user@exam\u00adple.com',
      'us\u202eer@example.com',
      'us\ner@example.com',
      'us\u3000er@example.com',
      'us\u2003er@example.com',
      'us\u2800er@example.com',
    ])
      expect((await send(email)).status).toBe(400);
  });
});

describe('A text that was stored before it had to be clean', () => {
  it('is written back as it is read through each contract, and nothing changes', async () => {
    const { id } = await aCustomer(app, acme);
    await stored(id, {
      display_name: ' Ada\u200b',
      legal_name: '\u00a0Ada Ltd. ',
      trade_name: ' A\tB',
      tax_id: ' 12 ',
      note: ' \u200b',
      billing_line_1: ' 1\nStreet',
      billing_city: ' ',
      custom_3: 'e\u0301',
      tags: [' vip', ''],
      country_iso: 'pt',
      site_street: '  s',
      status: ' GOLD',
      external_key: ` ${unique()}`,
    });
    const before = await theCustomer(app, acme, id);
    const erp = await inErp(id);
    const { address, accounts: _, id: __, ...client } = (await speak().clients.get(`/clients/${id}`)).body.data;
    const writes = [
      await speak().erp.put('/customers', erp),
      await speak().clients.put(`/clients/${id}`, { ...client, ...address }),
      await speak().billing.put(`/customer/${id}`, (await speak().billing.get(`/customer/${id}`)).body.response),
      await speak().accounting.put(`/customers/${id}`, (await speak().accounting.get(`/customers/${id}`)).body),
      await speak().erp.put('/customers', { id, billing_address: { ...erp.billing_address, id: undefined } }),
    ];
    expect(writes.map(({ status }) => status)).toEqual([201, 200, 202, 200, 201]);
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('stays while another part of its address changes', async () => {
    const { id } = await aCustomer(app, acme);
    await stored(id, { billing_postcode: ' 05401', billing_country: '\u200bUS' });
    const { billing_address: address } = await inErp(id);
    await speak().erp.put('/customers', { id, billing_address: { ...address, city: ' Porto ' } });
    expect(await theCustomer(app, acme, id)).toMatchObject({
      billingPostcode: ' 05401',
      billingCountry: '\u200bUS',
      billingCity: 'Porto',
    });
  });

  it('is replaced by another text', async () => {
    const { id } = await aCustomer(app, acme);
    await stored(id, { legal_name: ' Ada ' });
    await speak().clients.put(`/clients/${id}`, { business_name: '  Ada' });
    expect(await theCustomer(app, acme, id)).toMatchObject({ legalName: 'Ada' });
  });
});

describe('Searches', () => {
  it('are read without the blanks around their words', async () => {
    const name = `Quill${unique()}`;
    await aCustomer(app, acme, { displayName: name });
    expect((await speak().clients.get('/clients', { search: `  ${name}\u200b ` })).body.meta.total).toBe(1);
    expect((await speak().accounting.get('/contacts/auto-complete', { keyword: ` ${name} ` })).body).toHaveLength(1);
  });
});

describe('Passwords', () => {
  const signIn = (email: string, password: string) =>
    app.send('POST', '/api/auth/signin', { body: { email, password } });

  it('keep the blanks around them, and are not blanks alone', async () => {
    const { email, password } = acme.user;
    expect((await signIn(email, '   ')).status).toBe(400);
    expect((await signIn(email, ` ${password}`)).status).toBe(401);
    expect((await signIn(` ${email} `, password)).status).toBe(201);
  });
});
