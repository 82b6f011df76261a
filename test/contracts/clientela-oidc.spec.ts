import { generateKeyPairSync } from 'node:crypto';
import { IdentitiesService } from '../../src/auth/identities.service.js';
import { UserAccountsService } from '../../src/auth/user-accounts.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { normalEmail } from '../../src/normal-forms/emails.js';
import { aTenant, aUser, type TestTenant } from '../factories/tenant.js';
import type { TestApp } from '../support/app.js';
import { startApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { CLIENT, PUBLIC_CLIENT, TestBrowser, TestProvider, type Visit } from '../support/identity-provider.js';
import { HeardLog } from '../support/log.js';

const OIDC = '/clientela/v1/session/oidc';
const SESSION = 'clientela_session';

const heard = new HeardLog();
let provider: TestProvider;
let app: TestApp;
let tenant: TestTenant;

const settingsOf = ({ issuer }: TestProvider, more: Record<string, string> = {}) => ({
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: CLIENT.client_id,
  OIDC_CLIENT_SECRET: CLIENT.client_secret,
  THROTTLE_FAILURE_LIMIT: '100000',
  LOG_LEVEL: 'info',
  ...more,
});

beforeAll(async () => {
  provider = await TestProvider.start();
  app = await startApp(settingsOf(provider), { logTo: heard });
  tenant = await aTenant(app);
});
afterAll(async () => {
  await app?.close();
  await provider?.stop();
});
afterEach(() => (provider.tampering = undefined));

const isCallback = (url: URL) => url.pathname === `${OIDC}/callback`;
const isOf = (one: TestApp) => (url: URL) => url.origin === one.url && !url.pathname.startsWith(OIDC);

/** Signs in at the provider, up to the address of the callback. */
async function upToCallback(browser: TestBrowser, subject: string, { query = '', by = app } = {}): Promise<URL> {
  const form = await browser.open(`${by.url}${OIDC}/start${query}`);
  return (await browser.submit(form, { account: subject }, isCallback)).url;
}

/** Signs in, and resolves to the address at which the browser ends. */
async function signIn(browser: TestBrowser, subject: string, { query = '', by = app } = {}): Promise<URL> {
  const callback = await upToCallback(browser, subject, { query, by });
  return (await browser.open(callback.href, isOf(by))).url;
}

/** What a page asks after the sign-in. */
const sessionIn = (browser: TestBrowser, by = app) =>
  by.send('GET', '/clientela/v1/session', { headers: { cookie: `${SESSION}=${browser.cookie(by.url, SESSION)}` } });

/** A user with an account at the provider. */
async function aLinkedUser(of: TestTenant = tenant) {
  const user = await aUser(app, of);
  const subject = provider.add(user.email);
  await app.nest.get(IdentitiesService).link(user.id, { issuer: provider.issuer, subject });
  return { user, subject };
}

const refusalOf = ({ searchParams }: URL) => searchParams.get('signIn');

async function expectRefused(browser: TestBrowser, visit: Promise<Visit | URL>, reason: string) {
  const end = await visit;
  const url = end instanceof URL ? end : end.url;
  expect({ reason: refusalOf(url), page: url.pathname }).toEqual({ reason, page: '/console' });
  expect(browser.cookie(app.url, SESSION)).toBeUndefined();
}

describe('a sign-in at the identity provider', () => {
  it('303: opens the session that a sign-in with the password opens', async () => {
    const { user, subject } = await aLinkedUser();
    const browser = new TestBrowser();
    const end = await signIn(browser, subject, { query: '?returnTo=/console%23/customers/42' });
    expect(end.href).toBe(`${app.url}/console#/customers/42`);
    const { status, body } = await sessionIn(browser);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { user: { id: String(user.id) }, tenant: { slug: tenant.slug }, keyId: null },
    });
    const cookie = `${SESSION}=${browser.cookie(app.url, SESSION)}`;
    const write = (headers: Record<string, string>) =>
      app.send('DELETE', '/clientela/v1/session', { headers: { cookie, ...headers } });
    expect(await write({})).toMatchObject({ status: 403 });
    expect(await write({ 'X-CSRF-Token': body.csrfToken })).toMatchObject({ status: 204 });
  });

  it('303: keeps the session and the transaction from scripts and from other sites', async () => {
    const { subject } = await aLinkedUser();
    const browser = new TestBrowser();
    const begun = await browser.open(`${app.url}${OIDC}/start`, ({ origin }) => origin === provider.issuer);
    const [transaction] = begun.answer.headers.getSetCookie();
    expect(transaction).toMatch(
      /^clientela_oidc=[\w-]+; Path=\/clientela\/v1\/session\/oidc; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
    expect(Object.fromEntries(begun.url.searchParams)).toMatchObject({
      code_challenge_method: 'S256',
      response_type: 'code',
      scope: 'openid email',
      redirect_uri: `${app.url}${OIDC}/callback`,
    });
    const callback = await upToCallback(browser, subject);
    const { answer } = await browser.open(callback.href, isOf(app));
    expect(answer.headers.getSetCookie()).toEqual([
      'clientela_oidc=; Path=/clientela/v1/session/oidc; Max-Age=0; HttpOnly; SameSite=Lax',
      expect.stringMatching(
        /^clientela_session=[^;]+; Path=\/clientela\/v1; Max-Age=28800; HttpOnly; SameSite=Strict$/,
      ),
      expect.stringMatching(
        /^clientela_oidc_end=[^;]{1,4000}; Path=\/clientela\/v1\/session\/oidc; Max-Age=28800; HttpOnly; SameSite=Strict$/,
      ),
    ]);
  });

  it('303: selects the tenant that it names, and refuses a foreign one like a missing one', async () => {
    const { user, subject } = await aLinkedUser();
    const [second, foreign] = [await aTenant(app), await aTenant(app)];
    await app.nest.get(UsersService).join(second.id, user.id, ['customers:read']);
    const browser = new TestBrowser();
    await signIn(browser, subject, { query: `?tenant=${second.slug}` });
    expect((await sessionIn(browser)).body).toMatchObject({
      tenant: { slug: second.slug },
      permissions: ['customers:read'],
    });
    for (const other of [foreign.slug, 'no-such-tenant']) {
      const stranger = new TestBrowser();
      await expectRefused(stranger, signIn(stranger, subject, { query: `?tenant=${other}` }), 'unknown');
    }
  });

  it('refuses an account that no user has, and makes no user', async () => {
    const email = 'nobody.known@example.com';
    const browser = new TestBrowser();
    await expectRefused(browser, signIn(browser, provider.add(email)), 'unknown');
    expect(await app.nest.get(UsersService).byEmail(email)).toBeUndefined();
  });

  it('refuses the verified email of a user, because nothing allows that link', async () => {
    const browser = new TestBrowser();
    await expectRefused(browser, signIn(browser, provider.add(tenant.user.email)), 'unknown');
  });

  it('refuses a suspended user and one who has left, and ends their sessions', async () => {
    const accounts = app.nest.get(UserAccountsService);
    const { user, subject } = await aLinkedUser();
    const before = new TestBrowser();
    await signIn(before, subject);
    await accounts.suspend(user.id);
    expect(await sessionIn(before)).toMatchObject({ status: 401 });
    const browser = new TestBrowser();
    await expectRefused(browser, signIn(browser, subject), 'unknown');
    await accounts.resume(user.id);
    await app.nest.get(UsersService).leave(tenant.id, user.id);
    await expectRefused(browser, signIn(browser, subject), 'unknown');
  });

  it('refuses a deleted user, whose account may then be linked with another one', async () => {
    const { user, subject } = await aLinkedUser();
    await app.nest.get(UsersService).delete(user.id);
    const browser = new TestBrowser();
    await expectRefused(browser, signIn(browser, subject), 'unknown');
    const identity = { issuer: provider.issuer, subject };
    await app.nest.get(IdentitiesService).link((await aUser(app, tenant)).id, identity);
    await signIn(browser, subject);
    expect(await sessionIn(browser)).toMatchObject({ status: 200 });
  });

  it('counts a refusal as one, although the browser is sent back, and no step before the sign-in', async () => {
    const { subject } = await aLinkedUser();
    const counted = async () => {
      const { body } = await app.send('GET', '/metrics');
      const of = (outcome: string) =>
        Number(new RegExp(`sign_ins_total\\{contract="clientela",outcome="${outcome}"\\} (\\d+)`).exec(body)?.[1] ?? 0);
      return [of('accepted'), of('refused'), of('failed')];
    };
    const [accepted = 0, refused = 0, failed = 0] = await counted();
    await signIn(new TestBrowser(), subject);
    await signIn(new TestBrowser(), provider.add('not.linked@example.com'));
    expect(await counted()).toEqual([accepted + 1, refused + 1, failed]);
  });

  it('429: limits failed sign-ins of one address, and says so on the page', async () => {
    const strict = await startApp(settingsOf(provider, { THROTTLE_FAILURE_LIMIT: '2' }), { logTo: heard });
    try {
      const locations = [];
      for (let tries = 0; tries < 3; tries++)
        locations.push(
          (await strict.send('GET', `${OIDC}/callback`, { query: { code: 'x', state: 'y' } })).headers.location,
        );
      expect(locations.map((location) => location?.split('=')[1])).toEqual(['expired', 'expired', 'throttled']);
    } finally {
      await strict.close();
    }
  });

  it('tells a person who was not let in at the provider', async () => {
    const browser = new TestBrowser();
    await expectRefused(browser, signIn(browser, 'no-account'), 'denied');
  });
});

