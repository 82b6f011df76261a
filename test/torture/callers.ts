import type { Demo } from '../../src/demo.js';
import type { Answer } from '../support/app.js';
import { assertAsDocumented } from '../support/as-documented.js';

/** Milliseconds after which a missing answer counts as a failure. */
const HANGS = 15_000;

export type Contract = 'contacts' | 'billing' | 'clients' | 'erp' | 'accounting' | 'clientela';

/**
 * The callers of the demo tenant, one per contract. They get their credentials once, which stay valid for the whole
 * test.
 */
export class Callers {
  private constructor(
    private readonly demo: Demo,
    /** The address of the server, which changes with each start. */
    public url: string,
    private readonly headers: Record<Contract, Record<string, string>>,
  ) {}

  static async signIn(url: string, demo: Demo): Promise<Callers> {
    const none = {
      contacts: {},
      billing: {},
      clients: { tenant: demo.clients.tenant },
      erp: {},
      accounting: {},
      clientela: {},
    };
    const callers = new Callers(demo, url, none);
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const contacts = await callers.signInToContacts();
    const clients = await callers.send('clients', 'POST', '/login', {
      email: demo.clients.email,
      password: demo.clients.password,
    });
    callers.headers.erp = bearer(demo.erp.apiToken);
    const erp = await callers.send('erp', 'GET', '/helo');
    return new Callers(demo, url, {
      contacts: bearer(contacts.body.token),
      billing: {
        authorization: `Basic ${Buffer.from(`${demo.billing.publicKey}:${demo.billing.privateKey}`).toString('base64')}`,
      },
      clients: {
        ...bearer(clients.body.data.authorization),
        'X-API-Key': demo.clients.apiKey,
        tenant: demo.clients.tenant,
      },
      erp: bearer(erp.body['xa-token']),
      accounting: bearer(demo.accounting.apiKey),
      clientela: bearer(demo.clientela.apiKey),
    });
  }

  get account(): string {
    return this.demo.erp.account;
  }

  /** An answer as it is, to compare its bytes with another one. */
  async bytes(
    contract: Contract,
    method: string,
    path: string,
    { headers, body }: { headers: Record<string, string>; body: unknown },
  ): Promise<{ status: number; text: string }> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...this.headers[contract], 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(HANGS),
    });
    return { status: response.status, text: await response.text() };
  }

  signInToContacts(): Promise<Answer> {
    return this.send('contacts', 'POST', '/login', this.demo.contacts);
  }

  /** An answer, checked against the contract's document. It rejects if the connection is lost. */
  async send(contract: Contract, method: string, path: string, body?: unknown, more: object = {}): Promise<Answer> {
    const base = {
      contacts: '/api',
      billing: '/api/v3',
      clients: '/apidev/v1',
      erp: `/api/${this.demo.erp.account}/v4.0.0`,
      accounting: '/api',
      clientela: '/clientela/v1',
    }[contract];
    const json = body !== undefined && { 'content-type': 'application/json' };
    const headers = { ...this.headers[contract], ...json, ...more };
    const response = await fetch(this.url + base + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(HANGS),
    });
    const text = await response.text();
    const answer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: text === '' ? undefined : JSON.parse(text),
    };
    assertAsDocumented(method, base + path, answer);
    return answer;
  }
}
