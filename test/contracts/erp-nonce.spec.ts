import { KeysService } from '../../src/auth/keys.service.js';
import { TokensService } from '../../src/auth/tokens.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant, aUser, type TestTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useApp } from '../support/use-app.js';

const INT64_MAX = '9223372036854775807';
/**
 * The largest that a caller may send: one that is a time may not be far ahead of the clock. A multiple of 256 and the
 * number after it are the same floating-point number.
 */
const IN_NANOSECONDS = String((BigInt(Date.now()) * 1_000_000n) & ~255n);

const app = useApp();

const reused = { status: 409, body: { code: 'NONCE_REUSED', path: '/customers' } };
const malformed = {
  status: 400,
  body: { code: 'INVALID_ARGUMENT', message: 'nonce must be a positive 64-bit integer' },
};

/** A write by the tenant's user, or by the owner of a given session. */
const post = (tenant: TestTenant, nonce: unknown, { body = { name: 'Ada' }, session = '', on = app } = {}) =>
  on.as(tenant).erp.send('POST', '/customers', {
    query: { nonce },
    body,
    headers: session ? { authorization: `Bearer ${session}` } : {},
  });
const sessionOf = (tenant: TestTenant, sub: string) =>
  app.nest.get(TokensService).issue({ sub, tenant: tenant.id, aud: 'erp' }, 1);
const countOf = async (tenant: TestTenant) =>
  (await app.as(tenant).erp.get('/customers', { limit: 1000 })).body.length as number;

describe('a nonce', () => {
  it('201: is taken when it is greater than the last one, by however much', async () => {
    const tenant = await aTenant(app);
    for (const nonce of ['1', '2', '1700000000001', IN_NANOSECONDS])
      expect((await post(tenant, nonce)).status).toBe(201);
    expect(await countOf(tenant)).toBe(4);
  });

  it('201: is exact beyond 2^53', async () => {
    const tenant = await aTenant(app);
    const [first, second] = [IN_NANOSECONDS, String(BigInt(IN_NANOSECONDS) + 1n)];
    expect(Number(first)).toBe(Number(second));
    expect((await post(tenant, first)).status).toBe(201);
    expect((await post(tenant, second)).status).toBe(201);
    expect(await post(tenant, second)).toMatchObject(reused);
    expect(await post(tenant, first)).toMatchObject(reused);
  });

  it.each(['POST', 'PUT'])('400: is required on %s', async (method) => {
    const tenant = await aTenant(app);
    const { id, version } = await aCustomer(app, tenant);
    expect(await app.as(tenant).erp.send(method, '/customers', { body: { id, name: 'Other' } })).toMatchObject(
      malformed,
    );
    expect(await theCustomer(app, tenant, id)).toMatchObject({ displayName: 'Ada Ltd.', version });
    expect(await countOf(tenant)).toBe(1);
  });

  it.each([
    '',
    '0',
    '-1',
    '1.0',
    '1e3',
    '0x1',
    'one',
    ' ',
    '1 2',
    '٣',
    'null',
    '9223372036854775808',
    '18446744073709551617',
    '1'.repeat(400),
  ])('400: refuses %p and writes nothing', async (nonce) => {
    const tenant = await aTenant(app);
    expect(await post(tenant, nonce)).toMatchObject(malformed);
    expect(await countOf(tenant)).toBe(0);
  });

  it('400: refuses two at once', async () => {
    const tenant = await aTenant(app);
    expect(await post(tenant, ['1', '2'])).toMatchObject(malformed);
    expect(await countOf(tenant)).toBe(0);
  });

  it.each(['7', '6', '1'])('409: refuses %s after 7 and writes nothing', async (nonce) => {
    const tenant = await aTenant(app);
    expect((await post(tenant, '7')).status).toBe(201);
    expect(await post(tenant, nonce)).toMatchObject(reused);
    expect(await countOf(tenant)).toBe(1);
  });

  it('409: counts across POST and PUT', async () => {
    const tenant = await aTenant(app);
    const { body } = await post(tenant, '5');
    const put = (nonce: string) =>
      app
        .as(tenant)
        .erp.send('PUT', '/customers', { query: { nonce }, body: { id: body.id as number, name: 'Other' } });
    expect(await put('5')).toMatchObject(reused);
    expect(await theCustomer(app, tenant, body.id as number)).toMatchObject({ displayName: 'Ada', version: 1 });
    expect((await put('6')).status).toBe(201);
    expect(await post(tenant, '6')).toMatchObject(reused);
  });

  it.each([2, 16])('201: fired %i times at the same moment has exactly one effect', async (times) => {
    const tenant = await aTenant(app);
    const answers = await Promise.all(Array.from({ length: times }, () => post(tenant, '1')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'NONCE_REUSED')).toHaveLength(
      times - 1,
    );
    expect(await countOf(tenant)).toBe(1);
  });

  it('201: fired 16 times at the same moment changes a customer once', async () => {
    const tenant = await aTenant(app);
    const { id, version } = await aCustomer(app, tenant);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, at) =>
        app.as(tenant).erp.send('PUT', '/customers', { query: { nonce: '1' }, body: { id, name: `Name ${at}` } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await theCustomer(app, tenant, id)).version).toBe(version + 1);
  });
});

