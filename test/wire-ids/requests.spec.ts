import { aCustomer } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const clients = () => app.as(acme).clients;

async function client42() {
  const { id } = await aCustomer(app, acme, { note: 'first' });
  await giveId(app, acme, ['clients', 'customer'], id, '42');
  await numberedBy(app, acme, { clients: { customer: 'own' } });
}

describe('requests by IDs of a contract', () => {
  it('304: a conditional read is decided by the version', async () => {
    await client42();
    const { headers } = await clients().get('/clients/42');
    const again = await clients().send('GET', '/clients/42', { headers: { 'if-none-match': headers.etag! } });
    expect(again.status).toBe(304);
    const lost = await clients().send('PUT', '/clients/42', {
      headers: { 'if-match': 'W/"9.9"' },
      body: { notes: 'x' },
    });
    expect(lost.status).toBe(412);
  });

  it('a repeated write gets its first answer', async () => {
    await client42();
    const keyed = { headers: { 'idempotency-key': 'one' }, body: { name: 'Regional Distributors' } };
    const first = await clients().send('POST', '/clients', keyed);
    expect(first).toMatchObject({ status: 201, body: { data: { id: '43' } } });
    expect((await clients().send('POST', '/clients', keyed)).body).toEqual(first.body);
    expect((await clients().get('/clients')).body.meta.total).toBe(2);
  });

  it('the past is read by the IDs of today', async () => {
    await client42();
    await clients().put('/clients/42', { notes: 'second' });
    const then = await clients().send('GET', '/clients/42', { headers: { 'clientela-as-of': '1' } });
    expect(then).toMatchObject({ status: 200, body: { data: { id: '42', notes: 'first' } } });
    const missing = await clients().send('GET', '/clients/43', { headers: { 'clientela-as-of': '1' } });
    expect(missing.status).toBe(404);
  });
});
