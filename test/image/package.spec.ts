import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPOSITORY = join(__dirname, '../..');
const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'clientela-package-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (cwd: string, program: string, ...words: string[]) =>
  execFileSync(program, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const bin = (name: string) => join(folder, 'node_modules/.bin', name);

it('the npm package installs the command line and the server, and has no secrets, tests or sources', () => {
  const [packed] = JSON.parse(run(REPOSITORY, 'npm', 'pack', '--json', '--pack-destination', folder)) as [
    { filename: string; files: { path: string }[] },
  ];
  const outside = packed.files.filter(
    ({ path }) =>
      !/^(dist\/(src|console|sdk|ormconfig)|docs\/|[A-Z]+(\.md)?$|package\.json$|\.env\.example$)/.test(path),
  );
  expect(outside).toEqual([]);
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefix', folder, join(folder, packed.filename));
  expect(run(folder, bin('clientela'), '--version').trim()).toBe(version);
  // It says what it needs, and so it runs.
  expect(() =>
    execFileSync(bin('clientela'), ['mcp'], { cwd: folder, env: { PATH: process.env.PATH }, stdio: 'pipe' }),
  ).toThrow(/CLIENTELA_KEY/);
  expect(() =>
    execFileSync(bin('clientela-server'), {
      cwd: folder,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', DATA_DIR: join(folder, 'data') },
    }),
  ).toThrow(/JWT_SECRET/);
});

describe('the package of fidelity', () => {
  const PACKAGE = join(REPOSITORY, 'fidelity');

  it('is published as it was built, with nothing else', () => {
    const said = run(PACKAGE, 'sh', '-c', 'npm publish --dry-run --loglevel=notice 2>&1');
    expect(said).toContain(`+ @clientela/fidelity@${version}`);
    expect(said.match(/npm (warn|error).*/gi)?.filter((line) => !/logged in/.test(line)) ?? []).toEqual([]);
    const [{ files }] = JSON.parse(run(PACKAGE, 'npm', 'pack', '--dry-run', '--json')) as [
      { files: { path: string }[] },
    ];
    const others = files.map(({ path }) => path).filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path));
    expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
  });

  it('runs from an empty folder', () => {
    const [{ filename }] = JSON.parse(run(PACKAGE, 'npm', 'pack', '--json', '--pack-destination', folder)) as [
      { filename: string },
    ];
    run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefix', folder, join(folder, filename));
    expect(run(folder, bin('fidelity'), '--contract', 'all', '--list').trim().split('\n').length).toBeGreaterThan(600);
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ publicKey: 'public', privateKey: 'private' }));
    const words = ['--contract', 'billing', '--url', 'http://127.0.0.1:1', '--credentials', 'keys.json'];
    // There is no server, so every case fails.
    expect(() => run(folder, bin('fidelity'), ...words, '--only', 'countCustomers')).toThrow(/Command failed/);
  });
});
