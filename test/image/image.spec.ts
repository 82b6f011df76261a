import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { freePort } from '../support/programs';
import { Dockerfile } from './dockerfile';

const REPOSITORY = join(__dirname, '../..');
const FILE = join(REPOSITORY, 'deploy/Dockerfile');
/** The user `nobody`. As root the server could write everywhere. */
const UNPRIVILEGED = process.getuid!() === 0 ? { uid: 65534, gid: 65534 } : {};

let root: string;
let tree: string;
let image: Dockerfile;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'clientela-image-'));
  image = new Dockerfile(FILE, REPOSITORY, root);
  // The commands of the last stage work on the root directory of the image.
  tree = image.follow((stage) => stage === 'build');
  execFileSync('chmod', ['-R', 'a-w,a+rX', tree]);
  execFileSync('chmod', ['a+rx', root, join(root, 'last')]);
});
afterAll(() => {
  execFileSync('chmod', ['-R', 'u+w', root]);
  rmSync(root, { recursive: true, force: true });
});

it('the Dockerfile has no fault that a linter finds', () => {
  expect(validate(readFileSync(FILE, 'utf8'))).toEqual([]);
});

it('the image has what the server needs, and no tools to develop it', () => {
  expect(readdirSync(tree).sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json']);
  for (const tool of ['jest', '@nestjs/cli', 'eslint', 'playwright-core'])
    expect(existsSync(join(tree, 'node_modules', tool))).toBe(false);
  expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

describe('the server of the image, as a user who can write into its data folder alone', () => {
  let server: ChildProcess;
  let env: NodeJS.ProcessEnv;
  let output = '';

  beforeAll(async () => {
    const data = join(root, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (UNPRIVILEGED.uid) chownSync(data, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
    env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      ...image.env,
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      DATA_DIR: data,
      JWT_SECRET: 'a secret of at least thirty-two characters',
    };
    const [program, ...rest] = image.entrypoint;
    server = spawn(program!, rest, { cwd: tree, env, ...UNPRIVILEGED, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (more) => (output += more));
    const listens = new Promise<void>((resolve) =>
      server.stderr!.on('data', () => output.includes('listens on') && resolve()),
    );
    await Promise.race([
      listens,
      once(server, 'exit').then(() => {
        throw new Error(`the server ended: ${output}`);
      }),
    ]);
  });
  afterAll(() => void server.kill('SIGKILL'));

  const run = ([program, ...rest]: string[]) =>
    execFileSync(program!, rest, { cwd: tree, env, ...UNPRIVILEGED, encoding: 'utf8' });

  it('is well, as the health check of the image finds', () => {
    run(image.healthCheck);
    env.PORT = String(Number(env.PORT) + 1);
    expect(() => run(image.healthCheck)).toThrow();
    env.PORT = String(Number(env.PORT) - 1);
  });

  it('answers, and has the documentation and the console', async () => {
    const url = `http://127.0.0.1:${env.PORT}`;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/docs/clients.json`)).status).toBe(200);
    expect(await (await fetch(`${url}/console`)).text()).toMatch(/src="\/console\/console-\w+\.js"/);
    expect((await fetch(`${url}/api/v3/customer`)).status).toBe(401);
  });

  it('has the command line', () => {
    const clientela = (...words: string[]) => run(['node', 'dist/src/cli/main.js', ...words]);
    clientela('tenant', 'create', '--slug', 'acme', '--name', 'Acme');
    expect(clientela('tenant', 'list', '--json')).toContain('"acme"');
  });

  it('stops in order when the engine asks it to', async () => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
