import { any } from '../kit/matching.js';
import { uniqueWord } from '../kit/values.js';
import { decided, documented, error, ok, seed } from './api.js';
import type { Operation } from './operations.js';

const MISSING = 'Invalid or incorrect authorization [Missing (basic) authorization header.]';
const challenges = decided('listCustomers', 'docs/contracts.md, challenges');
const signature = documented('listCustomers', 'ChargeOver REST documentation, signed requests');
const signedWrite = documented('createCustomer', 'ChargeOver REST documentation, signed requests');
const rule = decided('listCustomers', 'docs/contracts.md, billing');

const ROUTES: readonly (readonly [Operation, string, string])[] = [
  ['updateCustomer', 'PUT', '/customer/1'],
  ['createCustomer', 'POST', '/customer'],
  ['listCustomers', 'GET', '/customer'],
  ['countCustomers', 'GET', '/customer/_count'],
  ['getCustomer', 'GET', '/customer/1'],
  ['deleteCustomer', 'DELETE', '/customer/1'],
  ['createUser', 'POST', '/user'],
  ['listUsers', 'GET', '/user'],
  ['getUser', 'GET', '/user/1'],
  ['updateUser', 'PUT', '/user/1'],
  ['deleteUser', 'DELETE', '/user/1'],
  ['sendRequests', 'POST', '/_bulk'],
  ['subscribeToEvent', 'POST', '/_resthook'],
  ['endSubscription', 'DELETE', '/_resthook/1'],
];

const guarded = ROUTES.flatMap(([operation, method, path]) => {
  const unknown = documented(operation, 'ChargeOver REST documentation, authentication');
  const missing = operation === 'updateCustomer' ? seed(operation, 'billing.txt, 401') : unknown;
  return [
    missing('without authorization it is refused', async (api) =>
      (await api.send(method, path, { headers: { authorization: undefined } })).is(401, {
        ...error(401, MISSING),
        details: {},
      }),
    ),
    unknown('a key pair that is none is refused', async (api) =>
      (
        await api.send(method, path, { headers: api.headers({ publicKey: uniqueWord(), privateKey: uniqueWord() }) })
      ).is(401, error(401)),
    ),
  ];
});

const LIST = '/customer?limit=1';

const signing = [
  signature('a signed read is let in', async (api) => (await api.signed('GET', LIST)).is(200, ok(200, any.list))),
  signedWrite('a signed write is let in', async (api) =>
    (await api.signed('POST', '/customer', { text: `{"company":"${uniqueWord()}"}` })).is(
      201,
      ok(201, { id: any.whole }),
    ),
  ),
  signature('a signature of another URL is refused', async (api) =>
    (await api.signed('GET', LIST, { url: 'http://other.example/api/v3/customer' })).is(401, error(401)),
  ),
  signedWrite('a signature of another body is refused', async (api) =>
    (await api.signed('POST', '/customer', { text: '{"company":"Ada"}', signs: '{"company":"Bob"}' })).is(
      401,
      error(401),
    ),
  ),
  signature('a signature that is none is refused', async (api) =>
    (await api.signed('GET', LIST, { change: { co_signature: 'f'.repeat(64) } })).is(401, error(401)),
  ),
  ...rule.each(
    [
      ['a signature of six minutes ago is refused', -360],
      ['a signature of six minutes ahead is refused', 360],
    ],
    async (api, seconds) =>
      (await api.signed('GET', LIST, { timestamp: Math.floor(Date.now() / 1000) + seconds })).is(401, error(401)),
  ),
  rule('a signature of four minutes ago is taken', async (api) =>
    (await api.signed('GET', LIST, { timestamp: Math.floor(Date.now() / 1000) - 240 })).is(200, ok(200, any.list)),
  ),
  rule('a nonce works once', async (api) => {
    const nonce = uniqueWord();
    (await api.signed('GET', LIST, { nonce })).is(200);
    (await api.signed('GET', LIST, { nonce })).is(401, error(401));
  }),
  ...rule.each(
    [
      ['another method of signing is refused', { co_signature_method: 'HMAC-SHA1' }],
      ['another version of signing is refused', { co_version: '2.0' }],
      ['an unknown public key is refused', { co_public_key: 'x'.repeat(32) }],
    ],
    async (api, change) => (await api.signed('GET', LIST, { change })).is(401, error(401)),
  ),
];

export const credentials = [
  ...guarded,
  ...signing,
  seed('updateCustomer', 'billing.txt, 401: Schema')('a refusal has the whole envelope', async (api) =>
    (await api.send('PUT', '/customer/1', { headers: { authorization: undefined } })).keys([
      'code',
      'status',
      'message',
      'details',
      'response',
    ]),
  ),
  challenges('a missing key pair is challenged with Basic', async (api) =>
    (await api.send('GET', '/customer', { headers: { authorization: undefined } })).header(
      'www-authenticate',
      /^Basic realm="[^"]+"/,
    ),
  ),
  decided('createCustomer', 'docs/contracts.md, all of them')('credentials are checked before the body', async (api) =>
    (await api.send('POST', '/customer', { text: '{', headers: { authorization: undefined } })).is(401, error(401)),
  ),
  decided('updateCustomer', 'docs/contracts.md, billing')(
    'a right public key with a wrong private key is refused',
    async (api) =>
      (
        await api.send('PUT', '/customer/1', { headers: api.headers({ ...api.credentials, privateKey: uniqueWord() }) })
      ).is(401, error(401)),
  ),
];
