import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import type { TestApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const billing = () => app.as(acme).billing;
const refusal = (message: string) => ({ code: 400, status: 'Error', message, details: {}, response: false });
const user = async () => {
  const { id } = await aCustomer(app, acme);
  return (await billing().post('/user', { customer_id: id, name: 'Todd Customer', email: `todd${id}@example.com` }))
    .body.response.id as number;
};

describe('an object type that billing does not have', () => {
  it.each([
    ['GET', '/invoice/1', 'invoice'],
    ['GET', '/invoice', 'invoice'],
    ['POST', '/invoice', 'invoice'],
    ['PUT', '/package/7', 'package'],
    ['DELETE', '/creditcard/3', 'creditcard'],
    ['GET', '/transaction/_count', 'transaction'],
    ['GET', '/item/external_key:x', 'item'],
    ['GET', '/quote?where=quote_id:EQUALS:1', 'quote'],
    ['POST', '/_webhook', '_webhook'],
    ['POST', '/_chargeoverjs?action=commit', '_chargeoverjs'],
    ['GET', '/_report/1', '_report'],
    ['GET', '/tierset/1/', 'tierset'],
    ['POST', '/usage', 'usage'],
    ['PATCH', '/note/1', 'note'],
    ['GET', '/Invoice/1', 'Invoice'],
    ['GET', '/locale/1', 'locale'],
    ['GET', '/adjustment', 'adjustment'],
    ['GET', '/addon/2', 'addon'],
    ['GET', '/tax_rate', 'tax_rate'],
  ])('400: %s %s', async (method, path, type) => {
    expect(await billing().send(method, path, method === 'GET' ? {} : { body: { a: 1 } })).toMatchObject({
      status: 400,
      body: refusal(`The object type requested is not supported: ${type}`),
    });
  });

  it('400: in a bulk request, beside entries that are served', async () => {
    const { id } = await aCustomer(app, acme);
    const { body } = await billing().post('/_bulk', [
      { request_method: 'GET', uri: '/api/v3/invoice/1' },
      { request_method: 'POST', uri: 'transaction', payload: { amount: 1 } },
      { request_method: 'GET', uri: `/customer/${id}` },
    ]);
    expect(body.response._bulk).toMatchObject([
      { code: 400, message: 'The object type requested is not supported: invoice', response: false },
      { code: 400, message: 'The object type requested is not supported: transaction', response: false },
      { code: 200, response: { customer_id: id } },
    ]);
  });
});

describe('an action of a billing record', () => {
  it('400: is refused where the modelled API has it', async () => {
    const [id, { id: customer }] = [await user(), await aCustomer(app, acme)];
    for (const path of [
      `/user/${id}?action=reset_password`,
      `/user/${id}?action=welcome`,
      `/customer/${customer}?action=setstatus`,
      '/user/999999999?action=reset_password',
    ])
      expect(await billing().post(path, {})).toMatchObject({
        status: 400,
        body: refusal(`The action requested is not supported: ${path.replace(/.*=/, '')}`),
      });
  });

  it('400: does not do what the plain request does', async () => {
    const { id, version } = await aCustomer(app, acme);
    const requests = [
      billing().send('PUT', `/customer/${id}?action=upgrade`, { body: { company: 'Other' } }),
      billing().send('DELETE', `/customer/${id}?action=x`),
      billing().get(`/customer/${id}?action=x`),
      billing().send('POST', '/customer?action=x', { body: { company: 'New' } }),
      billing().get('/customer?action=x'),
      billing().send('POST', '/_bulk?action=x', { body: [] }),
    ];
    for (const answer of await Promise.all(requests))
      expect(answer).toMatchObject({
        status: 400,
        body: { message: expect.stringMatching(/^The action requested is not supported: /), response: false },
      });
    expect(await theCustomer(app, acme, id)).toMatchObject({ version });
    const { body } = await billing().post('/_bulk', [
      { request_method: 'PUT', uri: `/customer/${id}?action=upgrade`, payload: { company: 'Other' } },
    ]);
    expect(body.response._bulk).toMatchObject([
      { code: 400, message: 'The action requested is not supported: upgrade' },
    ]);
    expect(await theCustomer(app, acme, id)).toMatchObject({ version });
  });

  it('401: is refused after the credentials were checked', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await app.send('PUT', `/api/v3/customer/${id}?action=x`, { body: { company: 'Other' } })).status).toBe(401);
  });
});

