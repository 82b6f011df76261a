import { createHmac } from 'node:crypto';
import { KeysService } from '../../src/auth/keys.service.js';
import { TokensService } from '../../src/auth/tokens.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { aTenant, aUser } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as an attacker could write it. */
function token(claims: object, { alg = 'HS256', secret = app.env.jwtSecret! } = {}): string {
  const text = `${part({ alg, typ: 'JWT' })}.${part({ iss: 'clientela', aud: 'contacts', sub: `user:${acme.user.id}`, tenant: acme.id, iat: inSeconds(0), exp: inSeconds(60), ...claims })}`;
  const hash = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }[alg];
  return `${text}.${hash ? createHmac(hash, secret).update(text).digest('base64url') : ''}`;
}

const list = (authorization: string) => app.send('GET', '/api/customers/getCustomers', { headers: { authorization } });

describe('a bearer token', () => {
  it('opens the tenant that it was signed for', async () => {
    expect((await list(`Bearer ${token({})}`)).status).toBe(200);
  });

  it.each<[string, () => string]>([
    ['without a signature (alg: none)', () => token({}, { alg: 'none' })],
    ['signed with another algorithm', () => token({}, { alg: 'HS512' })],
    ['signed with another key', () => token({}, { secret: 'another secret of forty characters......' })],
    ['of another contract', () => token({ aud: 'clients' })],
    ['of an unknown audience', () => token({ aud: 'somebody' })],
    ['of another issuer', () => token({ iss: 'somebody' })],
    ['that has expired', () => token({ exp: inSeconds(-1) })],
    ['that is not valid yet', () => token({ nbf: inSeconds(60) })],
    ['of a user who never was', () => token({ sub: 'user:9007199254740000' })],
    ['with a subject of another kind', () => token({ sub: 'key:1' })],
    ['with no subject', () => token({ sub: undefined })],
    ['with a tenant that is not the user’s', () => token({ tenant: acme.id + 1_000_000 })],
    ['cut short', () => token({}).slice(0, -4)],
  ])('%s is refused', async (_, make) => {
    expect(await list(`Bearer ${make()}`)).toMatchObject({
      status: 401,
      body: { success: false, error: 'Token inválido o caducado' },
    });
  });

  it('ends with its user', async () => {
    const user = await aUser(app, acme);
    const bearer = `Bearer ${token({ sub: `user:${user.id}` })}`;
    expect((await list(bearer)).status).toBe(200);
    await app.nest.get(UsersService).delete(user.id);
    expect((await list(bearer)).status).toBe(401);
  });

  it('ends when its user leaves the tenant', async () => {
    const user = await aUser(app, acme);
    const bearer = `Bearer ${token({ sub: `user:${user.id}` })}`;
    expect((await list(bearer)).status).toBe(200);
    await app.nest.get(UsersService).leave(acme.id, user.id);
    expect((await list(bearer)).status).toBe(401);
  });
});

describe('an API key', () => {
  const read = (key: string) => app.send('GET', '/api/customers', { headers: { authorization: `Bearer ${key}` } });

  it('opens its own tenant, until it is revoked', async () => {
    const key = await app.nest.get(KeysService).create(acme.id, 'accounting');
    expect((await read(key.secret)).status).toBe(200);
    await app.nest.get(KeysService).revoke(acme.id, key.id);
    expect((await read(key.secret)).status).toBe(401);
  });

  it('ends at its date', async () => {
    const keys = app.nest.get(KeysService);
    const [past, future] = [
      await keys.create(acme.id, 'accounting', { expiresAt: new Date(Date.now() - 1000) }),
      await keys.create(acme.id, 'accounting', { expiresAt: new Date(Date.now() + 60_000) }),
    ];
    expect((await read(past.secret)).status).toBe(401);
    expect((await read(future.secret)).status).toBe(200);
  });

  it('cut short, or of another contract, opens nothing', async () => {
    expect((await read(acme.keys.accounting.secret.slice(0, -1))).status).toBe(401);
    expect((await read(acme.keys.clients.secret)).status).toBe(401);
    expect((await read('bc_')).status).toBe(401);
  });

  it('is stored as a hash alone', async () => {
    const rows = await asOwner<object>(app, acme, 'SELECT api_keys::text FROM api_keys WHERE tenant_id = $1', [
      acme.id,
    ]);
    const stored = JSON.stringify(rows);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const { secret } of Object.values(acme.keys)) expect(stored).not.toContain(secret);
  });
});

describe('an erp session', () => {
  it('ends with the API token that opened it', async () => {
    const key = await app.nest.get(KeysService).create(acme.id, 'erp');
    const session = app.nest.get(TokensService).issue({ sub: `key:${key.id}`, tenant: acme.id, aud: 'erp' }, 30);
    const status = () =>
      app.send('GET', `/api/${acme.slug}/v4.0.0/status`, { headers: { authorization: `Bearer ${session}` } });
    expect((await status()).status).toBe(200);
    await app.nest.get(KeysService).revoke(acme.id, key.id);
    expect((await status()).status).toBe(403);
  });
});

describe('a header or a path', () => {
  it('never grants a tenant that the credential does not', async () => {
    const other = await aTenant(app);
    const session = await app.as(acme).erp.credentials();
    expect((await app.send('GET', `/api/${other.slug}/v4.0.0/customers`, { headers: session })).status).toBe(403);
    expect(
      (
        await app
          .as(acme)
          .accountingByToken.send('GET', '/customers', { headers: { 'organization-id': String(other.id) } })
      ).status,
    ).toBe(401);
    expect(
      (await app.as(acme).accounting.send('GET', '/customers', { headers: { 'organization-id': String(other.id) } }))
        .status,
    ).toBe(401);
    expect((await app.as(acme).clients.send('GET', '/clients', { headers: { tenant: other.domain } })).status).toBe(
      401,
    );
  });
});

describe('refused credentials', () => {
  it('are limited per address, and never keep a good one out', async () => {
    const strict = await startApp({ THROTTLE_FAILURE_LIMIT: '3' });
    try {
      const tenant = await aTenant(strict);
      const guess = () => strict.send('GET', '/api/customers', { headers: { authorization: 'Bearer bc_guess' } });
      for (let attempt = 0; attempt < 3; attempt++) expect((await guess()).status).toBe(401);
      const answer = await guess();
      expect(answer.status).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.headers).toMatchObject({ 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '0' });
      expect((await strict.as(tenant).accounting.get('/customers')).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});
