import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { CHROMIUM, FLAGS } from './chromium.js';

interface Answer {
  status: number;
  body: any;
}

/** The page at /docs in a browser with an empty profile. The methods use only what the page shows, as a person does. */
export class DocsPage {
  /**
   * Whatever a person would not want: errors in the console, what the page's own policy forbids, requests to elsewhere.
   */
  readonly complaints: string[] = [];
  requests = 0;

  private constructor(
    private readonly page: Page,
    private readonly context: BrowserContext,
    private readonly profile: string,
  ) {}

  static async open(baseUrl: string, viewport = { width: 1280, height: 900 }): Promise<DocsPage> {
    const profile = mkdtempSync(join(tmpdir(), 'clientela-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      args: FLAGS,
      viewport,
    });
    context.setDefaultTimeout(60_000);
    const docs = new DocsPage(context.pages()[0]!, context, profile);
    await docs.listen(new URL(baseUrl).origin);
    await docs.page.goto(`${baseUrl}/docs`);
    return docs;
  }

  async choose(document: string): Promise<void> {
    await this.page.getByLabel('Select a definition').selectOption({ label: document });
    await this.page.getByRole('heading', { name: `Clientela: ${document}` }).waitFor();
  }

  /** By the "Authorize" dialog: what each scheme asks for, in the order of its fields. */
  async authorize(schemes: Record<string, string[]>): Promise<void> {
    await this.page.locator('.auth-wrapper .btn.authorize').click();
    const dialog = this.page.locator('.dialog-ux .modal-ux');
    for (const [scheme, values] of Object.entries(schemes)) {
      const form = dialog
        .locator('form')
        .filter({ has: this.page.locator('h4 code').getByText(scheme, { exact: true }) });
      for (const [at, value] of values.entries()) await form.locator('input').nth(at).fill(value);
      await form.getByRole('button', { name: 'Apply credentials' }).click();
      await form.getByRole('button', { name: 'Remove authorization' }).waitFor();
    }
    await dialog.locator('.close-modal').click();
  }

  /**
   * Presses "Execute" and returns the answer that the page shows. The form keeps its initial values, except the body if
   * one is given.
   */
  async execute(operationId: string, body?: object): Promise<Answer> {
    const operation = await this.opened(operationId);
    if (body) await operation.locator('textarea.body-param__text').fill(JSON.stringify(body));
    const clear = operation.getByRole('button', { name: 'Clear' });
    if (await clear.isVisible()) await clear.click();
    await operation.locator('.execute').click();
    return answerIn(operation.locator('.live-responses-table .response'));
  }

  /** The initial value of a parameter of an operation. */
  async parameter(operationId: string, name: string): Promise<string> {
    const operation = await this.opened(operationId);
    return operation.locator(`tr[data-param-name="${name}"] input`).inputValue();
  }

  /** Pixels by which the page, with one operation open, is wider than the window. */
  async overflow(operationId: string): Promise<number> {
    await this.opened(operationId);
    return this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 3 });
  }

  private async opened(operationId: string): Promise<Locator> {
    const operation = this.page.locator(`.opblock[id$="-${operationId}"]`);
    if (!(await operation.locator('.execute').isVisible())) await operation.locator('.opblock-summary-control').click();
    await operation.locator('.execute').waitFor();
    return operation;
  }

  private async listen(origin: string): Promise<void> {
    this.context.on('request', (request) => {
      this.requests++;
      const { origin: asked, protocol } = new URL(request.url());
      if (asked !== origin && !['data:', 'blob:'].includes(protocol))
        this.complaints.push(`a request to ${request.url()}`);
    });
    this.page.on('websocket', (socket) => this.complaints.push(`a connection to ${socket.url()}`));
    this.page.on('pageerror', (error) => this.complaints.push(`an error: ${error.stack ?? error.message}`));
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`in the console: ${message.text()}`);
    });
    await this.page.addInitScript(
      "addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error('against its policy:', violatedDirective, blockedURI))",
    );
  }
}

async function answerIn(response: Locator): Promise<Answer> {
  const status = Number(await response.locator('.response-col_status').innerText());
  const text = await response.locator('.response-col_description pre').first().innerText();
  return { status, body: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as unknown) : text };
}
