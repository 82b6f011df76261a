import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Demo } from '../../src/demo.js';
import { eventually } from '../support/eventually.js';
import { CHROMIUM, FLAGS } from './chromium.js';

export const demo = JSON.parse(readFileSync(process.env.CONSOLE_DEMO_FILE!, 'utf8')) as Demo;

interface Window {
  /** The address of the server; that of the demo tenant when omitted. */
  server?: string;
  width?: number;
  height?: number;
  locale?: string;
  colorScheme?: 'light' | 'dark';
}

/** The page at /console in a browser with an empty profile. */
export class ConsolePage {
  /** Whatever a person would not want: errors, what the page's own policy forbids, requests to elsewhere. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    private readonly profile: string,
  ) {}

  static async open({
    server = demo.baseUrl,
    width = 1280,
    height = 900,
    locale = 'en-US',
    colorScheme = 'light',
  }: Window = {}) {
    const profile = mkdtempSync(join(tmpdir(), 'clientela-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      args: FLAGS,
      viewport: { width, height },
      locale,
      colorScheme,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    const opened = new ConsolePage(context.pages()[0]!, context, profile);
    await opened.listen(new URL(server).origin);
    await opened.page.goto(`${server}/console`);
    return opened;
  }

  async signIn({ email, password }: { email: string; password: string } = demo.clientela): Promise<void> {
    await this.page.locator('input[type=email]').fill(email);
    await this.page.locator('input[type=password]').fill(password);
    await this.page.locator('form button[type=submit]').click();
    await this.page.getByRole('navigation').first().waitFor();
  }

  /** Goes to a place of the page, as a link would. */
  async go(place: string): Promise<void> {
    await this.page.evaluate(`location.hash = ${JSON.stringify(place)}`);
    await this.settled();
  }

  /** Nothing is loading. */
  async settled(): Promise<void> {
    await this.page.locator('main:has(h1):not(:has(.loading, [aria-busy=true]))').waitFor();
  }

  heading = () => this.page.locator('h1').innerText();

  /** What axe-core finds against WCAG 2.2 AA and its best practices: each rule with the elements. */
  async faults(): Promise<string[]> {
    // The policy of the page forbids scripts that are not its own, so this one comes through the debugger.
    await this.page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const { violations } = await this.page.evaluate<AxeResults>('axe.run()');
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  /** Pixels by which the page is wider than the window. */
  overflow = () =>
    this.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  /** The options that are wider than the field that shows them. */
  cutOff = () => this.page.evaluate<string[]>(CUT_OFF);

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 3 });
  }

  private async listen(origin: string): Promise<void> {
    this.context.on('request', (request) => {
      const { origin: asked, protocol } = new URL(request.url());
      if (asked !== origin && protocol !== 'data:') this.complaints.push(`a request to ${request.url()}`);
    });
    this.page.on('pageerror', (error) => this.complaints.push(`an error: ${error.stack ?? error.message}`));
    this.page.on('console', (message) => {
      // Chromium writes each refusal of the server into its console. The page shows these in words.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.complaints.push(`in the console: ${message.text()}`);
    });
    await this.page.addInitScript(
      "addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error('against its policy:', violatedDirective, blockedURI))",
    );
  }
}

/** A field with one option alone is as wide as that option needs. */
const CUT_OFF = `[...document.querySelectorAll('select')].flatMap((field) =>
  [...field.options].map(({ text }) => text).filter((text) => {
    const probe = field.cloneNode();
    probe.replaceChildren(new Option(text));
    probe.style.cssText = 'position: absolute; width: max-content; min-width: 0';
    field.after(probe);
    const wanted = probe.offsetWidth;
    probe.remove();
    return wanted > field.offsetWidth + 1;
  }))`;

/** Other systems, which speak to the server by the contracts. */
async function sent(method: string, path: string, headers: Record<string, string>, body?: object): Promise<any> {
  const answer = await fetch(demo.baseUrl + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

const basic = `Basic ${Buffer.from(`${demo.billing.publicKey}:${demo.billing.privateKey}`).toString('base64')}`;

export const billing = (method: string, path: string, body?: object) =>
  sent(method, `/api/v3${path}`, { Authorization: basic }, body);

export const clientela = (method: string, path: string, body?: object) =>
  sent(method, `/clientela/v1${path}`, { Authorization: `Bearer ${demo.clientela.apiKey}` }, body);

export async function contacts(method: string, path: string, body?: object): Promise<any> {
  const { token } = await sent('POST', '/api/login', {}, demo.contacts);
  return sent(method, `/api/customers${path}`, { Authorization: `Bearer ${token}` }, body);
}

/** A customer that billing makes. Resolves to its ID. */
export async function aCustomer(company: string, more: object = {}): Promise<string> {
  const { response } = await billing('POST', '/customer', { company, ...more });
  return String(response.id);
}

/** An import of rows in the words of billing, which a server has planned. Resolves to its ID. */
export async function anImport(source: string, rows: readonly object[]): Promise<string> {
  const { id } = await clientela('POST', '/imports', { contract: 'billing', source });
  await clientela('POST', `/imports/${id}/rows`, rows);
  await clientela('POST', `/imports/${id}/plan`);
  await eventually(async () => (await clientela('GET', `/imports/${id}`)).wanted === null);
  return id;
}
