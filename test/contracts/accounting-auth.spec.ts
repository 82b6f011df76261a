import { KeysService } from '../../src/auth/keys.service.js';
import type { Permission } from '../../src/auth/permissions.js';
import { UsersService } from '../../src/auth/users.service.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const UNAUTHORIZED = { status: 401, body: { statusCode: 401, message: 'Unauthorized' } };
const NOT_FOUND = { status: 404, body: { statusCode: 404, message: 'NotFoundError' } };
const list = (headers: Record<string, string>) => app.send('GET', '/api/customers', { headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('POST /api/auth/signin', () => {
  const signIn = (body: unknown) => app.send('POST', '/api/auth/signin', { body });

  it('201: answers a token that opens the organization it names', async () => {
    const answer = await signIn({ email: acme.user.email, password: acme.user.password });
    expect(answer).toMatchObject({
      status: 201,
      body: { organization_id: String(acme.id), tenant_id: acme.id, user_id: acme.user.id },
    });
    expect(Object.keys(answer.body as object)).toEqual(['access_token', 'organization_id', 'tenant_id', 'user_id']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(
      (await list({ ...bearer(answer.body.access_token), 'organization-id': answer.body.organization_id })).status,
    ).toBe(200);
  });

  it('201: takes the email in any case', async () => {
    expect((await signIn({ email: acme.user.email.toUpperCase(), password: acme.user.password })).status).toBe(201);
  });

  it.each([
    [{ email: 'a@example.com' }, 'password'],
    [{ email: 7, password: 'x' }, 'email'],
    [{ email: 'x'.repeat(256), password: 'x' }, 'email'],
  ])('400: names what is wrong in %j', async (body, property) => {
    expect(await signIn(body)).toMatchObject({
      status: 400,
      body: { message: [{ property }], error: 'Bad Request', statusCode: 400 },
    });
  });

  it('401: answers a wrong password and an unknown email in the same words', async () => {
    const wrong = await signIn({ email: acme.user.email, password: 'wrong' });
    expect(wrong).toMatchObject({ status: 401, body: { statusCode: 401, message: 'Invalid email or password.' } });
    expect(await signIn({ email: 'nobody@example.com', password: 'wrong' })).toLookLike(wrong);
  });

  it('429: makes an address wait that failed too often', async () => {
    const strict = await startApp({ THROTTLE_FAILURE_LIMIT: '3' });
    try {
      const tenant = await aTenant(strict);
      const attempt = (password: string) =>
        strict.send('POST', '/api/auth/signin', { body: { email: tenant.user.email, password } });
      for (let failure = 0; failure < 3; failure++) expect((await attempt('wrong')).status).toBe(401);
      const answer = await attempt(tenant.user.password);
      expect(answer).toMatchObject({ status: 429, body: { statusCode: 429, error: 'Too Many Requests' } });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await strict.close();
    }
  });
});

describe('the credentials of the accounting contract', () => {
  it('200: are a key, which names its organization, with or without the header', async () => {
    await aCustomer(app, acme, { displayName: 'Ours' });
    for (const headers of [{}, { 'organization-id': String(acme.id) }] as Record<string, string>[]) {
      expect(await list({ ...bearer(acme.keys.accounting.secret), ...headers })).toMatchObject({
        status: 200,
        body: { data: [expect.objectContaining({ displayName: 'Ours' })] },
      });
    }
  });

  it('200: or a token, and the organization-id header chooses among those of its user', async () => {
    const [one, other] = [await aTenant(app), await aTenant(app)];
    await app.nest.get(UsersService).join(other.id, one.user.id, ['customers:read']);
    await aCustomer(app, one, { displayName: 'One' });
    await aCustomer(app, other, { displayName: 'Other' });
    const token = bearer(await one.tokens.accounting());
    expect((await list({ ...token, 'organization-id': String(one.id) })).body.data).toMatchObject([
      { displayName: 'One' },
    ]);
    expect((await list({ ...token, 'organization-id': String(other.id) })).body.data).toMatchObject([
      { displayName: 'Other' },
    ]);
    const write = await app.send('DELETE', '/api/customers/1', {
      headers: { ...token, 'organization-id': String(other.id) },
    });
    expect(write).toMatchObject({ status: 403, body: { statusCode: 403, error: 'Forbidden' } });
  });

  it('401: says that the organization is missing', async () => {
    expect(await list(bearer(await acme.tokens.accounting()))).toMatchObject({
      status: 401,
      body: { statusCode: 401, message: 'Organization ID is required.' },
    });
  });

  it('401: answers whatever does not open the organization in the same words', async () => {
    const other = await aTenant(app);
    const keys = app.nest.get(KeysService);
    const revoked = await keys.create(acme.id, 'accounting');
    await keys.revoke(acme.id, revoked.id);
    const expired = await keys.create(acme.id, 'accounting', { expiresAt: new Date(Date.now() - 1000) });
    const [token, key] = [bearer(await acme.tokens.accounting()), bearer(acme.keys.accounting.secret)];
    // Without a token there is none that could be invalid, and the challenge says so.
    const without: [what: string, headers: Record<string, string>][] = [
      ['nothing', {}],
      ['another scheme', { authorization: 'Basic eDp5' }],
    ];
    const refused: [what: string, headers: Record<string, string>][] = [
      ['a foreign organization', { ...token, 'organization-id': String(other.id) }],
      ['an organization that does not exist', { ...token, 'organization-id': '9007199254740000' }],
      ['an organization that is no number', { ...token, 'organization-id': 'acme' }],
      ['an organization with a zero before it', { ...token, 'organization-id': `0${acme.id}` }],
      ['a key with a foreign organization', { ...key, 'organization-id': String(other.id) }],
      ['a key with an organization that does not exist', { ...key, 'organization-id': '9007199254740000' }],
      ['a bad token', { ...bearer('nonsense'), 'organization-id': String(acme.id) }],
      ['a token of another contract', { ...bearer(await acme.tokens.contacts()), 'organization-id': String(acme.id) }],
      ['a key that never was', bearer('bc_nonsense')],
      ['a key of another contract', { ...bearer(acme.keys.clients.secret), 'organization-id': String(acme.id) }],
      ['a revoked key', bearer(revoked.secret)],
      ['an expired key', bearer(expired.secret)],
    ];
    for (const attempts of [without, refused]) {
      const answers = await Promise.all(
        attempts.map(([, headers]) => list({ 'organization-id': String(acme.id), ...headers })),
      );
      for (const [at, { status, body }] of answers.entries())
        expect([attempts[at]![0], { status, body }]).toEqual([attempts[at]![0], UNAUTHORIZED]);
      for (const answer of answers) expect(answer).toLookLike(answers[0]!);
    }
  });
});

describe('POST /api/api-keys/generate', () => {
  it('201: answers a key, this once, that opens the organization', async () => {
    const answer = await app.as(acme).accountingByToken.post('/api-keys/generate', { name: 'Import' });
    expect(answer).toMatchObject({
      status: 201,
      body: { id: expect.any(Number), key: expect.stringMatching(/^bc_.{20,}$/) },
    });
    expect(Object.keys(answer.body as object)).toEqual(['id', 'key']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect((await list(bearer(answer.body.key))).status).toBe(200);
    expect((await app.as(acme).accounting.post('/api-keys/generate', {})).status).toBe(201);
  });

  it('201: the key may do no more than its maker, and makes no keys unless that was asked for', async () => {
    const permissions: Permission[] = ['keys:write', 'customers:read'];
    const narrow = await aTenant(app, { permissions });
    const { body } = await app.as(narrow).accounting.post('/api-keys/generate', { name: 'Narrow' });
    expect(await app.nest.get(KeysService).find(narrow.id, body.id)).toMatchObject({
      contract: 'accounting',
      name: 'Narrow',
      permissions: ['customers:read'],
    });
    const asked = await app.as(narrow).accounting.post('/api-keys/generate', { permissions });
    expect(await app.nest.get(KeysService).find(narrow.id, asked.body.id)).toMatchObject({ name: null, permissions });
    expect((await app.send('POST', '/api/customers', { headers: bearer(body.key), body: {} })).status).toBe(403);
  });

  it.each([[{ name: 7 }], [{ name: 'x'.repeat(256) }]])('400: refuses %j', async (body) => {
    expect(await app.as(acme).accounting.post('/api-keys/generate', body)).toMatchObject({
      status: 400,
      body: { message: [{ property: 'name' }] },
    });
  });

  it('403: needs the permission', async () => {
    const reader = await aTenant(app, { permissions: ['keys:read'] });
    expect((await app.as(reader).accounting.post('/api-keys/generate', {})).status).toBe(403);
    expect((await app.as(reader).accounting.put(`/api-keys/${reader.keys.accounting.id}/revoke`)).status).toBe(403);
    expect((await app.as(reader).accounting.get('/api-keys')).status).toBe(200);
    const writer = await aTenant(app, { permissions: ['keys:write'] });
    expect((await app.as(writer).accounting.get('/api-keys')).status).toBe(403);
  });
});

describe('GET /api/api-keys', () => {
  it('200: lists the keys of this contract, never their secrets', async () => {
    const tenant = await aTenant(app);
    const keys = app.nest.get(KeysService);
    const expiresAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_000);
    const named = await keys.create(tenant.id, 'accounting', { name: 'Import', expiresAt });
    await keys.revoke(tenant.id, named.id);
    const { status, body } = await app.as(tenant).accounting.get('/api-keys');
    const first = tenant.keys.accounting;
    expect({ status, body }).toEqual({
      status: 200,
      body: [
        {
          id: first.id,
          name: null,
          token: `${first.secret.slice(0, 8)}...`,
          createdAt: expect.stringMatching(/Z$/),
          expiresAt: null,
          revoked: false,
        },
        {
          id: named.id,
          name: 'Import',
          token: `${named.secret.slice(0, 8)}...`,
          createdAt: expect.stringMatching(/Z$/),
          expiresAt: expiresAt.toISOString().replace('.000', ''),
          revoked: true,
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(named.secret.slice(0, 16));
  });
});

describe('PUT /api/api-keys/:id/revoke', () => {
  it('200: ends a key for good; twice is no error', async () => {
    const { id, secret } = await app.nest.get(KeysService).create(acme.id, 'accounting');
    for (let time = 0; time < 2; time++)
      expect(await app.as(acme).accounting.put(`/api-keys/${id}/revoke`)).toMatchObject({
        status: 200,
        body: { id, revoked: true },
      });
    expect(await list(bearer(secret))).toMatchObject(UNAUTHORIZED);
  });

  it('404: answers a foreign key, and one of another contract, exactly like a missing one', async () => {
    const other = await aTenant(app);
    const revoke = (id: number | string) => app.as(acme).accounting.put(`/api-keys/${id}/revoke`);
    const missing = await revoke('9007199254740000');
    expect(missing).toMatchObject(NOT_FOUND);
    for (const id of [other.keys.accounting.id, acme.keys.billing.id, 'x', '0'])
      expect(await revoke(id)).toLookLike(missing);
    expect((await app.as(other).accounting.get('/customers')).status).toBe(200);
    expect((await app.as(acme).billing.get('/customer')).status).toBe(200);
  });
});
