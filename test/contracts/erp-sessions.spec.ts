import { KeysService } from '../../src/auth/keys.service.js';
import { TokensService } from '../../src/auth/tokens.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { aTenant, aUser } from '../factories/tenant.js';
import { type Answer, startApp } from '../support/app.js';
import { useApp, useTenant } from '../support/use-app.js';

const app = useApp();
const acme = useTenant(app, { name: 'Acme, Lda.' });

const refused = (status: number, code: string) => ({ status, body: { code } });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const at = (path: string, account = acme.slug) => `/api/${account}/v4.0.0${path}`;
const helo = (token: string, account?: string, query?: object) =>
  app.send('GET', at('/helo', account), { headers: bearer(token), query: { ...query } });
const auth = (query: Record<string, unknown>, account?: string) => app.send('POST', at('/auth', account), { query });
const opens = async ({ status, body }: Answer) => {
  expect({ status, body }).toEqual({ status: 200, body: { 'xa-token': expect.any(String) } });
  return body['xa-token'] as string;
};
const claims = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, number>;

describe('GET /api/:account/v4.0.0/helo', () => {
  it('200: answers a session that opens the customers', async () => {
    const token = await opens(await helo(acme.keys.erp.secret));
    expect(await app.send('GET', at('/customers'), { headers: bearer(token) })).toMatchObject({
      status: 200,
      body: [],
    });
  });

  it('200: takes the scheme in any case, the account in any case, and a nonce', async () => {
    await opens(await app.send('GET', at('/helo'), { headers: { authorization: `bEARER ${acme.keys.erp.secret}` } }));
    await opens(await helo(acme.keys.erp.secret, acme.slug.toUpperCase()));
    await opens(await helo(acme.keys.erp.secret, acme.slug, { nonce: '123456789' }));
  });

  it('200: must not be cached', async () => {
    expect((await helo(acme.keys.erp.secret)).headers['cache-control']).toBe('no-store');
  });

  it('200: the session lasts as long as the setting says', async () => {
    const { exp, iat } = claims(await opens(await helo(acme.keys.erp.secret)));
    expect(exp! - iat!).toBe(app.env.erpSessionMinutes * 60);
  });

  it.each([
    ['no Authorization', {}],
    ['an empty one', { authorization: '' }],
    ['another scheme', { authorization: 'Basic eHRfYTpi' }],
    ['no token in it', { authorization: 'Bearer ' }],
    ['two tokens in it', { authorization: 'Bearer a b' }],
  ])('400: refuses %s', async (_, headers) => {
    expect(await app.send('GET', at('/helo'), { headers })).toMatchObject(refused(400, 'INVALID_ARGUMENT'));
  });

  it.each(['0', '-1', 'one', '1.5', '9223372036854775808'])('400: refuses %s for a nonce', async (nonce) => {
    expect(await helo(acme.keys.erp.secret, acme.slug, { nonce })).toMatchObject(refused(400, 'INVALID_ARGUMENT'));
  });

  it('403: has one answer for an invalid, expired, revoked or foreign token, and an unknown account', async () => {
    const other = await aTenant(app);
    const keys = app.nest.get(KeysService);
    const expired = await keys.create(acme.id, 'erp', { expiresAt: new Date(Date.now() - 1000) });
    const revoked = await keys.create(acme.id, 'erp');
    await keys.revoke(acme.id, revoked.id);
    const answers = [
      await helo('xt_nonsense'),
      await helo(expired.secret),
      await helo(revoked.secret),
      await helo(acme.keys.accounting.secret),
      await helo(await acme.tokens.erp()),
      await helo(other.keys.erp.secret),
      await helo(acme.keys.erp.secret, other.slug),
      await helo(acme.keys.erp.secret, 'no-such-account'),
    ];
    expect(answers[0]).toMatchObject(refused(403, 'AUTH_FAILED'));
    for (const answer of answers) expect(answer).toLookLike(answers[0]!);
  });

  it('429: makes an address wait that guessed too often', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '10' });
    try {
      const tenant = await aTenant(strict);
      const guess = () => strict.send('GET', at('/helo', tenant.slug), { headers: bearer('xt_guess') });
      for (let failure = 0; failure < 10; failure++) expect((await guess()).status).toBe(403);
      const answer = await guess();
      expect(answer).toMatchObject(refused(429, 'RATE_LIMITED'));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await strict.close();
    }
  });
});

