import { aCustomer } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import { nextNonce } from '../support/clients.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
let id: number;

beforeAll(async () => {
  ({ id } = await aCustomer(app, acme, { displayName: 'Ada' }));
});

const told = ({ headers }: Answer) => (headers['cache-control'] ?? '').split(/ *, */);
const speak = () => app.as(acme);

describe('an answer that shows records', () => {
  it.each<[string, () => Promise<Answer>]>([
    ['contacts: a list', () => speak().contacts.get('/customers/getCustomers')],
    ['contacts: the emails of a customer', () => speak().contacts.get(`/customers/${id}/emails`)],
    [
      'contacts: a record that was added',
      () => speak().contacts.post(`/customers/${id}/emails`, { email: 'ada@example.com' }),
    ],
    ['billing: a list', () => speak().billing.get('/customer')],
    ['billing: a count', () => speak().billing.get('/customer/_count')],
    ['billing: a customer', () => speak().billing.get(`/customer/${id}`)],
    ['billing: a customer that was changed', () => speak().billing.put(`/customer/${id}`, { custom_1: 'x' })],
    [
      'billing: a bulk',
      () => speak().billing.post('/_bulk', [{ request_method: 'GET', uri: '/customer', payload: [] }]),
    ],
    ['clients: a list', () => speak().clients.get('/clients')],
    ['clients: a client', () => speak().clients.get(`/clients/${id}`)],
    ['clients: a client that was changed', () => speak().clients.put(`/clients/${id}`, { notes: 'x' })],
    ['erp: a list', () => speak().erp.get('/customers')],
    ['erp: a customer that was added', () => speak().erp.post('/customers', { name: 'Grace' })],
    ['erp: the session', () => speak().erp.get('/status')],
    ['accounting: a list', () => speak().accounting.get('/customers')],
    ['accounting: a customer', () => speak().accounting.get(`/customers/${id}`)],
    ['accounting: a list, by token', () => speak().accountingByToken.get('/customers')],
  ])('%s is private and asked for anew each time', async (_, send) => {
    const answer = await send();
    expect(answer.status).toBeLessThan(300);
    expect(told(answer)).toEqual(expect.arrayContaining(['private', 'no-cache']));
  });
});

describe('an answer that shows a secret, or keys', () => {
  it.each<[string, () => Promise<Answer>]>([
    [
      'contacts: a sign-in',
      () =>
        app.send('POST', '/api/login', {
          body: { usuario_login: acme.user.login, usuario_password: acme.user.password },
        }),
    ],
    [
      'clients: a sign-in',
      () =>
        app.send('POST', '/apidev/v1/login', {
          headers: { tenant: acme.domain },
          body: { email: acme.user.email, password: acme.user.password },
        }),
    ],
    [
      'erp: a sign-in',
      () =>
        app.send('POST', `/api/${acme.slug}/v4.0.0/auth`, {
          query: { username: acme.user.login, password: acme.user.password },
        }),
    ],
    [
      'erp: a sign-in with an API token',
      () =>
        app.send('GET', `/api/${acme.slug}/v4.0.0/helo`, {
          headers: { authorization: `Bearer ${acme.keys.erp.secret}` },
        }),
    ],
    [
      'accounting: a sign-in',
      () => app.send('POST', '/api/auth/signin', { body: { email: acme.user.email, password: acme.user.password } }),
    ],
    ['accounting: a new key', () => speak().accounting.post('/api-keys/generate', { name: 'second' })],
    ['accounting: the list of keys', () => speak().accounting.get('/api-keys')],
    [
      'accounting: a key that was revoked',
      async () =>
        speak().accounting.put(`/api-keys/${(await speak().accounting.post('/api-keys/generate')).body.id}/revoke`),
    ],
  ])('%s is stored by no cache', async (_, send) => {
    const answer = await send();
    expect(answer.status).toBeLessThan(300);
    expect(told(answer)).toEqual(['no-store']);
  });
});

describe('a refusal', () => {
  const missing = 9_007_199_254_740_000;
  it.each<[string, () => Promise<Answer>]>([
    ['contacts: a customer that is missing', () => speak().contacts.get(`/customers/${missing}/emails`)],
    [
      'contacts: a wrong password',
      () => app.send('POST', '/api/login', { body: { usuario_login: acme.user.login, usuario_password: 'wrong' } }),
    ],
    ['billing: a customer that is missing', () => speak().billing.get(`/customer/${missing}`)],
    [
      'billing: a value that another customer has',
      async () => {
        await speak().billing.post('/customer', { company: 'One', external_key: 'K' });
        return speak().billing.post('/customer', { company: 'Two', external_key: 'K' });
      },
    ],
    ['billing: no credential', () => app.send('GET', '/api/v3/customer')],
    ['clients: a client that is missing', () => speak().clients.get(`/clients/${missing}`)],
    ['erp: a customer that is missing', () => speak().erp.get(`/customers/${missing}`)],
    [
      'erp: a nonce that was spent',
      () =>
        speak().erp.send('POST', '/customers', {
          query: { nonce: nextNonce().nonce - 10_000_000 },
          body: { name: 'Ada' },
        }),
    ],
    ['accounting: a customer that is missing', () => speak().accounting.get(`/customers/${missing}`)],
    ['accounting: an address that is none', () => speak().accounting.get('/nothing')],
  ])('%s is stored by no cache', async (_, send) => {
    const answer = await send();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(told(answer)).toContain('no-store');
  });
});
