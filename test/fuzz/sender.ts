import { Agent, request } from 'node:http';
import { aCustomer } from '../factories/customer.js';
import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';
import { nextNonce } from '../support/clients.js';
import { searchOf, type Plan } from './requests.js';
import { type Exchange, SLOWEST } from './verdict.js';

const AT_LEAST = 6;

/** The IDs that requests may name. They are few, so that requests meet on the same records. */
interface Known {
  customers: string[];
  emails: { id: string; customer: string }[];
  phones: { id: string; customer: string }[];
  names: { id: string; customer: string }[];
  users: string[];
}

/** Fills the slots of requests and sends them as they are, which ordinary clients would not. */
export class Sender {
  private readonly connections = new Agent({ keepAlive: true });
  private known!: Known;

  constructor(
    private readonly app: TestApp,
    private readonly tenant: TestTenant,
  ) {}

  /** Reads which records exist now, and adds customers when there are too few. */
  async look(): Promise<void> {
    const rows = (table: string, columns: string, where = 'true') =>
      asOwner<{ id: string; customer: string }>(
        this.app,
        this.tenant,
        `SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY 1 LIMIT 8`,
      );
    let customers = await rows('customers', 'id', 'deleted_at IS NULL');
    while (customers.length < AT_LEAST)
      customers = [...customers, { id: String((await aCustomer(this.app, this.tenant)).id), customer: '' }];
    const theirs = `customer_id IN (${customers.map(({ id }) => id).join(',')})`;
    const [emails, phones, names, users] = await Promise.all([
      ...['emails', 'phones', 'company_names'].map((table) => rows(table, 'id, customer_id AS customer', theirs)),
      rows('contact_persons', 'id', `deleted_at IS NULL AND ${theirs}`),
    ]);
    this.known = {
      customers: customers.map(({ id }) => id),
      emails,
      phones: phones!,
      names: names!,
      users: users!.map(({ id }) => id),
    };
  }

  async send(plan: Plan): Promise<Exchange> {
    const credentials = await this.app.as(this.tenant)[plan.contract].credentials();
    const query = this.filled(searchOf(plan.query));
    const path = this.filled(plan.path);
    const body = typeof plan.body === 'string' ? this.filled(plan.body) : plan.body;
    // A nonce may be as large as any: after it nothing would be new.
    if (plan.contract === 'erp')
      await asOwner(this.app, this.tenant, 'DELETE FROM erp_nonces WHERE tenant_id = $1', [this.tenant.id]);
    const began = performance.now();
    const answer = await this.exchange(plan, path + query, credentials, body);
    return { plan, path, query, body, ...answer, milliseconds: performance.now() - began };
  }

  close(): void {
    this.connections.destroy();
  }

  private filled(text: string): string {
    const pick = <One>(some: One[], at: string): One | undefined => some[Number(at) % Math.max(some.length, 1)];
    return text
      .replaceAll('%account%', this.tenant.slug)
      .replaceAll('%nonce%', () => String(nextNonce().nonce))
      .replaceAll(
        /%(email|phone|name)(-customer)?:(\d+)%/g,
        (_, kind: 'email' | 'phone' | 'name', owner: string | undefined, at: string) =>
          String(pick(this.known[`${kind}s`], at)?.[owner ? 'customer' : 'id'] ?? 1),
      )
      .replaceAll(/%customer:(\d+)%/g, (_, at: string) => String(pick(this.known.customers, at)))
      .replaceAll(/%code:(\d+)%/g, (_, at: string) => `C${String(pick(this.known.customers, at)).padStart(4, '0')}`)
      .replaceAll(/%user:(\d+)%/g, (_, at: string) => String(pick(this.known.users, at) ?? 1))
      .replaceAll(/%mail:(\d+)%/g, (_, at: string) => `shared${at}@example.com`);
  }

  private exchange(
    { method, headers }: Plan,
    path: string,
    credentials: Record<string, string>,
    body?: Buffer | string,
  ): Promise<Pick<Exchange, 'status' | 'headers' | 'text'>> {
    const lowered = Object.fromEntries(
      Object.entries({ ...credentials, ...headers }).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const kept = Object.fromEntries(
      Object.entries(lowered).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    if (body !== undefined) kept['content-length'] = String(Buffer.byteLength(body));
    const { hostname, port } = new URL(this.app.url);
    return new Promise((resolve, reject) => {
      const call = request(
        {
          hostname,
          port,
          path,
          method,
          headers: kept,
          agent: this.connections,
          timeout: SLOWEST * 2,
          setHost: kept.host === undefined,
        },
        (answer) => {
          let text = '';
          answer
            .setEncoding('utf8')
            .on('data', (more: string) => (text += more))
            .on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }))
            .on('error', reject);
        },
      );
      call.on('timeout', () => call.destroy(new Error(`no answer within ${SLOWEST * 2} ms`)));
      call.on('error', (error: Error & { code?: string }) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE'
          ? resolve({ status: 0, headers: {}, text: '' })
          : reject(error),
      );
      call.end(body);
    });
  }
}
