import { aCustomer, MISSING_ID } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { eventually } from '../support/eventually.js';
import { deliver, useDeliveringApp, useReceivers } from '../support/webhooks.js';

const app = useDeliveringApp({ PUBLIC_URL: 'https://crm.example' });
const aReceiver = useReceivers();
let acme: TestTenant;

beforeAll(() => deliver(app));
beforeEach(async () => {
  acme = await aTenant(app);
});

const billing = () => app.as(acme).billing;

describe('POST /api/v3/_resthook', () => {
  it('201: a subscriber to all three events gets them in order, in the words of billing', async () => {
    const shop = await aReceiver();
    for (const event of ['customer.insert', 'customer.update', 'customer.delete'])
      expect(await billing().post('/_resthook', { target_url: shop.url, event })).toEqual({
        status: 201,
        headers: expect.anything(),
        body: { code: 201, status: 'OK', message: '', details: {}, response: { id: expect.any(Number) } },
      });
    const { id } = (await billing().post('/customer', { company: 'Ada Ltd.' })).body.response;
    await eventually(() => shop.received.length === 1);
    await billing().put(`/customer/${id}`, { company: 'Grace Ltd.' });
    await eventually(() => shop.received.length === 2);
    await billing().delete(`/customer/${id}`);
    await eventually(() => shop.received.length === 3);

    const bodies = shop.received.map(({ body }) => JSON.parse(body));
    expect(bodies).toMatchObject([
      { context_str: 'customer', context_id: id, event: 'insert', data: { customer: { company: 'Ada Ltd.' } } },
      { context_str: 'customer', context_id: id, event: 'update', data: { customer: { company: 'Grace Ltd.' } } },
      { context_str: 'customer', context_id: id, event: 'delete', data: { customer: { company: 'Grace Ltd.' } } },
    ]);
    for (const { headers, body } of shop.received) {
      const key = headers['x-chargeover-key'];
      expect(key).toMatch(/^[A-Za-z0-9]{32}$/);
      expect(JSON.parse(body).security_token).toBe(key);
      expect(headers).toMatchObject({ 'x-chargeover-source': 'crm.example', 'content-type': 'application/json' });
    }
  });

  it('400: another event, no URL, or a URL inside', async () => {
    const target_url = 'https://receiver.example/';
    for (const body of [
      { target_url, event: 'invoice.insert' },
      { target_url, event: 'user.insert' },
      { target_url },
      { event: 'customer.insert' },
      { target_url: 'https://10.0.0.1/', event: 'customer.insert' },
      { target_url: 'http://receiver.example/', event: 'customer.insert' },
    ])
      expect(await billing().post('/_resthook', body)).toMatchObject({
        status: 400,
        body: { code: 400, status: 'Error', message: 'Missing or invalid parameter.', response: false },
      });
  });
});

describe('DELETE /api/v3/_resthook/{id}', () => {
  it('200: nothing is sent any more', async () => {
    const shop = await aReceiver();
    const subscription = { target_url: shop.url, event: 'customer.insert' };
    const { id } = (await billing().post('/_resthook', subscription)).body.response;
    expect(await billing().delete(`/_resthook/${id}`)).toMatchObject({ status: 200, body: { response: true } });
    const other = await aReceiver();
    await billing().post('/_resthook', { ...subscription, target_url: other.url });
    await aCustomer(app, acme);
    await eventually(() => other.received.length === 1);
    expect(shop.received).toEqual([]);
  });

  it('404: a subscription of another tenant, or of another contract, looks like a missing one', async () => {
    const globex = await aTenant(app, { user: acme.user });
    const subscription = { target_url: 'https://receiver.example/', event: 'customer.insert' };
    const theirs = (await app.as(globex).billing.post('/_resthook', subscription)).body.response;
    const ours = (await app.as(acme).clientela.post('/webhooks', { url: 'https://receiver.example/' })).body;
    const missing = await billing().delete(`/_resthook/${MISSING_ID}`);
    expect(missing.status).toBe(404);
    expect(await billing().delete(`/_resthook/${theirs.id}`)).toLookLike(missing);
    expect(await billing().delete(`/_resthook/${ours.id}`)).toLookLike(missing);
  });
});
