import { createAccountingClient } from '../../sdk/src/accounting/index.js';
import { createBillingClient } from '../../sdk/src/billing/index.js';
import { createClientsClient } from '../../sdk/src/clients/index.js';
import { createContactsClient } from '../../sdk/src/contacts/index.js';
import { createErpClient } from '../../sdk/src/erp/index.js';
import type { Send } from '../../sdk/src/core/connection.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

/** What happens to the first tries of a request. */
type Fate = 'answer lost' | 'not sent' | 503;

let tries: Request[];
beforeEach(() => (tries = []));

/** Sends requests to the server, except for the first ones. */
function unlucky(...fates: Fate[]): Send {
  return async (request) => {
    const fate = fates[tries.length];
    tries.push(request.clone());
    if (fate === 'answer lost') await fetch(request);
    if (fate === 503) return new Response(null, { status: 503 });
    if (fate) throw new TypeError('fetch failed');
    return fetch(request);
  };
}

type Answer = Promise<{ response: Response }>;

/** Creates a customer through each contract. */
const CREATIONS: Record<string, (connection: { fetch: Send; repeats?: number }, name: string) => Answer> = {
  contacts: (connection, name) =>
    createContactsClient({ baseUrl: app.url, retryDelay: 5, ...connection, token: acme.tokens.contacts }).POST(
      '/api/customers/create',
      { body: { name } },
    ),
  billing: (connection, company) => {
    const { publicKey, secret: privateKey } = acme.keys.billing;
    const client = createBillingClient({
      baseUrl: app.url,
      retryDelay: 5,
      ...connection,
      publicKey: publicKey!,
      privateKey,
    });
    return client.POST('/api/v3/customer', { body: { company } });
  },
  clients: (connection, name) => {
    const credentials = { tenant: acme.domain, apiKey: acme.keys.clients.secret, token: acme.tokens.clients };
    const client = createClientsClient({ baseUrl: app.url, retryDelay: 5, ...connection, ...credentials });
    return client.POST('/apidev/v1/clients', { body: { name } });
  },
  erp: (connection, name) => {
    const account = { account: acme.slug, token: acme.tokens.erp };
    return createErpClient({ baseUrl: app.url, retryDelay: 5, ...connection, ...account }).POST('/customers', {
      body: { name },
    });
  },
  accounting: (connection, displayName) =>
    createAccountingClient({
      baseUrl: app.url,
      retryDelay: 5,
      ...connection,
      apiKey: acme.keys.accounting.secret,
    }).POST('/api/customers', { body: { customerType: 'business', currencyCode: 'USD', displayName } }),
};

const named = async (name: string) =>
  (await app.as(acme).billing.get('/customer', { where: `company:EQUALS:${name}` })).body.response.length;

const keysOf = (requests: Request[]) => new Set(requests.map(({ headers }) => headers.get('Idempotency-Key')));

describe.each(Object.keys(CREATIONS))('@clientela/sdk/%s: a write', (contract) => {
  it('that loses its answer is sent again with the same key, and has one effect', async () => {
    const name = `Ada of ${contract}`;
    const { response } = await CREATIONS[contract]!({ fetch: unlucky('answer lost', 'not sent', 503) }, name);
    expect(response.status).toBe(201);
    expect(tries).toHaveLength(4);
    expect([...keysOf(tries)]).toEqual([expect.stringMatching(/^[\da-f-]{36}$/)]);
    expect(await named(name)).toBe(1);
  });

  it('is sent again as often as asked for, and then fails', async () => {
    const send = (repeats: number) =>
      CREATIONS[contract]!({ fetch: unlucky('not sent', 'not sent', 'not sent'), repeats }, 'Eve');
    await expect(send(0)).rejects.toThrow('fetch failed');
    expect(tries).toHaveLength(1);
    tries = [];
    await expect(send(2)).rejects.toThrow('fetch failed');
    expect(tries).toHaveLength(3);
  });
});

describe('@clientela/sdk', () => {
  it('does not repeat a refusal, and takes another key for another write', async () => {
    for (const name of ['', 'Ada', 'Ada']) await CREATIONS['clients']!({ fetch: unlucky() }, name);
    expect(tries).toHaveLength(3);
    expect(keysOf(tries).size).toBe(3);
  });

  it('sends no key where the answer has a secret, and does not repeat such a write', async () => {
    const connection = { baseUrl: app.url, fetch: unlucky() };
    const accounting = createAccountingClient({ ...connection, apiKey: acme.keys.accounting.secret });
    expect((await accounting.POST('/api/api-keys/generate', {})).response.status).toBe(201);
    await accounting.POST('/api/auth/signin', { body: { email: 'a@example.com', password: 'b' } });
    expect([...keysOf(tries)]).toEqual([null]);
  });

  it('stops when the caller does', async () => {
    const controller = new AbortController();
    const fetch: Send = (request) => {
      tries.push(request);
      controller.abort(new Error('the caller has left'));
      return Promise.reject(new TypeError('fetch failed'));
    };
    const billing = createBillingClient({ baseUrl: app.url, fetch, publicKey: 'a', privateKey: 'b' });
    const write = billing.POST('/api/v3/customer', { body: { company: 'Ada' }, signal: controller.signal });
    await expect(write).rejects.toThrow();
    expect(tries).toHaveLength(1);
  });
});
