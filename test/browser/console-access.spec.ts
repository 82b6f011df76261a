import { gzipSync } from 'node:zlib';
import { eventually } from '../support/eventually.js';
import { aCustomer, anImport, clientela, ConsolePage, contacts, demo } from './console-page.js';

let id: string;
let imported: string;
beforeAll(async () => {
  id = await aCustomer('Distribuidora Regional del Río de la Plata y Uruguay Sociedad Anónima', {
    superuser_email: 'a.very.long.name.of.a.person.at.a.company@subdomain.of.a.long.domain.example',
    superuser_name: 'Ana Silva',
  });
  const { email_id } = await contacts('POST', `/${id}/emails`, { email: 'office@example.org', role: 'Office' });
  await contacts('POST', `/${id}/emails/${email_id}/toggle-lock`);
  imported = await anImport('A shop with a rather long name, and a second one', [
    { customer_id: 71, company: 'Almacén La Estrella del Norte', mood: 'good' },
    { customer_id: 72, company: '' },
  ]);
});

const PLACES = () => [
  '/',
  '/customers',
  '/customers?q=nothing+has+this',
  `/customers/${id}`,
  `/customers/${id}/faces`,
  `/customers/${id}/history`,
  '/customers/999999999',
  '/reverts',
  '/duplicates',
  '/keys',
  '/webhooks',
  '/imports',
  `/imports/${imported}`,
  '/imports/999999999',
  '/nowhere',
];

describe.each([
  { on: 'a desk', width: 1280, height: 900, colorScheme: 'light', locale: 'en-US' },
  { on: 'a tablet at night', width: 1024, height: 768, colorScheme: 'dark', locale: 'es-ES' },
  { on: 'a phone', width: 390, height: 844, colorScheme: 'light', locale: 'es-ES' },
  { on: 'a phone at night', width: 320, height: 640, colorScheme: 'dark', locale: 'en-US' },
] as const)('on $on', (window) => {
  it('axe finds no fault, nothing is wider than the window, and no choice is cut off', async () => {
    const screen = await ConsolePage.open(window);
    try {
      const found: Record<string, unknown> = {};
      const look = async (place: string) => {
        const [faults, overflow, cutOff] = [await screen.faults(), await screen.overflow(), await screen.cutOff()];
        if (faults.length > 0 || overflow > 0 || cutOff.length > 0) found[place] = { faults, overflow, cutOff };
      };
      await screen.page.locator('form').waitFor();
      await look('the sign-in');
      await screen.signIn();
      for (const place of PLACES()) {
        await screen.go(place);
        await look(place);
      }
      await screen.go('/keys');
      await screen.page.locator('.title .button').click();
      await screen.page.locator('dialog input[type=radio]').last().check();
      await look('a dialog');
      expect(found).toEqual({});
      expect(screen.complaints).toEqual([]);
    } finally {
      await screen.close();
    }
  });
});

