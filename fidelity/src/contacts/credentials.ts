import { any, exactly } from '../kit/matching.js';
import { unique } from '../kit/values.js';
import { decided, documented, refusal, seed } from './api.js';
import type { Operation } from './operations.js';

const login = documented('signIn', 'AmbioSys documentation, login');
const rule = decided('signIn', 'docs/contracts.md, contacts');

const USER = [
  'usuario_id',
  'usuario_login',
  'usuario_correo',
  'usuario_nombre',
  'usuario_apellido',
  'departamento_id',
  'usuario_celular',
  'access_id',
  'profile',
];

const signingIn = [
  login('a right password is answered with a token and the user', async (api) => {
    const answer = (await api.signIn()).is(200, { token: any.text, user: { usuario_id: any.thing } });
    answer.keys(['token', 'user']);
  }),
  login('the user has the published keys', async (api) => {
    const answer = await api.signIn();
    answer.includes(USER, answer.at('user'));
  }),
  login('the token is an HS256 JSON web token', async (api) => {
    const answer = await api.signIn();
    const { alg } = JSON.parse(Buffer.from(answer.text('token').split('.')[0]!, 'base64url').toString()) as {
      alg: string;
    };
    if (alg !== 'HS256') answer.fail(`the algorithm is ${alg}`);
  }),
  login('the token is valid for eight hours', async (api) => {
    const answer = await api.signIn();
    const { exp, iat } = JSON.parse(Buffer.from(answer.text('token').split('.')[1]!, 'base64url').toString()) as {
      exp: number;
      iat: number;
    };
    if (exp - iat !== 8 * 3600) answer.fail(`the token is valid for ${exp - iat} s`);
  }),
  ...login.each(
    [
      ['a missing login name is refused', { usuario_password: 'x' }, 'usuario_login'],
      ['a missing password is refused', { usuario_login: 'x' }, 'usuario_password'],
      ['a login name that is no text is refused', { usuario_login: 7, usuario_password: 'x' }, 'usuario_login'],
    ],
    async (api, body, field) => (await api.signIn(body)).is(400, { error: 'Datos inválidos', details: [{ field }] }),
  ),
  login('a wrong password is refused', async (api) =>
    (await api.signIn({ usuario_login: unique(), usuario_password: 'wrong' })).is(401, {
      error: 'Credenciales inválidas',
    }),
  ),
  rule('a login name in capital letters is the same', async (api) =>
    (await api.signIn({ ...api.credentials, usuario_login: api.credentials.usuario_login.toUpperCase() })).is(200),
  ),
  rule('the answer must not be cached', async (api) =>
    (await api.signIn()).is(200).header('cache-control', /no-store/),
  ),
  rule('departamento_id, access_id and profile are null', async (api) =>
    (await api.signIn()).has({ user: { departamento_id: null, access_id: null, profile: null } }),
  ),
];

const ROUTES: readonly (readonly [Operation, string, string, string?])[] = [
  ['addEmail', 'POST', '/1/emails', 'Add Email'],
  ['updateEmail', 'PUT', '/1/emails/1', 'Update Email'],
  ['toggleEmailLock', 'POST', '/1/emails/1/toggle-lock', 'Toggle Email Lock'],
  ['addPhone', 'POST', '/1/phones', 'Add Phone'],
  ['updatePhone', 'PUT', '/1/phones/1', 'Update Phone'],
  ['togglePhoneLock', 'POST', '/1/phones/1/toggle-lock'],
  ['listCompanyNames', 'GET', '/1/company-names', 'List Company Names'],
  ['addCompanyName', 'POST', '/1/company-names', 'Create Company Name'],
  ['updateCompanyName', 'PUT', '/1/company-names/1', 'Update Company Name'],
  ['setDefaultCompanyName', 'POST', '/1/company-names/1/set-default', 'Set Default Company Name'],
  ['toggleCompanyNameActive', 'POST', '/1/company-names/1/toggle-active', 'Toggle Company Name Active Status'],
  ['listCustomers', 'GET', '/getCustomers'],
  ['getCustomer', 'GET', '/getCustomers/1'],
  ['createCustomer', 'POST', '/create'],
  ['listEmails', 'GET', '/1/emails'],
  ['deleteEmail', 'DELETE', '/1/emails/1'],
  ['listPhones', 'GET', '/1/phones'],
  ['deletePhone', 'DELETE', '/1/phones/1'],
  ['deleteCompanyName', 'DELETE', '/1/company-names/1'],
];

const tokens = ROUTES.flatMap(([operation, method, path, heading]) => {
  const needs = heading
    ? seed(operation, `contacts.txt, ${heading}: Authorization`)
    : documented(operation, 'AmbioSys documentation, authentication');
  return [
    needs('without a token it is refused', async (api) =>
      (await api.send(method, path, { headers: { authorization: undefined } })).is(401, refusal('Token no provisto')),
    ),
    documented(operation, 'AmbioSys documentation, authentication')('a bad token is refused', async (api) =>
      (await api.send(method, path, { headers: { authorization: 'Bearer nonsense' } })).is(
        401,
        refusal('Token inválido o caducado'),
      ),
    ),
  ];
});

const challenges = decided('listCustomers', 'docs/contracts.md, challenges');

export const credentials = [
  ...signingIn,
  ...tokens,
  challenges('a missing token is challenged', async (api) =>
    (await api.send('GET', '/getCustomers', { headers: { authorization: undefined } })).header(
      'www-authenticate',
      /^Bearer realm="[^"]*"$/,
    ),
  ),
  challenges('a bad token is challenged as invalid', async (api) =>
    (await api.send('GET', '/getCustomers', { headers: { authorization: 'Bearer nonsense' } })).header(
      'www-authenticate',
      /error="invalid_token"/,
    ),
  ),
  decided('createCustomer', 'docs/contracts.md, all of them')('credentials are checked before the body', async (api) =>
    (await api.send('POST', '/create', { text: '{', headers: { authorization: 'Bearer nonsense' } })).is(
      401,
      refusal('Token inválido o caducado'),
    ),
  ),
  documented('listCustomers', 'AmbioSys documentation, errors')(
    'a refusal has success, error and details',
    async (api) =>
      (await api.send('GET', '/getCustomers', { headers: { authorization: undefined } })).has(
        exactly({ success: false, error: any.text, details: any.list }),
      ),
  ),
  decided('getCustomer', 'docs/contracts.md, contacts')(
    'an operation that is not served is refused in other words than a missing customer',
    async (api) => (await api.get('/getCustomers/1/invoices')).is(404, refusal('Recurso no encontrado')),
  ),
  decided('listEmails', 'docs/contracts.md, all of them')('a method that there is not is refused', async (api) =>
    (await api.send('DELETE', '/1/emails'))
      .is(405, refusal('Método no permitido'))
      .header('allow', /GET.*POST|POST.*GET/),
  ),
];
