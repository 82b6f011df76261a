import { any } from '../kit/matching.js';
import { unique } from '../kit/values.js';
import { decided, documented, recorded, refusing, seed, UNAUTHORIZED } from './api.js';
import type { Operation } from './operations.js';

const signIn = documented('signIn', 'Bigcapital documentation, sign in');
const signInRule = decided('signIn', 'docs/contracts.md, accounting');
const generate = documented('generateApiKey', 'Bigcapital documentation, API keys');
const listKeys = documented('listApiKeys', 'Bigcapital documentation, API keys');
const revoke = documented('revokeApiKey', 'Bigcapital documentation, API keys');
const headers = seed('updateCustomer', 'accounting.txt, Headers');
const rule = decided('listCustomers', 'docs/contracts.md, accounting');
const challenges = decided('listCustomers', 'docs/contracts.md, challenges');

const sessions = [
  signIn('a right password is answered with a token and who it is for', async (api) =>
    (await api.signIn()).has({
      access_token: any.text,
      organization_id: api.credentials.organizationId,
      tenant_id: any.thing,
      user_id: any.thing,
    }),
  ),
  recorded('signIn', 'Bigcapital server, observed answers')('the status is 201', async (api) =>
    (await api.signIn()).is(201),
  ),
  ...signInRule.each(
    [
      ['a missing email is refused', { email: undefined }, 'email'],
      ['a missing password is refused', { password: undefined }, 'password'],
      ['an email that is no text is refused', { email: 7 }, 'email'],
    ],
    async (api, body, property) => (await api.signIn(body)).is(400, refusing(property)),
  ),
  signInRule('an unknown email is refused', async (api) =>
    (await api.signIn({ email: `${unique()}@example.com`, password: 'wrong' })).is(401, {
      statusCode: 401,
      message: 'Invalid email or password.',
    }),
  ),
  signInRule('the answer must not be cached', async (api) => (await api.signIn()).header('cache-control', /no-store/)),
  signInRule('the email may be in capital letters', async (api) =>
    (await api.signIn({ email: api.credentials.email.toUpperCase() })).is(201),
  ),
];

const ROUTES: readonly (readonly [Operation, string, string])[] = [
  ['updateCustomer', 'PUT', '/customers/1'],
  ['createCustomer', 'POST', '/customers'],
  ['getCustomer', 'GET', '/customers/1'],
  ['listCustomers', 'GET', '/customers'],
  ['deleteCustomer', 'DELETE', '/customers/1'],
  ['updateOpeningBalance', 'PUT', '/customers/1/opening-balance'],
  ['validateBulkDelete', 'POST', '/customers/validate-bulk-delete'],
  ['bulkDeleteCustomers', 'POST', '/customers/bulk-delete'],
  ['listLedgerEntries', 'GET', '/customers/1/ledger-entries'],
  ['addLedgerEntry', 'POST', '/customers/1/ledger-entries'],
  ['autoCompleteContacts', 'GET', '/contacts/auto-complete'],
  ['getContact', 'GET', '/contacts/1'],
  ['activateContact', 'PATCH', '/contacts/1/activate'],
  ['inactivateContact', 'PATCH', '/contacts/1/inactivate'],
  ['generateApiKey', 'POST', '/api-keys/generate'],
  ['listApiKeys', 'GET', '/api-keys'],
  ['revokeApiKey', 'PUT', '/api-keys/1/revoke'],
];

const guarded = ROUTES.flatMap(([operation, method, path]) => {
  const refused =
    operation.endsWith('LedgerEntries') || operation.endsWith('LedgerEntry')
      ? decided(operation, 'docs/contracts.md, accounting')
      : recorded(operation, 'Bigcapital server, observed refusals');
  const missing = operation === 'updateCustomer' ? seed(operation, 'accounting.txt, Headers: Authorization') : refused;
  return [
    missing('without a credential it is refused', async (api) => (await api.bare(method, path)).is(401, UNAUTHORIZED)),
    refused('a key that is none is refused', async (api) =>
      (await api.bare(method, path, { headers: { authorization: 'Bearer bc_nonsense' } })).is(401, UNAUTHORIZED),
    ),
  ];
});

