import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { Leader, type LeaderSettings } from '../../../src/engine/leader/index.js';
import { DatabaseProxy } from '../../support/database-proxy.js';
import { eventually as eventuallyWithin } from '../../support/eventually.js';
import { PgBouncer } from '../../support/pgbouncer.js';
import { describeWith } from '../../support/programs.js';

const ROOT = resolve(__dirname, '../../..');

const eventually = (happens: () => boolean | Promise<boolean>) => eventuallyWithin(happens, 30_000);

interface Line {
  event: string;
  at: number;
}

class Candidate {
  readonly lines: Line[] = [];
  private readonly program: ChildProcess;

  constructor(lock: number, url = process.env.DATABASE_URL!) {
    this.program = spawn(
      process.execPath,
      ['-r', './test/support/run-typescript.js', 'test/engine/leader/candidate.ts', url, String(lock)],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    createInterface({ input: this.program.stdout! }).on('line', (line) => this.lines.push(JSON.parse(line) as Line));
  }

  get pid(): number {
    return this.program.pid!;
  }

  get leads(): boolean {
    return this.lines.filter(({ event }) => event !== 'failed' && event !== 'started').at(-1)?.event === 'leads';
  }

  last(event: string): number {
    return this.lines.filter((line) => line.event === event).at(-1)!.at;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.program.exitCode !== null || this.program.signalCode !== null) return;
    const ended = once(this.program, 'exit');
    this.program.kill(signal);
    await ended;
  }
}

async function onDatabase<Row>(text: string, values: unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  return client
    .query(text, values)
    .then(({ rows }) => rows as Row[])
    .finally(() => client.end());
}

/** Each test has a lock of its own. */
const aLock = () => randomInt(1e9, 2e9) * 1_000;

describe('two processes', () => {
  let lock: number;
  let candidates: Candidate[];
  const leaders = () => candidates.filter(({ leads }) => leads);

  beforeEach(async () => {
    lock = aLock();
    candidates = [new Candidate(lock), new Candidate(lock)];
    await eventually(() => leaders().length === 1);
  });
  afterEach(() => Promise.all(candidates.map((candidate) => candidate.end('SIGKILL'))));

  const others = (leader: Candidate) => candidates.filter((candidate) => candidate !== leader);

  it('have one leader, however long they run', async () => {
    const [leader] = leaders();
    await pause(1_500);
    expect(leaders()).toEqual([leader]);
    expect(others(leader!)[0]!.lines.some(({ event }) => event === 'leads')).toBe(false);
  });

  it('have another leader after kill -9', async () => {
    const [leader] = leaders() as [Candidate];
    const [other] = others(leader) as [Candidate];
    await leader.end('SIGKILL');
    await eventually(() => other.leads);
  });

  it('have another leader after the leader stopped in order', async () => {
    const [leader] = leaders() as [Candidate];
    const [other] = others(leader) as [Candidate];
    await leader.end('SIGTERM');
    expect(leader.lines.at(-1)!.event).toBe('is over');
    await eventually(() => other.leads);
  });

  it('do not lead together when the session of the leader is ended', async () => {
    const [leader] = leaders() as [Candidate];
    await onDatabase('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      `candidate ${leader.pid}`,
    ]);
    await eventually(() => leader.lines.some(({ event }) => event === 'is lost'));
    await eventually(() => leaders().length === 1);
    expect(leaders()[0]!.last('leads')).toBeGreaterThan(leader.last('is lost'));
  });
});

