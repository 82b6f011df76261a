import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnPostgres } from '../test/support/own-postgres.js';
import { type Asked, CASES, credentials, titleOf } from './cases.js';
import { fill, settle, undoing } from './database.js';
import { explainPages, plansText } from './explain.js';
import { LISTS } from './lists.js';
import { inTurn, measured, type Side, told } from './measure.js';
import { inProduction, machine, makeDemo, onPostgres, type Reference, startReference } from './servers.js';

/** Measures whether a request costs more among a million customers than among ten thousand. */
const SIZES = (process.env.BENCH_SIZES ?? '10000,100000,1000000').split(',').map(Number);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const ONLY = process.env.BENCH_ONLY;
const CONNECTIONS = 48;
const CONNECTIONS_FOR_LISTS = 2;

/** Limits: the growth of a request's cost, and a list's median at the largest size in milliseconds. */
const MOST_GROWTH = 1.2;
const MOST_MEDIAN = 50;

const ONES = ['read one', 'partial update', 'create']
  .flatMap((name) => CASES.filter((one) => one.name === name))
  .filter(({ contract }) => contract === 'clients' || contract === 'accounting')
  .filter(isWanted);
const MANY = LISTS.filter(isWanted);

function isWanted(one: Asked): boolean {
  return !ONLY || titleOf(one).includes(ONLY);
}

type Sides = Record<'server' | 'reference', Side>;

/** One size, with the result of each kind of request by its title. */
interface Size {
  customers: number;
  /** The seconds that filling took, and the bytes of the database afterwards. */
  filling: number;
  bytes: number;
  ones: Record<string, Sides>;
  lists: Record<string, Side>;
}

interface Verdict {
  title: string;
  text: string;
  reached: boolean;
}

async function main(postgres: OwnPostgres, place: string): Promise<void> {
  const demo = await makeDemo(place, postgres);
  const server = inProduction(place, postgres.url);
  await server.start();
  const reference = await startReference(postgres.url, demo.tenant.id);
  const sizes: Size[] = [];
  try {
    console.log(
      `${SIZES.join(', ')} customers; ${CONNECTIONS} connections (lists and searches ${CONNECTIONS_FOR_LISTS}), ${ROUNDS} rounds of ${SECONDS} s`,
    );
    for (const customers of SIZES) {
      const since = Date.now();
      await fill(postgres.url, demo.tenant.id, (sizes.at(-1)?.customers ?? 0) + 1, customers);
      const [{ bytes }] = (await postgres.run<{ bytes: string }>(
        'SELECT pg_database_size(current_database()) AS bytes',
      )) as [{ bytes: string }];
      const size: Size = {
        customers,
        filling: (Date.now() - since) / 1_000,
        bytes: Number(bytes),
        ones: {},
        lists: {},
      };
      console.log(
        `\n${customers} customers: filled in ${size.filling.toFixed(0)} s, ${(size.bytes / 2 ** 20).toFixed(0)} MiB\n`,
      );
      await measure(size, { server, reference, postgres, headers: await credentials(server.url, demo) });
      sizes.push(size);
    }
    await settle(postgres.url);
    const explained = ONLY ? [] : await explainPages(postgres, place, demo);
    const verdicts = [
      ...ONES.map((one) => verdictOfOne(titleOf(one), sizes)),
      ...MANY.map((one) => verdictOfList(titleOf(one), sizes)),
      ...explained.map(({ title, returned, most, findings }) => ({
        title: `${title}, rows read`,
        text: `${most.rows} by one scan for ${returned} returned`,
        reached: findings.length === 0,
      })),
    ];
    console.log(
      `\nThe aims: CPU for each request within ${MOST_GROWTH} of that with ${SIZES[0]}, by itself or as a part of the reference's; a list under ${MOST_MEDIAN} ms; no more rows read than returned`,
    );
    for (const { title, text, reached } of verdicts)
      console.log(`${reached ? 'reached' : 'MISSED '}  ${title.padEnd(36)} ${text}`);
    if (ONLY) return;
    const result = {
      machine: machine(),
      connections: CONNECTIONS,
      connectionsForLists: CONNECTIONS_FOR_LISTS,
      seconds: SECONDS,
      rounds: ROUNDS,
      verdicts,
      sizes,
    };
    writeFileSync(join(__dirname, 'scale.json'), `${JSON.stringify(result, null, 2)}\n`);
    writeFileSync(join(__dirname, 'plans.md'), plansText(explained, `${SIZES.at(-1)} customers.`));
  } finally {
    await server.stop();
    reference.process.kill();
  }
}

