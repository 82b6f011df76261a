import { type BillingClient, createBillingClient, dataOf } from '../../sdk/src/billing/index.js';
import { aTenant } from '../factories/tenant.js';
import { recorded, type RecordedConnection } from '../support/sdk.js';
import { useApp } from '../support/use-app.js';

const app = useApp();
let connection: RecordedConnection;
let billing: BillingClient;

beforeAll(async () => {
  const { keys } = await aTenant(app);
  connection = recorded(app, 'billing');
  billing = createBillingClient({
    ...connection,
    publicKey: keys.billing.publicKey ?? '',
    privateKey: keys.billing.secret,
  });
});

describe('@clientela/sdk/billing', () => {
  it('creates, reads, lists, counts, updates and deletes customers', async () => {
    const { id } = dataOf(
      await billing.POST('/api/v3/customer', {
        body: { company: 'Test Customer', external_key: 'crm 1001/a', tags: ['vip', { tag: 'new' }] },
      }),
    ).response;
    expect(
      dataOf(await billing.GET('/api/v3/customer/{customer_id}', { params: { path: { customer_id: id } } })).response
        .tags,
    ).toEqual(['vip', 'new']);
    expect(
      dataOf(
        await billing.PUT('/api/v3/customer/{customer_id}', {
          params: { path: { customer_id: 'external_key:crm 1001/a' } },
          body: { tax_ident: 'US123456789', invoice_delivery: 'print' },
        }),
      ).response.id,
    ).toBe(id);
    const { response: customers } = dataOf(
      await billing.GET('/api/v3/customer', {
        params: { query: { where: 'company:CONTAINS:test', order: 'customer_id:DESC', limit: 5 } },
      }),
    );
    expect(customers.map(({ tax_ident, balance }) => [tax_ident, balance])).toEqual([['US123456789', 0]]);
    expect(dataOf(await billing.GET('/api/v3/customer/_count')).response).toBe(1);
    expect(
      dataOf(await billing.DELETE('/api/v3/customer/{customer_id}', { params: { path: { customer_id: id } } }))
        .response,
    ).toBe(true);
  });

  it('creates, reads, lists, updates and deletes contacts', async () => {
    const { id: customer_id } = dataOf(
      await billing.POST('/api/v3/customer', { body: { company: 'Test Customer' } }),
    ).response;
    const { id } = dataOf(
      await billing.POST('/api/v3/user', { body: { customer_id, name: 'Todd Customer', email: 'todd@example.com' } }),
    ).response;
    const params = { path: { user_id: id } };
    expect(
      dataOf(await billing.PUT('/api/v3/user/{user_id}', { params, body: { title: 'Accounts payable', phone: null } }))
        .response.id,
    ).toBe(id);
    expect(dataOf(await billing.GET('/api/v3/user/{user_id}', { params })).response).toMatchObject({
      title: 'Accounts payable',
      phone: '',
      customers: [{ customer_id: String(customer_id) }],
    });
    expect(
      dataOf(
        await billing.GET('/api/v3/user', {
          params: { query: { where: `customers.customer_id:EQUALS:${customer_id}` } },
        }),
      ).response.map(({ last_name }) => last_name),
    ).toEqual(['Customer']);
    expect(dataOf(await billing.DELETE('/api/v3/user/{user_id}', { params })).response).toBe(true);
  });

  it('sends several requests in one', async () => {
    const { response } = dataOf(
      await billing.POST('/api/v3/_bulk', {
        body: [
          { request_method: 'POST', uri: '/api/v3/customer', payload: { company: 'Acme' } },
          { request_method: 'GET', uri: '/api/v3/customer/_count' },
        ],
      }),
    );
    expect(response._bulk.map(({ code }) => code)).toEqual([201, 200]);
  });

  it('subscribes to an event', async () => {
    const body = { target_url: 'https://receiver.example/hooks', event: 'customer.insert' } as const;
    const { id } = dataOf(await billing.POST('/api/v3/_resthook', { body })).response;
    const params = { path: { id } };
    expect(dataOf(await billing.DELETE('/api/v3/_resthook/{id}', { params })).response).toBe(true);
  });

  it('says in the words of the contract why a request was refused', async () => {
    const { error } = await billing.GET('/api/v3/customer/{customer_id}', { params: { path: { customer_id: 42 } } });
    expect([error?.code, error?.status, error?.response]).toEqual([404, 'Error', null]);
  });

  it('can call every operation of its document', () => {
    expect(connection.uncalled()).toEqual([]);
  });
});