describe('POST /api/:account/v4.0.0/auth', () => {
  it('200: answers a session for a login name, whatever its case, and a password', async () => {
    const { login, password } = acme.user;
    const token = await opens(await auth({ username: login.toUpperCase(), password }));
    expect(await app.send('GET', at('/customers'), { headers: bearer(token) })).toMatchObject({ status: 200 });
  });

  it('200: takes any character in a password', async () => {
    const password = 'ü &=+%?#/ ñ';
    const user = await app.nest
      .get(UsersService)
      .create({ email: 'odd@example.com', login: 'odd', password, firstName: null, lastName: null, mobile: null });
    await app.nest.get(UsersService).join(acme.id, user.id, ['customers:read']);
    await opens(await auth({ username: 'odd', password }));
  });

  it('200: takes a nonce, needs none and spends none', async () => {
    const { login: username, password } = acme.user;
    await opens(await auth({ username, password, nonce: '7' }));
    await opens(await auth({ username, password, nonce: '7' }));
  });

  it.each([
    ['no username', { password: 'x' }, 'username is required'],
    ['no password', { username: 'x' }, 'password is required'],
    ['an empty username', { username: '', password: 'x' }, 'username must not be empty'],
    ['an empty password', { username: 'x', password: '' }, 'password must not be empty'],
    ['two passwords', { username: 'x', password: ['a', 'b'] }, 'password must be given once, as plain text'],
    ['a long password', { username: 'x', password: 'y'.repeat(201) }, 'password must have at most 200 characters'],
    ['a parameter it does not know', { username: 'x', password: 'y', email: 'z' }, 'email is not a known parameter'],
    ['a nonce in words', { username: 'x', password: 'y', nonce: 'one' }, 'nonce must be a positive 64-bit integer'],
  ])('400: refuses %s', async (_, query, message) => {
    expect(await auth(query)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_ARGUMENT', message, path: '/auth' },
    });
  });

  it('400: takes the credentials from the query only', async () => {
    const { login: username, password } = acme.user;
    expect(await app.send('POST', at('/auth'), { body: { username, password } })).toMatchObject(
      refused(400, 'INVALID_ARGUMENT'),
    );
  });

  it('403: has one answer, without the query, for a wrong password, an unknown user or account', async () => {
    const other = await aTenant(app);
    const { login: username, password } = acme.user;
    const wrong = await auth({ username, password: 'wrong-secret' });
    expect(wrong).toMatchObject({
      status: 403,
      body: { code: 'AUTH_FAILED', message: 'Invalid username or password.', path: '/auth' },
    });
    expect(JSON.stringify(wrong.body)).not.toContain('wrong-secret');
    for (const answer of [
      await auth({ username: 'nobody', password: 'wrong-secret' }),
      await auth({ username: acme.user.email, password }),
      await auth({ username: other.user.login, password: other.user.password }),
      await auth({ username, password }, other.slug),
      await auth({ username, password }, 'no-such-account'),
    ]) {
      expect(answer).toLookLike(wrong);
    }
  });

  it('429: makes an address wait that guessed too often, whatever the password', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '2' });
    try {
      const { slug, user } = await aTenant(strict);
      const attempt = (password: string) =>
        strict.send('POST', at('/auth', slug), { query: { username: user.login, password } });
      expect((await attempt('wrong')).status).toBe(403);
      expect((await attempt('wrong')).status).toBe(403);
      expect(await attempt(user.password)).toMatchObject(refused(429, 'RATE_LIMITED'));
    } finally {
      await strict.close();
    }
  });
});

