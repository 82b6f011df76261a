import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdentitiesService } from '../../src/auth/identities.service.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, aUser, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { CLIENT, TestBrowser, TestProvider } from '../support/identity-provider.js';
import { stdioAgent } from '../support/mcp.js';

const PROGRAM = ['-r', join(__dirname, '../support/run-typescript.js'), join(__dirname, '../../src/cli/main.ts')];

const started: ChildProcess[] = [];
let place: string;
let tenant: TestTenant;
let user: Awaited<ReturnType<typeof aUser>>;

/** A command that runs in a folder of its own, with the folder of settings of this test. */
class Running {
  out = '';
  private readonly child: ChildProcess;

  constructor(words: readonly string[]) {
    this.child = spawn(process.execPath, [...PROGRAM, ...words], {
      cwd: tmpdir(),
      env: { PATH: process.env.PATH!, HOME: place, XDG_CONFIG_HOME: place },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(this.child);
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (text: Buffer) => (this.out += text.toString()));
  }

  /** The address that it prints for a browser. */
  async address(): Promise<string> {
    let found: string | undefined;
    await eventually(() => {
      found = /Open (\S+)\n/.exec(this.out)?.[1];
      return found !== undefined || this.child.exitCode !== null;
    });
    if (found === undefined) throw new Error(this.out);
    return found;
  }

  async end(): Promise<{ code: number | null; out: string }> {
    if (this.child.exitCode === null) await once(this.child, 'close');
    return { code: this.child.exitCode, out: this.out };
  }
}

const run = (...words: string[]) => new Running(words).end();
const sessionFile = () => join(place, 'clientela', 'sessions.json');

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'clientela-login-'));
});
afterAll(() => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(place, { recursive: true, force: true });
});

/** A provider and a server for it, with a user who has an account there. */
function useProvider(options: { hasDevices: boolean }) {
  const used = {} as { provider: TestProvider; app: TestApp; subject: string };
  beforeAll(async () => {
    const provider = await TestProvider.start(options);
    const app = await startApp({
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT.client_id,
      OIDC_CLIENT_SECRET: CLIENT.client_secret,
    });
    tenant = await aTenant(app);
    user = await aUser(app, tenant, ['customers:read', 'customers:write']);
    const subject = provider.add(user.email);
    await app.nest.get(IdentitiesService).link(user.id, { issuer: provider.issuer, subject });
    Object.assign(used, { provider, app, subject });
  });
  afterAll(async () => {
    await used.app?.close();
    await used.provider?.stop();
  });
  return used;
}

