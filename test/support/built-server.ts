import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import type { Demo } from '../../src/demo.js';

const BUILT = join(__dirname, '../../dist/src/main.js');

/** Arguments of Node that start a built server, with the options that its first line gives to Node. */
export function asCommand(file: string): string[] {
  const [, options = ''] = /^#!.* node (.*)/.exec(readFileSync(file, 'utf8')) ?? [];
  return [...options.split(' ').filter(Boolean), file];
}

/** Arguments of Node that compile the server at its start: for tests that run before a build. */
export const FROM_SOURCE = ['-r', join(__dirname, 'run-typescript.js'), join(__dirname, '../../src/main.ts')];
const PATIENCE = 120_000;

// The watchdog reads a pipe that this process holds open. The end of the pipe means that this process has ended; a line
// means that the server has. The server takes over the ID of this shell ($$). The watchdog leaves the test's folder.
const WATCHED = `
((cd /; read -r line <&3 || kill -KILL $$) >/dev/null 2>&1 &)
exec "$@" 3<&-`;

/**
 * The server in its own process, built unless another program is given. It may be killed and started again on its data
 * folder. It ends with this process at the latest.
 */
export class BuiltServer {
  private child?: ChildProcess;
  private closed?: Promise<unknown>;
  private baseUrl?: string;

  /** `place`: a folder of the test's own; the data folder is `data` in it. */
  constructor(
    private readonly place: string,
    private readonly settings: Record<string, string> = {},
    private readonly program: readonly string[] = asCommand(BUILT),
    /** Takes all output. The two streams come in any order, also in the middle of a line. */
    private readonly hear: Hear = () => {},
  ) {
    mkdirSync(this.dataFolder, { recursive: true });
  }

  get dataFolder(): string {
    return join(this.place, 'data');
  }

  get url(): string {
    return this.baseUrl!;
  }

  get pid(): number {
    return this.child!.pid!;
  }

  /** The exit code of a server that ended without a signal. */
  get exitCode(): number | null {
    return this.child!.exitCode;
  }

  get demoFile(): string {
    return join(this.dataFolder, 'demo.json');
  }

  get demo(): Demo {
    return JSON.parse(readFileSync(this.demoFile, 'utf8')) as Demo;
  }

  /** Waits until the server listens. Returns how many milliseconds that took. */
  async start(): Promise<number> {
    const since = Date.now();
    // The folder has no .env, and the developer's environment is not passed on.
    const env = { PATH: process.env.PATH, HOME: this.place, DATA_DIR: this.dataFolder, PORT: '0', ...this.settings };
    const child = spawn('/bin/sh', ['-c', WATCHED, 'server', process.execPath, ...this.program], {
      cwd: this.place,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const lifeline = child.stdio[3] as Socket;
    lifeline.on('error', () => {}).unref();
    child.once('exit', () => lifeline.end('ended\n', () => lifeline.destroy()));
    this.child = child;
    this.closed = once(child, 'close');
    this.closed.catch(() => {});
    this.baseUrl = await listening(child, this.hear);
    return Date.now() - since;
  }

  /** Kills the server like a machine that runs out of memory: no handler runs, no request is finished. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  /** Waits until the server has ended, in whatever way, and all its output was read. */
  async ended(): Promise<void> {
    await this.closed;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const end = once(child, 'exit');
    const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    child.kill(signal);
    await end;
    clearTimeout(impatience);
  }
}

type Hear = (text: string, stream: 'stdout' | 'stderr') => void;

function listening(child: ChildProcess, hear: Hear): Promise<string> {
  let output = '';
  const streams = ['stdout', 'stderr'] as const;
  return new Promise((resolve, reject) => {
    for (const stream of streams) {
      child[stream]!.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        hear(text, stream);
        const [, url] = /Clientela listens on (\S+)/.exec(output) ?? [];
        if (!url) return;
        // The rest of the output must be read, or the pipe fills and the server stops.
        for (const other of streams)
          child[other]!.removeAllListeners('data').on('data', (more: string) => hear(more, other));
        resolve(url);
      });
    }
    child
      .once('error', reject)
      .once('close', (status, signal) => reject(new Error(`The server ended (${status ?? signal}):\n${output}`)));
    setTimeout(() => reject(new Error(`The server does not listen after two minutes:\n${output}`)), PATIENCE).unref();
  });
}
