import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testSettings } from '../support/app.js';
import { BuiltServer, FROM_SOURCE } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/programs.js';

const place = mkdtempSync(join(tmpdir(), 'clientela-start-'));
afterAll(() => rmSync(place, { recursive: true, maxRetries: 3 }));

/** Runs the program to its end and returns its output. */
async function failing(
  settings: Record<string, string>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const heard = { stdout: '', stderr: '' };
  const server = new BuiltServer(place, settings, FROM_SOURCE, (text, stream) => (heard[stream] += text));
  await expect(server.start()).rejects.toThrow('The server ended');
  return { code: server.exitCode, ...heard };
}

describe('a server that cannot listen', () => {
  it.each(['1', '2'])('names the setting of a port in use, and does nothing else: WORKERS=%s', async (WORKERS) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await failing({ PORT: String(port), WORKERS });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Cannot start: another program listens on port ${port} of 127.0.0.1. End it, or choose another port with the setting PORT.\n`,
    );
    expect(stdout).toBe('');
    for (const made of ['demo.json', 'postgres']) expect(existsSync(join(place, 'data', made))).toBe(false);
  });

  it('names the setting of a host that is not an address of this machine', async () => {
    expect((await failing({ HOST: '192.0.2.1', PORT: '4001' })).stderr).toBe(
      'Cannot start: 192.0.2.1 is not an address of this machine. Correct the setting HOST.\n',
    );
  });
});

it('warns of a setting that has no effect, starts, and says where to go', async () => {
  let heard = '';
  writeFileSync(join(place, '.env'), '\uFEFF  \nWORKERS=1\nNODE_ENV=production\n');
  const server = new BuiltServer(
    place,
    { ...testSettings({ LOG_LEVEL: 'warn' }), THROTTLE_WRIT_LIMIT: '5' },
    FROM_SOURCE,
    (text) => (heard += text),
  );
  await server.start();
  const { url } = server;
  await server.stop();
  await server.ended();
  rmSync(join(place, '.env'));
  for (const page of ['/', '/console', '/docs']) expect(heard.split(/\s+/)).toContain(url + page);
  expect(heard).toContain(
    'THROTTLE_WRIT_LIMIT is not a setting of Clientela and has no effect; did you mean THROTTLE_WRITE_LIMIT?',
  );
  // NODE_ENV=production in the file makes the log JSON.
  expect(heard).toMatch(/^\{"level":"warn"/m);
});

describe('as a worker of another program, as PM2 does it in cluster mode', () => {
  // Like PM2's daemon: it forks the program with Node's cluster module, and does not understand the program's messages.
  const PRIMARY = `
    const cluster = require('node:cluster');
    const [count, execArgv, exec] = JSON.parse(process.argv[1]);
    cluster.setupPrimary({ exec, execArgv, args: [] });
    for (let at = 0; at < count; at++) cluster.fork({ pm_id: String(at) }).on('exit', (code) => console.log('worker ended with', code));
    process.on('message', () => process.exit());`;
  let daemon: ChildProcess;
  let said: string;
  const run = (count: number, settings: Record<string, string>) => {
    said = '';
    const [require, program, main] = FROM_SOURCE;
    const env = { PATH: process.env.PATH, HOME: place, DATA_DIR: join(place, 'data'), ...testSettings(settings) };
    daemon = spawn(process.execPath, ['-e', PRIMARY, JSON.stringify([count, [require, program], main])], {
      cwd: place,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [daemon.stdout!, daemon.stderr!])
      stream.setEncoding('utf8').on('data', (text) => (said += text));
  };
  afterEach(async () => {
    const ended = once(daemon, 'exit');
    if (daemon.exitCode === null) daemon.send('end');
    else return;
    await ended;
  });

  it('each worker listens on the shared port', async () => {
    const port = await freePort();
    run(2, { PORT: String(port), NODE_ENV: 'production' });
    await eventually(
      () => said.split(`Clientela listens on http://127.0.0.1:${port}`).length === 3 || said.includes('worker ended'),
    );
    expect(said).not.toContain('worker ended');
    for (let time = 0; time < 4; time++)
      expect((await fetch(`http://127.0.0.1:${port}/health/ready`, { headers: { connection: 'close' } })).status).toBe(
        200,
      );
  });

  it('is refused with an explanation if it should start workers itself', async () => {
    run(1, { PORT: String(await freePort()), WORKERS: '2' });
    await eventually(() => said.includes('worker ended with 1'));
    expect(said).toMatch(
      /Cannot start: another program \(PM2 in cluster mode\?\) .*Set WORKERS=1, or run it in fork mode/,
    );
  });
});
