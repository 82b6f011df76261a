import { KeysService } from '../../src/auth/keys.service.js';
import { TokensService } from '../../src/auth/tokens.service.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { nextNonce } from '../support/clients.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const refused = (status: number, code: string, path = '/customers') => ({ status, body: { code, path } });
const codeOf = (id: number) => `C${String(id).padStart(4, '0')}`;
const written = (id: number) => ({ status: 201, body: { id, entity_code: codeOf(id) } });
const erp = () => app.as(acme).erp;
const countOf = async (tenant: TestTenant) =>
  (await app.as(tenant).erp.get('/customers', { limit: 1000 })).body.length as number;
const read = async (id: number) => (await erp().get('/customers', { searchColumn: 'id', searchString: id })).body[0];

const BAD_FIELDS: [string, object, string][] = [
  ['a long name', { name: 'x'.repeat(41) }, 'name must have at most 40 characters'],
  ['a number for a name', { name: 7 }, 'name must be text'],
  ['a long name_2', { name_2: 'x'.repeat(41) }, 'name_2 must have at most 40 characters'],
  ['a long vat_id', { vat_id: '1'.repeat(21) }, 'vat_id must have at most 20 characters'],
  ['a country in words', { country_iso: 'Portugal' }, 'country_iso'],
  ['a phone without a digit', { phone: 'none' }, 'phone must have a digit'],
  ['a long mobile', { mobile: '1'.repeat(21) }, 'mobile must have at most 20 characters'],
  ['a number for a fax', { fax: 351211234567 }, 'fax must be text'],
  ['a bad email', { email: 'nobody' }, 'email must be an email address'],
  ['a link that is no URL', { url_link: 'acme' }, 'url_link must be a URL'],
  ['a script for a link', { url_link: 'javascript:alert(1)' }, 'url_link must be a URL'],
  ['a long EDI identifier', { edi_identifier: 'x'.repeat(41) }, 'edi_identifier must have at most 40 characters'],
  ['an unknown word for inactive', { inactive: 'yes' }, 'inactive must be one of 0, 1, true, false, S, N'],
  ['a number for inactive', { inactive: 1 }, 'inactive must be one of'],
  ['a text for an address', { billing_address: 'Lisboa' }, 'billing_address must be an object'],
  ['a list for an address', { billing_address: ['Lisboa'] }, 'billing_address must be an object'],
  ['a long part of an address', { shipping_address: { city: 'x'.repeat(41) } }, 'city must have at most 40 characters'],
  ['an object for a part of an address', { shipping_address: { zip_code: {} } }, 'zip_code must be text'],
  ['NUL in a text', { comments: 'a\0b' }, 'comments has characters that cannot be stored'],
  [
    'half a surrogate pair inside an address',
    { billing_address: { city: '\ud800' } },
    'billing_address.city has characters that cannot be stored',
  ],
];

const BAD_BODIES: [string, string | Buffer][] = [
  ['broken JSON', '{"name":'],
  ['a list', '[]'],
  ['a text', '"Ada"'],
  ['null', 'null'],
  ['nothing', ''],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
  ['deep nesting', `{"name":${'['.repeat(5000)}${']'.repeat(5000)}}`],
];

