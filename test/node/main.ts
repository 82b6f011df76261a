import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/**
 * The oldest version that may be used, and the newest ones of others, as npm packages of their binaries. Arguments may
 * name other ones.
 */
const VERSIONS = ['20.19.0', '22', '24'];
const asked = process.argv.slice(2).filter((word) => /^\d/.test(word));
const SUITE = process.argv.includes('--small') ? 'small' : 'quick';
const ROOT = join(__dirname, '../..');

const PLATFORMS: Record<string, string> = { win32: 'win' };
const packageName = `node-${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;

const folder = mkdtempSync(join(tmpdir(), 'clientela-node-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

const failed = (asked.length > 0 ? asked : VERSIONS).filter((version) => {
  const node = fetchNode(version);
  const since = Date.now();
  console.log(`\nNode ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}, the ${SUITE} suite`);
  const { status } = spawnSync(
    node,
    [join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', 'test/node/jest.config.js'],
    {
      cwd: ROOT,
      stdio: 'inherit',
      // Programs that tests start by the name `node` are of that version, too.
      env: { ...process.env, NODE_SUITE: SUITE, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
    },
  );
  console.log(
    `Node ${version}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - since) / 1_000).toFixed(0)} s`,
  );
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;

/** The program of a version. The package `node` would choose this package in a script that npm does not run here. */
function fetchNode(version: string): string {
  const place = join(folder, version);
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts'];
  const wanted = `${packageName}@${version}`;
  // npm is a script that only a shell runs on Windows. Nothing here needs to be quoted but the folder.
  execFileSync('npm', ['install', ...options, '--prefix', JSON.stringify(place), wanted], {
    cwd: folder,
    shell: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const bin = join(place, 'node_modules', packageName, 'bin');
  const program = [join(bin, 'node'), join(bin, 'node.exe')].find(existsSync);
  if (!program) throw new Error(`The package ${wanted} has no program`);
  return program;
}
