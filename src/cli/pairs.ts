import { createInterface } from 'node:readline/promises';
import { CustomersService } from '../customers/customers.service.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Pair } from '../joining/comparisons.service.js';
import type { PairPlace } from '../joining/pairs.repository.js';
import { PairsService, type ShownPair } from '../joining/pairs.service.js';
import type { Decision } from '../joining/part.js';
import { command, invalidValue, optional, required, type ValueParser } from './command.js';
import { tenantBySlug } from './lookups.js';
import { tableOf } from './output.js';
import { slug } from './value-parsers.js';

/** How long a search goes on. Another review goes on where it was. */
const SECONDS = 60;
const PAGE = 50;
/** The actor of the decisions. */
const BY = 'cli';

/** A pair with the names of its customers. */
export interface NamedPair extends ShownPair {
  one: string;
  other: string;
}

type Word = Decision | 'skip' | 'quit';

/** A person, or a test. */
export type Asked = (pair: NamedPair) => Promise<Word>;

const WORDS: Readonly<Record<string, Word>> = { y: 'same', n: 'different', s: 'skip', '': 'skip', q: 'quit' };

/** `12-57,13-60`: the IDs of two customers each. */
const pairsOfIds: ValueParser<readonly Pair[]> = {
  placeholder: 'id-id,…',
  parse: (text) =>
    text.split(',').map((part) => {
      const found = /^\s*([1-9]\d{0,14})-([1-9]\d{0,14})\s*$/.exec(part);
      if (!found) throw invalidValue('It must be pairs of IDs, such as 12-57,13-60.');
      return { one: Number(found[1]), other: Number(found[2]) };
    }),
};

interface Services {
  pairs: PairsService;
  customers: CustomersService;
}

/** Asks about each pair that waits, the highest score first. Each answer is kept at once. */
export async function reviewed({ pairs, customers }: Services, tenant: TenantId, ask: Asked) {
  const counts = { same: 0, different: 0, skipped: 0 };
  for await (const pair of waiting(pairs, tenant)) {
    const word = await ask(await named(customers, tenant, pair));
    if (word === 'quit') break;
    if (word === 'skip') counts.skipped++;
    else {
      await pairs.decide(tenant, [{ one: pair.oneId, other: pair.otherId, decision: word }], BY);
      counts[word]++;
    }
  }
  return counts;
}

async function* waiting(pairs: PairsService, tenant: TenantId): AsyncGenerator<ShownPair> {
  for (let after: PairPlace | undefined; ;) {
    const page = await pairs.list(tenant, { after, limit: PAGE });
    yield* page.pairs;
    if (page.next === null) return;
    after = page.next;
  }
}

async function named(customers: CustomersService, tenant: TenantId, pair: ShownPair): Promise<NamedPair> {
  const nameOf = async (id: number) =>
    (await customers.get(tenant, id, { fields: ['displayName'] })).displayName ?? `customer ${id}`;
  return { ...pair, one: await nameOf(pair.oneId), other: await nameOf(pair.otherId) };
}

async function inTerminal(work: (ask: Asked) => Promise<object>): Promise<object> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The end of the input, or Ctrl+C, ends the review and not only the question.
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('q')));
  const ask: Asked = async (pair) => {
    process.stderr.write(`\n${shown(pair)}\n`);
    for (;;) {
      const question = terminal.question('One customer? y: yes, n: no, s: skip, q: quit: ');
      const word = WORDS[(await Promise.race([question, closed])).trim().toLowerCase()];
      if (word !== undefined) return word;
    }
  };
  try {
    return await work(ask);
  } finally {
    terminal.close();
  }
}

function shown({ oneId, otherId, one, other, evidence }: NamedPair): string {
  const table = evidence.parts.map(({ reason, weight, ofOne, ofOther }) => ({
    reason,
    weight,
    [`of ${oneId}`]: ofOne,
    [`of ${otherId}`]: ofOther,
  }));
  const names = tableOf([
    { id: oneId, name: one },
    { id: otherId, name: other },
  ]);
  return `${names}\n\nscore ${evidence.score}\n${tableOf(table)}`;
}

const plain = ({ oneId, otherId, one, other, evidence }: NamedPair) => ({
  oneId,
  one,
  otherId,
  other,
  score: evidence.score,
  evidence: evidence.parts.map(({ reason, weight }) => `${reason} ${weight}`),
});

export const review = command({
  name: 'import review',
  about:
    'Decide about pairs of customers that may be one. In a terminal it asks about one pair after the other, with the ' +
    'evidence. Without one it lists the pairs, and takes decisions by --accept and --reject. A decision merges ' +
    'nothing: clientela merge does.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    accept: optional(pairsOfIds, 'Pairs that are one customer.'),
    reject: optional(pairsOfIds, 'Pairs that are two customers.'),
    list: { about: 'List the pairs, also in a terminal.' },
  },
  examples: ['import review --tenant acme', 'import review --tenant acme --accept 12-57,13-60 --reject 14-61'],
  async run(app, { tenant: of, accept = [], reject = [], list }) {
    const { id: tenant } = await tenantBySlug(app, of);
    const services = { pairs: app.get(PairsService), customers: app.get(CustomersService) };
    if (accept.length + reject.length > 0) {
      const decisions = [
        ...accept.map((pair) => ({ ...pair, decision: 'same' as const })),
        ...reject.map((pair) => ({ ...pair, decision: 'different' as const })),
      ];
      await services.pairs.decide(tenant, decisions, BY);
      return { same: accept.length, different: reject.length };
    }
    await services.pairs.search(tenant, SECONDS);
    if (process.stdin.isTTY && !list) return inTerminal((ask) => reviewed(services, tenant, ask));
    const found = [];
    for await (const pair of waiting(services.pairs, tenant))
      found.push(plain(await named(services.customers, tenant, pair)));
    return found;
  },
  emptyText: 'No pair waits for a decision.',
});
