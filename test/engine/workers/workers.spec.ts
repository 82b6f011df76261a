import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../../support/eventually.js';

const ROOT = resolve(__dirname, '../../..');

type Line = Record<string, unknown>;

describe('a supervisor and its workers, without an application', () => {
  let program: ChildProcess;
  const lines: Line[] = [];
  const find = (test: (line: Line) => boolean) => lines.find(test);
  let url: string;

  beforeAll(async () => {
    program = spawn(
      process.execPath,
      ['-r', './test/support/run-typescript.js', 'test/engine/workers/application.ts'],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    createInterface({ input: program.stdout! }).on('line', (line) => lines.push(JSON.parse(line) as Line));
    await eventually(() => Promise.resolve(find((line) => 'port' in line) !== undefined));
    url = `http://127.0.0.1:${find((line) => 'port' in line)!.port as number}`;
  });
  afterAll(() => program.kill('SIGKILL'));

  const ask = async () =>
    (await fetch(url, { headers: { connection: 'close' } })).json() as Promise<{ name: string; count: number }>;

  it('hands each worker its own settings, and both count together', async () => {
    const answers: { name: string; count: number }[] = [];
    for (let at = 0; at < 6; at++) answers.push(await ask());
    expect(new Set(answers.map(({ name }) => name))).toEqual(new Set(['worker 1', 'worker 2']));
    expect(answers.map(({ count }) => count)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('passes on what the application offers', () => {
    expect(find((line) => 'port' in line)!.offered).toBe('offered at http://somewhere');
  });

  it('replaces a worker that ends, and takes back what it had', async () => {
    await fetch(`${url}/end`).catch(() => undefined);
    await eventually(() => Promise.resolve(lines.filter(({ message }) => message === 'worker serves').length === 3));
    expect(find(({ message }) => message === 'worker ended')).toMatchObject({ ended: 'exit code 3', pause: 0 });
    expect(lines.filter(({ ended }) => ended === true)).toHaveLength(1);
    const names = new Set<string>();
    for (let at = 0; at < 6; at++) names.add((await ask()).name);
    expect(names).toEqual(new Set(['worker 1', 'worker 2']));
  });

  it('stops in order: the workers first, then the database', async () => {
    program.kill('SIGTERM');
    const [code] = (await once(program, 'exit')) as [number];
    expect(code).toBe(0);
    expect(lines.at(-1)).toEqual({ inOrder: true, closed: 1 });
  });
});
