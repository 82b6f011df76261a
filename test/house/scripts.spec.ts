import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const PACKAGES = ['.', 'sdk', 'console', 'fidelity'];

const scripts = PACKAGES.flatMap((folder) => {
  const { scripts = {} } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    scripts?: Record<string, string>;
  };
  return Object.entries(scripts).map(([name, text]): [string, string] => [`${folder}: ${name}`, text]);
});

/** What is wrong with a script for a shell that is not a Unix one. npm runs scripts with cmd.exe on Windows. */
function faultsOf(script: string): string[] {
  const commands = script.split(' && ').map((command) => {
    const words = command.split(' ');
    // The variables and the command behind them.
    return words[0] === 'node' && words[1] === 'scripts/with.js'
      ? words.slice(2).filter((word) => !/^[A-Z_]+:?=/.test(word))
      : words;
  });
  return [
    ...(/['`$;|<>*~]/.test(script) ? ['signs of a Unix shell'] : []),
    ...commands
      .map(([program]) => program!)
      .filter((program) => !['node', 'npm'].includes(program) && !existsSync(join(ROOT, 'node_modules/.bin', program)))
      .map((program) => `${program} is no program of a package`),
  ];
}

it.each(scripts)('%s runs in any shell', (_, script) => expect(faultsOf(script)).toEqual([]));

it.each([
  ['CASES=2 jest'],
  ['jest ${CASES:-2}'],
  ["echo 'Building'"],
  ['exec node main.js'],
  ['npm sbom > file'],
  ['rm -rf dist && tsc'],
  ['node scripts/with.js CASES=2 rm'],
])('finds that not every shell runs: %s', (script) => expect(faultsOf(script)).not.toEqual([]));
