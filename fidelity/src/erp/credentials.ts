import { any, exactly, time } from '../kit/matching.js';
import { uniqueWord } from '../kit/values.js';
import { decided, documented, INVALID, nextNonce, REFUSED, seed } from './api.js';

const helo = documented('openSession', 'Gestix documentation, session from an API token');
const auth = documented('signIn', 'Gestix documentation, session from a user');
const status = documented('getStatus', 'Gestix documentation, status');
const heloRule = decided('openSession', 'docs/contracts.md, erp');
const authRule = decided('signIn', 'docs/contracts.md, erp');
const statusRule = decided('getStatus', 'docs/contracts.md, erp');
const challenges = decided('listCustomers', 'docs/contracts.md, challenges');

const sessions = [
  helo('an API token is answered with a session', async (api) =>
    (await api.helo()).is(200, exactly({ 'xa-token': any.text })),
  ),
  helo('the session opens the customers', async (api) => {
    const session = (await api.helo()).text('xa-token');
    (await api.bare('GET', '/customers', { headers: { authorization: `Bearer ${session}` } })).is(200, any.list);
  }),
  helo('a nonce is taken', async (api) =>
    (
      await api.bare('GET', '/helo', {
        headers: { authorization: `Bearer ${api.credentials.apiToken}` },
        query: { nonce: nextNonce() },
      })
    ).is(200),
  ),
  helo('without a token it is malformed', async (api) => (await api.bare('GET', '/helo')).is(400, INVALID)),
  ...helo.each(
    [
      ['another scheme is malformed', 'Basic eHRfYTpi'],
      ['two tokens are malformed', 'Bearer a b'],
    ],
    async (api, authorization) => (await api.helo(authorization)).is(400, INVALID),
  ),
  helo('a token that is none is refused', async (api) => (await api.helo('Bearer xt_nonsense')).is(403, REFUSED)),
  heloRule('the scheme may be in any case', async (api) =>
    (await api.helo(`bEARER ${api.credentials.apiToken}`)).is(200),
  ),
  heloRule('the answer must not be cached', async (api) => (await api.helo()).header('cache-control', /no-store/)),
  heloRule('an account that does not exist is refused like a bad token', async (api) => {
    const bad = await api.helo('Bearer xt_nonsense');
    const headers = { authorization: `Bearer ${api.credentials.apiToken}` };
    (await api.bare('GET', '/helo', { headers }, 'no-such-account')).is(403).looksLike(bad);
  }),
  ...heloRule.each(
    [
      ['a nonce of 0 is refused', '0'],
      ['a negative nonce is refused', '-1'],
      ['a nonce in words is refused', 'one'],
      ['a nonce beyond an int64 is refused', '9223372036854775808'],
    ],
    async (api, nonce) =>
      (
        await api.bare('GET', '/helo', {
          headers: { authorization: `Bearer ${api.credentials.apiToken}` },
          query: { nonce },
        })
      ).is(400, INVALID),
  ),
  auth('a user is answered with a session', async (api) => {
    const { username, password } = api.credentials;
    (await api.bare('POST', '/auth', { query: { username, password } })).is(200, exactly({ 'xa-token': any.text }));
  }),
  ...auth.each(
    [
      ['a missing username is refused', { password: 'x' }],
      ['a missing password is refused', { username: 'x' }],
    ],
    async (api, query) => (await api.bare('POST', '/auth', { query })).is(400, INVALID),
  ),
  auth('a wrong password is refused', async (api) =>
    (await api.bare('POST', '/auth', { query: { username: uniqueWord(), password: 'wrong' } })).is(403, REFUSED),
  ),
  authRule('the username may be in capital letters', async (api) => {
    const { username, password } = api.credentials;
    (await api.bare('POST', '/auth', { query: { username: username.toUpperCase(), password } })).is(200);
  }),
  authRule('the answer must not be cached', async (api) => {
    const { username, password } = api.credentials;
    (await api.bare('POST', '/auth', { query: { username, password } })).header('cache-control', /no-store/);
  }),
  authRule('a wrong password and an unknown account are refused in the same words', async (api) => {
    const query = { username: uniqueWord(), password: 'wrong' };
    const wrong = await api.bare('POST', '/auth', { query });
    (await api.bare('POST', '/auth', { query }, 'no-such-account')).is(403).looksLike(wrong);
  }),
  status('it answers the state, the time, the versions and the errors', async (api) =>
    (await api.send('GET', '/status')).is(
      200,
      exactly({
        status: any.text,
        server_time: any.text,
        versions: exactly({ called_api_version: any.text, current_api_version: any.text }),
        errors: [],
      }),
    ),
  ),
  statusRule('the called version is that of the path', async (api) =>
    (await api.send('GET', '/status')).has({ versions: { called_api_version: /4\.0\.0/ } }),
  ),
  statusRule('the time is in UTC to the second', async (api) =>
    (await api.send('GET', '/status')).has({ server_time: time }),
  ),
  statusRule('it needs a session', async (api) => (await api.bare('GET', '/status')).is(403, REFUSED)),
];

const guarded = (
  [
    ['listCustomers', 'GET', 'GET /customers'],
    ['createCustomer', 'POST', 'POST /customers'],
    ['updateCustomer', 'PUT', 'PUT /customers'],
  ] as const
).flatMap(([operation, method, heading]) => {
  const needs = seed(operation, `erp.txt, ${heading}: Authorization`);
  const refused = documented(operation, 'Gestix documentation, errors');
  const sending = () => (method === 'GET' ? {} : { query: { nonce: nextNonce() }, body: { name: 'Ada' } });
  return [
    needs('without a session it is refused', async (api) =>
      (await api.bare(method, '/customers', sending())).is(403, REFUSED),
    ),
    refused('a session that is none is refused', async (api) =>
      (await api.bare(method, '/customers', { ...sending(), headers: { authorization: 'Bearer nonsense' } })).is(
        403,
        REFUSED,
      ),
    ),
    decided(operation, 'docs/contracts.md, erp')('the API token is no session', async (api) =>
      (
        await api.bare(method, '/customers', {
          ...sending(),
          headers: { authorization: `Bearer ${api.credentials.apiToken}` },
        })
      ).is(403, REFUSED),
    ),
    decided(operation, 'docs/contracts.md, erp')('a session opens no other account', async (api) =>
      (await api.bare(method, '/customers', { ...sending(), headers: await api.headers() }, 'no-such-account')).is(
        403,
        REFUSED,
      ),
    ),
  ];
});

export const credentials = [
  ...sessions,
  ...guarded,
  challenges('a missing session is challenged', async (api) =>
    (await api.bare('GET', '/customers')).header('www-authenticate', /^Bearer realm="[^"]*"$/),
  ),
  challenges('a bad session is challenged as invalid', async (api) =>
    (await api.bare('GET', '/customers', { headers: { authorization: 'Bearer nonsense' } })).header(
      'www-authenticate',
      /error="invalid_token"/,
    ),
  ),
  decided('createCustomer', 'docs/contracts.md, all of them')('credentials are checked before the body', async (api) =>
    (await api.bare('POST', '/customers', { text: '{', headers: { authorization: 'Bearer nonsense' } })).is(
      403,
      REFUSED,
    ),
  ),
];
