import type { Answer } from '../support/app.js';
import type { Callers } from './callers.js';

/**
 * A record that one writer writes again and again. Its value must be the last acknowledged one, or one whose write was
 * not answered.
 */
interface Thing {
  what: string;
  /** The value as callers see it. An incomplete value is a fault in itself. */
  read(): Promise<unknown>;
  acknowledged: unknown;
  underWay?: { value: unknown };
}

/** A customer whose creation was not answered. */
interface Unanswered {
  name: string;
}

const CREATORS = 6;
const UPDATERS = 4;
const SWAPPERS = 4;
const NAMES = 3;

/** Concurrent writers over HTTP that remember acknowledged writes, and a check that these are stored. */
export class Workload {
  readonly figures = { acknowledged: 0, underWay: 0, underWayDone: 0, read: 0 };
  readonly faults: string[] = [];
  private things: Thing[] = [];
  private created: Thing[] = [];
  private unanswered: Unanswered[] = [];
  private writers: (() => Promise<void>)[] = [];
  private running: Promise<void>[] = [];
  private stopping = false;
  private serial = 0;
  private nonce = Date.now();
  private nonceSpent = 0;

  private constructor(private readonly callers: Callers) {}

  static async prepare(callers: Callers): Promise<Workload> {
    const workload = new Workload(callers);
    workload.writers = [
      ...Array.from({ length: CREATORS }, () => () => workload.create()),
      ...(await Promise.all(Array.from({ length: UPDATERS }, () => workload.emailUpdater()))),
      ...(await Promise.all(Array.from({ length: SWAPPERS }, () => workload.defaultSwapper()))),
      await workload.nonceWriter(),
    ];
    return workload;
  }

  /** Each writer continues until the server is gone. */
  start(): void {
    this.stopping = false;
    this.running = this.writers.map(async (turn) => {
      while (!this.stopping) await turn().catch((error: Error) => this.onLost(error));
    });
  }

