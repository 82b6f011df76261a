import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { readEnv } from '../../src/config/env.js';
import { Access } from '../../src/engine/embedded-postgres/access.js';
import { BuiltServer, FROM_SOURCE } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/programs.js';
import { processesOf } from '../torture/processes.js';

// Each test starts several processes, which is slow on a busy machine.
jest.setTimeout(240_000);

interface Line {
  msg: string;
  level: string;
  worker?: number;
  pid?: number;
  requestId?: string;
  pause?: number;
}

const WITHOUT_LIMIT = { THROTTLE_WRITE_LIMIT: '1000000' };

let place: string;
let server: BuiltServer;
/** The server's log, and its messages for people. */
let heard: { stdout: string; stderr: string };

const start = async (settings: Record<string, string> = {}) => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'clientela-workers-')));
  heard = { stdout: '', stderr: '' };
  server = new BuiltServer(
    place,
    { WORKERS: '2', LOG_FORMAT: 'json', ...settings },
    FROM_SOURCE,
    (more, stream) => (heard[stream] += more),
  );
  await server.start();
  // The log and the message that the server listens come through different streams.
  await eventually(() => pids().size === 2);
};
const leavesNoProcess = () => eventually(() => processesOf(place).length === 0);
const cleanUp = async () => {
  await server.kill();
  await leavesNoProcess();
  rmSync(place, { recursive: true, maxRetries: 3 });
};

const lines = (): Line[] =>
  heard.stdout
    .split('\n')
    .filter((line) => line.startsWith('{"level"') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);
/** The workers that serve, by their numbers. */
const pids = () =>
  new Map(lines().flatMap(({ msg, worker, pid }) => (msg === 'worker serves' ? [[worker!, pid!]] : [])));

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  id: string;
  ms: number;
}

let asked = 0;

/** A request of the demo tenant on a new connection, so that any worker may answer it. */
async function ask(
  method: string,
  path: string,
  { body, headers = {}, agent }: { body?: unknown; headers?: Record<string, string>; agent?: Agent } = {},
): Promise<Answer> {
  const id = `request-${++asked}`;
  const since = performance.now();
  const sent = request(server.url + path, {
    method,
    agent: agent ?? false,
    headers: {
      authorization: `Bearer ${server.demo.accounting.apiKey}`,
      'content-type': 'application/json',
      'x-request-id': id,
      ...headers,
    },
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return {
    status: answer.statusCode!,
    headers: answer.headers,
    body: await text(answer),
    id,
    ms: performance.now() - since,
  };
}

const write = (name = 'Ada', agent?: Agent) =>
  ask('POST', '/api/customers', {
    body: { customerType: 'individual', displayName: name, currencyCode: 'USD' },
    agent,
  });
const times = <Result>(count: number, make: (number: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, number) => make(number)));
const tally = (answers: Answer[]) =>
  answers.reduce<Record<number, number>>(
    (counts, { status }) => ({ ...counts, [status]: (counts[status] ?? 0) + 1 }),
    {},
  );

/** The workers that answered. */
async function workersOf(answers: Answer[]): Promise<number[]> {
  const ids = new Set(answers.map(({ id }) => id));
  const told = () => lines().filter(({ msg, requestId }) => msg === 'request' && ids.has(requestId!));
  await eventually(() => told().length === ids.size);
  return [...new Set(told().map(({ worker }) => worker!))].sort();
}

/**
 * Requests that both workers answer and that the supervisor counts. On a very busy machine a worker gives up waiting
 * for the supervisor and counts alone, as documented. Then the test starts a new server and tries again.
 */
async function counted(requests: () => Promise<Answer[]>): Promise<Answer[]> {
  for (;;) {
    const silences = () => lines().filter(({ msg }) => msg.includes('counts by itself')).length;
    const before = silences();
    const answers = await requests();
    expect(await workersOf(answers)).toEqual([1, 2]);
    if (silences() === before) return answers;
    await cleanUp();
    await start();
  }
}

/** A kept connection to each worker. */
async function connectionToEach(): Promise<Agent[]> {
  const agents = new Map<number, Agent>();
  while (agents.size < 2) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const [worker] = await workersOf([await ask('GET', '/api/customers/1', { agent })]);
    if (agents.has(worker!)) agent.destroy();
    else agents.set(worker!, agent);
  }
  return [...agents.values()];
}

