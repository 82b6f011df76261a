import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { KeyContract } from '../../src/auth/credentials.js';
import { KeysService } from '../../src/auth/keys.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { CONTRACTS } from '../../src/openapi.js';
import { aTenant, aUser, type TestTenant } from '../factories/tenant.js';
import type { Answer, Served } from '../support/app.js';
import { nextNonce } from '../support/clients.js';
import { committedDocument, placesOf } from '../support/documents.js';
import { asOwner } from '../support/owner.js';
import { useTwoProcesses } from '../support/two-processes.js';
import { useTenant } from '../support/use-app.js';

type Headers = Record<string, string>;
type Attack = [what: string, authorization: () => string | Promise<string>];

const app = useTwoProcesses();
const acme = useTenant(app);
const globex = useTenant(app);

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token as an attacker could write it. */
function token(
  aud: unknown,
  claims: object = {},
  { header = {}, secret = app.env.jwtSecret!, hash = 'sha256' } = {},
): string {
  const head = typeof header === 'string' ? header : { alg: 'HS256', typ: 'JWT', ...header };
  const text = `${part(head)}.${part({ iss: 'clientela', aud, sub: `user:${acme.user.id}`, tenant: acme.id, iat: inSeconds(0), exp: inSeconds(60), ...claims })}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

const TOKENS: [what: string, make: (aud: string) => string | Promise<string>][] = [
  ['alg none', (aud) => token(aud, {}, { header: { alg: 'none' } }).replace(/[^.]*$/, '')],
  ['alg None, with a signature', (aud) => token(aud, {}, { header: { alg: 'None' } })],
  ['alg HS512', (aud) => token(aud, {}, { header: { alg: 'HS512' }, hash: 'sha512' })],
  ['alg HS384', (aud) => token(aud, {}, { header: { alg: 'HS384' }, hash: 'sha384' })],
  ['alg RS256, signed with the secret', (aud) => token(aud, {}, { header: { alg: 'RS256' } })],
  ['alg ES256', (aud) => token(aud, {}, { header: { alg: 'ES256' } })],
  ['no alg', (aud) => token(aud, {}, { header: { alg: undefined } })],
  [
    'a header that brings its own key',
    (aud) =>
      token(aud, {}, { header: { jwk: { kty: 'oct', k: part('mine') }, kid: '../../dev/null' }, secret: 'mine' }),
  ],
  ['a header that is no object', (aud) => token(aud, {}, { header: 'HS256' })],
  ['another key', (aud) => token(aud, {}, { secret: 'another secret of forty characters......' })],
  ['an empty key', (aud) => token(aud, {}, { secret: '' })],
  ['another audience', (aud) => token(aud === 'contacts' ? 'clients' : 'contacts')],
  ['several audiences, one of them right', (aud) => token([aud, 'somebody'])],
  ['no audience', () => token(undefined)],
  ['another issuer', (aud) => token(aud, { iss: 'somebody' })],
  ['no issuer', (aud) => token(aud, { iss: undefined })],
  ['a time that is over', (aud) => token(aud, { exp: inSeconds(-1) })],
  ['an end in words', (aud) => token(aud, { exp: 'tomorrow' })],
  ['a time that is yet to come', (aud) => token(aud, { nbf: inSeconds(60) })],
  ['no subject', (aud) => token(aud, { sub: undefined })],
  ['a subject that is a number', (aud) => token(aud, { sub: acme.user.id })],
  ['a subject that is a list', (aud) => token(aud, { sub: [`user:${acme.user.id}`] })],
  ['a subject that is an object', (aud) => token(aud, { sub: { user: acme.user.id } })],
  ['a subject with a blank', (aud) => token(aud, { sub: ` user:${acme.user.id}` })],
  ['a subject beyond numbers', (aud) => token(aud, { sub: `user:${'9'.repeat(15)}` })],
  ['a user who never was', (aud) => token(aud, { sub: 'user:900000000000000' })],
  [
    'a deleted user',
    async (aud) => token(aud, { sub: `user:${await gone((id) => app.nest.get(UsersService).delete(id))}` }),
  ],
  [
    'a user who has left',
    async (aud) => token(aud, { sub: `user:${await gone((id) => app.nest.get(UsersService).leave(acme.id, id))}` }),
  ],
  ['the key of another contract as its subject', (aud) => token(aud, { sub: `key:${acme.keys.accounting.id}` })],
  ['a claim that is no JSON', (aud) => token(aud).replace(/\.[^.]*\./, `.${part('{')}.`)],
  ['a signature cut short', (aud) => token(aud).slice(0, -3)],
  ['no signature', (aud) => token(aud).replace(/[^.]*$/, '')],
  ['four parts', (aud) => `${token(aud)}.${part('x')}`],
  ['a tail', (aud) => `${token(aud)}x`],
  ['a great length', () => 'x'.repeat(15_000)],
  ['a great length between points', () => `${part({ alg: 'HS256' })}.${'e'.repeat(8_000)}.x`],
  ['nothing but points', () => '..'],
  ['bytes that are no text', () => 'ÿþý.\u00ff.\u0080'],
];

/** In accounting a header chooses among the user's tenants, so the first of these is no attack there. */
const TENANTS: [what: string, make: (aud: string) => string][] = [
  ['another tenant', (aud) => token(aud, { tenant: globex.id })],
  ['no tenant', (aud) => token(aud, { tenant: undefined })],
  ['a tenant in words', (aud) => token(aud, { tenant: String(acme.id) })],
  ['a list of tenants', (aud) => token(aud, { tenant: [acme.id] })],
  ['a tenant that is no number', (aud) => token(aud, { tenant: { $ne: 0 } })],
];

async function gone(leave: (id: number) => Promise<void>): Promise<number> {
  const { id } = await aUser(app, acme);
  await leave(id);
  return id;
}

const pair = (text: string | Buffer) => Buffer.from(text).toString('base64');
const PAIRS: Attack[] = [
  ['no colon', () => pair(`${acme.keys.billing.publicKey}${acme.keys.billing.secret}`)],
  ['two colons', () => pair(`${acme.keys.billing.publicKey}::${acme.keys.billing.secret}`)],
  ['a colon behind', () => pair(`${acme.keys.billing.publicKey}:${acme.keys.billing.secret}:`)],
  ['a colon alone', () => pair(':')],
  ['no name', () => pair(`:${acme.keys.billing.secret}`)],
  ['no password', () => pair(`${acme.keys.billing.publicKey}:`)],
  ['the two exchanged', () => pair(`${acme.keys.billing.secret}:${acme.keys.billing.publicKey}`)],
  [
    'bytes that are no UTF-8',
    () => pair(Buffer.concat([Buffer.from(`${acme.keys.billing.publicKey}:`), Buffer.from([0xff, 0xfe, 0xc0])])),
  ],
  ['a name that is no UTF-8', () => pair(Buffer.from([0xff, 0x3a, 0xff]))],
  ['a zero byte behind', () => pair(`${acme.keys.billing.publicKey}:${acme.keys.billing.secret}\0`)],
  ['a zero byte in the name', () => pair(`${acme.keys.billing.publicKey}\0:${acme.keys.billing.secret}`)],
  ['a line behind', () => pair(`${acme.keys.billing.publicKey}:${acme.keys.billing.secret}\n`)],
  ['no Base64', () => '%%%%'],
  ['no Base64 data', () => '===='],
  ['a name of another tenant', () => pair(`${globex.keys.billing.publicKey}:${acme.keys.billing.secret}`)],
  ['a name in other letters', () => pair(`${swapped(acme.keys.billing.publicKey!)}:${acme.keys.billing.secret}`)],
  ['a password cut short', () => pair(`${acme.keys.billing.publicKey}:${acme.keys.billing.secret.slice(0, -1)}`)],
  ['a password with a letter before', () => pair(`${acme.keys.billing.publicKey}:x${acme.keys.billing.secret}`)],
  ['a key of another contract', () => pair(`${acme.keys.billing.publicKey}:${acme.keys.accounting.secret}`)],
  ['a great length', () => pair(`${'x'.repeat(5_000)}:y`)],
  ['wildcards', () => pair('%:%')],
  [
    'a revoked pair',
    async () => {
      const key = await revoked('billing');
      return pair(`${key.publicKey}:${key.secret}`);
    },
  ],
];

const swapped = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()));

async function revoked(contract: KeyContract) {
  const keys = app.nest.get(KeysService);
  const key = await keys.create(acme.id, contract);
  await keys.revoke(acme.id, key.id);
  return key;
}

const keysOf = (contract: 'clients' | 'accounting' | 'clientela', prefix: string): Attack[] => [
  ['a revoked key', async () => (await revoked(contract)).secret],
  [
    'an expired key',
    async () =>
      (await app.nest.get(KeysService).create(acme.id, contract, { expiresAt: new Date(Date.now() - 1000) })).secret,
  ],
  ['a key cut short', () => acme.keys[contract].secret.slice(0, -1)],
  ['a key with its prefix twice', () => prefix + acme.keys[contract].secret],
  ['a key with a tail', () => `${acme.keys[contract].secret}x`],
  ['a key in other letters', () => prefix + swapped(acme.keys[contract].secret.slice(prefix.length))],
  ['a key of another contract', () => acme.keys.erp.secret],
  ['that key under this prefix', () => prefix + acme.keys.erp.secret.replace(/^xt_/, '')],
  ['a private key', () => acme.keys.billing.secret],
  ['a prefix alone', () => prefix],
  ['a great length', () => prefix + 'x'.repeat(15_000)],
];

const REFUSED = {
  contacts: { status: 401, body: { success: false, error: 'Token inválido o caducado', details: [] } },
  billing: {
    status: 401,
    body: {
      code: 401,
      status: 'Error',
      message: 'Invalid or incorrect authorization [Invalid key pair.]',
      details: {},
      response: false,
    },
  },
  clients: { status: 401, body: { success: false } },
  erp: { status: 403, body: { code: 'AUTH_FAILED' } },
  accounting: { status: 401, body: { statusCode: 401, message: 'Unauthorized' } },
  clientela: { status: 401, body: { type: '/problems/credential-refused', status: 401 } },
} as const;

/** The attacks on each contract: complete sets of headers, each of them wrong in one place. */
const ATTACKS: Record<keyof typeof REFUSED, () => Promise<[what: string, headers: Headers][]>> = {
  contacts: () => tokensIn('contacts', {}),
  billing: () =>
    Promise.all(
      PAIRS.map(async ([what, make]): Promise<[string, Headers]> => [what, { authorization: `Basic ${await make()}` }]),
    ),
  clients: async () => [
    ...(await tokensIn('clients', { 'X-API-Key': acme.keys.clients.secret, tenant: acme.domain })),
    ...(await Promise.all(
      keysOf('clients', 'gtk_').map(async ([what, make]): Promise<[string, Headers]> => [
        what,
        { ...bearer(token('clients')), 'X-API-Key': await make(), tenant: acme.domain },
      ]),
    )),
    [
      'a key, a token and a header of three tenants',
      {
        ...bearer(await globex.tokens.clients()),
        'X-API-Key': acme.keys.clients.secret,
        tenant: (await aTenant(app)).domain,
      },
    ],
    [
      'a header of another tenant',
      { ...bearer(token('clients')), 'X-API-Key': acme.keys.clients.secret, tenant: globex.domain },
    ],
    [
      'a key of another tenant',
      { ...bearer(token('clients')), 'X-API-Key': globex.keys.clients.secret, tenant: acme.domain },
    ],
    [
      'a token of another tenant',
      { ...bearer(await globex.tokens.clients()), 'X-API-Key': acme.keys.clients.secret, tenant: acme.domain },
    ],
    [
      'a tenant that does not exist',
      { ...bearer(token('clients')), 'X-API-Key': acme.keys.clients.secret, tenant: 'nobody.example' },
    ],
    [
      'two tenants in one header',
      {
        ...bearer(token('clients')),
        'X-API-Key': acme.keys.clients.secret,
        tenant: `${acme.domain}, ${globex.domain}`,
      },
    ],
  ],
  erp: async () => [
    ...(await tokensIn('erp', {})),
    ['a session of another tenant', bearer(await globex.tokens.erp())],
    ['an API token in place of a session', bearer(acme.keys.erp.secret)],
    [
      'a session of an API token with no tenant',
      bearer(token('erp', { sub: `key:${acme.keys.erp.id}`, tenant: undefined })),
    ],
    [
      'a session of an API token with a tenant that is no number',
      bearer(token('erp', { sub: `key:${acme.keys.erp.id}`, tenant: { $ne: 0 } })),
    ],
    [
      'a session of an API token in another tenant',
      bearer(token('erp', { sub: `key:${acme.keys.erp.id}`, tenant: globex.id })),
    ],
  ],
  accounting: async () => [
    ...(await tokensIn('accounting', { 'organization-id': String(acme.id) })).filter(
      ([what]) => what !== 'another tenant',
    ),
    ...(await Promise.all(
      keysOf('accounting', 'bc_').map(async ([what, make]): Promise<[string, Headers]> => [
        what,
        { ...bearer(await make()), 'organization-id': String(acme.id) },
      ]),
    )),
    [
      'a key and a header of two tenants',
      { ...bearer(acme.keys.accounting.secret), 'organization-id': String(globex.id) },
    ],
    ['a token and a header of two tenants', { ...bearer(token('accounting')), 'organization-id': String(globex.id) }],
    [
      'two organizations in one header',
      { ...bearer(token('accounting')), 'organization-id': `${acme.id}, ${globex.id}` },
    ],
    ['an organization with a sign', { ...bearer(token('accounting')), 'organization-id': `+${acme.id}` }],
    ['an organization with a point', { ...bearer(token('accounting')), 'organization-id': `${acme.id}.0` }],
  ],
  clientela: async () => [
    ...(await tokensIn('clientela', {})),
    ['a token that is no key', bearer(token('clientela'))],
    ...(await Promise.all(
      keysOf('clientela', 'ck_').map(async ([what, make]): Promise<[string, Headers]> => [what, bearer(await make())]),
    )),
  ],
};

const bearer = (value: string): Headers => ({ authorization: `Bearer ${value}` });
const tokensIn = (aud: string, others: Headers) =>
  Promise.all(
    [...TOKENS, ...TENANTS].map(async ([what, make]): Promise<[string, Headers]> => [
      what,
      { ...others, ...bearer(await make(aud)) },
    ]),
  );

describe.each(CONTRACTS)('$name', ({ name }) => {
  // One operation that reads and one that writes. Both need a credential and name no record.
  const places = placesOf(committedDocument(name).document).filter(
    ({ operation, path }) =>
      operation.security!.some(
        (all) => !Object.keys(all).includes('apiToken') && Object.keys(all).join() !== 'tenant',
      ) && !/\{(?!account)/.test(path),
  );
  const [reading, writing] = [
    places.find(({ method }) => method === 'get')!,
    places.find(
      ({ operation }) => operation.operationId.startsWith('create') || operation.operationId.startsWith('generate'),
    )!,
  ];

  const send = ({ method, path, operation }: typeof reading, headers: Headers, to: Served = app): Promise<Answer> => {
    const [example] = Object.values(operation.requestBody?.content['application/json']?.examples ?? {});
    const nonce = operation.parameters.some((parameter) => parameter.name === 'nonce') ? nextNonce() : {};
    return to.send(method, path.replace('{account}', acme.slug), { headers, query: nonce, body: example?.value });
  };

  it('accepts the valid credentials from which the attacks are made', async () => {
    expect((await send(reading, await app.as(acme)[name].credentials())).status).toBe(200);
    // Clientela takes tokens in a cookie: test/contracts/clientela-sessions.spec.ts.
    if (name !== 'billing' && name !== 'clientela')
      expect(
        (
          await send(reading, {
            ...(await app.as(acme)[name === 'accounting' ? 'accountingByToken' : name].credentials()),
            ...bearer(token(name)),
          })
        ).status,
      ).toBe(200);
  });

  it('refuses every bad credential in one way for each contract, in both processes, and writes nothing', async () => {
    const attacks = await ATTACKS[name]();
    expect(attacks.length).toBeGreaterThan(20);
    const before = await countsOf(acme);
    for (const place of [reading, writing]) {
      let first: Answer | undefined;
      for (const [what, headers] of attacks) {
        for (const process of [app.first, app.second]) {
          const answer = await send(place, headers, process);
          expect({ what, ...answer }).toMatchObject({ what, ...REFUSED[name] });
          first ??= answer;
          expect(answer).toLookLike(first);
        }
      }
    }
    expect(await countsOf(acme)).toEqual(before);
  });

  it('is not confused by a second Authorization', async () => {
    const good = await app.as(acme)[name].credentials();
    const other = await app.as(globex)[name].credentials();
    const path = reading.path.replace('{account}', acme.slug);
    for (const { url } of [app.first, app.second]) {
      // Node's HTTP server keeps the first one.
      const first = await twice(url, path, good, good['authorization']!, 'Bearer nonsense');
      const second = await twice(url, path, good, 'Bearer nonsense', good['authorization']!);
      const foreign = await twice(
        url,
        path,
        { ...good, authorization: other['authorization']! },
        other['authorization']!,
        good['authorization']!,
      );
      expect(first).toBe(200);
      expect(second).toBeGreaterThanOrEqual(400);
      expect(second).toBeLessThan(500);
      expect(foreign).toBeLessThan(500);
    }
  });
});

/** How many rows of each kind a tenant has. */
async function countsOf(tenant: TestTenant): Promise<object> {
  const tables = [
    'customers',
    'emails',
    'phones',
    'company_names',
    'contact_persons',
    'api_keys',
    'memberships',
    'erp_nonces',
    'signed_nonces',
    'ledger_entries',
  ];
  const [row] = await asOwner<object>(
    app,
    tenant,
    `SELECT ${tables.map((table) => `(SELECT count(*) FROM ${table} WHERE tenant_id = $1) AS ${table}`).join(', ')}`,
    [tenant.id],
  );
  return row!;
}

/** Sends two Authorization headers. Other HTTP clients would join them to one. */
const twice = (url: string, path: string, headers: Headers, first: string, second: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { authorization: _, ...others } = headers;
    const raw = [
      ...Object.entries(others).flat(),
      'authorization',
      first,
      'authorization',
      second,
      'host',
      new URL(url).host,
    ];
    request(url + path, { headers: raw }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on('error', reject)
      .end();
  });
