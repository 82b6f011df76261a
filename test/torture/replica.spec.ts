import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BuiltServer } from '../support/built-server.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { HARD, seconds, tell } from './length.js';

const place = realpathSync(mkdtempSync(join(tmpdir(), 'clientela-replica-')));
let primary: OwnPostgres;
let standby: OwnPostgres;
let server: BuiltServer;

beforeAll(async () => {
  primary = await OwnPostgres.start(join(place, 'primary'), { fsync: 'off', wal_keep_size: '64MB' });
  standby = await primary.standby(join(place, 'standby'));
  server = new BuiltServer(place, { DATABASE_URL: primary.url, DATABASE_REPLICA_URL: standby.url, ...HARD });
  await server.start();
});
afterAll(async () => {
  await server?.stop();
  await standby?.stop();
  await primary?.stop();
  rmSync(place, { recursive: true, maxRetries: 3 });
});

interface Answered {
  at: number;
  status: number;
  ms: number;
}

/** The answers to eight readers while some work runs. */
async function answersDuring(work: () => Promise<void>): Promise<Answered[]> {
  const answers: Answered[] = [];
  let reading = true;
  const readers = Array.from({ length: 8 }, async () => {
    for (; reading; await pause(20)) {
      const at = Date.now();
      const { status } = await fetch(`${server.url}/api/customers/1`, {
        headers: { authorization: `Bearer ${server.demo.accounting.apiKey}` },
      });
      answers.push({ at, status, ms: Date.now() - at });
    }
  });
  await work();
  reading = false;
  await Promise.all(readers);
  return answers;
}

const slowest = (answers: Answered[]) => Math.max(...answers.map(({ ms }) => ms));
const statuses = (answers: Answered[]) => [...new Set(answers.map(({ status }) => status))].sort();

/** A process and all its descendants. */
const treeOf = (pid: number): number[] => [
  pid,
  ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number)
    .flatMap(treeOf),
];

describe('a replica that has gone silent', () => {
  it('delays no request: the primary answers', async () => {
    await answersDuring(() => pause(1_500));
    const processes = treeOf(
      Number(readFileSync(join(place, 'standby', 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]),
    );
    try {
      const answers = await answersDuring(async () => {
        for (const pid of processes) process.kill(pid, 'SIGSTOP');
        await pause(3_000);
      });
      tell(
        'a replica that goes silent',
        `${answers.length} reads by 8 clients, answered ${statuses(answers).join(', ')}, the slowest after ${seconds(slowest(answers))}`,
      );
      expect(statuses(answers)).toEqual([200]);
      expect(slowest(answers)).toBeLessThan(2_000);
    } finally {
      for (const pid of processes) process.kill(pid, 'SIGCONT');
    }
  });
});

describe('a primary that is away while its replica is there', () => {
  it('503: answers every caller at once, and serves again without a restart', async () => {
    await answersDuring(() => pause(2_000));
    let [gone, starting, back] = [0, 0, 0];
    const answers = await answersDuring(async () => {
      await primary.stop('immediate');
      gone = Date.now();
      await pause(2_000);
      starting = Date.now();
      await primary.start();
      back = Date.now();
      await pause(5_000);
    });
    tell(
      'a primary that is away while its replica is there',
      `${answers.length} reads by 8 clients, the slowest after ${seconds(slowest(answers))}`,
    );
    expect(statuses(answers.filter(({ at, ms }) => at > gone && at + ms < starting))).toEqual([503]);
    expect(slowest(answers)).toBeLessThan(2_000);
    expect(statuses(answers.filter(({ at }) => at > back + 4_000))).toEqual([200]);
  });
});