export const credentials = [
  ...sessions,
  ...guarded,
  headers('an API key needs no organization-id', async (api) => (await api.update(await api.customer(), {})).is(200)),
  headers('a token and an organization-id open it', async (api) => {
    const id = await api.customer();
    const body = { customerType: 'business', displayName: 'Ada' };
    (await api.bare('PUT', `/customers/${id}`, { headers: await api.byToken(), body })).is(200);
  }),
  headers('a token without organization-id is refused', async (api) => {
    const all = { ...(await api.byToken()), 'organization-id': undefined };
    (await api.bare('PUT', '/customers/1', { headers: all })).is(401, { statusCode: 401 });
  }),
  recorded('listCustomers', 'Bigcapital server, observed refusals')('the refusal says what is missing', async (api) => {
    const all = { ...(await api.byToken()), 'organization-id': undefined };
    (await api.bare('GET', '/customers', { headers: all })).is(401, {
      statusCode: 401,
      message: 'Organization ID is required.',
    });
  }),
  rule('an organization that does not exist is refused', async (api) => {
    const all = { ...(await api.byToken()), 'organization-id': '9007199254740000' };
    (await api.bare('GET', '/customers', { headers: all })).is(401, UNAUTHORIZED);
  }),
  rule('an API key with another organization is refused', async (api) =>
    (await api.send('GET', '/customers', { headers: { 'organization-id': '9007199254740000' } })).is(401, UNAUTHORIZED),
  ),
  rule('an API key with its own organization is taken', async (api) =>
    (await api.send('GET', '/customers', { headers: { 'organization-id': api.credentials.organizationId } })).is(200, {
      data: any.list,
    }),
  ),
  challenges('a missing token is challenged', async (api) =>
    (await api.bare('GET', '/customers')).header('www-authenticate', /^Bearer realm="[^"]*"$/),
  ),
  challenges('a bad token is challenged as invalid', async (api) =>
    (await api.bare('GET', '/customers', { headers: { authorization: 'Bearer bc_nonsense' } })).header(
      'www-authenticate',
      /error="invalid_token"/,
    ),
  ),
  generate('the answer has the ID and the key', async (api) => {
    const headers = await api.byToken();
    (await api.bare('POST', '/api-keys/generate', { headers, body: { name: unique() } })).is(201, {
      id: any.whole,
      key: /^bc_.{20,}$/,
    });
  }),
  generate('the key opens the organization', async (api) => {
    const headers = await api.byToken();
    const key = (await api.bare('POST', '/api-keys/generate', { headers, body: {} })).is(201).text('key');
    (await api.bare('GET', '/customers', { headers: { authorization: `Bearer ${key}` } })).is(200);
  }),
  listKeys('keys are listed without their secret', async (api) => {
    const headers = await api.byToken();
    const name = unique();
    const key = (await api.bare('POST', '/api-keys/generate', { headers, body: { name } })).is(201).text('key');
    const answer = (await api.bare('GET', '/api-keys', { headers })).is(200);
    const text = JSON.stringify(answer.body);
    if (text.includes(key)) answer.fail('the list has the key');
    if (!text.includes(name)) answer.fail('the list lacks the new key');
  }),
  revoke('a revoked key opens nothing', async (api) => {
    const headers = await api.byToken();
    const made = (await api.bare('POST', '/api-keys/generate', { headers, body: {} })).is(201);
    (await api.bare('PUT', `/api-keys/${made.number('id')}/revoke`, { headers })).is(200);
    (await api.bare('GET', '/customers', { headers: { authorization: `Bearer ${made.text('key')}` } })).is(
      401,
      UNAUTHORIZED,
    );
  }),
];