describe('a leader', () => {
  let leaders: Leader[];
  let failures: unknown[];
  beforeEach(() => {
    leaders = [];
    failures = [];
  });
  afterEach(() => Promise.all(leaders.map((leader) => leader.stop())));

  const aLeader = (settings: Partial<LeaderSettings>, url = process.env.DATABASE_URL) => {
    const leader = new Leader({
      connect: async () => {
        const client = new Client({ connectionString: url, connectionTimeoutMillis: 500 });
        await client.connect();
        return { client, close: () => client.end() };
      },
      lock: aLock(),
      lead: (signal) => new Promise((done) => signal.addEventListener('abort', () => done(), { once: true })),
      times: { retry: 50, beat: 50, patience: 200, handover: 300 },
      failed: (error) => failures.push(error),
      ...settings,
    });
    leaders.push(leader);
    leader.start();
    return leader;
  };

  it('gives up when the database does not answer any more, and leads when it is back', async () => {
    const proxy = await DatabaseProxy.start();
    const leader = aLeader({}, proxy.url);
    await eventually(() => leader.isLeading);
    proxy.hang();
    await eventually(() => !leader.isLeading);
    proxy.takeAway();
    proxy.giveBack();
    await eventually(() => leader.isLeading);
    await leader.stop();
    proxy.close();
  });

  it('gives up at once when its session ends, long before the next beat', async () => {
    const name = `leader of ${process.pid}`;
    const leader = aLeader({
      times: { retry: 50, beat: 4_000, patience: 100, handover: 4_200 },
      connect: async () => {
        const client = new Client({ connectionString: process.env.DATABASE_URL, application_name: name });
        await client.connect();
        return { client, close: () => client.end() };
      },
    });
    await eventually(() => leader.isLeading);
    const begin = Date.now();
    await onDatabase('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name]);
    await eventually(() => !leader.isLeading);
    expect(Date.now() - begin).toBeLessThan(2_500);
  });

  it('gives up when the lock is gone', async () => {
    let client!: Client;
    const lock = aLock();
    const leader = aLeader({
      lock,
      connect: async () => {
        client = new Client({ connectionString: process.env.DATABASE_URL });
        await client.connect();
        return { client, close: () => client.end() };
      },
    });
    await eventually(() => leader.isLeading);
    await client.query('SELECT pg_advisory_unlock($1)', [lock]);
    await eventually(() => failures.length > 0);
    expect(failures).toEqual([new Error('the lock is gone')]);
    await eventually(() => leader.isLeading);
  });

  it('ends its work when it stops, and frees the lock', async () => {
    const lock = aLock();
    let isWorking = false;
    const leader = aLeader({
      lock,
      lead: async (signal) => {
        isWorking = true;
        await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
        await pause(50);
        isWorking = false;
      },
    });
    await eventually(() => leader.isLeading);
    await leader.stop();
    expect([isWorking, leader.isLeading]).toEqual([false, false]);
    await eventually(async () => {
      const [row] = await onDatabase<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [lock]);
      return row!.free;
    });
  });

  it('whose work fails says so, and tries again', async () => {
    let calls = 0;
    aLeader({
      lead: async () => {
        calls++;
        throw new Error('broken');
      },
    });
    await eventually(() => calls > 1);
    expect(failures[0]).toEqual(new Error('broken'));
  });

  it('keeps no connection while another one leads', async () => {
    const lock = aLock();
    const first = aLeader({ lock });
    await eventually(() => first.isLeading);
    let open = 0;
    let tries = 0;
    const second = aLeader({
      lock,
      connect: async () => {
        const client = new Client({ connectionString: process.env.DATABASE_URL });
        await client.connect();
        open++;
        tries++;
        return { client, close: () => client.end().then(() => void open--) };
      },
    });
    await eventually(() => tries > 3);
    await second.stop();
    expect(open).toBe(0);
  });

  it('is not made with times under which two could lead', () => {
    expect(() => aLeader({ times: { beat: 1_000, patience: 2_000, handover: 3_000 } })).toThrow('handover');
  });

  describeWith('pgbouncer')('behind a proxy that pools transactions', () => {
    it('is the only one, and frees the lock', async () => {
      const server = await DatabaseProxy.start();
      const bouncer = await PgBouncer.before(server.url);
      try {
        const lock = aLock();
        const first = aLeader({ lock, isPooled: true }, bouncer.url);
        await eventually(() => first.isLeading);
        const second = aLeader({ lock, isPooled: true }, bouncer.url);
        await pause(1_000);
        expect(second.isLeading).toBe(false);
        await first.stop();
        await eventually(() => second.isLeading);
        await second.stop();
      } finally {
        await bouncer.stop();
        server.close();
      }
    });
  });
});
