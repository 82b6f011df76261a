import { TokensService } from '../../src/auth/tokens.service.js';
import { aTenant, aUser } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const PATH = '/clientela/v1/session';

const signIn = (body: object, headers: Record<string, string> = {}) => app.send('POST', PATH, { body, headers });
const mine = () => ({ email: acme.user.email, password: acme.user.password });
/** The cookie that a browser sends back. */
const cookieOf = ({ headers }: { headers: Record<string, string> }) => String(headers['set-cookie']).split(';')[0]!;
const opened = async () => {
  const answer = await signIn(mine());
  return { cookie: cookieOf(answer), token: answer.body.csrfToken as string };
};

describe('POST /clientela/v1/session', () => {
  it('201: sets a cookie that no script and no other site can use', async () => {
    const answer = await signIn(mine());
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'cache-control': 'no-store' },
      body: {
        user: { id: String(acme.user.id), email: acme.user.email },
        keyId: null,
        tenant: { id: String(acme.id), slug: acme.slug },
        permissions: expect.arrayContaining(['customers:read', 'users:write']),
        csrfToken: expect.stringMatching(/^\w{32}$/),
      },
    });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^clientela_session=[\w.-]+; Path=\/clientela\/v1; Max-Age=28800; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    const list = await app.send('GET', '/clientela/v1/customers', { headers: { cookie: cookieOf(answer) } });
    expect(list.status).toBe(200);
  });

  it('marks the cookie as secure behind TLS, and keeps it below the path of the server', async () => {
    const behind = await startApp({ PUBLIC_URL: 'https://crm.example/api-server', TRUST_PROXY: '1' });
    try {
      const answer = await behind.send('POST', PATH, { body: mine() });
      expect(answer.headers['set-cookie']![0]).toMatch(/; Path=\/api-server\/clientela\/v1; .*; Secure$/);
    } finally {
      await behind.close();
    }
  });

  it('selects a tenant of the user by slug or ID', async () => {
    const second = await aTenant(app, { user: acme.user, permissions: ['customers:read'] });
    for (const tenant of [second.slug, second.slug.toUpperCase(), String(second.id)])
      expect(await signIn({ ...mine(), tenant })).toMatchObject({
        body: { tenant: { id: String(second.id) }, permissions: ['customers:read'] },
      });
    expect(await signIn({ ...mine(), tenant: acme.slug })).toMatchObject({ body: { tenant: { id: String(acme.id) } } });
  });

  it('401: answers a wrong password, an unknown email and a foreign tenant in the same words', async () => {
    const wrong = await signIn({ ...mine(), password: 'wrong' });
    expect(wrong).toMatchObject({ status: 401, body: { type: '/problems/credential-refused' } });
    expect(wrong.headers['set-cookie']).toBeUndefined();
    expect(await signIn({ email: 'nobody@example.com', password: 'wrong' })).toLookLike(wrong);
    const other = await aTenant(app);
    expect(await signIn({ ...mine(), tenant: other.slug })).toLookLike(wrong);
    expect(await signIn({ ...mine(), tenant: 'no-such-tenant' })).toLookLike(wrong);
  });

  it('429: makes an account wait after five failures, whatever the password', async () => {
    const { email, password } = await aUser(app, acme);
    for (let failure = 0; failure < 5; failure++) expect((await signIn({ email, password: 'wrong' })).status).toBe(401);
    expect(await signIn({ email, password })).toMatchObject({
      status: 429,
      body: { type: '/problems/too-many-requests' },
    });
  });

  it('415: takes no form, which another site could send', async () => {
    const answer = await app.send('POST', PATH, {
      text: 'email=a&password=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(415);
  });
});

describe('a session', () => {
  const write = (cookie: string, token?: string) =>
    app.send('PATCH', '/clientela/v1/tenant', {
      body: { name: 'Written' },
      headers: { cookie, ...(token !== undefined && { 'x-csrf-token': token }) },
    });

  it('403: writes only with its own token against forged requests', async () => {
    const [first, second] = [await opened(), await opened()];
    expect((await write(first.cookie, first.token)).status).toBe(200);
    // Two sessions of one second are one: they have one token.
    const other = first.cookie === second.cookie ? 'x'.repeat(32) : second.token;
    for (const token of [undefined, '', other, `${first.token}x`])
      expect(await write(first.cookie, token)).toMatchObject({ status: 403, body: { type: '/problems/forbidden' } });
  });

  it('is found among other cookies, and gives way to a key', async () => {
    const { cookie } = await opened();
    const read = (headers: Record<string, string>) => app.send('GET', PATH, { headers });
    expect(await read({ cookie: `a=b; ${cookie}; c=d` })).toMatchObject({ status: 200, body: { keyId: null } });
    expect(await read({ cookie: `x${cookie}` })).toMatchObject({ status: 401 });
    expect(await read({ cookie, authorization: `Bearer ${acme.keys.clientela.secret}` })).toMatchObject({
      status: 200,
      body: { user: null, keyId: String(acme.keys.clientela.id), csrfToken: null },
    });
    expect(await read({ cookie, authorization: 'Bearer ck_wrong' })).toMatchObject({ status: 401 });
  });

  it('401: is not a token of another contract, nor that a session here', async () => {
    const issue = (aud: 'clients' | 'clientela') =>
      app.nest.get(TokensService).issue({ sub: `user:${acme.user.id}`, tenant: acme.id, aud }, 60);
    const read = (headers: Record<string, string>) => app.send('GET', PATH, { headers });
    expect((await read({ cookie: `clientela_session=${issue('clientela')}` })).status).toBe(200);
    expect((await read({ cookie: `clientela_session=${issue('clients')}` })).status).toBe(401);
    expect((await read({ authorization: `Bearer ${issue('clientela')}` })).status).toBe(401);
    expect((await read({ cookie: 'clientela_session=nonsense' })).status).toBe(401);
    const asClients = await app
      .as(acme)
      .clients.send('GET', '/clients', { headers: { authorization: `Bearer ${issue('clientela')}` } });
    expect(asClients.status).toBe(401);
    expect(
      (
        await app.as(acme).clients.send('GET', '/clients', {
          headers: { authorization: undefined, cookie: `clientela_session=${issue('clientela')}` },
        })
      ).status,
    ).toBe(400);
  });

  it('GET: tells who the caller is, with the same token', async () => {
    const { cookie, token } = await opened();
    expect(await app.send('GET', PATH, { headers: { cookie } })).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { user: { login: acme.user.login }, tenant: { slug: acme.slug }, csrfToken: token },
    });
  });

  it('DELETE: removes the cookie; with everywhere, ends every session of the user', async () => {
    const user = await aUser(app, acme);
    const answer = await signIn({ email: user.email, password: user.password });
    const headers = { cookie: cookieOf(answer), 'x-csrf-token': answer.body.csrfToken as string };
    expect((await app.send('DELETE', PATH, { headers: { cookie: headers.cookie } })).status).toBe(403);
    const ended = await app.send('DELETE', PATH, { headers });
    expect(ended.status).toBe(204);
    expect(ended.headers['set-cookie']![0]).toMatch(/^clientela_session=; Path=\/clientela\/v1; Max-Age=0; HttpOnly/);
    expect((await app.send('GET', PATH, { headers })).status).toBe(200);
    expect((await app.send('DELETE', PATH, { headers, query: { everywhere: 'true' } })).status).toBe(204);
    expect((await app.send('GET', PATH, { headers })).status).toBe(401);
  });

  it('DELETE: is for sessions, 401 with a key', async () => {
    expect((await app.as(acme).clientela.delete('/session')).status).toBe(401);
  });
});
