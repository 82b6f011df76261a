import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { OwnPostgres } from '../test/support/own-postgres.js';
import type { Demo } from '../src/demo.js';
import { inProduction, machine, makeDemo, onPostgres } from './servers.js';

/**
 * Measures how long other requests wait while many users sign in at once: reads by key, one every few milliseconds,
 * without and with the crowd.
 */
const CROWD = Number(process.env.BENCH_SIGN_INS ?? 200);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const PACE = 5;
/** The limit for the median of other reads beside the crowd, in milliseconds. */
const MOST = 50;

const kept = new Agent({ keepAlive: true });

interface Sent {
  status: number;
  ms: number;
}

function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: object,
  agent: Agent | false = kept,
): Promise<Sent> {
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, agent, headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        answer.resume().once('end', () => resolve({ status: answer.statusCode!, ms: performance.now() - since }));
      },
    );
    sent.once('error', reject).end(body && JSON.stringify(body));
  });
}

const quantile = (values: number[], part: number) =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * part))]!;

async function reads(url: string, demo: Demo, until: () => boolean): Promise<Sent[]> {
  const under: Promise<Sent>[] = [];
  while (!until()) {
    under.push(send(`${url}/api/customers/1`, 'GET', { authorization: `Bearer ${demo.accounting.apiKey}` }));
    await pause(PACE);
  }
  return Promise.all(under);
}

/** Signs in with right passwords in a loop, once at a time for each member of the crowd. */
async function crowds(url: string, { accounting: { email, password } }: Demo, until: () => boolean): Promise<Sent[]> {
  const answers: Sent[] = [];
  while (!until()) {
    answers.push(
      ...(await Promise.all(
        Array.from({ length: CROWD }, () => send(`${url}/api/auth/signin`, 'POST', {}, { email, password }, false)),
      )),
    );
  }
  return answers;
}

async function main(postgres: OwnPostgres, place: string): Promise<void> {
  const demo = await makeDemo(place, postgres);
  for (const workers of ['1', '2']) {
    const server = inProduction(place, postgres.url, { WORKERS: workers, DATABASE_POOL: '10' });
    await server.start();
    try {
      const time = () => {
        const end = Date.now() + SECONDS * 1_000;
        return () => Date.now() > end;
      };
      await reads(server.url, demo, time());
      const alone = await reads(server.url, demo, time());
      const until = time();
      const [beside, signIns] = await Promise.all([reads(server.url, demo, until), crowds(server.url, demo, until)]);
      for (const [name, sent] of Object.entries({ alone, beside })) {
        const times = sent.map(({ ms }) => ms);
        console.log(
          `${workers} worker(s), reads ${name}: p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms, ${sent.filter(({ status }) => status !== 200).length} of ${sent.length} not 200`,
        );
      }
      const tally = signIns.reduce<Record<number, number>>(
        (counts, { status }) => ({ ...counts, [status]: (counts[status] ?? 0) + 1 }),
        {},
      );
      console.log(`${workers} worker(s), sign-ins in ${SECONDS} s, ${CROWD} at once: ${JSON.stringify(tally)}`);
      if (
        quantile(
          beside.map(({ ms }) => ms),
          0.5,
        ) > MOST
      )
        process.exitCode = 1;
    } finally {
      await server.stop();
    }
  }
  console.log(JSON.stringify(machine()));
}

void onPostgres('sign-ins', main);
