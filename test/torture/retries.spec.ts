import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { Callers, type Contract } from './callers.js';
import { tell, times } from './length.js';
import { useServer } from './server.js';

const REQUESTS = times(100, 1_000);
/** Requests between two kills. */
const EACH = 25;
const AT_ONCE = 8;
/** How often a request is sent again after its first success, at most. */
const MOST_REPEATS = 4;

const own = useServer();

/** The sixth contract creates no customers. */
type Creating = Exclude<Contract, 'clientela'>;

/** A write that must have one effect: a customer with a name of its own. */
const CREATIONS: Record<Creating, (name: string, account: string) => [path: string, body: object]> = {
  contacts: (name) => ['/api/customers/create', { name }],
  billing: (company) => ['/api/v3/customer', { company }],
  clients: (name) => ['/apidev/v1/clients', { name }],
  // Each try has a nonce of its own, as from the SDK.
  erp: (name, account) => [`/api/${account}/v4.0.0/customers?nonce=${nextNonce()}`, { name }],
  accounting: (displayName) => ['/api/customers', { customerType: 'business', displayName, currencyCode: 'USD' }],
};
const CONTRACTS = Object.keys(CREATIONS) as Creating[];

let lastNonce = Date.now();
const nextNonce = () => ++lastNonce;

interface Made {
  name: string;
  /** The body of each successful answer. */
  answers: string[];
  tries: number;
  /** Tries whose answer was lost with the server or the database. */
  lost: number;
}

describe('writes that are repeated with their Idempotency-Key, while server and database are killed', () => {
  it('have one effect each, and each repetition gets the same bytes', async () => {
    const callers = await Callers.signIn(own.server.url, own.server.demo);
    const all: Made[] = [];
    let kills = 0;
    for (let sent = 0; sent < REQUESTS; sent += EACH) {
      const writing = write(callers, all);
      await pause(Math.random() * 60);
      if (kills++ % 2 === 0) {
        await own.server.kill();
        await own.server.start();
        callers.url = own.server.url;
      } else {
        await own.postgres.kill();
        await eventually(startedPostgres);
      }
      await writing;
    }
    const wrong = all.filter(({ answers }) => new Set(answers).size !== 1);
    expect(wrong).toEqual([]);
    const rows = await own.postgres.run<{ name: string; count: string }>(
      'SELECT display_name AS name, count(*) FROM customers GROUP BY display_name',
    );
    const effects = new Map(rows.map(({ name, count }) => [name, Number(count)]));
    expect(all.filter(({ name }) => effects.get(name) !== 1)).toEqual([]);
    const sum = (of: 'tries' | 'lost') => all.reduce((total, made) => total + made[of], 0);
    tell(
      'repeated writes',
      `${all.length} writes, ${sum('tries')} tries, ${sum('lost')} of them lost, ${kills} kills; each has one effect and one answer`,
    );
    expect(all).toHaveLength(REQUESTS);
    expect(sum('lost')).toBeGreaterThan(0);
  });
});

/** Whether it could start: sessions of the killed server may still be there. */
const startedPostgres = () =>
  own.postgres.start().then(
    () => true,
    () => false,
  );

/** Sends some writes, several at once, each until it has succeeded and then some more times. */
async function write(callers: Callers, all: Made[]): Promise<void> {
  const writes = Array.from({ length: EACH }, (_, at) => CONTRACTS[at % CONTRACTS.length]!);
  const worker = async () => {
    for (let contract; (contract = writes.pop());) all.push(await insist(callers, contract));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function insist(callers: Callers, contract: Creating): Promise<Made> {
  const made: Made = { name: `Ada ${randomUUID()}`, answers: [], tries: 0, lost: 0 };
  const headers = { 'idempotency-key': randomUUID() };
  for (let wanted = 1 + Math.floor(Math.random() * (MOST_REPEATS + 1)); made.answers.length < wanted;) {
    const [path, body] = CREATIONS[contract](made.name, callers.account);
    made.tries++;
    const answer = await callers.bytes(contract, 'POST', path, { headers, body }).catch(() => undefined);
    if (answer === undefined || answer.status === 503) made.lost++;
    if (answer?.status === 201) made.answers.push(answer.text);
    // A nonce that was overtaken by a later one is refused, as is a request whose first try is under way.
    else if (answer && ![409, 503].includes(answer.status)) throw new Error(`${contract}: ${JSON.stringify(answer)}`);
    else await pause(50);
  }
  return made;
}