interface Stage {
  server: { url: string; pid: number };
  reference: Reference;
  postgres: OwnPostgres;
  headers: Awaited<ReturnType<typeof credentials>>;
}

async function measure(
  { customers, ones, lists }: Size,
  { server, reference, postgres, headers }: Stage,
): Promise<void> {
  const job = { headers, customers, seconds: SECONDS };
  const print = (title: string, text: string) => console.log(`${title.padEnd(36)} ${text}`);
  const one = async (title: string) => {
    const many = { ...job, cases: [title], connections: CONNECTIONS };
    const sides = await inTurn(ROUNDS, {
      server: () => measured({ ...many, side: 'server', url: server.url }, server.pid, postgres.pid),
      reference: () => measured({ ...many, side: 'reference', url: reference.url }, reference.pid, postgres.pid),
    });
    ones[title] = sides;
    print(title, `${ratioOf(sides).toFixed(2)}  ${told(sides.server)}   bare ${told(sides.reference)}`);
  };
  // The first requests after filling read cold pages, so they are not measured.
  const driveOnce = { ...job, connections: CONNECTIONS, cases: [titleOf(CASES[0]!)] };
  await measured({ ...driveOnce, side: 'server', url: server.url }, server.pid, postgres.pid);
  await measured({ ...driveOnce, side: 'reference', url: reference.url }, reference.pid, postgres.pid);

  for (const other of ONES.filter(({ name }) => name !== 'create')) await one(titleOf(other));
  // Slow requests are refused here and reported at the end. Updates leave old rows behind that lists would read.
  await settle(postgres.url);
  for (const title of MANY.map(titleOf)) {
    lists[title] = await measured(
      { ...job, cases: [title], connections: CONNECTIONS_FOR_LISTS, side: 'server', url: server.url },
      server.pid,
      postgres.pid,
    );
    print(title, `      ${told(lists[title])}`);
  }
  await undoing(postgres.url, async () => {
    for (const create of ONES.filter(({ name }) => name === 'create')) await one(titleOf(create));
  });
}

function verdictOfOne(title: string, sizes: Size[]): Verdict {
  const all = sizes.map(({ ones }) => ones[title]!);
  const growths = all.map((sides) => ({
    cost: costOf(sides.server) / costOf(all[0]!.server),
    bare: costOf(sides.reference) / costOf(all[0]!.reference),
  }));
  const column = (values: number[]) => values.map((value) => value.toFixed(2)).join(' ');
  const text = `CPU ${all.map(({ server }) => costOf(server).toFixed(2)).join(' ')} ms = ${column(growths.map(({ cost }) => cost))} (bare ${column(growths.map(({ bare }) => bare))}); ratio ${column(all.map(ratioOf))}`;
  return { title, text, reached: growths.every(({ cost, bare }) => Math.min(cost, cost / bare) <= MOST_GROWTH) };
}

function verdictOfList(title: string, sizes: Size[]): Verdict {
  const all = sizes.map(({ lists }) => lists[title]!);
  const failed = all.reduce((sum, side) => sum + side.failed, 0);
  return {
    title,
    text: `p50 ${all.map(({ p50 }) => p50.toFixed(1)).join(' ')} ms, p99 ${all.map(({ p99 }) => p99.toFixed(1)).join(' ')} ms${failed > 0 ? `; ${failed} failed` : ''}`,
    reached: failed === 0 && all.at(-1)!.p50 < MOST_MEDIAN,
  };
}

const costOf = ({ server, database }: Side) => server + database;
const ratioOf = ({ server, reference }: Sides) => server.perSecond / reference.perSecond;

void onPostgres('scale', main);