const COUNT = 'clientela_http_request_duration_seconds_count';

/** The sum of a metric over all its labels. */
const valueOf = (metrics: string, name: string) =>
  metrics
    .split('\n')
    .flatMap((line) =>
      line.startsWith(`${name}{`) || line.startsWith(`${name} `) ? [Number(line.split(' ').at(-1))] : [],
    )
    .reduce((sum, one) => sum + one, 0);

/** The metrics of all workers. A scrape waits a second for each; if a busy worker misses that, it is repeated. */
async function scrape(agent?: Agent): Promise<Answer> {
  for (;;) {
    const answer = await ask('GET', '/metrics', { agent });
    if (valueOf(answer.body, 'clientela_workers') === 2) return answer;
  }
}

describe('a server with two workers', () => {
  beforeAll(() => start({ DATABASE_OWNER_URL: 'postgresql://the-owner@nowhere/nothing' }));
  afterAll(cleanUp);

  it('answers through both, which are processes of their own', async () => {
    const answers = await times(6, () => ask('GET', '/api/customers/1'));
    expect(tally(answers)).toEqual({ 200: 6 });
    expect(await workersOf(answers)).toEqual([1, 2]);
    expect(new Set([...pids().values(), server.pid]).size).toBe(3);
    expect(heard.stderr.match(/Clientela listens on/g)).toHaveLength(1);
  });

  it('does not give workers the URL of the tables’ owner', () => {
    const toldOf = (pid: number) =>
      existsSync('/proc') && readFileSync(`/proc/${pid}/environ`, 'utf8').includes('the-owner');
    expect([...pids().values()].filter(toldOf)).toEqual([]);
  });

  it('creates one demo tenant and prints its file once', () => {
    expect(heard.stderr.match(/A demo tenant was made/g)).toHaveLength(1);
  });

  it('takes ten writes a minute from a credential, whichever worker takes them', async () => {
    const answers = await counted(() => times(24, () => write()));
    expect(tally(answers)).toEqual({ 201: 10, 429: 14 });
    const left = answers
      .filter(({ status }) => status === 201)
      .map(({ headers }) => Number(headers['x-ratelimit-remaining']));
    expect(left.sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('counts guesses together', async () => {
    const guess = (number: number) =>
      ask('POST', '/api/login', { body: { usuario_login: 'demo', usuario_password: `guess ${number}` } });
    const guesses = await counted(() => times(24, guess));
    expect(tally(guesses)).toEqual({ 401: 5, 429: 19 });
  });

  it('gives the metrics of both, whichever is asked', async () => {
    const reads = await times(10, () => ask('GET', '/api/customers'));
    expect(await workersOf(reads)).toEqual([1, 2]);
    const scrapes = await times(4, () => scrape());
    for (const { body } of scrapes) {
      expect(body).toMatch(/^clientela_workers 2$/m);
      expect(body).toMatch(
        /^clientela_http_request_duration_seconds_count\{contract="accounting",method="GET",route="\/api\/customers",status="2xx"\} 10$/m,
      );
    }
  });

  it('leaves a worker that hangs out of the metrics after a second, but not what it had counted', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answering = (await workersOf([await ask('GET', '/api/customers/1', { agent })]))[0]!;
    const countIn = ({ body }: Answer) => valueOf(body, COUNT);
    const before = await scrape(agent);
    const hanging = pids().get(3 - answering)!;
    process.kill(hanging, 'SIGSTOP');
    const meanwhile = await ask('GET', '/metrics', { agent }).finally(() => process.kill(hanging, 'SIGCONT'));
    expect({ workers: valueOf(meanwhile.body, 'clientela_workers'), count: countIn(meanwhile) }).toEqual({
      workers: 1,
      count: countIn(before) + 1,
    });
    expect(meanwhile.ms).toBeGreaterThan(900);
    expect(meanwhile.ms).toBeLessThan(10_000);
    expect(countIn(await scrape(agent))).toBeGreaterThanOrEqual(countIn(before) + 2);
    agent.destroy();
  });

  it('lets each worker count alone while the supervisor is silent', async () => {
    const agents = await connectionToEach();
    const guess = (agent: Agent) =>
      ask('GET', '/api/customers/1', { agent, headers: { authorization: 'Bearer bc_guess' } });
    process.kill(server.pid, 'SIGSTOP');
    try {
      const answers: Answer[] = [];
      for (let turn = 0; turn < 12; turn++) for (const agent of agents) answers.push(await guess(agent));
      expect(tally(answers)).toEqual({ 401: 20, 429: 4 });
      expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(10_000);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    const said = (what: string) => lines().filter(({ msg }) => msg.includes(what)).length;
    // Both workers log it, on a slow machine more than once.
    await eventually(
      () => said('counts by itself') >= 2 && said('all workers count together again') === said('counts by itself'),
    );
    for (const agent of agents) agent.destroy();
  });

  it('replaces a worker again and again, after a pause that grows', async () => {
    for (let turn = 0; turn < 4; turn++) {
      const killed = pids().get(2)!;
      process.kill(killed, 'SIGKILL');
      await eventually(() => pids().get(2) !== killed);
    }
    expect(
      lines()
        .filter(({ msg, worker }) => msg === 'worker ended' && worker === 2)
        .map(({ pause }) => pause),
    ).toEqual([0, 100, 200, 400]);
  });

  it('leaves no process when the supervisor is killed', async () => {
    expect(processesOf(place).length).toBeGreaterThan(3);
    await server.kill();
    await leavesNoProcess();
    await eventually(() => lines().some(({ msg }) => msg === 'the supervisor is gone'));
  });
});

describe('a worker that is killed', () => {
  beforeAll(() => start(WITHOUT_LIMIT));
  afterAll(cleanUp);

  it('is replaced while the other serves; acknowledged writes are stored, and counts stay', async () => {
    const killed = pids().get(1)!;
    const acknowledged: string[] = [];
    let isOver = false;
    let sent = 0;
    const writer = async () => {
      while (!isOver) {
        const name = `Ada ${++sent}`;
        const answer = await write(name).catch(() => undefined); // its connection was to the killed worker
        if (answer) expect(answer.status).toBe(201);
        if (answer) acknowledged.push(name);
      }
    };
    const writers = Array.from({ length: 4 }, writer);
    let [before, since] = [0, 0];
    try {
      await eventually(() => acknowledged.length > 80);
      before = valueOf((await scrape()).body, COUNT);
      since = acknowledged.length;
      process.kill(killed, 'SIGKILL');
      await eventually(() => acknowledged.length > since + 20);
      await eventually(() => pids().get(1) !== killed);
    } finally {
      isOver = true;
    }
    await Promise.all(writers);

    const log = lines();
    const meanwhile = log.slice(
      log.findIndex(({ msg }) => msg === 'worker ended'),
      log.findLastIndex(({ msg }) => msg === 'worker serves'),
    );
    expect(meanwhile.filter(({ msg, worker }) => msg === 'request' && worker === 2).length).toBeGreaterThan(0);
    // For each writer, the killed worker may have sent one answer that it had not yet reported to the supervisor.
    expect(valueOf((await scrape()).body, COUNT)).toBeGreaterThanOrEqual(
      before + acknowledged.length - since - writers.length,
    );
    expect(await workersOf(await times(4, () => ask('GET', '/api/customers/1')))).toEqual([1, 2]);
    const database = await connected();
    const { rows } = await database.query<{ name: string }>(
      "SELECT display_name AS name FROM customers WHERE display_name LIKE 'Ada %'",
    );
    await database.end();
    const there = new Set(rows.map(({ name }) => name));
    expect(acknowledged.filter((name) => !there.has(name))).toEqual([]);
    expect(lines().filter(({ msg }) => msg === 'worker ended')).toMatchObject([
      { level: 'error', worker: 1, pid: killed, ended: 'SIGKILL', pause: 0 },
    ]);
  });
});

describe('a worker that is killed while it hashes passwords', () => {
  beforeAll(() => start(WITHOUT_LIMIT));
  afterAll(cleanUp);

  it('frees its hashing slots for the other', async () => {
    const killed = pids().get(1)!;
    let answered = 0;
    const guess = (number: number) =>
      ask('POST', '/api/login', { body: { usuario_login: `nobody${number}`, usuario_password: 'a guess' } }).then(
        () => answered++,
        () => {},
      );
    const guesses = times(40, guess);
    await eventually(() => answered > 1);
    process.kill(killed, 'SIGKILL');
    await guesses;
    const { email, password } = server.demo.accounting;
    expect(await ask('POST', '/api/auth/signin', { body: { email, password } })).toMatchObject({ status: 201 });
  });
});

describe('a server with two workers that receives a stop signal', () => {
  afterEach(cleanUp);

  it('by Ctrl-C, in every process: finishes requests, accepts none, leaves no process, ends with 0', async () => {
    await start();
    const { isWaitedFor, release } = await customersLocked();
    // Each list has a connection of its own.
    const slow = times(6, () => ask('GET', '/api/customers'));
    await isWaitedFor(6);
    for (const pid of [server.pid, ...pids().values()]) process.kill(pid, 'SIGINT');
    await eventually(refuses);
    for (const pid of [server.pid, ...pids().values()]) process.kill(pid, 'SIGINT');
    await release();
    const answers = await slow;
    await server.ended();
    expect(server.exitCode).toBe(0);
    expect(answers.map(({ status, headers }) => [status, headers.connection])).toEqual(Array(6).fill([200, 'close']));
    expect(await workersOf(answers)).toEqual([1, 2]);
    await leavesNoProcess();
    expect(
      lines()
        .filter(({ msg }) => msg === 'stopped')
        .map(({ worker }) => worker)
        .sort(),
    ).toEqual([1, 2, undefined]);
  });

  it('ends at the limit with 1 and leaves no process, though a worker hangs', async () => {
    await start({ STOP_LIMIT_MS: '2000' });
    const hanging = pids().get(1)!;
    process.kill(hanging, 'SIGSTOP');
    const told = Date.now();
    await server.stop();
    expect(server.exitCode).toBe(1);
    expect(Date.now() - told).toBeLessThan(20_000);
    await leavesNoProcess();
  });
});

describe('CONNECTION_LIMIT with two workers', () => {
  beforeAll(() => start({ CONNECTION_LIMIT: '2' }));
  afterAll(cleanUp);

  it('is divided between them: excess connections are closed', async () => {
    const sockets = Array.from({ length: 4 }, () =>
      connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {}),
    );
    const open = () => sockets.filter((socket) => !socket.destroyed && !socket.readableEnded);
    for (const socket of sockets) socket.resume();
    await eventually(() => open().length === 2);
    for (const socket of sockets) socket.destroy();
    await eventually(async () => (await ask('GET', '/health/live').catch(() => undefined))?.status === 200);
  });
});

describe('a server with two workers that cannot start', () => {
  it('prints the message of one of them once, ends with 1, and leaves no process', async () => {
    const port = await freePort();
    const failing = start({ PORT: String(port) }).catch((error: Error) => error.message);
    // The server has found the port free; the test takes it only now.
    await eventually(() => heard.stderr.includes('Starting: '));
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const failure = await failing;
    expect(failure).toContain('The server ended (1)');
    expect(failure!.match(/^Cannot start: another program listens on port/gm)).toHaveLength(1);
    expect(failure).not.toMatch(/EADDRINUSE|A demo tenant was made/);
    await leavesNoProcess();
    other.close();
    rmSync(place, { recursive: true });
  });
});

describe('the log of two workers', () => {
  it('has complete lines even if their reader is slow', async () => {
    place = realpathSync(mkdtempSync(join(tmpdir(), 'clientela-workers-')));
    const [pipe, data] = [join(place, 'log'), join(place, 'data')];
    execFileSync('mkfifo', [pipe]);
    mkdirSync(data);
    const both = openSync(pipe, 'r+'); // so that opening either end does not block
    const [output, input] = [openSync(pipe, 'w'), openSync(pipe, 'r')];
    closeSync(both);
    const env = { PATH: process.env.PATH, DATA_DIR: data, PORT: '0', LOG_FORMAT: 'json', WORKERS: '2' };
    const child = spawn(process.execPath, FROM_SOURCE, { cwd: place, env, stdio: ['ignore', output, 'pipe'] });
    closeSync(output);
    try {
      let said = '';
      child.stderr!.on('data', (more) => (said += more));
      await eventually(() => /listens on/.test(said));
      const url = /listens on (\S+)/.exec(said)![1]!;
      // Write much more than the pipe's buffer holds.
      const requests = 800;
      await times(10, async () => {
        for (let turn = 0; turn < requests / 10; turn++)
          await fetch(`${url}/nothing`, { headers: { connection: 'close' } }).then((answer) => answer.text());
      });
      let log = '';
      const reader = createReadStream(pipe, { fd: input, highWaterMark: 512 })
        .setEncoding('utf8')
        .on('data', (more) => (log += String(more)));
      await eventually(() => log.split('"msg":"request"').length - 1 === requests);
      child.kill('SIGTERM');
      await once(reader, 'end');
      expect(
        log
          .trimEnd()
          .split('\n')
          .filter((line) => !isWhole(line)),
      ).toEqual([]);
    } finally {
      child.kill('SIGKILL');
      await leavesNoProcess();
      rmSync(place, { recursive: true, maxRetries: 3 });
    }
  });
});

describe('WORKERS', () => {
  const production = { NODE_ENV: 'production', JWT_SECRET: 'a secret of forty characters for tests..' };

  it('is one per core in production, otherwise one', () => {
    expect(readEnv(production).workers).toBe(availableParallelism());
    expect(readEnv({}).workers).toBe(1);
    expect(readEnv({ ...production, WORKERS: '3' }).workers).toBe(3);
  });

  it('keeps all pools within PostgreSQL’s default of 100 connections, unless DATABASE_POOL is set', () => {
    const pool = (settings: Record<string, string>) => readEnv(settings).databasePool;
    expect([pool({}), pool({ WORKERS: '8' }), pool({ WORKERS: '16' }), pool({ WORKERS: '256' })]).toEqual([
      10, 10, 5, 2,
    ]);
    expect(pool({ WORKERS: '16', DATABASE_POOL: '10' })).toBe(10);
  });

  it.each(['0', '257', '1.5', '-1', 'all'])('%s: is refused at the start', (given) => {
    expect(() => readEnv({ WORKERS: given })).toThrow('WORKERS must be a whole number from 1 to 256');
  });
});

/** The embedded database, as its owner. */
async function connected(): Promise<Client> {
  const password = Access.beside(server.dataFolder).passwordOf('clientela');
  const client = new Client({
    host: join(server.dataFolder, 'postgres'),
    port: 5432,
    user: 'clientela',
    password,
    database: 'clientela',
  });
  await client.connect();
  return client;
}

/** Locks the customers, so that their readers wait. */
async function customersLocked(): Promise<{ isWaitedFor(count: number): Promise<void>; release(): Promise<void> }> {
  const [holder, watcher] = [await connected(), await connected()];
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
  const waiting = async () =>
    (
      await watcher.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
      )
    ).rows[0]!.count;
  return {
    isWaitedFor: (count) => eventually(async () => (await waiting()) >= count),
    release: async () => {
      await watcher.end();
      await holder.end();
    },
  };
}

async function refuses(): Promise<boolean> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  return new Promise((resolve) =>
    socket.once('connect', () => (socket.destroy(), resolve(false))).once('error', () => resolve(true)),
  );
}

const isWhole = (line: string) => {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
};
