import { UsersService } from '../../src/auth/users.service.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type Answer, startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant({ TRUST_PROXY: '127.0.0.1' });

interface SigningIn {
  name: string;
  password: string;
  from: string;
}

/** The sign-ins with a password. */
const DOORS = {
  contacts: ({ name, password, from }: SigningIn) =>
    app.send('POST', '/api/login', {
      headers: { 'x-forwarded-for': from },
      body: { usuario_login: name, usuario_password: password },
    }),
  clients: ({ name, password, from }: SigningIn, tenant = acme) =>
    app.send('POST', '/apidev/v1/login', {
      headers: { tenant: tenant.domain, 'x-forwarded-for': from },
      body: { email: name, password },
    }),
  erp: ({ name, password, from }: SigningIn, tenant = acme) =>
    app.send('POST', `/api/${tenant.slug}/v4.0.0/auth`, {
      headers: { 'x-forwarded-for': from },
      query: { username: name, password },
    }),
  accounting: ({ name, password, from }: SigningIn) =>
    app.send('POST', '/api/auth/signin', { headers: { 'x-forwarded-for': from }, body: { email: name, password } }),
} satisfies Record<string, (signIn: SigningIn, tenant?: TestTenant) => Promise<Answer>>;
const doors = Object.keys(DOORS) as (keyof typeof DOORS)[];

let lastAddress = 0;
const anAddress = () => `198.51.${Math.floor(++lastAddress / 250)}.${(lastAddress % 250) + 1}`;

let lastUser = 0;
/** A user whose email is the login name too, so that every sign-in takes it. */
async function aUserOf(tenant: TestTenant, email = `user${++lastUser}-${tenant.slug}@example.com`) {
  const users = app.nest.get(UsersService);
  const user = await users.create({
    email,
    login: email,
    password: 'a right password',
    firstName: null,
    lastName: null,
    mobile: null,
  });
  await users.join(tenant.id, user.id, ['customers:read']);
  return { ...user, password: 'a right password' };
}

const isRefused = ({ status }: Answer) => status === 401 || status === 403;
const isIn = ({ status }: Answer) => status === 200 || status === 201;

describe('wrong passwords of one user', () => {
  it.each(doors)('60 at the sign-in of %s, from 20 addresses, are 5 guesses', async (door) => {
    const { email, password } = await aUserOf(acme);
    const addresses = Array.from({ length: 20 }, anAddress);
    const answers: Answer[] = [];
    for (let guess = 0; guess < 60; guess++)
      answers.push(await DOORS[door]({ name: email, password: `guess ${guess}`, from: addresses[guess % 20]! }));
    expect(answers.map(isRefused)).toEqual(answers.map((_, at) => at < 5));
    for (const { status, headers } of answers.slice(5)) {
      expect(status).toBe(429);
      expect(Number(headers['retry-after'])).toBeGreaterThan(30);
    }
    for (const other of doors)
      expect((await DOORS[other]({ name: email, password, from: anAddress() })).status).toBe(429);
  });

  it('are counted together, whatever the sign-in', async () => {
    const { email, password } = await aUserOf(acme);
    for (const door of [...doors, doors[0]!])
      expect(isRefused(await DOORS[door]({ name: email, password: 'a guess', from: anAddress() }))).toBe(true);
    for (const door of doors)
      expect((await DOORS[door]({ name: email, password, from: anAddress() })).status).toBe(429);
  });

  it('are counted by login name and email together', async () => {
    const { email, login, password } = acme.user;
    for (const name of [email, email, email])
      expect(isRefused(await DOORS.clients({ name, password: 'a guess', from: anAddress() }))).toBe(true);
    for (const name of [login, login])
      expect(isRefused(await DOORS.contacts({ name, password: 'a guess', from: anAddress() }))).toBe(true);
    expect((await DOORS.erp({ name: login, password, from: anAddress() })).status).toBe(429);
    expect((await DOORS.accounting({ name: email, password, from: anAddress() })).status).toBe(429);
  });

  it.each([
    ['capitals', (email: string) => email.toUpperCase()],
    ['some capitals', (email: string) => email.replace('r', 'R')],
    ['the Unicode form with marks of their own', (email: string) => email.normalize('NFD')],
    ['a dotted capital I', (email: string) => email.replace('i', 'İ')],
    ['the Kelvin sign', (email: string) => email.replace('k', '\u212a')],
  ])('are counted together with those in %s', async (_, spelled) => {
    const { email, password } = await aUserOf(acme, `indira.kr\u00e9mer${++lastUser}-${acme.slug}@example.com`);
    const answers: Answer[] = [];
    for (let guess = 0; guess < 10; guess++)
      answers.push(
        await DOORS.accounting({ name: guess % 2 ? email : spelled(email), password: 'a guess', from: anAddress() }),
      );
    expect(answers.filter(isRefused)).toHaveLength(5);
    for (const name of [email, spelled(email)])
      expect((await DOORS.accounting({ name, password, from: anAddress() })).status).toBe(429);
  });

  it('sent at the same moment are 5 guesses too', async () => {
    const { email } = await aUserOf(acme);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, guess) =>
        DOORS[doors[guess % 4]!]({ name: email, password: `guess ${guess}`, from: anAddress() }),
      ),
    );
    expect(answers.filter(isRefused)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(11);
  });

  it('are not counted against another user', async () => {
    const [one, other] = [await aUserOf(acme), await aUserOf(acme)];
    for (let guess = 0; guess < 6; guess++)
      await DOORS.contacts({ name: one.email, password: 'a guess', from: anAddress() });
    expect(isIn(await DOORS.contacts({ name: other.email, password: other.password, from: anAddress() }))).toBe(true);
  });

  it('that is right for another tenant count like wrong ones', async () => {
    const { email, password } = await aUserOf(acme);
    const other = await aTenant(app);
    for (let guess = 0; guess < 5; guess++)
      expect(isRefused(await DOORS.clients({ name: email, password, from: anAddress() }, other))).toBe(true);
    expect((await DOORS.clients({ name: email, password, from: anAddress() })).status).toBe(429);
  });
});