describe('GET /api/:account/v4.0.0/customers', () => {
  it('200: answers third parties in the order of their IDs, every key there', async () => {
    const tenant = await aTenant(app);
    const bare = await aCustomer(app, tenant, { displayName: 'Bare' });
    const full = await aCustomer(app, tenant, {
      displayName: 'Full',
      tradeName: 'Trade',
      taxId: 'PT1',
      countryIso: 'PT',
      phone: '+351211234567',
      mobile: '+351921234567',
      fax: '+351211234568',
      email: 'full@example.com',
      website: 'https://full.example',
      discountGroup: 'GOLD',
      salesperson: 'JOHN',
      electronicDocumentInterchange: 'S',
      ediIdentifier: '56',
      active: false,
      note: 'Key account',
      billingLine1: 'Rua 1',
      billingCity: 'Lisboa',
      billingPostcode: '1250-001',
      billingCountry: 'PT',
      shippingCity: 'Setúbal',
    });
    const answer = await app.as(tenant).erp.get('/customers');
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
    const nothing = {
      name_2: null,
      vat_id: null,
      country_iso: null,
      phone: null,
      mobile: null,
      fax: null,
      email: null,
      url_link: null,
      discount_group: null,
      salesperson: null,
      electronic_document_interchange: null,
      edi_identifier: null,
      comments: null,
      billing_address: null,
      shipping_address: null,
    };
    expect(answer.body).toEqual([
      { ...nothing, id: bare.id, code: codeOf(bare.id), name: 'Bare', inactive: '0' },
      {
        id: full.id,
        code: codeOf(full.id),
        name: 'Full',
        name_2: 'Trade',
        vat_id: 'PT1',
        country_iso: 'PT',
        phone: '+351211234567',
        mobile: '+351921234567',
        fax: '+351211234568',
        email: 'full@example.com',
        url_link: 'https://full.example',
        discount_group: 'GOLD',
        salesperson: 'JOHN',
        electronic_document_interchange: 'S',
        edi_identifier: '56',
        inactive: '1',
        comments: 'Key account',
        billing_address: {
          id: 2 * full.id - 1,
          postal_address: 'Rua 1',
          city: 'Lisboa',
          zip_code: '1250-001',
          country: 'PT',
        },
        shipping_address: { id: 2 * full.id, postal_address: null, city: 'Setúbal', zip_code: null, country: null },
      },
    ]);
  });

  it('200: answers nothing of another account', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, await aTenant(app), { taxId: 'THEIRS' });
    for (const query of [
      {},
      { searchString: id },
      { searchString: codeOf(id) },
      { searchString: 'THEIRS', searchColumn: 'vat_id' },
    ])
      expect((await app.as(tenant).erp.get('/customers', query)).body).toEqual([]);
  });

  it('403: needs the permission to read', async () => {
    expect(await app.as(await aTenant(app, { permissions: ['customers:write'] })).erp.get('/customers')).toMatchObject(
      refused(403, 'AUTH_FAILED'),
    );
  });
});