describe('an attacker', () => {
  let subject: string;
  let browser: TestBrowser;
  beforeAll(async () => ({ subject } = await aLinkedUser()));
  beforeEach(() => (browser = new TestBrowser()));
  const finish = (callback: URL, by = browser) => by.open(callback.href, isOf(app));

  it.each(['changed', 'missing', 'sent twice'])('is refused with a state that was %s', async (how) => {
    const callback = await upToCallback(browser, subject);
    if (how === 'changed') callback.searchParams.set('state', 'x'.repeat(43));
    else if (how === 'missing') callback.searchParams.delete('state');
    else callback.searchParams.append('state', callback.searchParams.get('state')!);
    await expectRefused(browser, finish(callback), 'expired');
  });

  it('is refused in another browser, without a cookie and with the cookie of a sign-in of its own', async () => {
    const callback = await upToCallback(browser, subject);
    const other = new TestBrowser();
    await expectRefused(other, finish(callback, other), 'expired');
    await upToCallback(other, subject);
    await expectRefused(other, finish(callback, other), 'expired');
  });

  it('is refused with a cookie that the server has not sealed', async () => {
    const callback = await upToCallback(browser, subject);
    const cookie = browser.cookie(app.url, 'clientela_oidc')!;
    const forged = `${cookie.slice(0, -2)}${cookie.endsWith('AA') ? 'BB' : 'AA'}`;
    const answer = await app.send('GET', callback.pathname + callback.search, {
      headers: { cookie: `clientela_oidc=${forged}` },
    });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/console?signIn=expired' } });
  });

  it('is refused with a code that was used, also with the cookie of its transaction', async () => {
    const callback = await upToCallback(browser, subject);
    const cookie = `clientela_oidc=${browser.cookie(app.url, 'clientela_oidc')}`;
    const again = () => app.send('GET', callback.pathname + callback.search, { headers: { cookie } });
    expect(await again()).toMatchObject({ status: 303, headers: { location: '/console' } });
    const { status, headers } = await again();
    expect({ status, location: headers.location }).toEqual({ status: 303, location: '/console?signIn=refused' });
    expect(headers['set-cookie']).not.toEqual(expect.arrayContaining([expect.stringContaining(SESSION)]));
  });

  it('is refused with the code of another sign-in, which has another challenge and nonce', async () => {
    const theirs = await upToCallback(new TestBrowser(), subject);
    const mine = await upToCallback(browser, subject);
    mine.searchParams.set('code', theirs.searchParams.get('code')!);
    await expectRefused(browser, finish(mine), 'refused');
  });

  it('is refused with another issuer in the answer (RFC 9207)', async () => {
    const callback = await upToCallback(browser, subject);
    callback.searchParams.set('iss', 'https://login.example.com');
    await expectRefused(browser, finish(callback), 'refused');
  });

  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  it.each([
    ['another nonce', { claims: { nonce: 'of-another-sign-in' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another audience', { claims: { aud: 'another-client' } }],
    ['another issuer', { claims: { iss: 'https://login.example.com' } }],
    ['a time that has passed', { claims: { exp: 1_700_000_000, iat: 1_699_999_000 } }],
    ['the signature of another key', { key: other }],
  ])('is refused with an ID token that has %s', async (_, tampering) => {
    const callback = await upToCallback(browser, subject);
    provider.tampering = tampering;
    await expectRefused(browser, finish(callback), 'refused');
  });

  it('is in the log, with the reason as one word', async () => {
    heard.forget();
    const callback = await upToCallback(browser, subject);
    provider.tampering = { claims: { aud: 'another-client' } };
    await finish(callback);
    expect(heard.count('OAUTH_JWT_CLAIM_COMPARISON_FAILED')).toBe(1);
    expect(heard.count('another-client')).toBe(0);
  });

  it('signs in with an ID token that was signed again unchanged, so the tests above test the claims', async () => {
    const callback = await upToCallback(browser, subject);
    provider.tampering = {};
    await finish(callback);
    expect(await sessionIn(browser)).toMatchObject({ status: 200 });
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/console//evil.example',
    '/console/../evil',
    '/console?next=https://evil.example',
    '/console#//evil.example\\',
    '/docs',
    'console',
    '/console#/<script>',
  ])('400: sends no browser to %s', async (returnTo) => {
    const answer = await app.send('GET', `${OIDC}/start`, { query: { returnTo } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/returnTo' }] } });
    expect(answer.headers.location).toBeUndefined();
  });

  it('finds no token, code or email in the log', async () => {
    heard.forget();
    const email = 'quite.private@example.com';
    const callback = await upToCallback(browser, provider.add(email));
    await finish(callback);
    await signIn(new TestBrowser(), subject);
    const lines = heard.lines.join('');
    expect(lines).toContain(`${OIDC}/callback`);
    for (const secret of [
      email,
      callback.searchParams.get('code')!,
      callback.searchParams.get('state')!,
      'eyJ',
      subject,
    ])
      expect(lines).not.toContain(secret);
  });
});

describe('with OIDC_LINK_BY_EMAIL', () => {
  let linking: TestApp;
  beforeAll(async () => {
    linking = await startApp(
      settingsOf(provider, { OIDC_LINK_BY_EMAIL: 'true', OIDC_CLIENT_ID: PUBLIC_CLIENT, OIDC_CLIENT_SECRET: '' }),
      { logTo: heard },
    );
  });
  afterAll(() => linking?.close());
  const enter = async (subject: string) => {
    const browser = new TestBrowser();
    const end = await signIn(browser, subject, { by: linking });
    return { refused: refusalOf(end), status: (await sessionIn(browser, linking)).status };
  };
  const SIGNED_IN = { refused: null, status: 200 };
  const UNKNOWN = { refused: 'unknown', status: 401 };

  it('a public client links a verified email once, in any case, and then goes by the subject', async () => {
    const user = await aUser(app, tenant);
    const subject = provider.add(user.email.toUpperCase());
    expect(await enter(subject)).toEqual(SIGNED_IN);
    const identities = app.nest.get(IdentitiesService);
    expect(await identities.listOf(user.id)).toMatchObject([{ issuer: provider.issuer, subject }]);
    // The address passes to another person, who has another account.
    provider.accounts.get(subject)!.email = 'new.address@example.com';
    expect(await enter(subject)).toEqual(SIGNED_IN);
    expect(await enter(provider.add(user.email))).toEqual(UNKNOWN);
    expect(await identities.listOf(user.id)).toHaveLength(1);
  });

  it('refuses an email that the provider has not verified', async () => {
    const user = await aUser(app, tenant);
    expect(await enter(provider.add(user.email, { isVerified: false }))).toEqual(UNKNOWN);
    expect(await app.nest.get(IdentitiesService).listOf(user.id)).toEqual([]);
  });

  it('refuses an email that only looks like the one of the user', async () => {
    const user = await aUser(app, tenant);
    const other = `mıke.${user.email}`;
    await app.nest.get(UserAccountsService).set(user.id, { email: `mike.${user.email}` });
    expect(normalEmail(other)).toBe(normalEmail(`mike.${user.email}`));
    expect(await enter(provider.add(other))).toEqual(UNKNOWN);
    expect(await app.nest.get(IdentitiesService).listOf(user.id)).toEqual([]);
  });

  it('links no suspended user', async () => {
    const user = await aUser(app, tenant);
    await app.nest.get(UserAccountsService).suspend(user.id);
    expect(await enter(provider.add(user.email))).toEqual(UNKNOWN);
    expect(await app.nest.get(IdentitiesService).listOf(user.id)).toEqual([]);
  });
});

describe('a sign-out', () => {
  const END = `${OIDC}/end`;
  const ENDING = 'clientela_oidc_end';
  const endWith = (cookie: string | undefined, by = app, query = {}) =>
    by.send('GET', END, { query, headers: cookie === undefined ? {} : { cookie: `${ENDING}=${cookie}` } });

  it('303: leads a browser that has signed in at the provider to its sign-out, once', async () => {
    const { subject } = await aLinkedUser();
    const browser = new TestBrowser();
    await signIn(browser, subject);
    const at = await browser.open(`${app.url}${END}`, ({ origin }) => origin === provider.issuer);
    expect(at.url.pathname).toBe('/session/end');
    expect(Object.fromEntries(at.url.searchParams)).toEqual({
      client_id: CLIENT.client_id,
      id_token_hint: expect.stringMatching(/^eyJ/),
    });
    expect(at.answer.headers.getSetCookie()).toEqual([
      'clientela_oidc_end=; Path=/clientela/v1/session/oidc; Max-Age=0; HttpOnly; SameSite=Strict',
    ]);
    const page = await browser.open(at.url.href);
    expect(await page.answer.clone().text()).toContain('Sign out here');
    expect((await browser.open(`${app.url}${END}`, isOf(app))).url.pathname).toBe('/console');
  });

  it('303: comes back to the console, where the settings say that the provider knows it', async () => {
    const returning = await startApp(settingsOf(provider, { OIDC_SIGN_OUT: 'return' }), { logTo: heard });
    try {
      const { subject } = await aLinkedUser();
      const browser = new TestBrowser();
      await signIn(browser, subject, { by: returning });
      const { url } = await browser.open(`${returning.url}${END}`, ({ origin }) => origin === provider.issuer);
      expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${returning.url}/console`);
      expect((await browser.open(url.href)).answer.status).toBe(200);
    } finally {
      await returning.close();
    }
  });

  it('303: sends a browser without such a cookie, and one with another cookie, back to the console', async () => {
    const { subject } = await aLinkedUser();
    const browser = new TestBrowser();
    await signIn(browser, subject);
    for (const cookie of [undefined, 'forged', browser.cookie(app.url, SESSION)!]) {
      const { status, headers } = await endWith(cookie);
      expect({ status, location: headers.location }).toEqual({ status: 303, location: '/console' });
    }
    // A link of another page ends nothing.
    expect(await sessionIn(browser)).toMatchObject({ status: 200 });
  });

  it('303: leads a person whose session was on another device to the provider, which asks', async () => {
    const { headers } = await endWith(undefined, app, { elsewhere: 'true' });
    expect(headers.location).toBe(`${provider.issuer}/session/end?client_id=${CLIENT.client_id}`);
  });

  it('303: stays here, if the provider has no sign-out, does not answer, or is not to be used', async () => {
    const without = await TestProvider.start({ hasSignOut: false });
    const away = await TestProvider.start();
    away.isDown = true;
    try {
      for (const settings of [settingsOf(without), settingsOf(away), settingsOf(provider, { OIDC_SIGN_OUT: 'here' })]) {
        const by = await startApp(settings, { logTo: heard });
        const { status, headers } = await endWith(undefined, by, { elsewhere: 'true' });
        await by.close();
        expect({ status, location: headers.location }).toEqual({ status: 303, location: '/console' });
      }
    } finally {
      await without.stop();
      await away.stop();
    }
  });

  it('an account that is unlinked, or replaced by another one, ends the sessions of the user', async () => {
    const identities = app.nest.get(IdentitiesService);
    const { user, subject } = await aLinkedUser();
    const [first, second] = [new TestBrowser(), new TestBrowser()];
    await signIn(first, subject);
    const other = provider.add(user.email);
    await identities.link(user.id, { issuer: provider.issuer, subject: other });
    await eventually(async () => (await sessionIn(first)).status === 401);
    await signIn(second, other);
    expect(await sessionIn(second)).toMatchObject({ status: 200 });
    expect(await identities.unlink(user.id, provider.issuer)).toBe(true);
    await eventually(async () => (await sessionIn(second)).status === 401);
  });
});

describe('without a provider', () => {
  it('404: the routes do not exist unless OIDC_ISSUER is set', async () => {
    const without = await startApp();
    try {
      for (const [method, path] of [
        ['GET', 'start'],
        ['GET', 'callback'],
        ['GET', 'end'],
        ['POST', 'device'],
      ] as const)
        expect(await without.send(method, `${OIDC}/${path}`, method === 'POST' ? { body: {} } : {})).toMatchObject({
          status: 404,
        });
    } finally {
      await without.close();
    }
  });

  it('starts while the provider is down, says so at a sign-in, and finds it when it is back', async () => {
    const late = await TestProvider.start();
    late.isDown = true;
    const early = await startApp(settingsOf(late), { logTo: heard });
    const begin = () => early.send('GET', `${OIDC}/start`, { query: { returnTo: '/console#/keys' } });
    try {
      expect(await begin()).toMatchObject({
        status: 303,
        headers: { location: '/console?signIn=unavailable#/keys' },
      });
      expect(await early.send('GET', '/health/ready')).toMatchObject({ status: 200 });
      late.isDown = false;
      await eventually(async () => (await begin()).headers.location!.startsWith(`${late.issuer}/auth?`));
    } finally {
      await early.close();
      await late.stop();
    }
  });
});