describe('for a person', () => {
  let screen: ConsolePage;
  beforeEach(async () => (screen = await ConsolePage.open()));
  afterEach(async () => {
    const { complaints } = screen;
    await screen.close();
    expect(complaints).toEqual([]);
  });

  it('with a keyboard alone: signs in, skips to the content, opens and leaves a dialog', async () => {
    const { keyboard } = screen.page;
    const focused = () =>
      screen.page.evaluate('(document.activeElement.ariaLabel ?? document.activeElement.innerText).trim()');
    /** The page moves the focus after it has drawn. */
    const isMovedTo = (name: string) => eventually(async () => (await focused()) === name, 5000).catch(() => {});
    await screen.page.locator('input[type=email]:focus').waitFor();
    await keyboard.type(demo.clientela.email);
    await keyboard.press('Tab');
    await keyboard.type(demo.clientela.password);
    await keyboard.press('Enter');
    await screen.page.getByRole('heading', { name: 'Overview' }).waitFor();
    await screen.settled();

    await screen.go('/keys');
    await isMovedTo('API keys');
    expect(await focused()).toBe('API keys');
    await screen.page.reload();
    await screen.page.getByRole('table').waitFor();
    await keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    expect(await focused()).toBe('New API key');
    await keyboard.press('Enter');
    await screen.page.getByRole('dialog').waitFor();
    // The focus goes round inside.
    for (let pressed = 0; pressed < 12; pressed++) await keyboard.press('Tab');
    expect(
      await screen.page.evaluate(
        "!!document.activeElement.closest('dialog') || document.activeElement === document.body",
      ),
    ).toBe(true);
    await keyboard.press('Escape');
    await screen.page.getByRole('dialog').waitFor({ state: 'detached' });
    await isMovedTo('New API key');
    expect(await focused()).toBe('New API key');
  });

  it('who speaks Spanish: chooses the language, and it stays', async () => {
    const { page } = screen;
    await page.getByLabel('Language').selectOption('Español');
    expect(await page.evaluate('document.documentElement.lang')).toBe('es');
    await page.getByRole('heading', { name: 'Iniciar sesión' }).waitFor();
    await screen.signIn();
    await page.reload();
    await page.getByRole('heading', { name: 'Resumen' }).waitFor();
    expect(await page.title()).toBe('Resumen · Clientela');
    await screen.go(`/customers/${id}`);
    await page.getByText('Bloqueado').waitFor();
  });

  it('whose session ends: signs in again over the page, and nothing typed is lost', async () => {
    const { page, context } = screen;
    await screen.signIn();
    await screen.go('/keys');
    await page.getByRole('button', { name: 'New API key' }).click();
    await page.getByLabel('Name').fill('Half typed');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog input[type=email]').inputValue()).toBe(demo.clientela.email);
    await page.locator('dialog input[type=password]').fill(demo.clientela.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Your session has ended.').waitFor({ state: 'detached' });
    expect(page.url()).toContain('#/keys');
    expect(await page.getByLabel('Name').inputValue()).toBe('Half typed');
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('heading', { name: 'The new API key' }).waitFor();
  });

  it('who signed in again in another tab: goes on with the new session', async () => {
    const { page, context } = screen;
    await screen.signIn();
    await screen.go('/keys');
    const other = await context.newPage();
    await other.goto(`${demo.baseUrl}/`);
    await other.evaluate(
      `fetch('/clientela/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: ${JSON.stringify(JSON.stringify({ email: demo.clientela.email, password: demo.clientela.password }))} })`,
    );
    await other.close();
    await page.getByRole('button', { name: 'New API key' }).click();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('heading', { name: 'The new API key' }).waitFor();
  });

  it('whose network is away: is told so, and tries again', async () => {
    const { page, context } = screen;
    await screen.signIn();
    await context.setOffline(true);
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('alert').getByText('The server did not answer.').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('who may only read: is offered nothing else', async () => {
    const { page } = screen;
    const email = 'reader@example.org';
    const { password } = await clientela('POST', '/users', { email, permissions: ['customers:read', 'keys:read'] });
    await screen.signIn({ email, password });
    await screen.go('/keys');
    await page.getByRole('table').waitFor();
    expect(await page.getByRole('button', { name: /New API key|Revoke|Replace/ }).count()).toBe(0);
    await screen.go('/reverts');
    await page.getByText('You do not have the permission for this: Change customers').waitFor();
    await screen.go('/webhooks');
    await page.getByRole('alert').getByText('You do not have the permission for this.').waitFor();
  });

  it('who signs out: sees the sign-in, and the session is over', async () => {
    const { page } = screen;
    await screen.signIn();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goBack();
    await page.goForward();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

describe('the files of the page', () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(demo.baseUrl + path, { headers });
  const linked = async () =>
    [...(await (await get('/console')).text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);

  it('come from this server alone, and no inline script or style is allowed', async () => {
    const page = await get('/console');
    expect(page.headers.get('Content-Security-Policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(page.headers.get('Cache-Control')).toBe('no-cache');
    expect(await linked()).toHaveLength(2);
  });

  it('are small, compressed for browsers that take it, and kept for good', async () => {
    for (const path of await linked()) {
      const answer = await get(path, { 'Accept-Encoding': 'gzip' });
      expect(answer.headers.get('Content-Encoding')).toBe('gzip');
      expect(answer.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
      const content = Buffer.from(await answer.arrayBuffer());
      expect(gzipSync(content).length).toBeLessThan(60_000);
      const plain = await get(path, { 'Accept-Encoding': 'identity' });
      expect(plain.headers.get('Content-Encoding')).toBeNull();
      expect(Buffer.from(await plain.arrayBuffer())).toEqual(content);
    }
  });

  it.each(['/console/', '/console'])('200: %s', async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  it.each(['/console/files.json', '/console/nothing', '/console/../package.json'])('404: %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });
});