describe('an address from which the user signed in lately', () => {
  it.each(doors)('is not shut out by guesses from elsewhere, at %s', async (door) => {
    const { email, password } = await aUserOf(acme);
    const home = anAddress();
    expect(isIn(await DOORS.contacts({ name: email, password, from: home }))).toBe(true);
    for (let guess = 0; guess < 6; guess++) await DOORS[door]({ name: email, password: 'a guess', from: anAddress() });
    expect((await DOORS[door]({ name: email, password, from: anAddress() })).status).toBe(429);
    for (const other of doors) expect(isIn(await DOORS[other]({ name: email, password, from: home }))).toBe(true);
  });

  it('may guess no more often than others, and does not lock out other callers', async () => {
    const { email, password } = await aUserOf(acme);
    const home = anAddress();
    expect(isIn(await DOORS.contacts({ name: email, password, from: home }))).toBe(true);
    for (let guess = 0; guess < 5; guess++)
      expect(isRefused(await DOORS[doors[guess % 4]!]({ name: email, password: 'a guess', from: home }))).toBe(true);
    for (const door of doors) expect((await DOORS[door]({ name: email, password, from: home })).status).toBe(429);
    expect(isIn(await DOORS.contacts({ name: email, password, from: anAddress() }))).toBe(true);
  });

  it('is known for its own user alone', async () => {
    const [one, other] = [await aUserOf(acme), await aUserOf(acme)];
    const home = anAddress();
    expect(isIn(await DOORS.contacts({ name: one.email, password: one.password, from: home }))).toBe(true);
    for (let guess = 0; guess < 6; guess++)
      await DOORS.contacts({ name: other.email, password: 'a guess', from: anAddress() });
    expect((await DOORS.contacts({ name: other.email, password: other.password, from: home })).status).toBe(429);
  });
});

describe('a name that no user has', () => {
  it.each(doors)('is answered like one that a user has, at %s', async (door) => {
    const known = (await aUserOf(acme)).email;
    const unknown = `nobody${++lastUser}-${acme.slug}@example.com`;
    for (let guess = 0; guess < 6; guess++) {
      const [one, other] = [
        await DOORS[door]({ name: known, password: 'a guess', from: anAddress() }),
        await DOORS[door]({ name: unknown, password: 'a guess', from: anAddress() }),
      ];
      expect(one.status).toBe(other.status);
      expect(shown(one)).toEqual(shown(other));
    }
  });

  it('is counted in any case, and over all sign-ins', async () => {
    const name = `nobody${++lastUser}-${acme.slug}@example.com`;
    for (const [at, door] of [...doors, doors[0]!].entries())
      expect(
        isRefused(
          await DOORS[door]({ name: at % 2 ? name.toUpperCase() : name, password: 'a guess', from: anAddress() }),
        ),
      ).toBe(true);
    for (const door of doors)
      expect((await DOORS[door]({ name, password: 'a guess', from: anAddress() })).status).toBe(429);
  });

  it('that is the email of a user with another login name is answered alike', async () => {
    const [{ email }, unknown] = [(await aTenant(app)).user, `nobody${++lastUser}-${acme.slug}@example.com`];
    const guesses = async (name: string) => {
      const answers: number[] = [];
      // No login name, at contacts; then an email, at clients.
      for (let guess = 0; guess < 5; guess++)
        answers.push((await DOORS.contacts({ name, password: 'a guess', from: anAddress() })).status);
      return [...answers, (await DOORS.clients({ name, password: 'a guess', from: anAddress() })).status];
    };
    expect(await guesses(email)).toEqual(await guesses(unknown));
  });
});

/** The parts of an answer by which a caller could tell two answers apart. Exact times and IDs are left out. */
function shown({ status, headers, body }: Answer): unknown {
  const { date: _, 'x-request-id': __, 'retry-after': wait, 'x-ratelimit-reset': reset, ...others } = headers;
  return {
    status,
    headers: others,
    waits: [wait, reset].map((one) => one !== undefined && Number(one) > 30),
    body: JSON.stringify(body)
      .replace(/[\da-f]{8}-[\da-f-]{27}/, 'id')
      .replace(/\d+/g, '0'),
  };
}

it('sign-ins that succeed are counted for their address, with a limit of their own', async () => {
  const strict = await startApp({ THROTTLE_SIGN_IN_LIMIT: '6' });
  try {
    const { user } = await aTenant(strict);
    const signIn = () =>
      strict.send('POST', '/api/login', { body: { usuario_login: user.login, usuario_password: user.password } });
    for (let time = 0; time < 6; time++) expect((await signIn()).status).toBe(200);
    expect(await signIn()).toMatchObject({
      status: 429,
      headers: { 'x-ratelimit-limit': '6', 'retry-after': expect.any(String) },
    });
    expect(
      (await strict.send('POST', '/api/auth/signin', { body: { email: user.email, password: user.password } })).status,
    ).toBe(429);
  } finally {
    await strict.close();
  }
});
