import fc from 'fast-check';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { CONTRACTS } from '../../src/openapi.js';
import type { ContractName } from '../../src/contracts/index.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';
import { type Plan, requestsTo, searchOf } from './requests.js';
import { Sender } from './sender.js';
import { complaintsAbout, type Exchange } from './verdict.js';

/** Number of requests. `npm test` always sends the same few; `npm run fuzz` sends more. FUZZ_SEED repeats a run. */
const { FUZZ_REQUESTS, FUZZ_SEED } = process.env;
const REQUESTS = Number(FUZZ_REQUESTS ?? 300);
const SEED = Number(FUZZ_SEED ?? (FUZZ_REQUESTS === undefined ? 7 : Date.now() % 2 ** 31));
/** Requests of one contract that are made up together; the contracts are spoken at the same time. */
const BATCH = 40;
/** Milliseconds for which one request may keep all others waiting. */
const LONGEST_STALL = 200;

const { app, tenant } = useAppAndTenant({ THROTTLE_WRITE_LIMIT: '100000000' });
let sender: Sender;

beforeAll(async () => {
  // A request to clientela may change the case of the tenant. That of the key takes precedence.
  const text = "UPDATE api_keys SET accounting_case = 'camel' WHERE tenant_id = $1 AND contract = 'accounting'";
  await asOwner(app, tenant, text, [tenant.id]);
  sender = new Sender(app, tenant);
});
afterAll(() => sender.close());

it(
  `keeps its promises whatever it is sent (${REQUESTS} requests, FUZZ_SEED=${SEED})`,
  async () => {
    const findings = new Map<string, { times: number; first: string }>();
    const counts: Record<string, Record<string, number>> = {};
    const sound: [number, number] = [0, 0];
    let sent = 0;
    let slowest = { milliseconds: 0, of: '' };
    let longestStall = { milliseconds: 0, of: '' };

    const find = (what: string, exchange: Pick<Exchange, 'plan' | 'path'> & Partial<Exchange>) => {
      const key = `${exchange.plan.contract} ${exchange.plan.place.operation.operationId}: ${what}`.slice(0, 300);
      const known = findings.get(key);
      findings.set(key, { times: (known?.times ?? 0) + 1, first: known?.first ?? told(exchange) });
    };
    const take = (exchange: Exchange) => {
      sent++;
      const { plan, status, milliseconds } = exchange;
      if (!plan.broken) sound[status < 300 ? 0 : 1]++;
      const ofContract = (counts[plan.contract] ??= {});
      ofContract[status] = (ofContract[status] ?? 0) + 1;
      if (milliseconds > slowest.milliseconds)
        slowest = { milliseconds, of: `${plan.method} ${plan.path.slice(0, 60)} ${plan.broken}` };
      for (const complaint of complaintsAbout(exchange)) find(complaint, exchange);
    };

    for (let batch = 0; sent < REQUESTS; batch++) {
      await sender.look();
      const each = Math.min(BATCH, Math.ceil((REQUESTS - sent) / CONTRACTS.length));
      const lanes = CONTRACTS.map(({ name }) => fc.sample(plansTo(name), { seed: SEED + batch, numRuns: each }));
      const exchanges: Exchange[] = [];
      const stall = await stallOf(() =>
        Promise.all(
          lanes.map(async (plans) => {
            for (const plan of plans) exchanges.push(await sender.send(plan));
          }),
        ),
      );
      for (const exchange of exchanges) take(exchange);
      if (stall <= LONGEST_STALL) continue;
      for (const plan of lanes.flat()) {
        const alone = await stallAlone(plan);
        if (alone > longestStall.milliseconds)
          longestStall = { milliseconds: alone, of: `${plan.method} ${plan.path.slice(0, 60)} ${plan.broken}` };
        if (alone > LONGEST_STALL) find('kept all others waiting', { plan, path: plan.path });
      }
    }

    const ms = ({ milliseconds, of }: typeof slowest) => `${Math.round(milliseconds)} ms${of && ` (${of})`}`;
    process.stdout.write(
      [
        `fuzz: ${sent} requests, FUZZ_SEED=${SEED}; of those that were not broken ${sound[0]} accepted, ${sound[1]} refused`,
        ...Object.entries(counts).map(
          ([contract, statuses]) =>
            `  ${contract}: ${Object.values(statuses).reduce((sum, times) => sum + times)} (${Object.entries(statuses)
              .map(([status, times]) => `${status}: ${times}`)
              .join(', ')})`,
        ),
        `  slowest answer ${ms(slowest)}, longest stall of one alone ${longestStall.of ? ms(longestStall) : `below ${LONGEST_STALL} ms`}`,
        '',
      ].join('\n'),
    );
    expect([...findings].map(([what, { times, first }]) => `${what} (${times} times)\n${first}`).join('\n\n')).toBe('');
  },
  60_000 + REQUESTS * 100,
);

const plans = new Map<ContractName, fc.Arbitrary<Plan>>();

function plansTo(contract: ContractName): fc.Arbitrary<Plan> {
  const known = plans.get(contract) ?? requestsTo(contract);
  plans.set(contract, known);
  return known;
}

/** How long the event loop did nothing else while this went on, at worst. */
async function stallOf(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  try {
    await work();
  } finally {
    delay.disable();
  }
  return delay.max / 1e6;
}

/** The least of three times, and no more than was computed in that time: a busy machine is no finding. */
async function stallAlone(plan: Plan): Promise<number> {
  let least = Infinity;
  for (let time = 0; time < 3 && least > LONGEST_STALL / 2; time++) {
    const before = process.cpuUsage();
    const stall = await stallOf(() => sender.send(plan));
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, stall, (user + system) / 1e3);
  }
  return least;
}

const told = ({ plan, path, query, body, status, text }: Pick<Exchange, 'plan' | 'path'> & Partial<Exchange>) =>
  [
    `  ${plan.method} ${(path + (query ?? searchOf(plan.query))).slice(0, 400)} [${plan.broken}] ${JSON.stringify(plan.headers).slice(0, 200)}`,
    `  ${String(body ?? plan.body).slice(0, 600)}`,
    `  → ${status} ${text?.slice(0, 400)}`,
  ].join('\n');