describe('an address that the other contracts do not have', () => {
  it.each<[keyof ReturnType<TestApp['as']>, string, number, object]>([
    ['contacts', '/customers/getCustomers/1/invoices', 404, { error: 'Recurso no encontrado' }],
    ['clients', '/tasks/1', 404, { error: { code: 'NOT_FOUND', message: 'There is nothing at this address.' } }],
    [
      'clients',
      '/clients/1/tasks',
      404,
      { error: { code: 'NOT_FOUND', message: 'There is nothing at this address.' } },
    ],
    [
      'erp',
      '/suppliers',
      400,
      { code: 'INVALID_ARGUMENT', message: 'There is nothing at this address.', path: '/suppliers' },
    ],
    ['erp', '/customers/1', 400, { code: 'INVALID_ARGUMENT', message: 'There is nothing at this address.' }],
    ['accounting', '/invoices/1', 404, { statusCode: 404, message: 'There is nothing at this address.' }],
  ])('%s %s: %i, in other words than a missing customer', async (contract, path, status, body) => {
    expect(await app.as(acme)[contract].get(path)).toMatchObject({ status, body });
  });

  it('is not told like a missing customer', async () => {
    const missing = [
      await app.as(acme).contacts.get('/customers/getCustomers/999999999'),
      await app.as(acme).clients.get('/clients/999999999'),
      await app.as(acme).erp.put('/customers', { id: 999999999, name: 'Ada' }),
      await app.as(acme).accounting.get('/customers/999999999'),
    ];
    expect(missing.map(({ status }) => status)).toEqual([404, 404, 400, 404]);
    expect(JSON.stringify(missing.map(({ body }) => body as unknown))).not.toMatch(
      /nothing at this address|Recurso no encontrado/,
    );
  });
});

describe('billing lists', () => {
  it('have the fields that the query names, in every row; unknown names are ignored', async () => {
    const { id } = await aCustomer(app, acme);
    const where = `customer_id:EQUALS:${id}`;
    expect((await billing().get('/customer', { where, fields: 'company,customer_id' })).body.response).toEqual([
      { customer_id: id, company: 'Ada Ltd.' },
    ]);
    expect((await billing().get('/customer', { where, fields: ' token , nothing,company.x' })).body.response).toEqual([
      { token: expect.any(String) },
    ]);
    const all = (await billing().get(`/customer/${id}`)).body.response as object;
    expect((await billing().get('/customer', { where, fields: '' })).body.response).toEqual([all]);
    const person = await user();
    expect(
      (await billing().get('/user', { where: `user_id:EQUALS:${person}`, fields: 'user_id,customers' })).body.response,
    ).toEqual([{ user_id: person, customers: [expect.any(Object)] }]);
  });

  it('ignore what should be expanded, and a count ignores fields', async () => {
    const { id } = await aCustomer(app, acme);
    const where = `customer_id:EQUALS:${id}`;
    for (const expand of ['invoices', 'superuser,nothing', '']) {
      expect((await billing().get('/customer', { where, expand })).body.response).toHaveLength(1);
      expect((await billing().get(`/customer/${id}`, { expand })).status).toBe(200);
      expect((await billing().get('/user', { expand })).status).toBe(200);
      expect((await billing().get('/customer/_count', { where, expand, fields: 'company' })).body.response).toBe(1);
    }
  });
});

describe('a customer by its token', () => {
  it('is read, changed and deleted like one by its ID', async () => {
    const { id } = await aCustomer(app, acme);
    const { token } = (await billing().get(`/customer/${id}`)).body.response as { token: string };
    expect((await billing().get(`/customer/token:${token}`)).body.response).toMatchObject({ customer_id: id, token });
    expect((await billing().put(`/customer/token:${token}`, { company: 'By token' })).body).toMatchObject({
      code: 202,
      response: { id },
    });
    const other = await aTenant(app);
    expect((await app.as(other).billing.get(`/customer/token:${token}`)).status).toBe(404);
    expect((await billing().delete(`/customer/token:${token}`)).status).toBe(200);
    expect(await billing().get(`/customer/token:${token}`)).toMatchObject({ status: 404, body: { response: null } });
  });

  it.each(['token:', 'token', 'token:nobody', 'token:%00', 'token:%ff', 'TOKEN:aaaaaaaaaaaa', 'token:aaaaaaaaaaaa'])(
    '404: %s names no customer',
    async (key) => {
      expect(await billing().get(`/customer/${key}`)).toMatchObject({
        status: 404,
        body: { message: 'This customer does not exist.', response: null },
      });
    },
  );
});

describe('a billing user that does not exist', () => {
  it('404: is called a user', async () => {
    const missing = {
      status: 404,
      body: { code: 404, status: 'Error', message: 'This user does not exist.', response: null },
    };
    for (const id of ['999999999', 'x', '0', '9007199254740993']) {
      expect(await billing().get(`/user/${id}`)).toMatchObject(missing);
      expect(await billing().put(`/user/${id}`, { name: 'Ada' })).toMatchObject(missing);
      expect(await billing().delete(`/user/${id}`)).toMatchObject(missing);
    }
  });
});