describe('GET /api/:account/v4.0.0/status', () => {
  const status = (token: string, account?: string) =>
    app.send('GET', at('/status', account), { headers: bearer(token) });

  it('200: names the signed-in user and the account', async () => {
    const answer = await status(await opens(await auth({ username: acme.user.login, password: acme.user.password })));
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
    expect(answer.body).toEqual({
      status: `ready - login: ${acme.user.login}, company: Acme, Lda.`,
      server_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      versions: { called_api_version: 'v4.0.0', current_api_version: 'v4.0.0' },
      errors: [],
    });
    expect(Math.abs(Date.parse(answer.body.server_time) - Date.now())).toBeLessThan(60_000);
  });

  it('200: calls a session of an API token by the token’s name, or by its first letters', async () => {
    const named = await app.nest.get(KeysService).create(acme.id, 'erp', { name: 'webshop' });
    expect((await status(await opens(await helo(named.secret)))).body.status).toBe(
      'ready - login: webshop, company: Acme, Lda.',
    );
    expect((await status(await opens(await helo(acme.keys.erp.secret)))).body.status).toBe(
      `ready - login: ${acme.keys.erp.hint}, company: Acme, Lda.`,
    );
  });

  it('200: needs no permission', async () => {
    const mute = await aTenant(app, { permissions: [] });
    expect((await status(await mute.tokens.erp(), mute.slug)).status).toBe(200);
    expect(await app.as(mute).erp.get('/customers')).toMatchObject(refused(403, 'AUTH_FAILED'));
  });

  it('403: a session ends with its time, its key, its user and its user’s membership', async () => {
    const key = await app.nest.get(KeysService).create(acme.id, 'erp');
    const [leaver, deleted] = [await aUser(app, acme), await aUser(app, acme)];
    const sessions = [
      await opens(await helo(key.secret)),
      await opens(await auth({ username: leaver.login, password: leaver.password })),
      await opens(await auth({ username: deleted.login, password: deleted.password })),
    ];
    for (const session of sessions) expect((await status(session)).status).toBe(200);
    await app.nest.get(KeysService).revoke(acme.id, key.id);
    await app.nest.get(UsersService).leave(acme.id, leaver.id);
    await app.nest.get(UsersService).delete(deleted.id);
    sessions.push(app.nest.get(TokensService).issue({ sub: `user:${acme.user.id}`, tenant: acme.id, aud: 'erp' }, -1));
    for (const session of sessions) expect(await status(session)).toMatchObject(refused(403, 'AUTH_FAILED'));
  });
});

describe('a session', () => {
  const ROUTES = [
    ['GET', '/status'],
    ['GET', '/customers'],
    ['POST', '/customers'],
    ['PUT', '/customers'],
  ] as const;

  it.each(ROUTES)('403: %s %s needs one', async (method, path) => {
    expect(
      await app.send(method, at(path), {
        query: { nonce: 1 },
        body: method === 'GET' ? undefined : { id: 1, name: 'Ada' },
      }),
    ).toMatchObject({ ...refused(403, 'AUTH_FAILED'), body: { path } });
  });

  it.each(ROUTES)(
    '403: %s %s answers a bad one, another contract’s, another account’s and an unknown account in the same words',
    async (method, path) => {
      const other = await aTenant(app);
      const [header] = (await acme.tokens.erp()).split('.');
      const forged = `${header}.${Buffer.from(JSON.stringify({ sub: `user:${acme.user.id}`, tenant: acme.id, aud: 'erp', iss: 'clientela', exp: 9e9 })).toString('base64url')}.c2ln`;
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged.split('.')[1]}.`;
      const attempt = (token: string, account = acme.slug) =>
        app.send(method, at(path, account), {
          headers: bearer(token),
          query: { nonce: 1 },
          body: method === 'GET' ? undefined : { id: 1, name: 'Ada' },
        });
      const answers = [
        await attempt('nonsense'),
        await attempt(forged),
        await attempt(unsigned),
        await attempt(acme.keys.erp.secret),
        await attempt(await acme.tokens.clients()),
        await attempt(await acme.tokens.contacts()),
        await attempt(await other.tokens.erp()),
        await attempt(await acme.tokens.erp(), other.slug),
        await attempt(await acme.tokens.erp(), 'no-such-account'),
      ];
      expect(answers[0]).toMatchObject(refused(403, 'AUTH_FAILED'));
      for (const answer of answers) expect(answer).toLookLike(answers[0]!);
    },
  );
});
