import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { FROM_SOURCE } from '../support/built-server.js';
import { dropDatabase } from '../support/drop-database.js';
import { eventually } from '../support/eventually.js';

const folder = mkdtempSync(join(tmpdir(), 'clientela-stop-'));
const database = `clientela_stop_${process.pid}`;
const server = new Client({ connectionString: process.env.DATABASE_URL });
const url = new URL(process.env.DATABASE_URL!);
const processes: ChildProcess[] = [];

// Each test starts a process, which is slow on a busy machine.
jest.setTimeout(240_000);

beforeAll(async () => {
  await server.connect();
  await server.query(`CREATE DATABASE ${database} TEMPLATE template0`);
  url.pathname = database;
});
afterAll(async () => {
  for (const child of processes.filter(isAlive)) child.kill('SIGKILL');
  await dropDatabase(server, database);
  await server.end();
  rmSync(folder, { recursive: true });
});

/** Sorts lines by their times: at the end of a process a later line may overtake an earlier one. */
const inOrder = (output: string) => {
  const timeOf = (line: string) => /"time":"([^"]+)"/.exec(line)?.[1] ?? '';
  return output
    .split('\n')
    .sort((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1))
    .join('\n');
};

describe('a server that receives a stop signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: finishes current requests, accepts no new ones, ends with 0 within seconds',
    async (signal) => {
      const running = await start();
      const agent = new Agent({ keepAlive: true });
      expect((await ask(running, '/health/ready', agent)).statusCode).toBe(200); // leaves a connection that is idle
      const locked = await lockCustomers();
      const slow = ask(running, '/api/customers/1', agent).then(async (answer) => ({
        status: answer.statusCode,
        connection: answer.headers.connection,
        body: JSON.parse(await text(answer)) as unknown,
      }));
      await locked.isWaitedFor();

      running.child.kill(signal);
      await eventually(() => refuses(running.port));
      expect(isAlive(running.child)).toBe(true);
      await locked.release();
      expect(await slow).toMatchObject({ status: 200, connection: 'close', body: { id: 1 } });
      await running.ended;
      expect({ code: running.child.exitCode, signal: running.child.signalCode }).toEqual({ code: 0, signal: null });
      expect(inOrder(running.output())).toMatch(
        /"msg":"stopping"[^]*"route":"\/api\/customers\/:id","status":200[^]*"msg":"stopped"/,
      );
      agent.destroy();
    },
  );

  it('is not ready, but still serves requests, until a load balancer has had time to notice', async () => {
    const running = await start({ STOP_DELAY_MS: '8000', STOP_LIMIT_MS: '30000' });
    running.child.kill('SIGTERM');
    const statuses: (number | undefined)[] = [];
    await eventually(
      async () => statuses.push((await ask(running, '/health/ready')).statusCode) > 0 && statuses.at(-1) === 503,
    );
    expect((await ask(running, '/api/customers/1')).statusCode).toBe(200);
    await running.ended;
    expect(running.child.exitCode).toBe(0);
  });

  it('does not wait for a client that hangs', async () => {
    const running = await start({ STOP_LIMIT_MS: '8000' });
    const socket = connect(running.port, '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    socket.write(
      'POST /api/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    );
    await eventually(async () =>
      (await text(await ask(running, '/metrics'))).includes('clientela_http_requests_under_way 2'),
    );
    running.child.kill('SIGTERM');
    await running.ended;
    // At its time limit it would end with 1.
    expect(running.child.exitCode).toBe(0);
  });

  it('ends at the time limit with a message if a statement does not return', async () => {
    const running = await start({ STOP_LIMIT_MS: '1000' });
    const locked = await lockCustomers();
    const cut = ask(running, '/api/customers/1').catch((error: NodeJS.ErrnoException) => error.code);
    await locked.isWaitedFor();
    const told = Date.now();
    running.child.kill('SIGTERM');
    await running.ended;
    expect(running.child.exitCode).toBe(1);
    expect(Date.now() - told).toBeLessThan(20_000);
    expect(await cut).toBe('ECONNRESET');
    expect(running.output()).toContain('"level":"fatal"');
    await locked.release();
  });
});

interface Running {
  child: ChildProcess;
  port: number;
  ended: Promise<unknown>;
  output(): string;
}

/** The real program in a process of its own, on a database with the demo tenant. */
async function start(settings: Record<string, string> = {}): Promise<Running> {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: url.href,
    DATA_DIR: folder,
    PORT: '0',
    LOG_FORMAT: 'json',
    ...settings,
  };
  const child = spawn(process.execPath, FROM_SOURCE, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  processes.push(child);
  let [output, told] = ['', ''];
  child.stdout.on('data', (more) => (output += more));
  child.stderr.on('data', (more) => (told += more));
  const ended = once(child, 'close');
  await Promise.race([ended, eventually(() => /listens on/.test(told))]);
  const port = Number(/listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(told)?.[1]);
  if (!port) throw new Error(`It did not start:\n${told}\n${output}`);
  return { child, port, ended, output: () => output };
}

/** One request as the demo tenant. */
async function ask({ port }: Running, path: string, agent?: Agent): Promise<IncomingMessage> {
  const { accounting } = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as {
    accounting: { apiKey: string };
  };
  const request = get({
    port,
    host: '127.0.0.1',
    path,
    agent: agent ?? false,
    headers: { authorization: `Bearer ${accounting.apiKey}` },
  });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  if (path !== '/metrics' && !path.startsWith('/api')) answer.resume();
  return answer;
}

/** Locks the customers, so that their readers wait. */
async function lockCustomers(): Promise<{ isWaitedFor(): Promise<void>; release(): Promise<void> }> {
  const holder = new Client({ connectionString: url.href });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
  const waiting = "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'";
  return {
    isWaitedFor: () =>
      eventually(async () => (await server.query<{ count: number }>(waiting, [database])).rows[0]!.count > 0),
    release: () => holder.end(),
  };
}

const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

async function refuses(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) =>
    socket.once('connect', () => (socket.destroy(), resolve(false))).once('error', () => resolve(true)),
  );
}
