import type { TestTenant } from '../../test/factories/tenant.js';
import type { Answer, TestApp } from '../../test/support/app.js';

interface Writer {
  create: (name: string) => Promise<Answer>;
  idIn: (body: never) => string;
  read: (id: string) => Promise<Answer>;
}

/** Clients of all five contracts, which add customers and read them while others are moved in. */
export class Writers {
  readonly failures: string[] = [];
  /** The names of their customers. */
  readonly names = new Set<string>();
  written = 0;
  private readonly made: { writer: Writer; id: string }[] = [];
  private running?: Promise<void[]>;
  private isStopping = false;

  constructor(
    private readonly app: TestApp,
    private readonly tenant: TestTenant,
    /** How many customers a client adds. After that it only reads. */
    private readonly most: number,
  ) {}

  start(): void {
    this.running ??= Promise.all(Object.entries(this.writers()).map(([name, writer]) => this.go(name, writer)));
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.running;
  }

  /** Their customers, as each contract shows them now. */
  async shown(): Promise<unknown[]> {
    const all: unknown[] = [];
    for (const { writer, id } of this.made) all.push((await writer.read(id)).body);
    return all;
  }

  private async go(contract: string, writer: Writer): Promise<void> {
    let id = '';
    for (let number = 1; !this.isStopping; number++) {
      const isNew = number <= this.most;
      const name = `${contract} writer ${Math.min(number, this.most).toString(36)}zq`;
      this.names.add(name);
      try {
        if (isNew) id = await this.create(writer, name);
        const read = await writer.read(id);
        if (read.status !== 200 || !JSON.stringify(read.body).includes(name)) throw new Error(`${id} ${read.status}`);
        if (isNew) this.made.push({ writer, id });
      } catch (error) {
        this.failures.push(`${contract}: ${String(error).slice(0, 200)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private async create(writer: Writer, name: string): Promise<string> {
    const created = await writer.create(name);
    if (created.status >= 300) throw new Error(`${created.status} ${JSON.stringify(created.body)}`);
    this.written++;
    return writer.idIn(created.body as never);
  }

  private writers(): Record<string, Writer> {
    const { contacts, billing, clients, erp, accounting } = this.app.as(this.tenant);
    return {
      contacts: {
        create: (name) => contacts.post('/customers/create', { name }),
        idIn: (body) => idBelow(body, 'customer_id'),
        read: (id) => contacts.get(`/customers/getCustomers/${id}`),
      },
      billing: {
        create: (company) => billing.post('/customer', { company }),
        idIn: ({ response }: { response: { id: number } }) => String(response.id),
        read: (id) => billing.get(`/customer/${id}`),
      },
      clients: {
        create: (name) => clients.post('/clients', { name }),
        idIn: (body) => idBelow(body, 'id'),
        read: (id) => clients.get(`/clients/${id}`),
      },
      erp: {
        create: (name) => erp.post('/customers', { name }),
        idIn: (body) => idBelow(body, 'id'),
        read: (id) => erp.get('/customers', { searchColumn: 'id', searchString: id }),
      },
      accounting: {
        create: (displayName) =>
          accounting.post('/customers', { customerType: 'business', displayName, currencyCode: 'USD' }),
        idIn: (body) => idBelow(body, 'id'),
        read: (id) => accounting.get(`/customers/${id}`),
      },
    };
  }
}

/** The first ID in an answer. */
function idBelow(body: unknown, key: string): string {
  const found = new RegExp(`"${key}":"?(\\d+)`).exec(JSON.stringify(body))?.[1];
  if (found === undefined) throw new Error(JSON.stringify(body));
  return found;
}
