import { createHmac } from 'node:crypto';
import { useAppAndTenant } from '../support/use-app.js';

const [FIRST, SECOND, UNKNOWN] = [
  'the first secret of forty characters....',
  'the second secret of forty characters...',
  'a secret that this server does not know.',
];

const { app, tenant: acme } = useAppAndTenant({ JWT_SECRET: `${FIRST},${SECOND}` });

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const claimsOf = (aud: string) => ({
  iss: 'clientela',
  aud,
  sub: `user:${acme.user.id}`,
  tenant: acme.id,
  iat: inSeconds(0),
  exp: inSeconds(60),
});

/** A token with a valid signature over any header and claims. */
function signed(header: unknown, claims: unknown, secret = FIRST): string {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const HEADER = { alg: 'HS256', typ: 'JWT' };

/** A read of each contract that has tokens, and its refusal of a token. */
const READS = {
  contacts: { path: () => '/api/customers/getCustomers', status: 401, words: 'Token inválido o caducado' },
  clients: { path: () => '/apidev/v1/clients', status: 401, words: 'Invalid or expired JWT / API Key.' },
  erp: { path: () => `/api/${acme.slug}/v4.0.0/status`, status: 403, words: 'The token is invalid' },
  accounting: { path: () => '/api/customers', status: 401, words: 'Unauthorized' },
} as const;
type TokenContract = keyof typeof READS;
const contracts = Object.keys(READS) as TokenContract[];

const read = (contract: TokenContract, token: string) =>
  app.send('GET', READS[contract].path(), {
    headers: {
      authorization: `Bearer ${token}`,
      'X-API-Key': acme.keys.clients.secret,
      tenant: acme.domain,
      'organization-id': String(acme.id),
    },
  });

const header =
  (change: object): ((aud: string) => string) =>
  (aud) =>
    signed({ ...HEADER, ...change }, claimsOf(aud));
const claims =
  (change: object): ((aud: string) => string) =>
  (aud) =>
    signed(HEADER, { ...claimsOf(aud), ...change });
const whole =
  (value: unknown): (() => string) =>
  () =>
    signed(HEADER, value);

const REFUSED: [what: string, make: (aud: string) => string][] = [
  ['crit', header({ crit: ['exp'] })],
  ['crit that names an extension', header({ crit: ['b64'], b64: true })],
  ['crit that is empty', header({ crit: [] })],
  ['crit that is null', header({ crit: null })],
  ['another typ', header({ typ: 'at+jwt' })],
  ['a typ of encrypted tokens', header({ typ: 'JWE' })],
  ['a typ that is a number', header({ typ: 7 })],
  ['a typ that is null', header({ typ: null })],
  ['a typ that is a list', header({ typ: ['JWT'] })],
  ['an alg that is a list', header({ alg: ['HS256'] })],
  ['an alg that is null', header({ alg: null })],
  ['a header that is null', (aud) => signed('null', claimsOf(aud))],
  ['a header that is a list', (aud) => signed([HEADER], claimsOf(aud))],
  ['a header that is a number', (aud) => signed('7', claimsOf(aud))],
  ['claims that are null', whole('null')],
  ['claims that are a list', whole('[]')],
  ['claims in a list', (aud) => signed(HEADER, [claimsOf(aud)])],
  ['claims that are a number', whole('7')],
  ['claims that are a text', whole('"user:1"')],
  ['claims that are true', whole('true')],
  ['claims that are no JSON', whole('{"iss":')],
  ['no claims', whole({})],
  ...['iss', 'aud', 'sub', 'tenant', 'exp'].flatMap((name): typeof REFUSED => [
    [`${name} that is null`, claims({ [name]: null })],
    [`${name} that is a list`, (aud) => claims({ [name]: [(claimsOf(aud) as Record<string, unknown>)[name]] })(aud)],
    [`${name} that is an object`, claims({ [name]: { toString: 'x' } })],
    [`${name} that is true`, claims({ [name]: true })],
    [`no ${name}`, claims({ [name]: undefined })],
  ]),
  ...['iss', 'aud', 'sub'].map((name): (typeof REFUSED)[number] => [`${name} that is a number`, claims({ [name]: 7 })]),
  ...['tenant', 'exp', 'iat', 'nbf'].flatMap((name): typeof REFUSED => [
    [`${name} that is a text`, claims({ [name]: '1' })],
    [`${name} with a fraction`, claims({ [name]: 4_102_444_800.5 })],
    [`${name} beyond 2^53`, claims({ [name]: 2 ** 60 })],
  ]),
  ['a subject of 1,000 digits', claims({ sub: `user:${'1'.repeat(1_000)}` })],
  ['much that is not asked for', claims({ more: 'x'.repeat(12_000) })],
  ['much in its header', header({ more: 'x'.repeat(12_000) })],
  ['another key', (aud) => signed(HEADER, claimsOf(aud), UNKNOWN)],
];

describe.each(contracts)('a bearer token of %s', (contract) => {
  it.each(REFUSED)('with %s is refused in the shape of the contract', async (_, make) => {
    const { status, words } = READS[contract];
    const answer = await read(contract, make(contract));
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(words);
  });

  it('is accepted with either secret, and with a lower-case typ or none', async () => {
    for (const secret of [FIRST, SECOND])
      expect((await read(contract, signed(HEADER, claimsOf(contract), secret))).status).toBe(200);
    for (const typ of ['jwt', undefined]) expect((await read(contract, header({ typ })(contract))).status).toBe(200);
  });
});

it('a sign-in signs with the first secret', async () => {
  const { body } = await app.send('POST', '/api/login', {
    body: { usuario_login: acme.user.login, usuario_password: acme.user.password },
  });
  const [head, payload, signature] = (body.token as string).split('.');
  expect(createHmac('sha256', FIRST).update(`${head}.${payload}`).digest('base64url')).toBe(signature);
});