  async end(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running);
  }

  /**
   * Compares the stored records with the acknowledged writes. `all`: everything that was created since the beginning,
   * not only since the last check.
   */
  async verify({ all = false } = {}): Promise<void> {
    await inEights(this.things, async (thing) => {
      const { underWay } = thing;
      const found = await this.look(thing);
      if (underWay) {
        this.figures.underWay++;
        if (same(found, underWay.value)) this.figures.underWayDone++;
      }
      if (!same(found, thing.acknowledged) && !(underWay && same(found, underWay.value)))
        this.fault(`${thing.what} is ${text(found)}, and ${text(thing.acknowledged)} was acknowledged`);
      thing.acknowledged = found;
      thing.underWay = undefined;
    });
    const created = all ? this.created : this.created.slice(this.verified);
    await inEights(created, async (thing) => {
      const found = await this.look(thing);
      if (!same(found, thing.acknowledged))
        this.fault(`${thing.what} is ${text(found)}, and ${text(thing.acknowledged)} was acknowledged`);
    });
    this.verified = this.created.length;
    await inEights(this.unanswered.splice(0), (asked) => this.verifyUnanswered(asked));
    await this.verifyNonce();
  }
  private verified = 0;

  private async create(): Promise<void> {
    const number = ++this.serial;
    const name = `Created ${number}.`;
    const [email, phone] = [`created${number}@example.com`, `+1212${5_550_000 + (number % 10_000)}`];
    const asked = { name };
    this.unanswered.push(asked);
    const answer = await this.callers.send('clients', 'POST', '/clients', { name, email, phone });
    this.expect(answer, 201);
    this.unanswered.splice(this.unanswered.indexOf(asked), 1);
    const id = Number(answer.body.data.id);
    this.created.push({
      what: `customer ${id}`,
      acknowledged: { name, email, phone, emails: [email], phones: [phone] },
      read: () => this.whole(id),
    });
  }

  private async emailUpdater(): Promise<() => Promise<void>> {
    const id = await this.aCustomer({ email: 'first@example.com' });
    const path = `/customers/${id}/emails`;
    const [{ email_id }] = (await this.callers.send('contacts', 'GET', path)).body.emails;
    const thing = this.keep({
      what: `the email of customer ${id}`,
      acknowledged: { flat: 'first@example.com', listed: ['first@example.com'] },
      // Both views show one value, so a partial write is noticed here.
      read: async () => ({
        flat: (await this.client(id)).email,
        listed: (await this.callers.send('contacts', 'GET', path)).body.emails.map(
          ({ email }: { email: string }) => email,
        ),
      }),
    });
    return () => {
      const email = `changed${++this.serial}@example.com`;
      return this.write(thing, { flat: email, listed: [email] }, 200, () =>
        this.callers.send('contacts', 'PUT', `${path}/${email_id}`, { email }),
      );
    };
  }

  private async defaultSwapper(): Promise<() => Promise<void>> {
    const path = `/customers/${await this.aCustomer({})}/company-names`;
    const ids: number[] = [];
    for (let count = 0; count < NAMES; count++)
      ids.push((await this.callers.send('contacts', 'POST', path, { name: `Acme ${count}` })).body.company_name_id);
    const thing = this.keep({
      what: `the active default of ${path}`,
      acknowledged: [ids[0]],
      read: async () => {
        const names = (await this.callers.send('contacts', 'GET', path)).body.company_names as {
          company_name_id: number;
          is_active: boolean;
          is_default: boolean;
        }[];
        return names
          .filter(({ is_default }) => is_default)
          .map(({ company_name_id, is_active }) => (is_active ? company_name_id : 'inactive'));
      },
    });
    let turn = 0;
    return () => {
      const chosen = ids[++turn % ids.length]!;
      return this.write(thing, [chosen], 200, () =>
        this.callers.send('contacts', 'POST', `${path}/${chosen}/set-default`),
      );
    };
  }

  /** Only one writer, because each nonce must be greater than the one before. */
  private async nonceWriter(): Promise<() => Promise<void>> {
    const id = await this.aCustomer({});
    const thing = this.keep({
      what: `the name of customer ${id}`,
      acknowledged: 'Ada Ltd.',
      read: async () => (await this.client(id)).name,
    });
    return async () => {
      const nonce = ++this.nonce;
      const name = `Name ${nonce}`;
      await this.write(thing, name, 201, () =>
        this.callers.send('erp', 'PUT', `/customers?nonce=${nonce}`, { id, name }),
      );
      this.nonceSpent = nonce;
    };
  }

  private async write(thing: Thing, value: unknown, status: number, send: () => Promise<Answer>): Promise<void> {
    thing.underWay = { value };
    this.expect(await send(), status);
    thing.acknowledged = value;
    thing.underWay = undefined;
  }

  private expect(answer: Answer, status: number): void {
    if (answer.status === status) this.figures.acknowledged++;
    else throw new Error(`${answer.status} ${text(answer.body)}`);
  }

  private onLost(error: Error): void {
    // fetch rejects with these messages if the connection is lost. Every other error is a wrong answer.
    if (!['fetch failed', 'terminated'].includes(error.message)) this.fault(error.message);
    this.stopping = true;
  }

  private async look(thing: Thing): Promise<unknown> {
    this.figures.read++;
    return thing.read();
  }

  private async verifyUnanswered({ name }: Unanswered): Promise<void> {
    const { body } = await this.callers.send('clients', 'GET', `/clients?search=${encodeURIComponent(name)}`);
    const found = (body.data as { id: string; name: string }[]).filter((client) => client.name === name);
    this.figures.underWay++;
    if (found.length > 1) this.fault(`${name} was asked for once and is there ${found.length} times`);
    if (found.length === 0) return;
    this.figures.underWayDone++;
    const { email, phone, emails, phones } = await this.whole(Number(found[0]!.id));
    if (!email || !phone || !same(emails, [email]) || !same(phones, [phone]))
      this.fault(`${name} is half there: ${text({ email, phone, emails, phones })}`);
  }

  private async verifyNonce(): Promise<void> {
    if (this.nonceSpent === 0) return;
    const { status } = await this.callers.send('erp', 'PUT', `/customers?nonce=${this.nonceSpent}`, {
      id: 1,
      name: 'Again',
    });
    if (status !== 409) this.fault(`A nonce that was spent was taken again: ${status}`);
  }

  private async whole(id: number) {
    const [{ name, email, phone }, emails, phones] = await Promise.all([
      this.client(id),
      this.callers.send('contacts', 'GET', `/customers/${id}/emails`),
      this.callers.send('contacts', 'GET', `/customers/${id}/phones`),
    ]);
    return {
      name,
      email,
      phone,
      emails: (emails.body.emails as { email: string }[]).map((one) => one.email),
      phones: (phones.body.phones as { phone: string }[]).map((one) => one.phone),
    };
  }

  private async client(id: number): Promise<{ name: string; email: string | null; phone: string | null }> {
    const { status, body } = await this.callers.send('clients', 'GET', `/clients/${id}`);
    return status === 200 ? body.data : { name: `${status}`, email: null, phone: null };
  }

  private async aCustomer(fields: object): Promise<number> {
    return Number(
      (await this.callers.send('clients', 'POST', '/clients', { name: 'Ada Ltd.', ...fields })).body.data.id,
    );
  }

  private keep(thing: Thing): Thing {
    this.things.push(thing);
    return thing;
  }

  private fault(text: string): void {
    this.faults.push(text);
  }
}

const text = (value: unknown) => JSON.stringify(value);
const same = (one: unknown, other: unknown) => text(one) === text(other);

async function inEights<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
