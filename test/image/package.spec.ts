import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPOSITORY = join(__dirname, '../..');
const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'clientela-package-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the npm package installs the command line and the server, and has no secrets, tests or sources', () => {
  const run = (cwd: string, program: string, ...words: string[]) =>
    execFileSync(program, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const [packed] = JSON.parse(run(REPOSITORY, 'npm', 'pack', '--json', '--pack-destination', folder)) as [
    { filename: string; files: { path: string }[] },
  ];
  const outside = packed.files.filter(
    ({ path }) =>
      !/^(dist\/(src|console|sdk|ormconfig)|docs\/|[A-Z]+(\.md)?$|package\.json$|\.env\.example$)/.test(path),
  );
  expect(outside).toEqual([]);
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefix', folder, join(folder, packed.filename));
  const bin = (name: string) => join(folder, 'node_modules/.bin', name);
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
