import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import type { Callers } from './callers.js';

interface Answered {
  what: string;
  at: number;
  ms: number;
  status: number;
}

interface Client {
  id: number;
  emailId: number;
  turn: number;
  /** The last acknowledged value, followed by the values that may have been written since. */
  names: string[];
  emails: string[];
}

/**
 * Clients that loop over all five contracts and know the right answers. Any other answer must be 503 in the contract's
 * shape.
 */
export class Load {
  readonly faults: string[] = [];
  readonly kinds = KINDS.length;
  private readonly answers: Answered[] = [];
  private running: Promise<void>[] = [];
  private ending = false;

  private constructor(
    private readonly callers: Callers,
    private readonly clients: Client[],
  ) {}

  static async prepare(callers: Callers, count: number): Promise<Load> {
    const clients = Array.from({ length: count }, async (_, turn) => {
      const created = await callers.send('clients', 'POST', '/clients', { name: 'Ada', email: 'ada@example.com' });
      const id = Number(created.body.data.id);
      const listed = await callers.send('contacts', 'GET', `/customers/${id}/emails`);
      return {
        id,
        emailId: listed.body.emails[0].email_id as number,
        turn,
        names: ['Ada'],
        emails: ['ada@example.com'],
      };
    });
    return new Load(callers, await Promise.all(clients));
  }

  start(): void {
    this.running = this.clients.map((client) => this.loop(client));
  }

  async end(): Promise<void> {
    this.ending = true;
    await Promise.all(this.running);
  }

  answersSince(time: number): Answered[] {
    return this.answers.filter(({ at, ms }) => at + ms >= time);
  }

  /** Waits until every client has sent all kinds of requests without a 503. */
  async isServed(within: number): Promise<void> {
    await eventually(() => {
      const latest = this.answers.slice(-this.clients.length * this.kinds);
      return latest.every(({ status }) => status < 300);
    }, within);
  }

  private async loop(client: Client): Promise<void> {
    for (; !this.ending; await pause(10)) {
      const [what, ask] = KINDS[client.turn++ % KINDS.length]!;
      const at = Date.now();
      try {
        const answer = await ask(this.callers, client);
        this.answers.push({ what, at, ms: Date.now() - at, status: answer.status });
        if (answer.status === 503 && answer.headers['retry-after'] !== '1')
          this.faults.push(`${what}: 503 without Retry-After`);
      } catch (error) {
        this.faults.push(`${what}: ${(error as Error).message}`);
      }
    }
  }
}

/** The requests of a client, in turn, with a check of each answer. The check does not see 503. */
const KINDS: readonly [what: string, ask: (callers: Callers, client: Client) => Promise<Answer>][] = [
  [
    'clients: read',
    async (callers, { id, names, emails }) =>
      right(
        await callers.send('clients', 'GET', `/clients/${id}`),
        200,
        ({ data }) => names.includes(data.name) && emails.includes(data.email),
      ),
  ],
  [
    'clients: write',
    (callers, { id, names, turn }) =>
      written(names, `Ada ${turn}`, 200, (name) => callers.send('clients', 'PUT', `/clients/${id}`, { name })),
  ],
  [
    'contacts: read',
    async (callers, { id, emails }) =>
      right(
        await callers.send('contacts', 'GET', `/customers/${id}/emails`),
        200,
        (body) => body.emails.length === 1 && emails.includes(body.emails[0].email),
      ),
  ],
  [
    'contacts: write',
    (callers, { id, emailId, emails, turn }) =>
      written(emails, `ada${turn}@example.com`, 200, (email) =>
        callers.send('contacts', 'PUT', `/customers/${id}/emails/${emailId}`, { email }),
      ),
  ],
  [
    'billing: read',
    async (callers, { id, names }) =>
      right(await callers.send('billing', 'GET', `/customer/${id}`), 200, ({ response }) =>
        names.includes(response.company),
      ),
  ],
  [
    'billing: write',
    (callers, { id, names, turn }) =>
      written(names, `Ada ${turn}`, 202, (company) => callers.send('billing', 'PUT', `/customer/${id}`, { company })),
  ],
  ['erp: session', async (callers) => right(await callers.send('erp', 'GET', '/status'), 200)],
  [
    'accounting: read',
    async (callers, { id, names }) =>
      right(await callers.send('accounting', 'GET', `/customers/${id}`), 200, (body) =>
        names.includes(body.displayName),
      ),
  ],
  ['accounting: list', async (callers) => right(await callers.send('accounting', 'GET', '/customers'), 200)],
  ['contacts: sign-in', async (callers) => right(await callers.signInToContacts(), 200)],
];

function right(answer: Answer, status: number, isRight: (body: any) => boolean = () => true): Answer {
  if (answer.status !== 503 && !(answer.status === status && isRight(answer.body)))
    throw new Error(`answered ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

// A write that was answered with 503 may have been done, if the answer to COMMIT was what got lost.
async function written(
  values: string[],
  value: string,
  status: number,
  send: (value: string) => Promise<Answer>,
): Promise<Answer> {
  const answer = right(await send(value), status);
  values.push(value);
  if (answer.status === status) values.splice(0, values.length, value);
  return answer;
}
