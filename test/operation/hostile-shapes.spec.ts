import { request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { aCustomer } from '../factories/customer.js';
import { type ContractClients, nextNonce } from '../support/clients.js';
import { useAppAndTenant } from '../support/use-app.js';

/** Milliseconds for which one body may delay all other requests. */
const MOST = 50;
/** Attempts per body: a busy machine sometimes delays everything, but an expensive body delays each attempt. */
const TRIES = 8;
const SIZE = 261_000;

const { app, tenant: acme } = useAppAndTenant({ LOG_LEVEL: 'silent', THROTTLE_FAILURE_LIMIT: '1000000' });
let id: number;

beforeAll(async () => {
  ({ id } = await aCustomer(app, acme));
});

const full = (piece: string, size = SIZE) => piece.repeat(Math.floor(size / Buffer.byteLength(piece)));

/** JSON values, each about as large as a body may be. */
const SHAPES = {
  'many objects': `[${full('{},')}{}]`,
  'many numbers': `[${full('1,')}1]`,
  'many keys': `{${Array.from({ length: 20_000 }, (_, at) => `"k${at}":1`).join(',')}}`,
  'the largest number of objects that is accepted': `[${full('{},', 29_000)}{}]`,
  'the largest number of keys that is accepted': `{${Array.from({ length: 9_900 }, (_, at) => `"k${at}":{}`).join(',')}}`,
  'lists in lists': `${full('[[[[[[1]]]]]],', 100_000).replace(/^/, '[')}1]`,
  'a long run of blanks': `"x${full(' ')}x"`,
  'a long text with accents': `"${full('e\u0301')}"`,
  'a long key': `{"${full('k')}":1}`,
  'a long address': `"${full('a@')}"`,
};

const ROUTES: [contract: keyof ContractClients, method: string, path: () => string, body: (shape: string) => string][] =
  [
    ['contacts', 'POST', () => '/api/customers/create', (shape) => `{"name":${shape}}`],
    ['contacts', 'POST', () => `/api/customers/${id}/emails`, (shape) => `{"email":${shape}}`],
    ['billing', 'POST', () => '/api/v3/customer', (shape) => `{"company":"Ada","tags":${shape}}`],
    ['billing', 'PUT', () => `/api/v3/customer/${id}`, (shape) => `{"custom_1":${shape}}`],
    [
      'billing',
      'POST',
      () => '/api/v3/_bulk',
      (shape) => `[{"request_method":"POST","uri":"/customer","payload":${shape}}]`,
    ],
    ['billing', 'POST', () => '/api/v3/_bulk', (shape) => shape],
    ['clients', 'PUT', () => `/apidev/v1/clients/${id}`, (shape) => `{"phone":${shape}}`],
    [
      'erp',
      'POST',
      () => `/api/${acme.slug}/v4.0.0/customers?nonce=${nextNonce().nonce}`,
      (shape) => `{"name":"Ada","billing_address":${shape}}`,
    ],
    [
      'erp',
      'PUT',
      () => `/api/${acme.slug}/v4.0.0/customers?nonce=${nextNonce().nonce}`,
      (shape) => `{"id":${id},"billing_address":{"city":${shape}}}`,
    ],
    ['accounting', 'POST', () => '/api/customers/validate-bulk-delete', (shape) => `{"ids":${shape}}`],
    [
      'accounting',
      'PUT',
      () => `/api/customers/${id}`,
      (shape) => `{"displayName":"Ada","customerType":"business","email":${shape}}`,
    ],
  ];

it.each(ROUTES)('%s: no body of the allowed size keeps others waiting, %s %s', async (contract, method, path, body) => {
  const headers = { ...(await app.as(acme)[contract].credentials()), 'content-type': 'application/json' };
  for (const [name, shape] of Object.entries(SHAPES)) {
    const bytes = Buffer.from(body(shape));
    expect(bytes.length).toBeLessThan(262_144);
    let least = Infinity;
    for (let tries = 0; tries < TRIES && least > MOST; tries++)
      least = Math.min(least, await stall(() => send(method, path(), headers, bytes)));
    expect({ name, waits: least > MOST ? least : 'not' }).toEqual({ name, waits: 'not' });
  }
});

/** As many parameters as fit into the longest accepted URL. */
const MANY = Array.from({ length: 3_000 }, (_, at) => at.toString(36)).join('&');

const QUERIES: [contract: keyof ContractClients, path: () => string][] = [
  ['contacts', () => '/api/customers/getCustomers'],
  ['billing', () => '/api/v3/customer'],
  ['clients', () => '/apidev/v1/clients'],
  ['erp', () => `/api/${acme.slug}/v4.0.0/customers`],
  ['accounting', () => '/api/customers'],
  ['accounting', () => `/api/customers/${id}/ledger-entries`],
];

it.each(QUERIES)(
  '%s: no query keeps others waiting, and a refusal names few of many unknown parameters',
  async (contract, path) => {
    const headers = await app.as(acme)[contract].credentials();
    let least = Infinity;
    for (let tries = 0; tries < TRIES && least > MOST; tries++) {
      least = Math.min(least, await stall(() => send('GET', `${path()}?${MANY}`, headers, Buffer.alloc(0))));
    }
    expect(least).toBeLessThanOrEqual(MOST);
    const { body } = await app.send('GET', `${path()}?${MANY}`, { headers });
    expect(JSON.stringify(body).length).toBeLessThan(10_000);
  },
);

it('billing: bulk entries that are refused at once do not delay other requests', async () => {
  const headers = { ...(await app.as(acme).billing.credentials()), 'content-type': 'application/json' };
  const entry = { request_method: 'GET', uri: `/customer?${MANY.slice(0, 9_000)}` };
  const bytes = Buffer.from(JSON.stringify(Array(25).fill(entry)));
  let least = Infinity;
  for (let tries = 0; tries < TRIES && least > MOST; tries++) {
    least = Math.min(least, await stall(() => send('POST', '/api/v3/_bulk', headers, bytes)));
  }
  expect(least).toBeLessThanOrEqual(MOST);
});

/** The longest time, in milliseconds, for which the event loop was blocked while a request was answered. */
async function stall(work: () => Promise<number>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const status = await work();
  delay.disable();
  expect(status).toBeLessThan(500);
  return delay.max / 1e6;
}

const send = (method: string, path: string, headers: Record<string, string>, body: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    request(app.url + path, { method, headers }, (answer) =>
      answer.resume().once('end', () => resolve(answer.statusCode!)),
    )
      .once('error', reject)
      .end(body);
  });
