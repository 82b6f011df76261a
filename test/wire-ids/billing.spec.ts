import { aCustomer } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const billing = () => app.as(acme).billing;

/** Customers 42 and 7 in billing, whatever their own IDs are. */
async function customers() {
  const [ada, bob] = [
    await aCustomer(app, acme, { displayName: 'Ada', firstName: 'Ada' }),
    await aCustomer(app, acme, { displayName: 'Bob' }),
  ];
  await giveId(app, acme, ['billing', 'customer'], ada.id, '42');
  await giveId(app, acme, ['billing', 'customer'], bob.id, '7');
  await giveId(app, acme, ['billing', 'contact_person'], ada.mainContactId!, '900');
  await numberedBy(app, acme, { billing: { customer: 'own', contact_person: 'own' } });
  return { ada, bob };
}

const ids = (rows: { customer_id: number }[]) => rows.map(({ customer_id }) => customer_id);

describe('billing with IDs of its own', () => {
  it('reads a customer by them, and shows them in all words', async () => {
    await customers();
    const answer = await billing().get('/customer/42');
    expect(answer.body.response).toMatchObject({
      customer_id: 42,
      superuser_id: 900,
      parent_customer_id: null,
      url_self: `${app.url}/api/v3/customer/42`,
      company: 'Ada',
    });
    expect(await billing().get(`/customer/token:${answer.body.response.token}`)).toMatchObject({
      body: { response: { customer_id: 42 } },
    });
  });

  it('takes them in bodies', async () => {
    await customers();
    expect(await billing().put('/customer/7', { parent_customer_id: 42 })).toMatchObject({
      status: 202,
      body: { response: { id: 7 } },
      headers: { location: `${app.url}/api/v3/customer/7` },
    });
    expect((await billing().get('/customer/7')).body.response.parent_customer_id).toBe(42);
    expect(await billing().put('/customer/7', { parent_customer_id: 43 })).toMatchObject({ status: 400 });
    expect(await billing().put('/customer/7', { parent_customer_id: 7 })).toMatchObject({ status: 400 });
    expect(await billing().put('/customer/42', { superuser_id: 901 })).toMatchObject({ status: 400 });
    expect(await billing().put('/customer/7', { parent_customer_id: null })).toMatchObject({ status: 202 });
    const child = await billing().post('/customer', { company: 'Child', parent_customer_id: 42 });
    expect(child).toMatchObject({ status: 201, headers: { location: /customer\/\d+$/ } });
    expect((await billing().get(`/customer/${child.body.response.id}`)).body.response).toMatchObject({
      parent_customer_id: 42,
    });
  });

  it('filters and sorts by them', async () => {
    await customers();
    await billing().put('/customer/7', { parent_customer_id: 42 });
    const list = async (query: object) => ids((await billing().get('/customer', { ...query })).body.response);
    expect(await list({})).toEqual([7, 42]);
    expect(await list({ order: 'customer_id:DESC' })).toEqual([42, 7]);
    expect(await list({ order: 'parent_customer_id:ASC' })).toEqual([42, 7]);
    expect(await list({ where: 'customer_id:EQUALS:42' })).toEqual([42]);
    expect(await list({ where: 'customer_id:EQUALS:042,company:EQUALS:Ada' })).toEqual([42]);
    expect(await list({ where: 'customer_id:NOTEQUALS:42' })).toEqual([7]);
    expect(await list({ where: 'customer_id:GT:7' })).toEqual([42]);
    expect(await list({ where: 'customer_id:LTE:9' })).toEqual([7]);
    expect(await list({ where: 'customer_id:CONTAINS:4' })).toEqual([42]);
    expect(await list({ where: 'parent_customer_id:EQUALS:42' })).toEqual([7]);
    expect(await list({ where: 'parent_customer_id:IS:NULL' })).toEqual([42]);
    expect(await list({ where: 'parent_customer_id:GTE:42' })).toEqual([7]);
    expect(await list({ where: 'superuser_id:EQUALS:900' })).toEqual([42]);
    expect((await billing().get('/customer/_count', { where: 'customer_id:GT:7' })).body.response).toBe(1);
  });

  it('writes and reads users by them', async () => {
    await customers();
    const made = await billing().post('/user', { customer_id: 7, name: 'Todd Customer', email: 'todd@example.com' });
    expect(made).toMatchObject({ status: 201, headers: { location: /user\/\d+$/ } });
    const { id } = made.body.response;
    expect(id).toBeGreaterThan(900);
    const todd = await billing().get(`/user/${id}`);
    expect(todd.body.response).toMatchObject({
      user_id: id,
      url_self: `${app.url}/api/v3/user/${id}`,
      customers: [{ customer_id: '7', company: 'Bob' }],
    });
    expect((await billing().get('/customer/7')).body.response.superuser_id).toBe(id);
    expect(await billing().put(`/user/${id}`, { title: 'Dr.' })).toMatchObject({
      status: 202,
      body: { response: { id } },
    });
    const users = async (where: string, order = '') =>
      (await billing().get('/user', { where, ...(order && { order }) })).body.response.map(
        (user: { user_id: number }) => user.user_id,
      );
    expect(await users('customers.customer_id:EQUALS:7')).toEqual([id]);
    expect(await users('user_id:EQUALS:900')).toEqual([900]);
    expect(await users('', 'user_id:DESC')).toEqual([id, 900]);
    expect(await billing().post('/user', { customer_id: 8, name: 'Nobody' })).toMatchObject({ status: 400 });
    expect(await billing().delete(`/user/${id}`)).toMatchObject({ status: 200 });
    expect(await billing().get(`/user/${id}`)).toMatchObject({ status: 404 });
  });

  it('takes them in parts of a bulk request', async () => {
    await customers();
    const answer = await billing().post('/_bulk', [
      { request_method: 'GET', uri: '/api/v3/customer/42' },
      { request_method: 'PUT', uri: '/api/v3/customer/7', payload: { company: 'Bobby' } },
    ]);
    expect(answer.body.response._bulk).toMatchObject([{ response: { customer_id: 42 } }, { response: { id: 7 } }]);
    expect(await billing().delete('/customer/7')).toMatchObject({ status: 200 });
    expect(await billing().get('/customer/7')).toMatchObject({ status: 404 });
  });
});
