import { any } from '../kit/matching.js';
import { unique } from '../kit/values.js';
import { decided, documented, refusal, seed } from './api.js';

const LOGIN = 'GeoTareas documentation, login';
const AUTHENTICATION = 'GeoTareas documentation, authentication';
const DECISIONS = 'docs/contracts.md, clients';

const login = documented('signIn', LOGIN);
const loginDecided = decided('signIn', DECISIONS);

const signingIn = [
  login('a right password is answered with a token', async (api) =>
    (await api.signIn()).is(200, { success: true, data: { authorization: /^[\w-]+\.[\w-]+\.[\w-]+$/ }, meta: {} }),
  ),
  login('the token is an HS256 JSON web token', async (api) => {
    const answer = await api.signIn();
    const [head] = answer.text('data.authorization').split('.');
    const { alg } = JSON.parse(Buffer.from(head!, 'base64url').toString()) as { alg: string };
    if (alg !== 'HS256') answer.fail(`the algorithm is ${alg}`);
  }),
  login('the token is valid for one hour', async (api) => {
    const answer = await api.signIn();
    const [, body] = answer.text('data.authorization').split('.');
    const { exp, iat } = JSON.parse(Buffer.from(body!, 'base64url').toString()) as { exp: number; iat: number };
    if (exp - iat !== 3600) answer.fail(`the token is valid for ${exp - iat} s`);
  }),
  login('without a tenant header it is refused', async (api) =>
    (await api.signIn({}, { tenant: undefined })).is(400, {
      ...refusal('BAD_REQUEST'),
      error: { message: 'The tenant header is required.' },
    }),
  ),
  ...login.each(
    [
      ['a missing email is refused', 'email', undefined],
      ['a missing password is refused', 'password', undefined],
      ['an email that is no text is refused', 'email', 7],
    ],
    async (api, field, value) =>
      (await api.signIn({ [field]: value })).is(400, {
        ...refusal('VALIDATION_ERROR'),
        error: { details: [{ field }] },
      }),
  ),
  login('an unknown email is refused', async (api) =>
    (await api.signIn({ email: `${unique()}@example.com`, password: 'wrong' })).is(401, {
      ...refusal('UNAUTHORIZED'),
      error: { message: 'Invalid email or password.' },
    }),
  ),
  loginDecided('an unknown tenant is refused like an unknown email', async (api) => {
    const wrong = await api.signIn({ email: `${unique()}@example.com`, password: 'wrong' });
    return (await api.signIn({}, { tenant: 'no-such.example' })).is(401).looksLike(wrong);
  }),
  loginDecided('the answer must not be cached', async (api) =>
    (await api.signIn()).is(200).header('cache-control', /no-store/),
  ),
  loginDecided('a refusal challenges the caller', async (api) =>
    (await api.signIn({ email: `${unique()}@example.com`, password: 'wrong' })).header('www-authenticate', /^Bearer /),
  ),
  loginDecided('an email in capital letters is the same email', async (api) =>
    (await api.signIn({ email: api.credentials.email.toUpperCase() })).is(200),
  ),
];

const OPERATIONS = [
  ['createClient', 'POST', '/clients'],
  ['updateClient', 'PUT', '/clients/1'],
  ['listClients', 'GET', '/clients'],
  ['getClient', 'GET', '/clients/1'],
] as const;

const headers = OPERATIONS.flatMap(([operation, method, path]) => {
  const body = method === 'GET' ? undefined : { name: 'Ada' };
  const missing =
    operation === 'createClient' || operation === 'updateClient'
      ? seed(operation, 'clients.txt, Errors: BAD_REQUEST')
      : documented(operation, AUTHENTICATION);
  const bad =
    operation === 'createClient' || operation === 'updateClient'
      ? seed(operation, 'clients.txt, Errors: UNAUTHORIZED')
      : documented(operation, AUTHENTICATION);
  return [
    ...missing.each(
      [
        ['without an Authorization header it is refused', 'authorization'],
        ['without an X-API-Key header it is refused', 'x-api-key'],
        ['without a tenant header it is refused', 'tenant'],
      ],
      async (api, name) =>
        (await api.send(method, path, { body, headers: { [name]: undefined } })).is(400, refusal('BAD_REQUEST')),
    ),
    ...bad.each(
      [
        ['a token that is none is refused', { authorization: 'Bearer nonsense' }],
        ['an API key that is none is refused', { 'x-api-key': 'gtk_nonsense' }],
        ['a tenant that is unknown is refused', { tenant: 'no-such.example' }],
      ],
      async (api, wrong) => (await api.send(method, path, { body, headers: wrong })).is(401, refusal('UNAUTHORIZED')),
    ),
  ];
});

const challenges = [
  decided('listClients', 'docs/contracts.md, challenges')('a bad token is challenged as invalid', async (api) =>
    (await api.send('GET', '/clients', { headers: { authorization: 'Bearer nonsense' } })).header(
      'www-authenticate',
      /^Bearer realm=".*error="invalid_token"/,
    ),
  ),
  decided('listClients', 'docs/contracts.md, challenges')('a missing token is challenged', async (api) =>
    (await api.send('GET', '/clients', { headers: { authorization: undefined } })).header(
      'www-authenticate',
      /^Bearer realm="[^"]*"$/,
    ),
  ),
  decided('listClients', DECISIONS)('a bad token and a bad key are refused in the same words', async (api) => {
    const token = await api.send('GET', '/clients', { headers: { authorization: 'Bearer nonsense' } });
    return (await api.send('GET', '/clients', { headers: { 'x-api-key': 'gtk_nonsense' } }))
      .is(401, refusal('UNAUTHORIZED'))
      .looksLike(token);
  }),
  ...decided('listClients', DECISIONS).each(
    [
      ['the tenant may have a port', (tenant: string) => `${tenant}:443`],
      ['the tenant may have a trailing dot', (tenant: string) => `${tenant}.`],
      ['the tenant may be in capital letters', (tenant: string) => tenant.toUpperCase()],
    ],
    async (api, change) =>
      (await api.send('GET', '/clients', { headers: { tenant: change(api.credentials.tenant) } })).is(200, {
        data: any.list,
      }),
  ),
  decided('createClient', DECISIONS)('credentials are checked before the body', async (api) =>
    (await api.send('POST', '/clients', { text: '{', headers: { authorization: 'Bearer nonsense' } })).is(
      401,
      refusal('UNAUTHORIZED'),
    ),
  ),
  documented('createClient', AUTHENTICATION)('headers are checked before the credentials', async (api) =>
    (
      await api.send('POST', '/clients', {
        text: '{',
        headers: { authorization: 'Bearer nonsense', tenant: undefined },
      })
    ).is(400, refusal('BAD_REQUEST')),
  ),
];

export const credentials = [...signingIn, ...headers, ...challenges];