describe('a refused request', () => {
  it.each([
    ['its body is not acceptable', { name: '' }, 400],
    ['its vat_id is taken', { name: 'Ada', vat_id: 'TAKEN' }, 409],
  ])('has spent its nonce although %s', async (_, body, status) => {
    const tenant = await aTenant(app);
    await aCustomer(app, tenant, { taxId: 'TAKEN' });
    expect((await post(tenant, '5', { body })).status).toBe(status);
    expect(await post(tenant, '5')).toMatchObject(reused);
    expect((await post(tenant, '6')).status).toBe(201);
  });

  it('has spent its nonce although its body is no JSON', async () => {
    const tenant = await aTenant(app);
    expect((await app.as(tenant).erp.send('POST', '/customers', { query: { nonce: '5' }, text: '{' })).status).toBe(
      400,
    );
    expect(await post(tenant, '5')).toMatchObject(reused);
  });

  it('is not spent when the credential is refused', async () => {
    const tenant = await aTenant(app);
    const stranger = await aTenant(app);
    expect((await post(tenant, '5', { session: 'nonsense' })).status).toBe(403);
    expect((await post(tenant, '5', { session: await stranger.tokens.erp() })).status).toBe(403);
    expect((await post(tenant, '5')).status).toBe(201);
    expect((await post(stranger, '5')).status).toBe(201);
  });
});

describe('nonces', () => {
  it('are counted per user and per API token, in one account', async () => {
    const tenant = await aTenant(app);
    const colleague = await aUser(app, tenant);
    const second = await app.nest.get(KeysService).create(tenant.id, 'erp');
    const sessions = [
      `user:${tenant.user.id}`,
      `user:${colleague.id}`,
      `key:${tenant.keys.erp.id}`,
      `key:${second.id}`,
    ].map((sub) => sessionOf(tenant, sub));
    for (const session of sessions) expect((await post(tenant, '5', { session })).status).toBe(201);
    for (const session of sessions) expect(await post(tenant, '5', { session })).toMatchObject(reused);
  });

  it('are shared by all sessions of one API token', async () => {
    const tenant = await aTenant(app);
    const session = async () =>
      (
        await app.send('GET', `/api/${tenant.slug}/v4.0.0/helo`, {
          headers: { authorization: `Bearer ${tenant.keys.erp.secret}` },
        })
      ).body['xa-token'] as string;
    expect((await post(tenant, '5', { session: await session() })).status).toBe(201);
    expect(await post(tenant, '5', { session: await session() })).toMatchObject(reused);
  });

  it('of a user who works for two accounts are counted in each', async () => {
    const [one, other] = [await aTenant(app), await aTenant(app)];
    const user = await aUser(app, one);
    await app.nest.get(UsersService).join(other.id, user.id, ['customers:read', 'customers:write']);
    for (const tenant of [one, other])
      expect((await post(tenant, '5', { session: sessionOf(tenant, `user:${user.id}`) })).status).toBe(201);
  });

  it('are remembered when the application starts again', async () => {
    const tenant = await aTenant(app);
    expect((await post(tenant, '5')).status).toBe(201);
    const again = await startApp();
    try {
      expect(await post(tenant, '5', { on: again })).toMatchObject(reused);
      expect((await post(tenant, '6', { on: again })).status).toBe(201);
    } finally {
      await again.close();
    }
  });

  it('on GET are looked at, and not spent', async () => {
    const tenant = await aTenant(app);
    expect((await post(tenant, '5')).status).toBe(201);
    for (const nonce of ['1', '5', '9', INT64_MAX])
      expect((await app.as(tenant).erp.get('/customers', { nonce })).status).toBe(200);
    expect((await post(tenant, '6')).status).toBe(201);
  });

  it.each(['/customers', '/status'])('400: on GET %s must be 64-bit integers', async (path) => {
    const tenant = await aTenant(app);
    for (const nonce of ['', '0', 'one', '1.5', '9223372036854775808'])
      expect(await app.as(tenant).erp.get(path, { nonce })).toMatchObject(malformed);
  });
});