describe('POST /api/:account/v4.0.0/customers', () => {
  it('201: answers the ID and the code, and drops what it does not take', async () => {
    const answer = await erp().post('/customers', {
      name: 'Ada',
      id: 7,
      code: 'C0007',
      inactive: false,
      version: 9,
      tenant_id: 1,
      __proto__: { name: 'x' },
      billing_address: { id: 3, city: 'Porto', state: 'x' },
    });
    expect(answer).toEqual(expect.objectContaining(written(answer.body.id as number)));
    expect(await theCustomer(app, acme, answer.body.id as number)).toMatchObject({
      displayName: 'Ada',
      version: 1,
      tenantId: acme.id,
      billingCity: 'Porto',
      billingState: null,
    });
    expect(answer.body.id).not.toBe(7);
  });

  it.each([
    ['0', '0'],
    ['1', '1'],
    ['true', '1'],
    ['false', '0'],
    ['S', '1'],
    ['N', '0'],
    [true, '1'],
    [false, '0'],
    [null, '0'],
    ['', '0'],
  ])('201: %p for inactive is read as %p', async (inactive, stored) => {
    const { body } = await erp().post('/customers', { name: 'Ada', inactive });
    expect((await read(body.id as number)).inactive).toBe(stored);
  });

  it.each([
    ['no name', {}],
    ['a null name', { name: null }],
    ['an empty name', { name: '' }],
  ])('400: refuses %s', async (_, body) => {
    expect(await erp().post('/customers', body)).toMatchObject(refused(400, 'INVALID_ARGUMENT'));
  });

  it.each(BAD_FIELDS)('400: refuses %s and writes nothing', async (_, field, message) => {
    const before = await countOf(acme);
    const answer = await erp().post('/customers', { name: 'Ada', ...field });
    expect(answer).toMatchObject(refused(400, 'INVALID_ARGUMENT'));
    expect(answer.body.message).toContain(message);
    expect(await countOf(acme)).toBe(before);
  });

  it.each(BAD_BODIES)('400: refuses %s for a body', async (_, text) => {
    expect(await erp().send('POST', '/customers', { query: nextNonce(), text })).toMatchObject(
      refused(400, 'INVALID_ARGUMENT'),
    );
  });

  it('400: says what is wrong in the published shape, and shows nothing of ours', async () => {
    const answer = await erp().post('/customers', { name: 'Ada', email: 'nobody' });
    expect(answer.body).toEqual({
      code: 'INVALID_ARGUMENT',
      message: 'email must be an email address',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      path: '/customers',
      request_id: expect.stringMatching(/\S/),
    });
  });

  it('201: a key called __proto__ or constructor is ignored like any unknown key', async () => {
    const text =
      '{"name":"Ada","__proto__":{"name":"x"},"constructor":{"name":"y"},"billing_address":{"__proto__":{"city":"x"},"constructor":{"city":"y"},"zip_code":"1"}}';
    const { status, body } = await erp().send('POST', '/customers', { query: nextNonce(), text });
    expect(status).toBe(201);
    expect(await read(body.id as number)).toMatchObject({
      name: 'Ada',
      billing_address: { city: null, zip_code: '1' },
    });
  });

  it('403: needs the permission to write', async () => {
    const reader = await aTenant(app, { permissions: ['customers:read'] });
    expect(await app.as(reader).erp.post('/customers', { name: 'Ada' })).toMatchObject(refused(403, 'AUTH_FAILED'));
    expect(await countOf(reader)).toBe(0);
  });

  it('409: refuses a vat_id that another customer has, however it is written, and writes nothing', async () => {
    const tenant = await aTenant(app);
    await aCustomer(app, tenant, { taxId: 'PT 123-456' });
    expect(await app.as(tenant).erp.post('/customers', { name: 'Twin', vat_id: 'pt123456' })).toMatchObject(
      refused(409, 'DUPLICATE_ENTRY'),
    );
    expect(await countOf(tenant)).toBe(1);
  });

  it('201: of equal vat_ids at the same moment exactly one is taken', async () => {
    const tenant = await aTenant(app);
    const keys = await Promise.all(Array.from({ length: 6 }, () => app.nest.get(KeysService).create(tenant.id, 'erp')));
    const tokens = keys.map(({ id }) =>
      app.nest.get(TokensService).issue({ sub: `key:${id}`, tenant: tenant.id, aud: 'erp' }, 1),
    );
    const answers = await Promise.all(
      tokens.map((token) =>
        app.as(tenant).erp.send('POST', '/customers', {
          headers: { authorization: `Bearer ${token}` },
          query: { nonce: 1 },
          body: { name: 'Ada', vat_id: 'PT9' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(answers.filter(({ body }) => body.code === 'DUPLICATE_ENTRY')).toHaveLength(5);
    expect(await countOf(tenant)).toBe(1);
  });

  it('201: takes a vat_id that only another account or a deleted customer has, or none at all', async () => {
    const tenant = await aTenant(app);
    await aCustomer(app, await aTenant(app), { taxId: 'PT-SHARED' });
    const gone = await aCustomer(app, tenant, { taxId: 'PT-GONE' });
    await app.nest.get(CustomersService).delete(tenant.id, gone.id);
    for (const vat_id of ['PT-SHARED', 'PT-GONE', null, '', '--', '--'])
      expect((await app.as(tenant).erp.post('/customers', { name: 'Mine', vat_id })).status).toBe(201);
  });

  it('413: refuses a body over the limit', async () => {
    expect(await erp().post('/customers', { name: 'Ada', comments: 'x'.repeat(300_000) })).toMatchObject(
      refused(413, 'INVALID_ARGUMENT'),
    );
  });

  it('415: takes JSON only', async () => {
    const sending = { headers: { 'content-type': 'text/plain' }, query: nextNonce(), text: '{"name":"Ada"}' };
    expect(await erp().send('POST', '/customers', sending)).toMatchObject(refused(415, 'INVALID_ARGUMENT'));
  });

  it('429: takes ten a minute per session’s caller and route, and says when to come back', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '10' });
    try {
      const [one, other] = [await aTenant(strict), await aTenant(strict)];
      for (let call = 0; call < 10; call++)
        expect((await strict.as(one).erp.post('/customers', { name: 'Ada' })).status).toBe(201);
      const answer = await strict.as(one).erp.post('/customers', { name: 'Ada' });
      expect(answer).toMatchObject(refused(429, 'RATE_LIMITED'));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect((await strict.as(other).erp.post('/customers', { name: 'Ada' })).status).toBe(201);
      expect((await strict.as(one).erp.get('/customers')).body).toHaveLength(10);
    } finally {
      await strict.close();
    }
  });
});

describe('PUT /api/:account/v4.0.0/customers', () => {
  it('201: changes the customer that the ID, the code or both of them name', async () => {
    const { id } = await aCustomer(app, acme);
    for (const [name, named] of [
      ['By ID', { id }],
      ['By code', { code: codeOf(id) }],
      ['By both', { id, code: codeOf(id) }],
      ['By code, not null', { id: null, code: codeOf(id) }],
      ['By ID, not null', { id, code: null }],
    ] as const) {
      expect(await erp().put('/customers', { ...named, name })).toMatchObject(written(id));
      expect((await read(id)).name).toBe(name);
    }
  });

  it.each([
    ['neither ID nor code', {}],
    ['null for both', { id: null, code: null }],
    ['an ID as text', { id: '1' }],
    ['an ID of 0', { id: 0 }],
    ['a negative ID', { id: -1 }],
    ['half an ID', { id: 1.5 }],
    ['an ID beyond 2^53', { id: 2 ** 60 }],
    ['a code as a number', { code: 42 }],
    ['a long code', { code: `C${'1'.repeat(15)}` }],
    ['an ID that is a list', { id: [1] }],
  ])('400: refuses %s', async (_, named) => {
    expect(await erp().put('/customers', { ...named, name: 'Ada' })).toMatchObject(refused(400, 'INVALID_ARGUMENT'));
  });

  it('400: answers a foreign, a deleted and a malformed one exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other);
    const mine = await aCustomer(app, acme);
    const gone = await aCustomer(app, acme);
    await app.nest.get(CustomersService).delete(acme.id, gone.id);
    const missing = await erp().put('/customers', { id: MISSING_ID, name: 'Mine now' });
    expect(missing).toMatchObject({
      status: 400,
      body: { code: 'INVALID_ARGUMENT', message: 'This customer does not exist.' },
    });
    for (const named of [
      { id: foreign.id },
      { code: codeOf(foreign.id) },
      { id: gone.id },
      { code: 'C1' },
      { code: 'nonsense' },
      { code: 'C99999999999' },
      { id: mine.id, code: codeOf(foreign.id) },
      { id: MISSING_ID, code: codeOf(mine.id) },
    ]) {
      expect(await erp().put('/customers', { ...named, name: 'Mine now' })).toLookLike(missing);
    }
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
    expect(await theCustomer(app, acme, mine.id)).toEqual(mine);
  });

  it.each(BAD_FIELDS)('400: refuses %s and writes nothing', async (_, field, message) => {
    const before = await aCustomer(app, acme);
    const answer = await erp().put('/customers', { id: before.id, salesperson: 'not this either', ...field });
    expect(answer).toMatchObject(refused(400, 'INVALID_ARGUMENT'));
    expect(answer.body.message).toContain(message);
    expect(await theCustomer(app, acme, before.id)).toEqual(before);
  });

  it.each(BAD_BODIES)('400: refuses %s for a body', async (_, text) => {
    expect(await erp().send('PUT', '/customers', { query: nextNonce(), text })).toMatchObject(
      refused(400, 'INVALID_ARGUMENT'),
    );
  });

  it('403: needs the permission to write', async () => {
    const reader = await aTenant(app, { permissions: ['customers:read'] });
    const before = await aCustomer(app, reader);
    expect(await app.as(reader).erp.put('/customers', { id: before.id, name: 'Ada' })).toMatchObject(
      refused(403, 'AUTH_FAILED'),
    );
    expect(await theCustomer(app, reader, before.id)).toEqual(before);
  });

  it('409: refuses an ID and a code of two different customers', async () => {
    const [one, other] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    expect(await erp().put('/customers', { id: one.id, code: codeOf(other.id), name: 'Which?' })).toMatchObject(
      refused(409, 'CONFLICT'),
    );
    expect(await theCustomer(app, acme, one.id)).toEqual(one);
    expect(await theCustomer(app, acme, other.id)).toEqual(other);
  });

  it('415: takes JSON only', async () => {
    const sending = {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      query: nextNonce(),
      text: 'id=1&name=Ada',
    };
    expect(await erp().send('PUT', '/customers', sending)).toMatchObject(refused(415, 'INVALID_ARGUMENT'));
  });
});

describe('unknown routes and methods', () => {
  it('400: answers in the contract’s shape', async () => {
    expect(await erp().get('/suppliers')).toMatchObject(refused(400, 'INVALID_ARGUMENT', '/suppliers'));
    expect(await app.send('GET', `/api/${acme.slug}/v4.0.1/customers`)).toMatchObject(refused(400, 'INVALID_ARGUMENT'));
    expect(await erp().get('/customers/1')).toMatchObject(refused(400, 'INVALID_ARGUMENT', '/customers/1'));
  });

  it('405: names the methods that there are', async () => {
    const answer = await erp().patch('/customers', {});
    expect(answer).toMatchObject(refused(405, 'INVALID_ARGUMENT'));
    expect(answer.headers.allow?.split(', ').sort()).toEqual(['GET', 'POST', 'PUT']);
    expect((await erp().delete('/customers')).status).toBe(405);
  });
});
