import { UsersService } from '../../src/auth/users.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant, aUser, type TestTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const refused = (status: number, error: string) => ({ status, body: { success: false, error } });
const CUSTOMER_KEYS = ['customer_id', 'name', 'legal_name', 'tax_id', 'contact_origin', 'created_at', 'updated_at'];

describe('POST /api/login', () => {
  const login = (body: unknown, at = app) => at.send('POST', '/api/login', { body });

  it('200: answers a token that opens the customers, and the user', async () => {
    const { user } = acme;
    const answer = await login({ usuario_login: user.login, usuario_password: user.password });
    expect(answer).toMatchObject({ status: 200, body: { token: expect.any(String) } });
    expect(Object.keys(answer.body)).toEqual(['token', 'user']);
    expect(answer.body.user).toEqual({
      usuario_id: user.id,
      usuario_login: user.login,
      usuario_correo: user.email,
      usuario_nombre: 'Ada',
      usuario_apellido: 'Lovelace',
      departamento_id: null,
      usuario_celular: null,
      access_id: null,
      profile: null,
    });
    const list = await app.send('GET', '/api/customers/getCustomers', {
      headers: { authorization: `Bearer ${answer.body.token}` },
    });
    expect(list.status).toBe(200);
  });

  it('200: the token is valid for eight hours, and no cache may store it', async () => {
    const answer = await login({ usuario_login: acme.user.login.toUpperCase(), usuario_password: acme.user.password });
    const { iat, exp } = JSON.parse(
      Buffer.from((answer.body.token as string).split('.')[1]!, 'base64url').toString(),
    ) as { iat: number; exp: number };
    expect(exp - iat).toBe(8 * 60 * 60);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['no login name', { usuario_password: 'x' }, ['usuario_login']],
    ['no password', { usuario_login: 'ada' }, ['usuario_password']],
    ['neither', {}, ['usuario_login', 'usuario_password']],
    ['null', { usuario_login: null, usuario_password: 'x' }, ['usuario_login']],
    ['a number for a password', { usuario_login: 'ada', usuario_password: 7 }, ['usuario_password']],
    ['an object for a login name', { usuario_login: { $ne: '' }, usuario_password: 'x' }, ['usuario_login']],
    ['a password of 201 characters', { usuario_login: 'ada', usuario_password: 'x'.repeat(201) }, ['usuario_password']],
    ['NUL', { usuario_login: 'a\0da', usuario_password: 'x' }, ['usuario_login']],
  ])('400: refuses %s', async (_, body, fields) => {
    expect(await login(body)).toMatchObject({
      status: 400,
      body: {
        success: false,
        error: 'Datos inválidos',
        details: fields.map((field) => ({ field, message: expect.any(String) })),
      },
    });
  });

  it('400: refuses what is no JSON', async () => {
    expect(await app.send('POST', '/api/login', { text: '{"usuario_login":' })).toMatchObject(
      refused(400, 'Datos inválidos'),
    );
    expect(await app.send('POST', '/api/login')).toMatchObject(refused(400, 'Datos inválidos'));
  });

  it('401: has one answer for a wrong password, an unknown name, an email and a user without a tenant', async () => {
    const wrong = await login({ usuario_login: acme.user.login, usuario_password: 'wrong' });
    expect(wrong).toMatchObject(refused(401, 'Credenciales inválidas'));
    expect(await login({ usuario_login: 'nobody', usuario_password: 'wrong' })).toLookLike(wrong);
    expect(await login({ usuario_login: acme.user.email, usuario_password: acme.user.password })).toLookLike(wrong);
    const { id, login: usuario_login, password } = await aUser(app, acme);
    await app.nest.get(UsersService).leave(acme.id, id);
    expect(await login({ usuario_login, usuario_password: password })).toLookLike(wrong);
  });

  it('405: has no other method', async () => {
    for (const path of ['/api/login', '/api/login/'])
      expect(await app.send('GET', path)).toMatchObject(refused(405, 'Método no permitido'));
  });

  it('429: keeps out an address that failed too often, and only at the sign-in', async () => {
    const strict = await startApp({ THROTTLE_FAILURE_LIMIT: '3' });
    try {
      const tenant = await aTenant(strict);
      const { login: usuario_login, password } = await aUser(strict, tenant);
      for (let failure = 0; failure < 3; failure++)
        expect((await login({ usuario_login, usuario_password: 'wrong' }, strict)).status).toBe(401);
      const answer = await login({ usuario_login, usuario_password: password }, strict);
      expect(answer).toMatchObject(refused(429, 'Demasiadas solicitudes'));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect((await strict.as(tenant).contacts.get('/customers/getCustomers')).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});

describe('GET /api/customers/getCustomers', () => {
  const list = (tenant: TestTenant, query?: Record<string, unknown>) =>
    app.as(tenant).contacts.get('/customers/getCustomers', query);

  it('200: answers a page from 0 and the total, in every row too', async () => {
    const tenant = await aTenant(app);
    for (const displayName of ['One', 'Two', 'Three']) await aCustomer(app, tenant, { displayName });
    expect(await list(tenant, { page: 1, limit: 2 })).toMatchObject({
      status: 200,
      body: { success: true, clientes: [{ name: 'Three', total_count: 3 }], totalCount: 3, page: 1, pageSize: 2 },
    });
    const first = await list(tenant);
    expect(first.body).toMatchObject({
      clientes: [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }],
      totalCount: 3,
      page: 0,
      pageSize: 10,
    });
    expect(Object.keys(first.body)).toEqual(['success', 'clientes', 'totalCount', 'page', 'pageSize']);
    expect(Object.keys(first.body.clientes[0])).toEqual([...CUSTOMER_KEYS, 'total_count']);
    expect((await list(tenant, { page: 7 })).body).toMatchObject({ clientes: [], totalCount: 3, page: 7 });
  });

  it('200: ten a page unless asked otherwise, a hundred at most', async () => {
    const tenant = await aTenant(app);
    for (let count = 0; count < 11; count++) await aCustomer(app, tenant);
    expect((await list(tenant)).body.clientes).toHaveLength(10);
    expect((await list(tenant, { limit: 100 })).body.clientes).toHaveLength(11);
  });

  it.each([
    ['name', 'munoz'],
    ['legal name', 'sao joao'],
    ['legal name', 'lodz'],
    ['tax ID', '2199'],
    ['email', 'jose@'],
    ['phone', '5550'],
  ])('200: finds by %s, without regard to case and accents', async (_, search) => {
    const tenant = await aTenant(app);
    await aCustomer(app, tenant, { displayName: 'Another one' });
    await aCustomer(app, tenant, {
      displayName: 'José Muñoz',
      legalName: 'São João Łódź',
      taxId: '219900005018',
      email: 'jose@example.com',
      phone: '+12125550100',
    });
    expect((await list(tenant, { search })).body).toMatchObject({
      clientes: [{ name: 'José Muñoz', total_count: 1 }],
      totalCount: 1,
    });
  });

  it('200: an empty search is no search, and customers of other tenants are never found', async () => {
    const tenant = await aTenant(app);
    await aCustomer(app, tenant);
    await aCustomer(app, await aTenant(app));
    expect((await list(tenant, { search: '' })).body.totalCount).toBe(1);
    expect((await list(tenant, { search: 'Ada' })).body.totalCount).toBe(1);
  });

  it.each([
    ['a negative page', 'page=-1'],
    ['a page in words', 'page=first'],
    ['a page beyond all numbers', 'page=99999999999999999999'],
    ['a limit of 0', 'limit=0'],
    ['a limit above 100', 'limit=101'],
    ['a fraction of a limit', 'limit=1.5'],
    ['an unknown parameter', 'colour=red'],
    ['a parameter given twice', 'page=0&page=1'],
    ['a long search', `search=${'x'.repeat(201)}`],
    ['NUL', 'search=%00'],
  ])('400: refuses %s', async (_, query) => {
    expect(await app.as(acme).contacts.send('GET', `/customers/getCustomers?${query}`)).toMatchObject(
      refused(400, 'Datos inválidos'),
    );
  });

  it('200: takes the last page that there could be', async () => {
    expect((await list(acme, { page: Number.MAX_SAFE_INTEGER, limit: 100 })).body).toMatchObject({
      clientes: [],
      page: Number.MAX_SAFE_INTEGER,
      pageSize: 100,
    });
  });
});

describe('GET /api/customers/getCustomers/:id', () => {
  const get = (id: number | string) => app.as(acme).contacts.get(`/customers/getCustomers/${id}`);

  it('200: answers the customer with its emails, phones and company names', async () => {
    const { id } = await aCustomer(app, acme, {
      displayName: 'Acme',
      legalName: 'Acme Ltd.',
      taxId: 'T-1',
      contactOrigin: 'FAIR',
      email: 'ada@example.com',
      phone: '+12125550100',
    });
    const { body: name } = await app.as(acme).contacts.post(`/customers/${id}/company-names`, { name: 'Acme Ltd.' });
    const [emails, phones] = [
      await app.as(acme).contacts.get(`/customers/${id}/emails`),
      await app.as(acme).contacts.get(`/customers/${id}/phones`),
    ];
    const answer = await get(id);
    expect(answer.body).toEqual({
      success: true,
      cliente: {
        customer_id: id,
        name: 'Acme',
        legal_name: 'Acme Ltd.',
        tax_id: 'T-1',
        contact_origin: 'FAIR',
        created_at: time,
        updated_at: time,
        emails: emails.body.emails,
        phones: phones.body.phones,
        company_names: [name],
      },
    });
    expect(Object.keys(answer.body.cliente)).toEqual([...CUSTOMER_KEYS, 'emails', 'phones', 'company_names']);
    expect(answer.body.cliente.emails).toHaveLength(1);
  });

  it('404: answers a foreign customer exactly like a missing one', async () => {
    const theirs = await get((await aCustomer(app, await aTenant(app))).id);
    expect(theirs).toMatchObject(refused(404, 'Cliente no encontrado'));
    expect(theirs).toLookLike(await get(MISSING_ID));
  });

  it.each(['0', '-1', '1.5', 'abc', '9007199254740992', '%00'])('404: %s is the ID of no record', async (id) => {
    expect(await get(id)).toMatchObject(refused(404, 'Cliente no encontrado'));
  });
});

describe('POST /api/customers/create', () => {
  const create = (body: unknown, tenant = acme) => app.as(tenant).contacts.post('/customers/create', body);

  it('201: answers the customer, its keys in the published order', async () => {
    const answer = await create({
      name: 'Acme Corporation',
      legal_name: 'Acme Corp Ltd.',
      tax_id: 'ABC123456789',
      contact_origin: 'FAIR',
    });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        success: true,
        customer: {
          customer_id: expect.any(Number),
          name: 'Acme Corporation',
          legal_name: 'Acme Corp Ltd.',
          tax_id: 'ABC123456789',
          contact_origin: 'FAIR',
          created_at: time,
          updated_at: time,
        },
      },
    });
    expect(Object.keys(answer.body.customer)).toEqual(CUSTOMER_KEYS);
    expect((await app.as(acme).clients.get(`/clients/${answer.body.customer.customer_id}`)).body.data).toMatchObject({
      name: 'Acme Corporation',
      business_name: 'Acme Corp Ltd.',
      email: null,
    });
  });

  it.each([
    ['left out', {}, 'WEB_FORM'],
    ['null', { legal_name: null, tax_id: null, contact_origin: null }, null],
    ['blank', { legal_name: ' ', tax_id: '', contact_origin: ' ' }, null],
  ])('201: without what is %s', async (_, rest, contact_origin) => {
    const { customer } = (await create({ name: ' Ada ', ...rest })).body;
    expect(customer).toMatchObject({ name: 'Ada', legal_name: null, tax_id: null, contact_origin });
  });

  it('201: drops what the contract does not know', async () => {
    const { body } = await create({
      name: 'Ada',
      customer_id: 1,
      tenant_id: 1,
      version: 7,
      email: 'ada@example.com',
      __proto__: { x: 1 },
    });
    expect(await theCustomer(app, acme, body.customer.customer_id as number)).toMatchObject({
      tenantId: acme.id,
      version: 1,
      email: null,
    });
  });

  it.each([
    ['no name', {}, 'name'],
    ['a null name', { name: null }, 'name'],
    ['a blank name', { name: '  ' }, 'name'],
    ['a number for a name', { name: 7 }, 'name'],
    ['a long name', { name: 'x'.repeat(201) }, 'name'],
    ['a long legal name', { name: 'Ada', legal_name: 'x'.repeat(201) }, 'legal_name'],
    ['a list for a tax ID', { name: 'Ada', tax_id: ['1'] }, 'tax_id'],
    ['a long tax ID', { name: 'Ada', tax_id: 'x'.repeat(61) }, 'tax_id'],
    ['a long origin', { name: 'Ada', contact_origin: 'x'.repeat(61) }, 'contact_origin'],
    ['half a surrogate pair', { name: '\ud800' }, 'name'],
  ])('400: refuses %s', async (_, body, field) => {
    const tenant = await aTenant(app);
    expect(await create(body, tenant)).toMatchObject({
      status: 400,
      body: { success: false, error: 'Datos inválidos', details: [{ field }] },
    });
    expect((await app.as(tenant).contacts.get('/customers/getCustomers')).body.totalCount).toBe(0);
  });
});
