import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(__dirname, '../../dist/src/main.js');

interface Product {
  /** The credentials of its demo tenant. */
  demoFile: string;
  stop(): Promise<void>;
}

declare global {
  // Global setup and teardown have nothing else in common.
  var product: Product | undefined;
}

/** The built server as its users start it: no settings but a data folder and a free port, so on its own PostgreSQL and with its demo tenant. */
export async function startProduct(): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'clientela-browser-'));
  const data = join(folder, 'data');
  // In a folder without a .env, and in no environment of somebody's own.
  const server = spawn(process.execPath, [MAIN], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, DATA_DIR: data, PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const interrupted = (_: string, signal: number) => process.exit(128 + signal);
  process.once('exit', () => server.kill()).once('SIGINT', interrupted).once('SIGTERM', interrupted);

  const stop = async () => {
    await ended(server);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await listening(server);
  } catch (error) {
    // Jest runs no teardown after a setup that failed.
    await stop();
    throw error;
  }
  return { demoFile: join(data, 'demo.json'), stop };
}

/** Until it says that it listens. */
async function listening(server: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [server.stdout!, server.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Clientela listens on ')) resolve();
      });
    }
    server.once('error', reject).once('exit', (status) => reject(new Error(`The server ended with status ${status}:\n${output}`)));
    setTimeout(() => reject(new Error(`The server does not listen after a minute:\n${output}`)), 60_000).unref();
  });
}

/** Asks it to end, and makes it where it does not. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const end = once(server, 'exit');
  const impatience = setTimeout(() => server.kill('SIGKILL'), 15_000);
  server.kill();
  await end;
  clearTimeout(impatience);
}