describe('clientela login, where the provider knows devices', () => {
  const used = useProvider({ hasDevices: true });

  /** What a person does in the browser of another machine. */
  async function confirm(address: string, subject: string): Promise<string> {
    const browser = new TestBrowser();
    let visit = await browser.open(address);
    for (let steps = 0; steps < 4; steps++) {
      const text = await visit.answer.text();
      if (text.includes('Done') || !text.includes('<form')) return text;
      const hidden = [...text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
      const [, action = visit.url.href] = /action="([^"]+)"/.exec(text) ?? [];
      const fields = { ...(Object.fromEntries(hidden) as Record<string, string>), account: subject, confirm: 'yes' };
      visit = await browser.submit({ ...visit, url: new URL(action) }, fields);
    }
    throw new Error('The provider asks for more');
  }

  it('signs in with a browser of another machine, and keeps the session for this user alone', async () => {
    const login = new Running(['login', '--url', used.app.url]);
    expect(await confirm(await login.address(), used.subject)).toContain('Done');
    const { code, out } = await login.end();
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`Signed in as ${user.email}, in `) });
    expect(statSync(sessionFile()).mode & 0o777).toBe(0o600);
    const kept = JSON.parse(readFileSync(sessionFile(), 'utf8')) as Record<string, { cookie: string }>;
    expect(out).not.toContain(kept[used.app.url]!.cookie.split('=')[1]);
    expect(await run('whoami', '--url', `${used.app.url}/`)).toEqual({
      code: 0,
      out: `${user.email}, in ${tenant.name} (${tenant.slug})\ncustomers:read, customers:write\n`,
    });
  });

  it('clientela mcp uses the session if it has no key', async () => {
    const { id } = await aCustomer(used.app, tenant, { displayName: 'Seen by an agent' });
    const agent = await stdioAgent({ CLIENTELA_URL: used.app.url, XDG_CONFIG_HOME: place });
    try {
      const change = { displayName: 'Changed by a person' };
      const { digest } = await agent.ask('plan_update', { id: String(id), change });
      const done = await agent.ask('apply_update', { id: String(id), change, digest, reason: 'Ticket 4711' });
      const { changes } = await agent.ask('list_customer_changes', { id: String(id), limit: 1 });
      expect(changes[0]).toMatchObject({ requestId: done.requestId, actor: `user:${user.id}` });
    } finally {
      await agent.close();
    }
  });

  it('clientela logout forgets it, and whoami says so', async () => {
    const end = `${used.app.url}/clientela/v1/session/oidc/end?elsewhere=true`;
    expect(await run('logout', '--url', used.app.url)).toEqual({
      code: 0,
      out: `Signed out. To sign out at the identity provider, too, open ${end}\n`,
    });
    expect(existsSync(sessionFile())).toBe(false);
    expect(await run('logout', '--url', used.app.url)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/There is no session/),
    });
    expect(await run('whoami', '--url', used.app.url)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/You are not signed in/),
    });
  });

  it('refuses a person whom no user is linked with, and keeps nothing', async () => {
    const login = new Running(['login', '--url', used.app.url]);
    await confirm(await login.address(), used.provider.add('stranger@example.com'));
    expect(await login.end()).toMatchObject({ code: 1, out: expect.stringMatching(/No user here has this account/) });
    expect(existsSync(sessionFile())).toBe(false);
  });

  it('a handle opens no session before the person has confirmed, and none that was changed', async () => {
    const path = '/clientela/v1/session/oidc/device';
    const { status, body } = await used.app.send('POST', path, { body: {} });
    expect(status).toBe(201);
    expect(JSON.stringify(body)).not.toContain('deviceCode');
    const ask = (handle: string) => used.app.send('POST', `${path}/session`, { body: { handle } });
    const waiting = await ask(body.handle);
    expect(waiting).toMatchObject({ status: 200, body: { isFinished: false } });
    expect(waiting.headers['set-cookie']).toBeUndefined();
    const changed = `${body.handle.slice(0, -2)}${body.handle.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(await ask(changed)).toMatchObject({ status: 401 });
  });
});

describe('clientela login, where the provider knows no devices', () => {
  const used = useProvider({ hasDevices: false });
  const signIn = async (address: string, subject: string, stopsBefore?: (url: URL) => boolean) => {
    const browser = new TestBrowser();
    const form = await browser.open(address);
    const visit = await browser.submit(form, { account: subject }, stopsBefore);
    return { ...visit, browser };
  };

  it('signs in with a browser of this machine, which gets no session itself', async () => {
    const login = new Running(['login', '--url', used.app.url, '--tenant', tenant.slug]);
    const { answer, url, browser } = await signIn(await login.address(), used.subject);
    expect(await answer.text()).toContain('You can close this page');
    expect(await login.end()).toMatchObject({ code: 0, out: expect.stringMatching(/Signed in as/) });
    expect(browser.cookie(used.app.url, 'clientela_session')).toBeUndefined();
    // The code was used, and belongs to the verifier of the command line.
    const body = { code: url.searchParams.get('code'), verifier: 'x'.repeat(43) };
    const stolen = await used.app.send('POST', '/clientela/v1/session/oidc/handover', { body });
    expect(stolen).toMatchObject({ status: 401 });
    expect(await run('logout', '--url', used.app.url, '--everywhere')).toMatchObject({ code: 0 });
  });

  it('the code opens the session once, for the verifier alone', async () => {
    const [verifier, other] = ['v'.repeat(43), 'w'.repeat(43)];
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const address = `${used.app.url}/clientela/v1/session/oidc/start?port=1&challenge=${challenge}`;
    const { url } = await signIn(address, used.subject, ({ port }) => port === '1');
    const code = url.searchParams.get('code');
    const fetchWith = (given: string) =>
      used.app.send('POST', '/clientela/v1/session/oidc/handover', { body: { code, verifier: given } });
    expect(await fetchWith(other)).toMatchObject({ status: 401 });
    const first = await fetchWith(verifier);
    expect(first).toMatchObject({ status: 204 });
    const cookie = first.headers['set-cookie']![0]!.split(';')[0]!;
    expect(await used.app.send('GET', '/clientela/v1/session', { headers: { cookie } })).toMatchObject({ status: 200 });
    expect(await fetchWith(verifier)).toMatchObject({ status: 401 });
  });

  it('the provider asks again, although the browser has a session there, because a link could begin it', async () => {
    const query = `port=1&challenge=${'A'.repeat(43)}`;
    const { headers } = await used.app.send('GET', `/clientela/v1/session/oidc/start?${query}`);
    expect(new URL(headers.location!).searchParams.get('prompt')).toBe('login');
  });

  it('tells the command line when the sign-in has failed', async () => {
    const login = new Running(['login', '--url', used.app.url]);
    await signIn(await login.address(), used.provider.add('stranger@example.com'));
    expect(await login.end()).toMatchObject({ code: 1, out: expect.stringMatching(/The sign-in has failed: unknown/) });
  });

  it.each([
    'port=80',
    `challenge=${'A'.repeat(43)}`,
    'port=80&challenge=short',
    `port=70000&challenge=${'A'.repeat(43)}`,
  ])('400: %s is no command line that waits', async (query) => {
    expect(await used.app.send('GET', `/clientela/v1/session/oidc/start?${query}`)).toMatchObject({ status: 400 });
  });

  it('sends no session over the network in plain text', async () => {
    expect(await run('login', '--url', 'http://crm.example')).toMatchObject({
      code: 2,
      out: expect.stringMatching(/https:\/\//),
    });
  });

  it('says that the file of sessions is damaged, and shows nothing of it', async () => {
    const { code } = await new Running(['whoami', '--url', used.app.url]).end();
    expect(code).toBe(1);
    mkdirSync(join(place, 'clientela'), { recursive: true });
    writeFileSync(sessionFile(), 'secret-of-mine');
    const { out } = await run('whoami', '--url', used.app.url);
    expect(out).toContain('is damaged');
    expect(out).not.toContain('secret-of-mine');
  });
});
